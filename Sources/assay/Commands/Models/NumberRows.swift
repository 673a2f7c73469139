import Events
import Pipeline
import Toolbox
import Vocabulary

/// Columns of a table that stand in the output too: `time,label,entity=account`, or `all`.
struct KeptColumns: Sendable {
    /// By column: its name in the table, and in the output.
    private(set) var columns: [(name: String, shown: String)] = []

    /// - Parameter all: the table's columns, for `all`.
    init(_ text: String?, all: [String]) {
        guard let text else { return }
        guard text != "all" else {
            columns = all.map { ($0, $0) }
            return
        }
        for part in NumberRows.names(text) {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            columns.append((sides.last ?? part, sides.first ?? part))
        }
    }
}

/// Rows of numbers of a table, and scores of them on the way to another: a row for each row, in
/// their order, or a fault that names the line; what is written has its name only when it is whole.
struct NumberRows {
    /// Bytes of text gathered before they are written.
    private static let blockBytes = 1 << 20

    let inputs: [String]
    let kept: KeptColumns
    /// What to do about a cell that is no number.
    var fix = "Leave a missing value empty."
    private let file: ColumnFile

    /// - Parameters:
    ///   - inputs: columns of numbers.
    ///   - others: columns that the caller reads itself, by ``Row/other``.
    /// - Throws: ``Fault`` when the table cannot be read or lacks a column.
    init(path: String, inputs: [String], others: [String] = [], kept: KeptColumns) throws {
        (self.inputs, self.kept) = (inputs, kept)
        var asked: [String] = []
        for name in inputs + others + kept.columns.map(\.name) where !asked.contains(name) {
            asked.append(name)
        }
        file = try ColumnFile(path: path, columns: asked)
        places = (others + kept.columns.map(\.name)).map { asked.firstIndex(of: $0) ?? 0 }
        othersCount = others.count
    }

    /// Place of each other and kept column among those asked for; inputs come first.
    private let places: [Int]
    private let othersCount: Int

    /// The columns of a table, by its first line.
    static func columns(of path: String) throws -> [String] {
        try ColumnFile(path: path, columns: []).others
    }

    /// Names between commas.
    static func names(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.trimming(while: { $0 == " " })) }
    }

    /// Writes the kept columns and, behind them, `scores` and what `body` appends for each row.
    ///
    /// - Parameter body: takes a row's numbers, NaN where nothing stands, the texts of the other
    ///   columns and the line; appends cells, a comma between them.
    /// - Returns: how many rows there were. O(bytes).
    /// - Throws: ``Fault`` for a line that is no row, a cell that is no number, a name that would
    ///   stand twice, and what cannot be written.
    func write(
        to path: String, scores names: [String],
        _ body: ([Double], [UnsafeBufferPointer<UInt8>], _ line: Int, inout ByteWriter) throws
            -> Void
    ) throws -> Int {
        let header = kept.columns.map(\.shown) + names
        if let twice = header.first(where: { name in header.count { $0 == name } > 1 }) {
            throw Fault(
                .invalid, "\(path) would have two columns `\(twice)`.",
                fix: "Keep it by another name: --keep old_\(twice)=\(twice).")
        }
        let output = try TextFile(path: path)
        var text = ByteWriter(capacity: NumberRows.blockBytes + (64 << 10))
        for (place, name) in header.enumerated() {
            if place > 0 { text.append(byte: 0x2C) }
            text.appendCell(name)
        }
        text.append(byte: 0x0A)
        var row = [Double](repeating: .nan, count: inputs.count)
        var progress = Progress("rows")
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            try checkWhole(until: line)
            for place in row.indices { row[place] = try number(cells[place], place, line) }
            for place in places.dropFirst(othersCount) {
                text.appendCell(cells[place])
                text.append(byte: 0x2C)
            }
            try body(row, places.prefix(othersCount).map { cells[$0] }, line, &text)
            text.append(byte: 0x0A)
            if text.count >= NumberRows.blockBytes {
                try output.append(text.bytes)
                text.removeAll()
            }
        }
        progress.finish()
        try checkWhole(until: nil)
        try output.append(text.bytes)
        try output.finish()
        return file.rows
    }

    /// A row left out would put every score behind it beside the wrong row.
    private func checkWhole(until line: Int?) throws {
        if let letter = file.deadLetters.first {
            throw Fault(.invalid, letter.sentence, fix: "Mend the line; nothing was written.")
        }
        if let line, line != file.rows + 1 {
            throw Fault(
                .invalid, "\(file.path):\(line - 1): the line is empty.",
                fix: "Take it out; a missing value of a table with one column is \"\".")
        }
    }

    private func number(
        _ cell: UnsafeBufferPointer<UInt8>, _ place: Int, _ line: Int
    ) throws -> Double {
        if cell.isEmpty { return .nan }
        guard let number = RowsFile.number(cell) else {
            throw Fault(
                .invalid,
                "\(file.path):\(line): `\(inputs[place])` is "
                    + "`\(String(decoding: cell.prefix(40), as: UTF8.self))`, which is no number.",
                fix: fix)
        }
        return number
    }
}

extension StringProtocol {
    /// Without what satisfies a condition at either end.
    fileprivate func trimming(while isLeft: (Character) -> Bool) -> SubSequence {
        let head = drop(while: isLeft)
        guard let last = head.lastIndex(where: { !isLeft($0) }) else { return head }
        return head[...last]
    }
}
