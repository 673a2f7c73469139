import Vocabulary

/// What a question came to.
package struct QueryAnswer: Sendable {
    /// A value with how often it was met.
    package struct Counted: Sendable, Hashable {
        package var value: String
        package var count: Estimate
        /// Of the matches that have a value.
        package var share: Double
        /// In the range compared with; nil where none was asked for.
        package var before: Estimate?
        /// By bar; empty where it was not counted over time.
        package var bars: [Double] = []
    }

    /// The values of a field.
    package struct Panel: Sendable {
        package var field: QueryPlan.Field
        package var top: [Counted]
        /// Values met.
        package var values: Int
        /// Whether there may be more values than were counted.
        package var isCut: Bool
    }

    /// How many entities of a kind matches name.
    package struct Entities: Sendable, Hashable {
        package var kind: String
        package var count: Int
        /// Whether there are surely no more.
        package var isExact: Bool
    }

    package var bars: Bars
    package var matches: Estimate
    /// In the range compared with; nil where none was asked for.
    package var before: Estimate?
    /// Events of the range.
    package var events: Int
    /// False where so many blocks lie partly in the range that not all of these were read.
    package var isEventsExact = true
    /// Of the blocks that may match, how much was read.
    package var sample: Sample
    package var looked: Int
    package var unread: Int
    package var undecided: Int
    /// Actions that were met, the weakest first.
    package var actions: [Counted]
    /// By what was asked for; nil for the action.
    package var group: [Counted]?
    package var panels: [Panel]
    package var entities: [Entities]
    /// Some that match, the latest first.
    package var rows: [QueryRow]
    /// Milliseconds it took to read.
    package var milliseconds: Int
    /// Why not all was read where all was asked for.
    package var stopped: String?

    package var isExact: Bool { sample.isWhole }
}

extension QueryAnswer {
    /// Values of a panel, and of a group.
    private static let topMax = 10
    private static let groupMax = 20

    init(
        _ plan: QueryPlan, _ tally: Tally, before: Tally?, bars: Bars, events: Int,
        milliseconds: Int
    ) {
        self.bars = bars
        self.events = events
        self.milliseconds = milliseconds
        sample = tally.sample
        (looked, unread, undecided) = (tally.looked, tally.unread, tally.undecided)
        matches = tally.matches.estimate(tally.sample)
        self.before = before.map { $0.matches.estimate($0.sample) }
        rows = tally.rows
        actions = Action.allCases.compactMap {
            QueryAnswer.action($0, tally, before, bars)
        }
        group = tally.group.map { counts in
            QueryAnswer.counted(
                counts, most: QueryAnswer.groupMax, tally.sample, before?.group, before?.sample)
        }
        panels = plan.fields.indices.compactMap { place in
            let counts = tally.fields[place]
            guard QueryAnswer.isTelling(counts, of: tally.matches.count, plan.fields[place])
            else { return nil }
            return Panel(
                field: plan.fields[place],
                top: QueryAnswer.counted(
                    counts, most: QueryAnswer.topMax, tally.sample, before?.fields[place],
                    before?.sample), values: counts.counted.count, isCut: counts.others > 0)
        }
        entities = plan.language.schema.entities.enumerated().compactMap { kind, name in
            let met = tally.distinct[kind]
            guard !met.keys.isEmpty else { return nil }
            return Entities(
                kind: name, count: met.keys.count,
                isExact: tally.sample.isWhole && !met.isCut)
        }
    }

    /// Whether a list of the most common values says something: not where nearly all differ.
    private static func isTelling(
        _ counts: ValueCounts, of matches: Int, _ field: QueryPlan.Field
    ) -> Bool {
        guard counts.present > 0 else { return false }
        return matches < 50 || counts.counted.count * 10 < counts.present * 9
    }

    private static func action(
        _ action: Action, _ tally: Tally, _ before: Tally?, _ bars: Bars
    ) -> Counted? {
        let hits = tally.actions[action.rank]
        let earlier = before?.actions[action.rank]
        guard hits.count > 0 || (earlier?.count ?? 0) > 0 else { return nil }
        let start = action.rank * bars.count
        return Counted(
            value: action.rawValue, count: hits.estimate(tally.sample),
            share: tally.matches.count == 0
                ? 0 : Double(hits.count) / Double(tally.matches.count),
            before: before.flatMap { one in earlier?.estimate(one.sample) },
            bars: scaled(tally.actionBars[start..<start + bars.count], tally.sample))
    }

    private static func counted(
        _ counts: ValueCounts, most: Int, _ sample: Sample, _ before: ValueCounts?,
        _ earlier: Sample?
    ) -> [Counted] {
        counts.top(most).map { place in
            let one = counts.counted[place]
            return Counted(
                value: one.text, count: one.hits.estimate(sample),
                share: Double(one.hits.count) / Double(max(1, counts.present)),
                before: before.flatMap { before in
                    earlier.map { (before.hits(of: one.text) ?? Hits()).estimate($0) }
                },
                bars: counts.bars(of: place).map { scaled($0, sample) } ?? [])
        }
    }

    private static func scaled(_ bars: ArraySlice<UInt32>, _ sample: Sample) -> [Double] {
        let factor = sample.isWhole ? 1 : 1 / max(sample.share, .leastNormalMagnitude)
        return bars.map { (Double($0) * factor).rounded() }
    }
}
