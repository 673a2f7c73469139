import CEL
import Glibc
import Toolbox
import Vocabulary

/// How the columns of a CSV file become events of one type.
package struct CSVMapping: Sendable {
    /// The event type every row becomes.
    package var type: String
    package var source: String
    /// Column with the sender's name for the event.
    package var idColumn: String
    /// Column with the event time.
    package var timeColumn: String
    /// Seconds to add to a numeric time column, when the file counts from another start; nil when
    /// the column holds RFC 3339 text (without an offset it is read as UTC).
    package var timeOffsetSeconds: Int64?
    /// Field name → column name.
    package var fields: [String: String]

    package init(
        type: String, source: String, idColumn: String, timeColumn: String,
        timeOffsetSeconds: Int64?, fields: [String: String]
    ) {
        self.type = type
        self.source = source
        self.idColumn = idColumn
        self.timeColumn = timeColumn
        self.timeOffsetSeconds = timeOffsetSeconds
        self.fields = fields
    }
}

/// A CSV's header line matched with a mapping: where each part of an event stands in a row. A
/// class, so that what a parser made of it can be told to be of it.
final class CSVHeader: Sendable {
    let mapping: CSVMapping
    let columnCount: Int
    let idColumn: Int
    let timeColumn: Int
    /// (field name, column), in column order.
    let fields: [(name: String, column: Int)]

    init(line: UnsafeBufferPointer<UInt8>, mapping: CSVMapping, path: String) throws {
        var cells: [CSVCell] = []
        CSVCell.split(line, into: &cells)
        let names = cells.map { $0.text(in: line) }
        func column(_ name: String) throws -> Int {
            if let index = names.firstIndex(of: name) { return index }
            let nearest = EditDistance.suggestion(for: name, among: names)
            throw Fault(
                .invalid, "\(path):1: there is no column \(name).",
                fix: nearest.map { "Did you mean \($0)?" }
                    ?? "Columns are \(names.joined(separator: ", ")).")
        }
        self.mapping = mapping
        columnCount = names.count
        idColumn = try column(mapping.idColumn)
        timeColumn = try column(mapping.timeColumn)
        fields = try mapping.fields.map { (name: $0.key, column: try column($0.value)) }
            .sorted { ($0.column, $0.name) < ($1.column, $1.name) }
    }
}

/// One cell of a CSV line (RFC 4180): its bytes without the quotes around it.
struct CSVCell {
    var range: Range<Int>
    /// Whether doubled quotes inside still stand for one.
    var hasDoubledQuotes: Bool

    /// Splits one record; a trailing newline is no part of the last cell.
    static func split(_ line: UnsafeBufferPointer<UInt8>, into cells: inout [CSVCell]) {
        cells.removeAll(keepingCapacity: true)
        var end = line.count
        while end > 0, line[end - 1] == 0x0A || line[end - 1] == 0x0D { end -= 1 }
        var start = 0
        while true {
            var index = start
            if index < end, line[index] == 0x22 {
                index += 1
                var isDoubled = false
                while index < end {
                    if line[index] == 0x22 {
                        guard index + 1 < end, line[index + 1] == 0x22 else { break }
                        isDoubled = true
                        index += 1
                    }
                    index += 1
                }
                cells.append(CSVCell(range: start + 1..<index, hasDoubledQuotes: isDoubled))
                while index < end, line[index] != 0x2C { index += 1 }
            } else {
                while index < end, line[index] != 0x2C { index += 1 }
                cells.append(CSVCell(range: start..<index, hasDoubledQuotes: false))
            }
            if index >= end { return }
            start = index + 1
        }
    }

    /// Index of the newline that ends the record at the start of `text`; nil when none does. A
    /// quote opens only at the start of a cell, so a stray one hides nothing.
    static func endOfRecord(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        // Most records have no quotes: then the first newline ends it.
        guard let base = text.baseAddress else { return nil }
        if let newline = memchr(base, 0x0A, text.count) {
            let count = UnsafeRawPointer(newline) - UnsafeRawPointer(base)
            if memchr(base, 0x22, count) == nil { return count }
        }
        var isQuoted = false
        var isStart = true
        for index in text.indices {
            let byte = text[index]
            if isQuoted {
                if byte == 0x22 { isQuoted = false }
            } else if byte == 0x0A {
                return index
            } else if byte == 0x22 {
                // At a cell's start it opens; behind one that closed it is a doubled quote.
                isQuoted = isStart || (index > 0 && text[index - 1] == 0x22)
            }
            isStart = !isQuoted && byte == 0x2C
        }
        return nil
    }

    func bytes(in line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: line[range])
    }

    func text(in line: UnsafeBufferPointer<UInt8>) -> String {
        let text = String(decoding: line[range], as: UTF8.self)
        guard hasDoubledQuotes else { return text }
        var result = ""
        var isSecond = false
        for character in text {
            if character == "\"" {
                isSecond.toggle()
                if !isSecond { continue }
            }
            result.append(character)
        }
        return result
    }
}
