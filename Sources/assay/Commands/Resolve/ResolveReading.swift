import Events
import Resolution
import Toolbox
import Vocabulary

/// Reads the records of CSV files.
final class ResolveReading {
    /// Names of columns that name a record, where none is given.
    private static let idNames = ["id", "record", "unique_id", "rec_id", "record_id"]
    /// Records of a file that automatic settings look at.
    private static let lookedAtMax = 100_000

    private let id: String?
    private let threads: Int
    /// Rows that were left out, by file.
    private(set) var left: [LeftOut] = []

    init(id: String?, threads: Int) {
        self.id = id
        self.threads = threads
    }

    /// Names of a file's columns as they stand there, and without blanks around them.
    private func header(_ path: String) throws -> [(raw: String, name: String)] {
        try ColumnFile(path: path, columns: []).others.map { ($0, ResolveReading.trimmed($0)) }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private func idColumn(_ names: [String], _ path: String) throws -> String {
        if let id {
            guard names.contains(id) else {
                throw Fault(
                    .invalid, "\(path):1: there is no column `\(id)`.",
                    fix: "The columns are \(names.joined(separator: ", ")).")
            }
            return id
        }
        guard let found = names.first(where: ResolveReading.idNames.contains) ?? names.first else {
            throw Fault(
                .invalid, "\(path) has no columns.", fix: "Its first line names the columns.")
        }
        return found
    }

    private func open(
        _ path: String, _ columns: [String], isOld: Bool
    ) throws -> ColumnFile {
        let header = try header(path)
        let names = header.map(\.name)
        let raw = { (name: String) throws -> String in
            guard let held = header.first(where: { $0.name == name }) else {
                let nearest = EditDistance.suggestion(for: name, among: names)
                throw Fault(
                    .invalid, "\(path):1: there is no column `\(name)`.",
                    fix: (nearest.map { "Did you mean `\($0)`? " } ?? "")
                        + "The columns are \(names.joined(separator: ", ")).")
            }
            return held.raw
        }
        let first = isOld ? ["record", "source"] : [try idColumn(names, path)]
        return try ColumnFile(path: path, columns: try (first + columns).map(raw))
    }

    /// All records, the earlier run's first, and how many those are.
    func table(
        _ inputs: [(path: String, source: UInt8)], old: String?, settings: ResolutionSettings
    ) throws -> (RecordTable, Int) {
        let table = RecordTable(
            columns: settings.columns,
            missing: Set(settings.missing.map { $0.lowercased() }))
        let columns = settings.columns.map(\.name)
        if let old { try read(old, columns, nil, into: table) }
        let first = table.count
        for (path, source) in inputs { try read(path, columns, source, into: table) }
        table.close(threads: threads)
        return (table, first)
    }

    /// - Parameter source: nil for the records of an earlier run, which say it themselves.
    private func read(
        _ path: String, _ columns: [String], _ source: UInt8?, into table: RecordTable
    ) throws {
        let file = try open(path, columns, isOld: source == nil)
        var progress = Progress("records")
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            guard table.count < RecordTable.recordsMax else {
                throw Fault(
                    .tooLarge, "\(path) has more than \(RecordTable.recordsMax.grouped) records.",
                    fix: "Resolve a part of them, then add the others with --into.")
            }
            guard !cells[0].isEmpty else {
                return file.refuse(
                    .missingField, line: line, column: 0, cells: cells, expected: "a name")
            }
            let held = source ?? (cells[1].first == UInt8(ascii: "b") ? 1 : 0)
            let behind = source == nil ? 2 : 1
            if !table.append(id: cells[0], source: held, cells: cells[behind...]) {
                file.refuse(
                    .wrongType, line: line, column: 0, cells: cells,
                    expected: "a name that no record before it has")
            }
        }
        progress.finish()
        left.append(LeftOut(file))
    }

    /// The pairs that an earlier run kept, weighed again.
    func pairs(
        of folder: String, _ table: RecordTable, _ model: MatchModel
    ) throws -> [ScoredPair] {
        let file = try ColumnFile(path: folder + "/pairs.csv", columns: ["left", "right"])
        var pairs: [(left: Int, right: Int)] = []
        try file.forEachRow { cells, line in
            let names = cells.map { String(decoding: $0, as: UTF8.self) }
            guard let left = table.record(id: names[0], source: 0),
                let right = table.record(id: names[1], source: model.isLink ? 1 : 0)
            else {
                throw Fault(
                    .invalid,
                    "\(folder)/pairs.csv:\(line): \(folder)/records.csv has no such records.",
                    fix: "Keep the two files of one run together.")
            }
            pairs.append((left, right))
        }
        return Scorer(model, table: table).weighed(pairs)
    }

    /// Settings that the columns suggest by their names and values.
    func inferred(from path: String) throws -> ResolutionSettings {
        let names = try header(path).map(\.name)
        let id = try idColumn(names, path)
        let columns = names.filter { $0 != id }
        let file = try open(path, columns, isOld: false)
        var samples = columns.map { ColumnSample(name: $0) }
        var rows = 0
        try file.forEachRow { cells, _ in
            rows += 1
            guard rows <= ResolveReading.lookedAtMax else { return }
            for place in samples.indices { samples[place].add(cells[place + 1]) }
        }
        return try ResolutionSettings(samples: samples, records: rows)
    }
}
