import ArgumentParser
import Backtests
import Learning
import Packs
import Pipeline
import StoreSQLite
import Vocabulary

/// Who is bad, for `assay backtest` and `assay tune`.
struct BacktestLabels: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: "Files of labels (see `assay labels`), or truth files of `assay simulate`.")
    var labels: [String] = []

    @Option(help: "The name of the labels, or event.FIELD; else what costs.yaml says.")
    var label: String?

    /// Labels read from a store at a time.
    private static let labelsAtOnce = 10_000

    /// What is known: by files, else by the pack's field, else by the store.
    func source(_ pack: Pack, _ costs: CostsDefinition, store: String?) throws -> Truth.Source {
        let name = label ?? (labels.isEmpty ? costs.label : nil)
        if let name, name.hasPrefix("event."), labels.isEmpty {
            var source = Truth.Source()
            source.slot = try ColumnNames.fields([name], of: pack)[0]
            source.words = "the field \(name)"
            return source
        }
        if !labels.isEmpty {
            return try Truth.Source(files: labels, pack: pack, who: costs.who, name: label)
        }
        var source = Truth.Source()
        guard let store else { return source }
        let held = try ExistingStore.open(store)
        var sequence: Int64 = 0
        while true {
            let found = try held.labels(after: sequence, limit: BacktestLabels.labelsAtOnce)
            guard let last = found.last else { break }
            for (_, label) in found where name == nil || label.name == name {
                try source.book.take(label, schema: pack.schema)
            }
            sequence = last.sequence
        }
        source.book.close()
        source.words = source.book.isEmpty ? "no labels" : "labels of \(store)"
        return source
    }
}
