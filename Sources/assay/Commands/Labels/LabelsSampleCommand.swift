import ArgumentParser
import Foundation
import Learning
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// Which decisions a sample is drawn from, and an estimate speaks of.
struct SampledOptions: ParsableArguments {
    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Go by the scores of a model, as NAME or NAME/VERSION; else by the decision's.")
    var byScore: String?

    @Option(help: "Name of the label.")
    var label = "fraud"

    func validate() throws {
        guard Label.isName(label) else {
            throw ValidationError("--label is made of small letters, digits and _.")
        }
    }

    /// - Throws: ``Fault`` `notFound` for a model that is not there.
    func settings(_ store: SQLiteStore, seed: UInt64) throws -> ExplorationSheet.Settings {
        var settings = ExplorationSheet.Settings(seed: seed)
        settings.label = label
        guard let byScore else { return settings }
        let parts = byScore.split(separator: "/", maxSplits: 1).map(String.init)
        if parts.count == 2 {
            guard let version = Int(parts[1]) else {
                throw ValidationError("--by-score is NAME or NAME/VERSION, such as fraud/2.")
            }
            settings.model = try store.release(parts[0], version)
            return settings
        }
        let all = try store.modelReleases().filter { $0.name == byScore }
        let chosen = all.first { $0.stage == .live } ?? all.last
        settings.model = try store.release(byScore, chosen?.version ?? 0)
        return settings
    }
}

struct LabelsSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Chooses decisions to be looked at by hand, with known probabilities.",
        discussion: """
            assay labels sample --store sqlite:assay.db --count 200 --seed 7 --out look.csv
            assay labels sample --store sqlite:assay.db --count 200 --seed 7 --by-score fraud

            More are drawn where scores are high, and some from every stratum, the safest too. \
            Fill in the column `value` (true or false) and give the file to `assay labels import`: \
            the labels have the source `exploration` and the probability with which each was \
            chosen, so that `assay labels estimate` speaks of all decisions.
            """)

    @OptionGroup var sampled: SampledOptions

    @Option(help: "Decisions to choose, to 1,000,000.")
    var count: Int

    @Option(help: "Seed of the draw; the same gives the same.")
    var seed: UInt64

    @Option(help: "Only decisions at this journey.")
    var journey: String?

    @Option(help: "Only events from this time on, such as 2026-01-01T00:00:00Z.")
    var from: String?

    @Option(help: "Only events up to this time.")
    var to: String?

    @Option(help: "The file to write; standard output where it is not said.")
    var out: String?

    func validate() throws {
        guard (1...1_000_000).contains(count) else {
            throw ValidationError("--count is a number from 1 to 1,000,000.")
        }
        guard try time(from, "--from") ?? .min <= time(to, "--to") ?? .max else {
            throw ValidationError("--from is not after --to.")
        }
    }

    private func time(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        guard let time = CivilTime(rfc3339: text, assumingUTC: true) else {
            throw ValidationError("\(option) is a time, such as 2026-01-01T00:00:00Z.")
        }
        return time.milliseconds
    }

    func run() throws {
        let store = try ExistingStore.open(sampled.store)
        var settings = try sampled.settings(store, seed: seed)
        settings.journey = journey
        settings.times = (try time(from, "--from") ?? .min)...(try time(to, "--to") ?? .max)
        var progress = Progress("decisions")
        let sheet = try ExplorationSheet(store, count: count, settings) {
            progress.update(count: $0, share: $1)
        }
        progress.finish()
        guard let out else { return print(sheet.text, terminator: "") }
        guard !FileManager.default.fileExists(atPath: out) else {
            throw Fault(
                .conflict, "\(out) is there already, and may be filled in.",
                fix: "Name another file.")
        }
        guard FileManager.default.createFile(atPath: out, contents: Data(sheet.text.utf8)) else {
            throw Fault(.unavailable, "Cannot write \(out).", fix: "See that its folder exists.")
        }
        var table = TextTable(["stratum", "decisions", "drawn", "propensity"])
        for (place, (size, drawn)) in zip(sheet.sample.sizes, sheet.sample.drawn).enumerated() {
            table.add([
                place == 0 ? "1 (highest)" : "\(place + 1)", size.grouped, drawn.grouped,
                BundleFigures.shown(Double(drawn) / Double(size)),
            ])
        }
        print(table.text)
        print(
            "\(sheet.sample.chosen.count.grouped) of \(sheet.population.grouped) decisions are in "
                + "\(out). Fill in `value`, then: assay labels import \(out) --store "
                + sampled.store)
    }
}

struct LabelsEstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Estimates prevalence, precision and recall from a labelled sample.",
        discussion: """
            assay labels estimate --store sqlite:assay.db --by-score fraud --threshold 0.5

            Labels are weighed by 1 / propensity (Hájek), with 95 % intervals. They speak of what \
            was sampled: all rows of the sheet should be filled in, whatever the answer.
            """)

    @OptionGroup var sampled: SampledOptions

    @Option(help: "The score from which an event is acted on, from 0 to 1.")
    var threshold: Double

    @Option(help: "Source of the labels.")
    var labelSource = ExplorationSheet.source

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (0...1).contains(threshold) else {
            throw ValidationError("--threshold is from 0 to 1.")
        }
    }

    func run() throws {
        let store = try ExistingStore.open(sampled.store)
        var progress = Progress("decisions")
        let (estimate, unscored) = try ExplorationSheet.estimate(
            store, threshold: threshold, labelSource: labelSource,
            try sampled.settings(store, seed: 0)
        ) { progress.update(count: $0, share: $1) }
        progress.finish()
        let shares = [
            ("prevalence", estimate.prevalence), ("precision", estimate.precision),
            ("recall", estimate.recall),
        ]
        if json {
            let members = shares.map { name, share in
                "\"\(name)\":"
                    + (share.map {
                        "{\"value\":\($0.value),\"low\":\($0.low),\"high\":\($0.high)"
                            + ",\"labels\":\($0.labels)}"
                    } ?? "null")
            }.joined(separator: ",")
            return print(
                "{\"labels\":\(estimate.labels),\"positives\":\(estimate.positives)"
                    + ",\"unscored\":\(unscored),\"population\":\(estimate.population)"
                    + ",\"threshold\":\(threshold),\(members)}")
        }
        print(
            "\(estimate.labels.grouped) labels, \(estimate.positives.grouped) positive, stand for "
                + "about \(Int(estimate.population.rounded()).grouped) decisions")
        if unscored > 0 {
            print("\(unscored.grouped) labels are of events without a score in this store.")
        }
        var table = TextTable(["figure", "estimate", "95 % from", "to", "labels"])
        for (name, share) in shares {
            table.add(
                [name]
                    + (share.map {
                        [
                            BundleFigures.shown($0.value), BundleFigures.shown($0.low),
                            BundleFigures.shown($0.high), $0.labels.grouped,
                        ]
                    } ?? ["—"]))
        }
        print(table.text)
    }
}
