import Events
package import Vocabulary

/// Labels of a file, CSV or NDJSON, plain, gzip or zstd; see ``LabelRow`` for its columns.
package struct LabelFile {
    /// Labels of one file at most.
    package static let labelsMax = 20_000_000
    /// Bad lines kept; more are only counted.
    package static let flawsMax = 10_000

    package private(set) var labels: [Label] = []
    /// Places of labels whose row does not say when they became known.
    package private(set) var undated: Set<Int> = []
    /// Rows whose `value` is empty: nobody has answered yet.
    package private(set) var unanswered = 0
    /// Bad lines, in order, the first ``flawsMax``.
    package private(set) var flaws: [DeadLetter] = []
    package private(set) var refused = 0
    /// Columns of a CSV that say nothing of labels.
    package private(set) var others: [String] = []

    private let path: String
    private let recordedAt: Int64

    /// Reads all of it; bad lines are told by ``flaws``. O(bytes).
    ///
    /// - Parameter recordedAt: when labels became known that do not say so themselves,
    ///   milliseconds since 1970.
    /// - Throws: ``Fault`` when the file cannot be read, lacks a column or has too many labels.
    package init(path: String, recordedAt: Int64) throws {
        self.path = path
        self.recordedAt = recordedAt
        try LabelFile.isNDJSON(path) ? readLines() : readColumns()
    }

    private static func isNDJSON(_ path: String) -> Bool {
        var name = path[...]
        for packed in [".gz", ".zst"] where name.hasSuffix(packed) {
            name = name.dropLast(packed.count)
        }
        return name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl")
    }

    private mutating func readColumns() throws {
        let file = try ColumnFile(
            path: path, columns: LabelRow.required, optional: LabelRow.optional)
        others = file.others
        try file.forEachRow { cells, line in
            var row = LabelRow(cells: [:])
            for (column, cell) in zip(LabelRow.columns, cells) where !cell.isEmpty {
                row.cells[column] = String(decoding: cell, as: UTF8.self)
            }
            try take(row, line)
        }
        // What was no row at all stands beside what was no label.
        refused += file.refused
        flaws = (flaws + file.deadLetters).sorted { $0.line < $1.line }
    }

    private mutating func readLines() throws {
        let file = try LineFile(path: path)
        var torn: [DeadLetter] = []
        try file.forEachLine(refuse: { torn.append($0) }) { text, line in
            do {
                try take(try LabelRow(json: Array(text)), line)
            } catch let flaw as LabelRow.Flaw {
                refuse(flaw.letter(input: path, line: line))
            }
        }
        for letter in torn { refuse(letter) }
        flaws.sort { $0.line < $1.line }
    }

    private mutating func refuse(_ letter: DeadLetter) {
        refused += 1
        if flaws.count < LabelFile.flawsMax { flaws.append(letter) }
    }

    private mutating func take(_ row: LabelRow, _ line: Int) throws {
        guard row.isAnswered else { return unanswered += 1 }
        do {
            labels.append(try row.label(recordedAt: recordedAt))
            if !row.saysWhenRecorded { undated.insert(labels.count - 1) }
        } catch let flaw as LabelRow.Flaw {
            refuse(flaw.letter(input: path, line: line))
        }
        guard labels.count <= LabelFile.labelsMax else {
            throw Fault(
                .tooLarge, "\(path) has more than \(LabelFile.labelsMax) labels.",
                fix: "Split the file.")
        }
    }
}
