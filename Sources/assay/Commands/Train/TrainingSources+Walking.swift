import Events
import Foundation
import Learning
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

extension TrainingSources {
    /// Labels read from a store at a time.
    private static let labelsAtOnce = 10_000
    /// Bad lines shown.
    private static let flawsShownMax = 20

    /// Walks the files or the store into the collector.
    func walk(
        _ evaluator: Evaluator, _ collector: RowCollector, _ facts: inout Facts.Data,
        _ remarks: inout [String]
    ) throws {
        if let url = data.store {
            return try walk(store: url, evaluator, collector, &facts, &remarks)
        }
        for path in data.events { try checkReadable(path) }
        let mapping = try data.mapping.map { try MappingFile.read($0) }
        let replay = Replay(
            evaluator: evaluator,
            inputs: data.events.map { Replay.Input(path: $0, mapping: mapping) },
            sinks: [collector], threads: training.threads, isStrict: false, goal: .features,
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
        let report = try ReplayRun.toTheEnd(replay, isStrict: false)
        facts.deadLetters = report.deadLetterCount
        for oddity in report.oddities { Terminal.complain(oddity) }
        facts.sources =
            try (data.events + [data.mapping, data.labels].compactMap { $0 })
            .map { try Facts.Source(file: $0) }
    }

    private func walk(
        store url: String, _ evaluator: Evaluator, _ collector: RowCollector,
        _ facts: inout Facts.Data, _ remarks: inout [String]
    ) throws {
        let store = try ExistingStore.open(url)
        var progress = Progress("events of the log")
        let report = try StoredRows.walk(
            store, evaluator: evaluator, take: { try collector.take($0) },
            progress: { progress.update(count: $0, share: $1) })
        progress.finish()
        facts.sources = [
            Facts.Source(
                path: "\(url), events up to \(report.lastSequence)", bytes: nil, sha256: nil)
        ]
        if let labels = data.labels { facts.sources.append(try Facts.Source(file: labels)) }
        if let first = report.firstKept {
            remarks.append(
                "Events before number \(first) of the log were forgotten, so the first windows are "
                    + "not full.")
        }
        if report.unreadable > 0 {
            facts.deadLetters = report.unreadable
            remarks.append(
                "\(report.unreadable.grouped) events of the log are not events of this pack.")
        }
    }

    /// Labels of the file, or of the store, that bear the name asked for.
    func book(_ pack: Pack) throws -> LabelBook {
        var book = LabelBook()
        guard !data.label.hasPrefix("event.") else { return book }
        var names: [String: Int] = [:]
        func take(_ label: Label) throws {
            names[label.name, default: 0] += 1
            guard label.name == data.label else { return }
            var label = label
            // What is recorded at its own time does not say when it became known.
            if data.assumeDelay { label.recordedAt = label.time }
            try book.take(label, schema: pack.schema)
        }
        if let path = data.labels {
            let file = try LabelFile(path: path, recordedAt: .min)
            guard file.flaws.isEmpty else { throw TrainingSources.fault(file, path) }
            for label in file.labels { try take(label) }
        } else if let url = data.store {
            let store = try ExistingStore.open(url)
            var sequence: Int64 = 0
            while true {
                let found = try store.labels(
                    after: sequence, limit: TrainingSources.labelsAtOnce)
                guard let last = found.last else { break }
                for (_, label) in found { try take(label) }
                sequence = last.sequence
            }
        }
        guard !book.isEmpty else {
            let known = names.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
            throw Fault(
                .invalid, "No label is called \(data.label).",
                fix: known.isEmpty
                    ? "Record some first, see `assay labels --help`."
                    : "There are: \(known.joined(separator: ", ")).")
        }
        book.close()
        return book
    }

    private static func fault(_ file: LabelFile, _ path: String) -> Fault {
        let shown = file.flaws.prefix(flawsShownMax).map { "  " + $0.sentence }
        let rest = file.refused - shown.count
        return Fault(
            .invalid,
            "\(path) has \(file.refused.grouped) lines that are no labels:\n"
                + shown.joined(separator: "\n")
                + (rest > 0 ? "\n  … and \(rest.grouped) more" : "") + "\n",
            fix: "Mend them; a training set with labels missing unseen would mislead.")
    }
}
