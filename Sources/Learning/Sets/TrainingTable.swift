import CEL
import Events
import Foundation
import Toolbox
import Vocabulary

/// Rows whose features were made elsewhere: a CSV with names above, read into a set.
package struct TrainingTable: Sendable {
    package let inputs: [String]
    package let set: TrainingSet
    /// Columns that were not taken unasked, with the reason.
    package let leftOut: [(name: String, why: String)]
    /// Rows without an answer.
    package let unlabeled: Int

    /// Rows of one table at most.
    package static let rowsMax = 20_000_000

    /// Reads a table. Unnamed, inputs are all columns of numbers but the label; true and false are
    /// 1 and 0, an empty cell is missing. O(bytes).
    ///
    /// - Parameters:
    ///   - label: column with 1 or 0, true or false, yes or no; empty is no answer.
    ///   - asked: columns to take, nil for all that are numbers.
    ///   - formulas: more inputs, made of columns whether these are taken or not.
    /// - Throws: ``Fault`` `invalid` with line and column for the first cells that are not what
    ///   they must be.
    package init(path: String, label: String, asked: [String]?, formulas: [TableFormula] = [])
        throws
    {
        let names = try TrainingTable.names(path)
        guard names.contains(label) else {
            let nearest = EditDistance.suggestion(for: label, among: names)
            throw Fault(
                .invalid, "\(path) has no column \(label).",
                fix: nearest.map { "Did you mean \($0)?" }
                    ?? "Columns are \(names.joined(separator: ", ")).")
        }
        let wanted = asked ?? names.filter { $0 != label }
        guard !wanted.contains(label) else {
            throw Fault(
                .invalid, "\(label) is the label, so it is no input.",
                fix: "Take it out of --inputs.")
        }
        var made = try TableFormulas(formulas, names: names, label: label)
        let more = made.references.map { names[$0] }.filter { !wanted.contains($0) }
        let reading = try TableReading(path: path, label: label, columns: wanted + more)
        if asked != nil,
            let flaw = wanted.indices.lazy.compactMap({ reading.flaws[$0] }).first
        {
            throw Fault(.invalid, flaw, fix: "Inputs are numbers; name others with --inputs.")
        }
        let kept = wanted.indices.filter { reading.flaws[$0] == nil }
        guard !kept.isEmpty || !formulas.isEmpty else {
            throw Fault(.invalid, "\(path) has no column of numbers beside \(label).")
        }
        inputs = kept.map { wanted[$0] } + formulas.map(\.name)
        leftOut = wanted.indices.compactMap { place in
            reading.flaws[place].map { (wanted[place], "it is not all numbers: \($0)") }
        }
        unlabeled = reading.unlabeled
        let sources = try made.references.map { name in
            let place = reading.columns.firstIndex(of: names[name]) ?? 0
            if let flaw = reading.flaws[place] {
                throw Fault(
                    .invalid, "A --formula reads \(names[name]), but \(flaw).",
                    fix: "Formulas read columns of numbers.")
            }
            return (slot: name, place: place)
        }
        var set = TrainingSet(columns: inputs.count, segmentations: 0)
        var row = [Value](repeating: .absent, count: names.count)
        for start in reading.labels.indices.map({ $0 * reading.columns.count }) {
            for (slot, place) in sources {
                let number = reading.values[start + place]
                row[slot] = number.isNaN ? .absent : .double(number)
            }
            set.matrix.append(
                row: kept.map { reading.values[start + $0] }
                    + row.withUnsafeBufferPointer {
                        $0.baseAddress.map { made.values($0) } ?? []
                    })
        }
        try made.checkPresent()
        set.labels = reading.labels
        set.weights = Array(repeating: 1, count: reading.labels.count)
        set.times = Array(repeating: 0, count: reading.labels.count)
        set.entities = set.times.map { _ in 0 }
        self.set = set
    }

    private static func names(_ path: String) throws -> [String] {
        try checkReadable(path)
        return try ColumnFile(path: path, columns: []).others
    }
}

/// The cells of a table as numbers, and what is wrong with them.
private struct TableReading {
    var values: [Double] = []
    var labels: [Bool] = []
    var unlabeled = 0
    let columns: [String]
    /// By column: the first cell that is no number.
    var flaws: [String?]

    init(path: String, label: String, columns: [String]) throws {
        self.columns = columns
        flaws = Array(repeating: nil, count: columns.count)
        let file = try ColumnFile(path: path, columns: [label] + columns)
        try file.forEachRow { cells, line in
            guard let answer = try TableReading.answer(cells[0], "\(path):\(line): \(label)") else {
                unlabeled += 1
                return
            }
            labels.append(answer)
            for place in columns.indices {
                let number = TableReading.number(cells[place + 1])
                if number == nil, flaws[place] == nil {
                    let text = String(decoding: cells[place + 1].prefix(40), as: UTF8.self)
                    flaws[place] = "\(path):\(line): \(columns[place]) is \(text)"
                }
                values.append(number ?? .nan)
            }
            guard labels.count <= TrainingTable.rowsMax else {
                throw Fault(.tooLarge, "\(path) has more than \(TrainingTable.rowsMax) rows.")
            }
        }
        if let letter = file.deadLetters.first {
            throw Fault(.invalid, letter.sentence + ".", fix: "Mend the file; nothing is skipped.")
        }
    }

    private static func answer(_ cell: UnsafeBufferPointer<UInt8>, _ place: String) throws -> Bool?
    {
        let text = String(decoding: cell, as: UTF8.self)
        switch text.lowercased() {
        case "": return nil
        case "1", "1.0", "true", "yes": return true
        case "0", "0.0", "false", "no": return false
        default:
            throw Fault(
                .invalid, "\(place) is \(text.prefix(40)).",
                fix: "A label is 1 or 0, true or false, yes or no, or empty.")
        }
    }

    /// NaN for an empty cell, nil for what is no number.
    private static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
        if cell.isEmpty { return .nan }
        let text = String(decoding: cell, as: UTF8.self)
        switch text.lowercased() {
        case "true": return 1
        case "false": return 0
        default: return Double(text).flatMap { $0.isFinite || $0.isNaN ? $0 : nil }
        }
    }
}
