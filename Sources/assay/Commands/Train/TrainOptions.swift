import ArgumentParser
import Foundation
import Learning
import Vocabulary

/// What `assay train` learns from.
struct TrainDataOptions: ParsableArguments {
    @Option(help: "The pack's folder, which says what features are.")
    var pack: String?

    @Option(parsing: .upToNextOption, help: "Event logs, NDJSON or CSV; - is standard input.")
    var events: [String] = []

    @Option(help: "How the columns of CSV files become fields (YAML).")
    var mapping: String?

    @Option(help: "Instead of --events: a service's store, sqlite:PATH, with its labels.")
    var store: String?

    @Option(help: "Instead of events: rows whose features are made already (CSV with names).")
    var table: String?

    @Option(help: "The journey whose events are rows, such as payment.")
    var journey: String?

    @Option(
        help:
            "What is to be known: a label field (event.fraud), a recorded label, or a column."
    )
    var label: String

    @Option(help: "Recorded labels, CSV or NDJSON; see `assay labels --help` for the columns.")
    var labels: String?

    @Option(help: "Kind of entity that counts once a day, and leaves the test once known bad.")
    var entity: String?

    @Option(help: "Days to learn from, both included: 2018-07-25..2018-07-31.")
    var train: String?

    @Option(help: "How long labels take to be known, such as 7d: the gap before the test.")
    var delay: String?

    @Option(help: "Days to measure on, both included.")
    var test: String?

    @Option(help: "Inputs by name, with commas between; +name and -name change the usual choice.")
    var inputs: String?

    @Option(
        name: .customLong("formula"),
        help: ArgumentHelp(
            "With --table: one more input, made of columns in CEL; may be given again.",
            discussion: "Columns are doubles. Where one is missing, or there is no finite value, "
                + "the input is missing. Who scores must make the column in the same way.",
            valueName: "name=expression"))
    var formulas: [String] = []

    @Option(help: "Figures by the values of these too, such as event.country.")
    var segments: String?

    @Option(help: "Rows nobody labelled: out (left out, counted) or negative.")
    var unlabeled: UnlabeledPolicy = .out

    @Flag(help: "Take recorded labels as known --delay after what they speak of, to look back.")
    var assumeDelay = false

    @Option(help: "First day whose bad entities leave the test; the first of --train if not given.")
    var knownFrom: String?

    @Flag(help: "Keep entities in the test that were known to be bad by then.")
    var keepKnownBad = false

    @Option(help: "Earlier folds to validate on (4), or folds of a table (5).")
    var folds: Int?

    @Option(help: "Days of one validation fold; as long as --test if not given.")
    var foldDays: Int?

    /// Folds at most.
    private static let foldsMax = 50

    func check() throws {
        let given = [!events.isEmpty, store != nil, table != nil].count { $0 }
        guard given == 1 else {
            throw ValidationError("Give one of --events, --store and --table.")
        }
        if let folds, !(0...TrainDataOptions.foldsMax).contains(folds) {
            throw ValidationError("--folds is a number from 0 to \(TrainDataOptions.foldsMax).")
        }
        if table != nil {
            let wrong = [
                ("--pack", pack), ("--journey", journey), ("--train", train), ("--test", test),
                ("--delay", delay), ("--entity", entity), ("--segments", segments),
                ("--labels", labels), ("--mapping", mapping),
            ].filter { $0.1 != nil }
            if let first = wrong.first {
                throw ValidationError("\(first.0) is for events; leave it out with --table.")
            }
            guard (folds ?? 5) >= 2 else { throw ValidationError("A table has 2 folds at least.") }
            return
        }
        guard formulas.isEmpty else {
            throw ValidationError(
                "--formula is for --table; formulas over events stand in a pack's features.yaml.")
        }
        for (name, value) in [
            ("--pack", pack), ("--journey", journey), ("--train", train), ("--test", test),
            ("--delay", delay),
        ] where value == nil {
            throw ValidationError("\(name) is missing; see `assay train --help`.")
        }
    }
}

extension UnlabeledPolicy: ExpressibleByArgument {}
extension CalibrationChoice.Method: ExpressibleByArgument {}

/// How `assay train` makes the model.
struct TrainModelOptions: ParsableArguments {
    @Option(help: "xgboost, forest, logistic, or isolation (no labels; for triage only).")
    var learner = "xgboost"

    @Option(help: "Parameters of the learner: eta=0.05,max_depth=4.")
    var set: String?

    @Option(help: "Search parameters on earlier folds: a YAML file, or `default`.")
    var search: String?

    @Option(help: "What trials are compared by: ap, auc or card_precision.")
    var metric: String?

    @Option(help: "none, platt or isotonic; the best on earlier folds if not given.")
    var calibration: CalibrationChoice.Method?

    @Option(help: "k of precision at k.")
    var top = 100

    @Option(help: "What a missed bad event costs, in any unit.")
    var costMissed: Double?

    @Option(help: "What acting on a good event costs.")
    var costFriction: Double?

    @Option(help: "What looking at an event costs.")
    var costReview: Double?

    @Option(help: "Resamples of each interval.")
    var resamples = 1000

    @Option(help: "Of all that is drawn.")
    var seed: UInt64 = 1

    func training(name: String, threads: Int, hasEntity: Bool) throws -> Training {
        var training = Training(
            name: name, learner: learner, parameters: try TrainModelOptions.parameters(set))
        // Errors in parameters come before minutes of walking.
        _ = try LearnerNames.make(learner, training.parameters)
        if learner == BoostedTrees.name { _ = try BoostedTrees.libraryVersion() }
        training.seed = seed
        training.threads = threads
        training.top = top
        training.calibration = calibration
        guard (0...100_000).contains(resamples), (1...1_000_000).contains(top) else {
            throw ValidationError("--resamples is at most 100000, --top from 1 to 1000000.")
        }
        training.resamples = resamples
        if let search {
            training.search =
                search == "default"
                ? SearchPlan.usual(learner)
                : try SearchPlan(
                    yaml: try TrainModelOptions.text(search), path: search, learner: learner)
        }
        training.metric = try metric(
            named: metric ?? training.search?.metric ?? "ap", hasEntity: hasEntity)
        if costMissed != nil || costFriction != nil || costReview != nil {
            training.costs = Costs(
                loss: costMissed ?? 0, friction: costFriction ?? 0, review: costReview ?? 0)
        }
        return training
    }

    private func metric(named name: String, hasEntity: Bool) throws -> Metric {
        switch name {
        case "ap": return .averagePrecision
        case "auc": return .areaUnderCurve
        case "card_precision":
            guard hasEntity else {
                throw ValidationError("card_precision counts entities; name them with --entity.")
            }
            return .cardPrecision(at: top)
        default: throw ValidationError("--metric is ap, auc or card_precision.")
        }
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check the path of --search.")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func parameters(_ text: String?) throws -> [String: Double] {
        var values: [String: Double] = [:]
        for item in (text ?? "").split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = Double(parts[1]) else {
                throw ValidationError("--set \(item) is not name=number.")
            }
            values[parts[0].trimmingCharacters(in: .whitespaces)] = value
        }
        return values
    }
}
