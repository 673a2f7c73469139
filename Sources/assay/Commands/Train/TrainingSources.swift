import ArgumentParser
import CEL
import Events
import Foundation
import Learning
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// Makes the sets of `assay train`: walks events or a store, or reads a table.
struct TrainingSources {
    let data: TrainDataOptions
    let training: Training

    /// Folds where nothing is said.
    private static let usualFolds = 4
    private static let usualTableFolds = 5

    func prepare() throws -> PreparedTraining {
        if let table = data.table { return try prepared(table: table) }
        return try preparedEvents()
    }

    // MARK: Tables

    private func prepared(table path: String) throws -> PreparedTraining {
        let asked = data.inputs?.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let formulas = try data.formulas.map { try TableFormula(option: $0) }
        let table = try TrainingTable(
            path: path, label: data.label, asked: asked, formulas: formulas)
        var counts = SetCounts()
        counts.rows = table.set.count
        counts.positives = table.set.positives
        counts.unlabeled = table.unlabeled
        let facts = Facts.Data(
            sources: [try Facts.Source(file: path)], label: "the column \(data.label)",
            journey: nil, entity: nil, rowsRead: table.set.count + table.unlabeled)
        let folds = data.folds ?? TrainingSources.usualTableFolds
        try PreparedTraining.checkClasses(table.set, "The table", least: folds)
        return PreparedTraining(
            inputs: table.inputs, learned: (table.set, counts), measured: (table.set, counts),
            seen: table.set, folds: [], tableFolds: folds, data: facts, pack: nil, split: nil,
            segments: [],
            leftOut: table.leftOut, skipped: [],
            remarks: formulas.map {
                "The input \($0.name) is `\($0.text)` of the table's columns: make it in the same "
                    + "way where the model scores."
            })
    }

    // MARK: Events

    private func preparedEvents() throws -> PreparedTraining {
        let pack = try PackCommand.load(data.pack ?? "")
        let split = try split()
        let folds = split.folds(
            data.folds ?? TrainingSources.usualFolds,
            length: data.foldDays.map { Int64($0) * TimeSpan.dayMilliseconds })
        var request = try request(pack)
        request.spans = ([split] + folds).flatMap { [$0.train, $0.test] }
        request.book = try book(pack)
        let needed =
            pack.memoryBytesMax != nil
            ? pack
            : pack.keepingFeatures(for: request.inputs.slots + request.segments.map(\.slot))
        let collector = RowCollector(request, schema: pack.schema)
        var facts = Facts.Data(
            sources: [], label: labelWords(request), journey: data.journey, entity: data.entity,
            rowsRead: 0)
        facts.labelName =
            data.label.hasPrefix("event.") ? String(data.label.dropFirst(6)) : data.label
        var remarks: [String] = []
        try walk(Evaluator(pack: needed), collector, &facts, &remarks)
        let rows = collector.rows
        facts.rowsRead = rows.events
        guard rows.events > 0 else {
            throw Fault(
                .invalid, "There is no event of the journey \(data.journey ?? "").",
                fix: "Check --journey and the files; a CSV needs --mapping.")
        }
        (facts.first, facts.last) = (TimeSpan.instant(rows.first), TimeSpan.instant(rows.last))
        remarks += lookback(pack, request, split, rows)
        return try PreparedTraining(
            rows: rows, split: split, folds: folds, data: data, facts: facts, request: request,
            pack: pack, remarks: remarks)
    }

    private func split() throws -> Split {
        let delay = data.delay ?? ""
        guard let milliseconds = Duration.milliseconds(delay) else {
            throw Fault(.invalid, "--delay \(delay) is no length of time.", fix: "Write it as 7d.")
        }
        return try Split(
            train: try TimeSpan(data.train ?? "", option: "--train"), delay: milliseconds,
            test: try TimeSpan(data.test ?? "", option: "--test"))
    }

    private func request(_ pack: Pack) throws -> RowRequest {
        let journey = try ColumnNames.indices(
            of: [data.journey ?? ""], among: pack.schema.journeys, what: "journey")[0]
        let entity = try data.entity.map {
            try ColumnNames.indices(of: [$0], among: pack.schema.entities, what: "kind of entity")[
                0]
        }
        var request = RowRequest(
            inputs: try InputChoice(data.inputs, of: pack, journey: journey), journey: journey,
            entity: entity, labelSlot: nil, spans: [])
        if data.label.hasPrefix("event.") {
            request.labelSlot = try labelSlot(pack)
        } else if data.labels == nil && data.store == nil {
            throw Fault(
                .invalid, "The label \(data.label) is recorded elsewhere, but nowhere is named.",
                fix: "Name a file with --labels, or a field such as event.\(data.label).")
        }
        let names = (data.segments ?? "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        request.segments = try names.map { ($0, try InputChoice.slot(of: $0, in: pack)) }
        return request
    }

    /// The slot of a field that is a label of the pack.
    private func labelSlot(_ pack: Pack) throws -> Int {
        let slot = try ColumnNames.fields([data.label], of: pack)[0]
        let fields = pack.schema.types.flatMap(\.fields).filter { $0.slot == slot }
        guard fields.contains(where: \.isLabel) else {
            throw Fault(
                .invalid,
                "\(data.label) is no label in the pack, so features may read it without waiting.",
                fix: "Write `label: true` at it in events.yaml; the pack is then checked for that.")
        }
        guard InputChoice.isNumeric(pack.slotTypes[slot]) else {
            throw Fault(
                .invalid, "\(data.label) is a \(pack.slotTypes[slot]).",
                fix: "A label is an int or a bool.")
        }
        return slot
    }

    private func labelWords(_ request: RowRequest) -> String {
        if request.labelSlot != nil {
            return "the field \(data.label), taken to be known \(data.delay ?? "") after its event"
        }
        return "\(data.label), as recorded in \(data.labels ?? data.store ?? "")"
            + (data.assumeDelay ? ", taken to be known \(data.delay ?? "") after its time" : "")
    }

    /// Says where features look back further than the log goes.
    private func lookback(
        _ pack: Pack, _ request: RowRequest, _ split: Split, _ rows: CollectedRows
    ) -> [String] {
        let reach = InputChoice.reach(of: request.inputs.slots, in: pack)
        guard rows.logBegins > split.train.start - reach, reach > 0 else { return [] }
        return [
            "Features look back \(Duration.text(reach)), but the log begins "
                + "\(TimeSpan.date(rows.logBegins)): the first windows are not full."
        ]
    }
}
