package import Pipeline
package import Vocabulary

/// Two versions of a model on the same traffic: the events that both scored.
package struct ModelComparison: Sendable {
    package struct Settings: Sendable {
        /// Scores from which an event is acted on, each 0…1.
        package var thresholds = [0.5]
        /// Decisions read, from the last one back.
        package var latest = 1_000_000
        /// Name of the labels.
        package var label = "fraud"
        /// Only what this source says; nil for all.
        package var labelSource: String?
        /// Only events of this time or earlier are judged by labels, milliseconds since 1970.
        package var maturedUntil = Int64.max
        package var resamples = 1000
        package var seed: UInt64 = 1
        /// Whether labels are asked for event by event, which is quicker where few decisions are
        /// read; else all labels are read once.
        package var asksByEvent = false

        package init() {}
    }

    /// How often the two would act.
    package struct Actions: Sendable, Hashable {
        package var threshold: Double
        package var both = 0
        package var onlyFirst = 0
        package var onlySecond = 0
        package var neither = 0

        /// Share of events on which they say the same.
        package var agreement: Double {
            let all = both + onlyFirst + onlySecond + neither
            return all == 0 ? .nan : Double(both + neither) / Double(all)
        }
    }

    /// A figure of both; nil where it is not defined.
    package struct Figure: Sendable, Hashable {
        package var name: String
        package var first: Double?
        package var second: Double?
        /// Between what 95 % of resamples put second less first.
        package var low: Double?
        package var high: Double?
    }

    package let first: ModelRelease
    package let second: ModelRelease
    package private(set) var decisionsRead = 0
    package private(set) var scoredByBoth = 0
    package private(set) var onlyFirstScored = 0
    package private(set) var onlySecondScored = 0
    /// Of events, milliseconds since 1970; nil without any.
    package private(set) var times: ClosedRange<Int64>?
    /// Pearson's, of the scores and of their ranks (Spearman); nil where one never varies.
    package private(set) var correlation: Double?
    package private(set) var rankCorrelation: Double?
    package private(set) var actions: [Actions]
    package private(set) var labelled = 0
    package private(set) var positives = 0
    package private(set) var figures: [Figure] = []

    /// Reads decisions and labels, and compares. O(decisions + labels + resamples · labelled).
    ///
    /// - Parameter progress: told how many decisions were read, and which share.
    /// - Throws: ``Fault`` when the store cannot be read.
    package init(
        _ first: ModelRelease, _ second: ModelRelease, store: any DecisionArchive & LabelArchive,
        _ settings: Settings, progress: (Int, Double) -> Void = { _, _ in }
    ) throws {
        (self.first, self.second) = (first, second)
        actions = settings.thresholds.map { Actions(threshold: $0) }
        let labels = try EventLabels(
            store, name: settings.label, source: settings.labelSource,
            isReadAtOnce: !settings.asksByEvent)
        var pairs = Pairs()
        decisionsRead = try DecisionWalk(store, latest: settings.latest).forEach(
            progress: progress
        ) { decision in
            guard let scored = try ScoredDecision(decision) else { return }
            let one = scored.score(of: first.name, version: first.version)
            let other = scored.score(of: second.name, version: second.version)
            guard let one, let other else {
                if one != nil { onlyFirstScored += 1 }
                if other != nil { onlySecondScored += 1 }
                return
            }
            let label =
                scored.time <= settings.maturedUntil ? try labels.label(of: scored.event) : nil
            pairs.add(one, other, label)
            times =
                min(
                    times?.lowerBound ?? .max, scored.time)...max(
                    times?.upperBound ?? .min, scored.time)
        }
        count(pairs)
        judge(pairs, settings)
    }

    /// Scores of events that both scored, and the labels of those that have one.
    private struct Pairs {
        var first: [Double] = []
        var second: [Double] = []
        var labelledFirst: [Double] = []
        var labelledSecond: [Double] = []
        var labels: [Bool] = []
        var weights: [Double] = []

        mutating func add(_ one: Double, _ other: Double, _ label: Label?) {
            first.append(one)
            second.append(other)
            guard let label else { return }
            labelledFirst.append(one)
            labelledSecond.append(other)
            labels.append(label.isPositive)
            weights.append(1 / label.propensity)
        }
    }

    private mutating func count(_ pairs: Pairs) {
        scoredByBoth = pairs.first.count
        for (one, other) in zip(pairs.first, pairs.second) {
            for place in actions.indices {
                let threshold = actions[place].threshold
                switch (one >= threshold, other >= threshold) {
                case (true, true): actions[place].both += 1
                case (true, false): actions[place].onlyFirst += 1
                case (false, true): actions[place].onlySecond += 1
                case (false, false): actions[place].neither += 1
                }
            }
        }
        correlation = Correlation.pearson(pairs.first, pairs.second)
        rankCorrelation = Correlation.spearman(pairs.first, pairs.second)
    }

    private mutating func judge(_ pairs: Pairs, _ settings: Settings) {
        labelled = pairs.labels.count
        positives = pairs.labels.count { $0 }
        let found = PairedFigures(
            first: pairs.labelledFirst, second: pairs.labelledSecond, labels: pairs.labels,
            weights: pairs.weights
        ).figures(
            thresholds: settings.thresholds, resamples: settings.resamples, seed: settings.seed)
        let names =
            ["ap", "auc"]
            + settings.thresholds.flatMap { ["precision_at_\($0)", "recall_at_\($0)"] }
        figures = zip(names, found).map { name, figure in
            Figure(
                name: name, first: figure.first, second: figure.second, low: figure.low,
                high: figure.high)
        }
    }
}

