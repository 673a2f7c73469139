import Foundation
package import Pipeline
import Toolbox
import Vocabulary

/// Counts what a service decided, model by model, and judges its days.
///
/// Values come from where they are kept: features and scores from decisions' records, `event.…`
/// from logged events. So nothing is walked again; the price is some 0.1 ms to read a record of
/// 60 values.
/// What was counted is in memory; after a restart it is counted anew. One caller at a time.
package final class StoreWatch {
    private let store: any DecisionArchive & EventLog
    private let labels: (any LabelArchive)?
    private let settings: StoreWatchSettings
    private var tallies: [String: Tally] = [:]
    private var lastSequence: Int64 = 0
    private var lastLabel: Int64 = 0
    /// Labels that were taken since `lastLabel` was 0.
    private var labelsTaken = 0
    private var known = KnownLabels()
    private var rates = ActionRates()
    /// Whether a run read all it may, so that days before are not counted.
    private var isCut = false

    private static let pageMax = 1000
    private static let bytesMax = 64 << 20
    private static let day: Int64 = 86_400_000

    private final class Tally {
        var watched: WatchedDays
        /// By input: whether a decision ever had it.
        var isKnown: [Bool]
        var journeys: Set<String> = []
        var rows = ScoredRows()

        init(_ reference: DriftReference) {
            watched = WatchedDays(reference: reference)
            isKnown = reference.inputs.map { _ in false }
        }
    }

    package init(
        store: any DecisionArchive & EventLog, labels: (any LabelArchive)? = nil,
        settings: StoreWatchSettings = StoreWatchSettings()
    ) {
        (self.store, self.labels, self.settings) = (store, labels, settings)
    }

    /// Counts what is new and judges. O(new decisions + days · inputs).
    ///
    /// - Parameters:
    ///   - pass: does one read of the store, or throws to end the run.
    ///   - now: milliseconds since 1970.
    /// - Throws: ``Fault`` when the store cannot be read; the next run counts anew.
    package func run(
        _ models: [WatchedModel], now: Int64, pass: (() throws -> Void) throws -> Void
    ) throws -> WatchSummary {
        if Set(models.map(Self.key)) != Set(tallies.keys) { begin(models) }
        do {
            try count(models, now: now, pass)
        } catch {
            // It may have counted a part.
            tallies = [:]
            throw error
        }
        var journeys: Set<String> = []
        return WatchSummary(
            asOf: now,
            models: models.compactMap { model in
                guard let tally = tallies[Self.key(model)] else { return nil }
                // What was decided is judged with the first model alone that scores there.
                let own = tally.journeys.subtracting(journeys)
                journeys.formUnion(own)
                return summary(model, tally, rates.of(own))
            })
    }

    private func begin(_ models: [WatchedModel]) {
        tallies = Dictionary(
            models.map { (Self.key($0), Tally($0.reference)) },
            uniquingKeysWith: { first, _ in first })
        (lastSequence, rates, isCut) = (0, ActionRates(), false)
    }

    private func count(
        _ models: [WatchedModel], now: Int64, _ pass: (() throws -> Void) throws -> Void
    ) throws {
        guard !models.isEmpty else { return }
        let first = DriftReference.day(now) - settings.days - 7
        let since = Int64(first) * Self.day
        let kinds = known.kinds
        try countLabels(since: since, pass)
        // Rows that were kept do not have the entities of a kind that is new.
        if known.kinds != kinds { begin(models) }
        try countDecisions(since: since, pass)
        for tally in tallies.values { tally.rows.forget(before: since) }
        rates.forget(before: first)
    }

    private static func key(_ model: WatchedModel) -> String {
        "\(model.release.name)\u{0}\(model.release.version)"
    }

    /// From the latest decision back to the last that was counted.
    private func countDecisions(since: Int64, _ pass: (() throws -> Void) throws -> Void) throws {
        var before: Int64?
        var newest = lastSequence
        var read = 0
        let fields = Set(tallies.values.flatMap { $0.watched.reference.inputs.map(\.name) })
            .filter { $0.hasPrefix("event.") }
        reading: while read < settings.decisionsMax {
            var page: [StoredDecision] = []
            var events: [Int64: [UInt8]] = [:]
            try pass {
                page = try store.decisions(DecisionFilter(before: before, limit: Self.pageMax))
            }
            if !fields.isEmpty, let low = page.last?.sequence, let high = page.first?.sequence {
                var next = low
                while next <= high {
                    var found: [LoggedEvent] = []
                    try pass {
                        found = try store.events(
                            after: next - 1, limit: Int(high - next + 1), bytesMax: Self.bytesMax)
                    }
                    for event in found { events[event.sequence] = event.text }
                    guard let last = found.last else { break }
                    next = last.sequence + 1
                }
            }
            for decision in page {
                guard decision.sequence > lastSequence, decision.time >= since else {
                    if decision.sequence <= lastSequence { break reading }
                    continue
                }
                newest = max(newest, decision.sequence)
                read += 1
                rates.add(
                    journey: decision.journey, action: decision.action, time: decision.time)
                if let seen = SeenDecision(decision, event: events[decision.sequence]) {
                    count(seen, decision.journey)
                }
            }
            guard let last = page.last, page.count == Self.pageMax else { break }
            // Times may be a little out of order; a whole page of old ones is the end.
            if page.allSatisfy({ $0.time < since }) { break }
            before = last.sequence
        }
        isCut = isCut || read >= settings.decisionsMax
        lastSequence = newest
    }

    private func count(_ seen: SeenDecision, _ journey: String) {
        for score in seen.scores {
            guard let tally = tallies["\(score.name)\u{0}\(score.version)"] else { continue }
            var values: [Double] = []
            for (place, input) in tally.watched.reference.inputs.enumerated() {
                let value = seen.value(of: input.name)
                if value != nil { tally.isKnown[place] = true }
                values.append(value ?? .nan)
            }
            tally.watched.add(values, score: score.score, time: seen.time)
            tally.journeys.insert(journey)
            if labels != nil, tally.rows.count < settings.decisionsMax {
                tally.rows.add(seen, score: score.score, kinds: known.kinds)
            }
        }
    }

    private func countLabels(
        since: Int64, _ pass: (() throws -> Void) throws -> Void
    ) throws {
        guard let labels else { return }
        try takeLabels(labels, since: since, pass)
        // Fewer stand than were taken: some were taken back, so all are read anew.
        var standing = 0
        try pass { standing = try labels.labelCounts().reduce(0) { $0 + $1.labels } }
        guard labelsTaken > standing else { return }
        (known, lastLabel, labelsTaken) = (KnownLabels(), 0, 0)
        try takeLabels(labels, since: since, pass)
    }

    private func takeLabels(
        _ labels: any LabelArchive, since: Int64, _ pass: (() throws -> Void) throws -> Void
    ) throws {
        while true {
            var page: [(sequence: Int64, label: Label)] = []
            try pass { page = try labels.labels(after: lastLabel, limit: Self.pageMax) }
            for (sequence, label) in page {
                known.take(label, sequence, since: since, most: settings.labelsMax)
                lastLabel = sequence
                labelsTaken += 1
            }
            if page.count < Self.pageMax { return }
        }
    }

    private func summary(
        _ model: WatchedModel, _ tally: Tally, _ rates: ActionRates
    ) -> WatchSummary.Model {
        let seen = Set(
            zip(model.reference.inputs, tally.isKnown).filter(\.1).map(\.0.name))
        let outcomes = tally.rows.outcomes(known, name: model.labelName)
        let words = OutcomeWords(
            model: model, known: known, outcomes: outcomes, delay: settings.labelDelay)
        let report = WatchReport(
            model: model.release.name, owner: model.owner,
            watched: tally.watched.watching { $0 == "score" || seen.contains($0) },
            chosen: tally.watched.wholeDays.suffix(settings.days), actions: rates,
            outcomes: words.isOneSided || outcomes.rows.isEmpty
                ? nil
                : (
                    outcomes, OutcomeJudge(threshold: model.reference.topScore ?? 0.5),
                    settings.labelDelay
                ))
        var notes = labels == nil ? [] : words.sentences(report)
        if isCut {
            notes.append(
                "More than \(settings.decisionsMax.grouped) decisions came in the days it looks "
                    + "back; the latest were counted.")
        }
        return report.summary(
            of: model.release, actions: rates,
            unwatched: model.reference.inputs.map(\.name).filter { !seen.contains($0) },
            notes: notes)
    }
}

/// How far a service's watch looks.
package struct StoreWatchSettings: Sendable {
    /// Whole days that are shown and judged.
    package var days = 14
    /// Decisions that one run reads at most, the latest.
    package var decisionsMax = 1_000_000
    /// Labelled subjects that are held at most.
    package var labelsMax = 1_000_000
    /// Days until labels are known.
    package var labelDelay = 7

    package init() {}
}
