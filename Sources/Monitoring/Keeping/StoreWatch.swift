import Foundation
package import Pipeline
import Vocabulary

/// Counts what a service decided, model by model, and judges its days.
///
/// Values come from where they are kept: features and scores from decisions' records, `event.…`
/// from logged events. So nothing is walked again; the price is some 20 µs to read a record.
/// What was counted is in memory; after a restart it is counted anew. One caller at a time.
package final class StoreWatch {
    private let store: any DecisionArchive & EventLog
    private let labels: (any LabelArchive)?
    private let settings: StoreWatchSettings
    private var tallies: [String: Tally] = [:]
    private var lastSequence: Int64 = 0
    private var lastLabel: Int64 = 0

    private static let pageMax = 1000
    private static let bytesMax = 64 << 20
    private static let day: Int64 = 86_400_000

    private final class Tally {
        let model: WatchedModel
        var watched: WatchedDays
        /// By input: whether a decision ever had it.
        var isKnown: [Bool]
        /// By event: its time and score, until its label may be there.
        var scores: [String: (time: Int64, score: Double)] = [:]
        var outcomes = Outcomes()

        init(_ model: WatchedModel) {
            self.model = model
            watched = WatchedDays(reference: model.reference)
            isKnown = model.reference.inputs.map { _ in false }
        }

        /// Labels of older events are not looked at any more.
        func forget(before time: Int64) {
            scores = scores.filter { $0.value.time >= time }
            outcomes.forget(before: time)
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
        if Set(models.map(Self.key)) != Set(tallies.keys) {
            tallies = Dictionary(
                models.map { (Self.key($0), Tally($0)) }, uniquingKeysWith: { first, _ in first })
            (lastSequence, lastLabel) = (0, 0)
        }
        do {
            try count(models, now: now, pass)
        } catch {
            // It may have counted a part.
            tallies = [:]
            throw error
        }
        return WatchSummary(
            asOf: now,
            models: models.compactMap { model in
                tallies[Self.key(model)].map { summary($0) }
            })
    }

    private func count(
        _ models: [WatchedModel], now: Int64, _ pass: (() throws -> Void) throws -> Void
    ) throws {
        guard !models.isEmpty else { return }
        let since = now - Int64(settings.days + 7) * Self.day
        try countDecisions(since: since, pass)
        try countLabels(pass)
        for tally in tallies.values { tally.forget(before: since) }
    }

    private static func key(_ model: WatchedModel) -> String {
        "\(model.release.name)\u{0}\(model.release.version)"
    }

    /// From the latest decision back to the last that was counted.
    private func countDecisions(since: Int64, _ pass: (() throws -> Void) throws -> Void) throws {
        var before: Int64?
        var newest = lastSequence
        var read = 0
        let fields = Set(tallies.values.flatMap { $0.model.reference.inputs.map(\.name) })
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
                if let seen = SeenDecision(decision, event: events[decision.sequence]) {
                    count(seen)
                }
            }
            guard let last = page.last, page.count == Self.pageMax else { break }
            // Times may be a little out of order; a whole page of old ones is the end.
            if page.allSatisfy({ $0.time < since }) { break }
            before = last.sequence
        }
        lastSequence = newest
    }

    private func count(_ seen: SeenDecision) {
        for score in seen.scores {
            guard let tally = tallies["\(score.name)\u{0}\(score.version)"] else { continue }
            var values: [Double] = []
            for (place, input) in tally.model.reference.inputs.enumerated() {
                let value = seen.value(of: input.name)
                if value != nil { tally.isKnown[place] = true }
                values.append(value ?? .nan)
            }
            tally.watched.add(values, score: score.score, time: seen.time)
            if labels != nil, tally.scores.count < settings.decisionsMax {
                tally.scores[seen.event] = (seen.time, score.score)
            }
        }
    }

    private func countLabels(_ pass: (() throws -> Void) throws -> Void) throws {
        guard let labels else { return }
        while true {
            var page: [(sequence: Int64, label: Label)] = []
            try pass { page = try labels.labels(after: lastLabel, limit: Self.pageMax) }
            for (sequence, label) in page {
                lastLabel = sequence
                guard case .event(let source, let id) = label.subject else { continue }
                for tally in tallies.values {
                    let key = SeenDecision.key(source: source, id: id)
                    // The first label of an event counts.
                    guard let scored = tally.scores.removeValue(forKey: key) else { continue }
                    tally.outcomes.add(
                        Outcomes.Row(
                            time: scored.time, score: scored.score,
                            isPositive: label.isPositive, propensity: label.propensity))
                }
            }
            if page.count < Self.pageMax { return }
        }
    }

    private func summary(_ tally: Tally) -> WatchSummary.Model {
        let known = Set(
            zip(tally.model.reference.inputs, tally.isKnown).filter(\.1).map(\.0.name))
        // Where only the bad are labelled, rows without a label say nothing of calibration.
        let positives = tally.outcomes.rows.count { $0.isPositive }
        let hasOutcomes = positives > 0 && positives * 2 <= tally.outcomes.rows.count
        let report = WatchReport(
            model: tally.model.release.name, owner: tally.model.owner,
            watched: tally.watched.watching { $0 == "score" || known.contains($0) },
            chosen: tally.watched.wholeDays.suffix(settings.days),
            outcomes: !hasOutcomes
                ? nil
                : (
                    tally.outcomes,
                    OutcomeJudge(threshold: tally.model.reference.topScore ?? 0.5),
                    settings.labelDelay
                ))
        return report.summary(
            of: tally.model.release,
            unwatched: tally.model.reference.inputs.map(\.name).filter { !known.contains($0) })
    }
}

/// How far a service's watch looks.
package struct StoreWatchSettings: Sendable {
    /// Whole days that are shown and judged.
    package var days = 14
    /// Decisions that one run reads at most, the latest.
    package var decisionsMax = 1_000_000
    /// Days until labels are known.
    package var labelDelay = 7

    package init() {}
}