/// How two lists of numbers go together.
enum Correlation {
    /// Nil where one of them never varies. O(n).
    static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
        let count = Double(first.count)
        let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
        var (one, other, both) = (0.0, 0.0, 0.0)
        for (x, y) in zip(first, second) {
            one += (x - means.0) * (x - means.0)
            other += (y - means.1) * (y - means.1)
            both += (x - means.0) * (y - means.1)
        }
        guard one > 0, other > 0 else { return nil }
        return both / (one.squareRoot() * other.squareRoot())
    }

    /// Of ranks, ties having the mean of theirs. O(n log n).
    static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
        pearson(ranks(first), ranks(second))
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }
}

extension ModelRegistry {
    /// Versions to compare where nobody says which: the live one, and the canary or else the
    /// latest in shadow.
    ///
    /// - Throws: ``Fault`` `notFound` without the name, `conflict` where there are not both.
    package func champions(of name: String) throws -> (live: ModelRelease, challenger: ModelRelease)
    {
        let all = try modelReleases().filter { $0.name == name }
        guard !all.isEmpty else {
            throw Fault(
                .notFound, "There is no model \(name.prefix(80)).",
                fix: "See `assay models list`.")
        }
        guard let live = all.first(where: { $0.stage == .live }) else {
            throw Fault(
                .conflict, "No version of \(name) is live.",
                fix: "Name the two versions to compare, or promote one.")
        }
        let challenger =
            all.first { $0.stage == .canary } ?? all.last { $0.stage == .shadow }
        guard let challenger else {
            throw Fault(
                .conflict, "No version of \(name) is in shadow or canary beside the live one.",
                fix: "Register one, or name the two versions to compare.")
        }
        return (live, challenger)
    }

    /// The name of the labels that a version learned, by its `facts.json`, or else another's; nil
    /// where neither says it.
    package func labelName(of first: ModelRelease, or second: ModelRelease) throws -> String? {
        for release in [first, second] {
            let facts = try modelFile(
                name: release.name, version: release.version, path: "facts.json")
            if let name = BundleFigures(facts: facts).labelName { return name }
        }
        return nil
    }

    /// The release of a version.
    ///
    /// - Throws: ``Fault`` `notFound` when there is none.
    package func release(_ name: String, _ version: Int) throws -> ModelRelease {
        let all = try modelReleases().filter { $0.name == name }
        guard let release = all.first(where: { $0.version == version }) else {
            throw Fault(
                .notFound,
                all.isEmpty
                    ? "There is no model \(name.prefix(80))."
                    : "The model \(name) has no version \(version).",
                fix: "See `assay models list`, or /v1/models.")
        }
        return release
    }
}
