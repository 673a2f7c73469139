/// Columns of text for a terminal: numbers to the right, words to the left.
///
/// ```swift
/// var table = TextTable(["action", "decisions"])
/// table.add(["allow", "1204"])
/// print(table.text)
/// ```
package struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []

    package init(_ header: [String]) { self.header = header }

    /// Adds a row; missing cells are blank, surplus ones a programmer's error.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count <= header.count, "A row has at most as many cells as the header")
        rows.append(cells + Array(repeating: "", count: header.count - cells.count))
    }

    package var isEmpty: Bool { rows.isEmpty }

    package var text: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        let isNumber = header.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { TextTable.looksNumeric($0[column]) }
        }
        let lines = ([header] + rows).map { cells in
            cells.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - cells[column].count)
                return isNumber[column] ? padding + cells[column] : cells[column] + padding
            }.joined(separator: "  ").trimmedEnd
        }
        return lines.joined(separator: "\n")
    }

    private static func looksNumeric(_ cell: String) -> Bool {
        cell.isEmpty || cell.first!.isNumber || (cell.first == "-" && cell.count > 1)
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Int {
    /// The number with thin groups of three: 2248428 is "2,248,428".
    package var grouped: String {
        let digits = String(magnitude)
        var parts: [Substring] = []
        var end = digits.endIndex
        while let start = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex) {
            parts.append(digits[start..<end])
            end = start
        }
        if end != digits.startIndex { parts.append(digits[..<end]) }
        return (self < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
    }
}
