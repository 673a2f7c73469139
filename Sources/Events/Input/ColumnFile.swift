import Toolbox
package import Vocabulary

/// Rows of a CSV file with a line of names above them, by the columns asked for: plain, gzip or
/// zstd.
///
/// Columns stand in any order, and others than those asked for are passed over. A row that is none
/// is among ``deadLetters`` and does not stop the next one. Memory does not grow with the file.
///
/// ```swift
/// let file = try ColumnFile(path: "plays.csv.gz", columns: ["account", "object"])
/// try file.forEachRow { cells, line in print(line, String(decoding: cells[0], as: UTF8.self)) }
/// ```
package final class ColumnFile {
    /// The cells asked for, in the order they were, without quotes; for as long as a call lasts.
    package typealias Cells = [UnsafeBufferPointer<UInt8>]

    /// Dead letters kept; more are only counted.
    package static let deadLettersMax = 10_000
    private static let blockLines = 65_536

    package let path: String
    package let columns: [String]
    /// Of those, the ones that the file lacks and may; their cells are empty.
    package private(set) var absent: Set<String> = []
    /// Columns of the file that nobody asked for.
    package private(set) var others: [String] = []
    /// Rows handed out so far.
    package private(set) var rows = 0
    /// Rows that were none; only the first ``deadLettersMax`` are in ``deadLetters``.
    package private(set) var refused = 0
    package private(set) var deadLetters: [DeadLetter] = []

    private let lines: LineReader
    private let room: UnsafeMutableRawBufferPointer
    /// Where cells with doubled quotes are written anew.
    private let spare: UnsafeMutableRawBufferPointer
    /// By column asked for: its place in a row; -1 for one that is absent.
    private var places: [Int] = []
    private var columnCount = 0
    private var split: [CSVCell] = []
    private var wanted: Cells

    /// Opens the file and reads its first line.
    ///
    /// - Parameter optional: further columns, behind the others, that the file may lack.
    /// - Throws: ``Fault`` when the file cannot be read, is empty, or lacks one of the columns.
    package init(
        path: String, columns: [String], optional: [String] = [],
        limits: IntakeLimits = IntakeLimits()
    ) throws {
        self.path = path
        self.columns = columns + optional
        lines = LineReader(
            source: try ByteSource(path: path), lineBytesMax: limits.lineBytesMax, isQuoted: true)
        room = .allocate(byteCount: limits.lineBytesMax, alignment: 64)
        spare = .allocate(byteCount: limits.lineBytesMax, alignment: 64)
        wanted = Cells(
            repeating: UnsafeBufferPointer(start: nil, count: 0), count: self.columns.count)
        try readHeader(optional: Set(optional))
    }

    deinit {
        room.deallocate()
        spare.deallocate()
    }

    private func readHeader(optional: Set<String>) throws {
        guard let block = try lines.next(into: room, linesMax: 1) else {
            for letter in lines.takeDeadLetters() {
                throw Fault(.invalid, letter.sentence, fix: "Give a file that is whole.")
            }
            throw Fault(
                .invalid, "\(path) is empty.",
                fix: "It begins with the names of its columns: "
                    + "`\(columns.joined(separator: ","))`.")
        }
        var text = bytes(of: block)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = .init(rebasing: text.dropFirst(3)) }
        CSVCell.split(text, into: &split)
        let names = split.map { $0.text(in: text) }
        columnCount = names.count
        absent = optional.subtracting(names)
        places = try columns.map { absent.contains($0) ? -1 : try place(of: $0, in: names) }
        others = names.filter { !columns.contains($0) }
    }

    private func place(of column: String, in names: [String]) throws -> Int {
        guard let place = names.firstIndex(of: column) else {
            let nearest = EditDistance.suggestion(for: column, among: names)
            throw Fault(
                .invalid, "\(path):1: there is no column `\(column)`.",
                fix: (nearest.map { "Did you mean it by `\($0)`? " } ?? "")
                    + "The first line names the columns, such as "
                    + "`\(columns.joined(separator: ","))`; here it is "
                    + "`\(String(names.joined(separator: ",").prefix(80)))`.")
        }
        guard names.lastIndex(of: column) == place else {
            throw Fault(
                .invalid, "\(path):1: the column `\(column)` stands there twice.",
                fix: "Keep one of them.")
        }
        return place
    }

    /// Calls `body` with the cells of every row and its line, from 1. O(bytes).
    ///
    /// - Parameter progress: told now and then how many rows there were, and which share of the
    ///   file, 0…1.
    /// - Throws: what `body` throws, and ``Fault`` when the file cannot be read on.
    package func forEachRow(
        progress: (Int, Double) -> Void = { _, _ in },
        _ body: (Cells, _ line: Int) throws -> Void
    ) throws {
        while let block = try lines.next(into: room, linesMax: ColumnFile.blockLines) {
            for letter in lines.takeDeadLetters() { refuse(letter) }
            try walk(block, body)
            progress(rows, Double(lines.consumed) / Double(max(1, lines.sizeOnDisk)))
        }
        for letter in lines.takeDeadLetters() { refuse(letter) }
    }

    /// Puts a row among the dead letters, for a cell that is not what its column says.
    package func refuse(
        _ code: DeadLetter.Code, line: Int, column: Int, cells: Cells, expected: String
    ) {
        refuse(
            DeadLetter(
                code, input: path, line: line, field: columns[column], expected: expected,
                found: cells[column].isEmpty ? "nothing" : Tape.shown(cells[column])))
    }

    private func refuse(_ letter: DeadLetter) {
        refused += 1
        if deadLetters.count < ColumnFile.deadLettersMax { deadLetters.append(letter) }
    }

    private func bytes(of block: LineReader.Block) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafePointer(room.baseAddress!.assumingMemoryBound(to: UInt8.self)),
            count: block.byteCount)
    }

    private func walk(
        _ block: LineReader.Block, _ body: (Cells, _ line: Int) throws -> Void
    ) throws {
        let text = bytes(of: block)
        let isValid = validUTF8Prefix(of: text) == text.count
        var start = 0
        var line = block.firstLine
        while start < text.count {
            let rest = UnsafeBufferPointer(rebasing: text[start...])
            let length = CSVCell.endOfRecord(in: rest).map { $0 + 1 } ?? rest.count
            let row = UnsafeBufferPointer(rebasing: rest[..<length])
            if isValid || isUTF8(row, line) { try take(row, line, body) }
            start += length
            line += 1
        }
    }

    private func isUTF8(_ row: UnsafeBufferPointer<UInt8>, _ line: Int) -> Bool {
        let valid = validUTF8Prefix(of: row)
        guard valid < row.count else { return true }
        refuse(
            DeadLetter(
                .invalidUTF8, input: path, line: line, expected: "UTF-8",
                found: "byte 0x\(String(row[valid], radix: 16)) at column \(valid + 1)"))
        return false
    }

    private func take(
        _ row: UnsafeBufferPointer<UInt8>, _ line: Int,
        _ body: (Cells, _ line: Int) throws -> Void
    ) throws {
        CSVCell.split(row, into: &split)
        // A line without anything in it says nothing.
        if split.count == 1, split[0].range.isEmpty { return }
        guard split.count == columnCount else {
            return refuse(
                DeadLetter(
                    .notAnEvent, input: path, line: line, expected: "\(columnCount) cells",
                    found: "\(split.count)"))
        }
        var used = 0
        for (index, place) in places.enumerated() where place >= 0 {
            let cell = split[place]
            wanted[index] =
                cell.hasDoubledQuotes ? unquoted(cell.bytes(in: row), &used) : cell.bytes(in: row)
        }
        rows += 1
        try body(wanted, line)
    }

    /// Each doubled quote once, in `spare` from `used` on.
    private func unquoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ used: inout Int
    ) -> UnsafeBufferPointer<UInt8> {
        let target = (spare.baseAddress! + used).assumingMemoryBound(to: UInt8.self)
        var count = 0
        var isSecond = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") {
                isSecond.toggle()
                if !isSecond { continue }
            }
            target[count] = byte
            count += 1
        }
        used += count
        return UnsafeBufferPointer(start: target, count: count)
    }
}
