import Events
import Monitoring
import Toolbox
import Vocabulary

/// Reads a table of rows to watch, such as `assay features` writes.
struct RowsFile {
    /// Rows of a file at most.
    static let rowsMax = 50_000_000

    /// The columns that say what became of a row.
    struct OutcomeColumns {
        var label: String
        var propensity: String?
        var segment: String?

        var names: [String] { [label] + [propensity, segment].compactMap { $0 } }
    }

    let path: String
    var time = "time"
    var unit = TimeUnit.milliseconds
    var scores: String?
    var entity: String?
    var outcome: OutcomeColumns?
    /// Of the entities, how many are read; always the same ones.
    var keep = 1.0
    /// Milliseconds since 1970 from which rows count.
    var from = Int64.min

    /// Reads the columns named; an empty cell is missing. O(bytes); 8 bytes a value.
    ///
    /// - Throws: ``Fault`` when the file cannot be read, lacks a column, or has too many rows.
    func read(_ columns: [String]) throws -> (table: WatchTable, left: LeftOut) {
        let numbers = columns + (scores.map { [$0] } ?? [])
        let asked = [time] + numbers + (entity.map { [$0] } ?? []) + (outcome?.names ?? [])
        let file = try ColumnFile(path: path, columns: asked)
        var table = WatchTable(columns: columns)
        var progress = Progress("rows")
        var row = [Double](repeating: 0, count: numbers.count)
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            guard let time = unit.milliseconds(cells[0]) else {
                return file.refuse(
                    .wrongType, line: line, column: 0, cells: cells,
                    expected: "a time such as 2026-03-02T00:00:08Z, or milliseconds since 1970")
            }
            let who = entity == nil ? 0 : Hash64.of(cells[numbers.count + 1])
            if keep < 1, !Self.isKept(entity == nil ? UInt64(line) : who, keep) { return }
            guard time >= from else { return }
            for place in row.indices {
                let cell = cells[place + 1]
                guard let value = cell.isEmpty ? .nan : Self.number(cell) else {
                    return file.refuse(
                        .wrongType, line: line, column: place + 1, cells: cells,
                        expected: "a number, true, false, or nothing")
                }
                row[place] = value
            }
            table.values += row.prefix(columns.count)
            if scores != nil { table.scores.append(row[columns.count]) }
            table.times.append(time)
            let behind = numbers.count + (entity == nil ? 1 : 2)
            addOutcome(cells, from: behind, score: row.last ?? .nan, time, file, line, &table)
            if entity != nil { table.entities.append(UInt32(truncatingIfNeeded: who)) }
            guard table.rows <= RowsFile.rowsMax else {
                throw Fault(
                    .tooLarge, "\(path) has more than \(RowsFile.rowsMax.grouped) rows.",
                    fix: "Give the days to be judged, or a sample.")
            }
        }
        progress.finish()
        return (table, LeftOut(file))
    }

    private func addOutcome(
        _ cells: ColumnFile.Cells, from place: Int, score: Double, _ time: Int64,
        _ file: ColumnFile, _ line: Int, _ table: inout WatchTable
    ) {
        guard let outcome, !cells[place].isEmpty, !score.isNaN else { return }
        guard let label = Self.number(cells[place]), label == 0 || label == 1 else {
            return file.refuse(
                .wrongType, line: line, column: place, cells: cells,
                expected: "1, 0, true, false, or nothing")
        }
        var row = Outcomes.Row(time: time, score: score, isPositive: label == 1)
        var next = place + 1
        if outcome.propensity != nil {
            guard let propensity = Self.number(cells[next]), propensity > 0, propensity <= 1 else {
                return file.refuse(
                    .wrongType, line: line, column: next, cells: cells,
                    expected: "a number above 0, at most 1")
            }
            row.propensity = propensity
            next += 1
        }
        if outcome.segment != nil { row.segment = String(decoding: cells[next], as: UTF8.self) }
        guard score >= 0, score <= 1 else {
            return file.refuse(
                .wrongType, line: line, column: place - 1, cells: cells,
                expected: "a probability, where labels are compared with scores")
        }
        table.outcomes.add(row)
    }

    /// A number, or true and false as 1 and 0.
    static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
        if let number = DecimalText.double(cell) { return number }
        switch String(decoding: cell, as: UTF8.self) {
        case "true": return 1
        case "false": return 0
        default: return nil
        }
    }

    private static func isKept(_ hash: UInt64, _ share: Double) -> Bool {
        Double(SplitMix64.mixed(hash) >> 11) * 0x1p-53 < share
    }
}
