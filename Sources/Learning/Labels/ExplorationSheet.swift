package import Pipeline
import Toolbox
package import Vocabulary

/// The sheet of an exploration sample: decisions chosen with known probabilities, a line each, for
/// people to fill in `value`; then it is a file of labels.
package struct ExplorationSheet: Sendable {
    package struct Settings: Sendable {
        /// The version whose scores are stratified; nil for the decision's own score.
        package var model: ModelRelease?
        package var journey: String?
        /// Of events, milliseconds since 1970.
        package var times: ClosedRange<Int64> = .min ... .max
        package var label = "fraud"
        /// Decisions read, from the last one back.
        package var latest = 10_000_000
        package var seed: UInt64

        package init(seed: UInt64) { self.seed = seed }
    }

    package static let source = "exploration"
    /// Columns, in order; the first eleven are those of a label.
    package static let columns = LabelRow.columns + ["score", "stratum", "decision"]

    package let sample: ScoreSample
    /// How many decisions there were to choose from.
    package let population: Int
    /// The sheet, CSV.
    package let text: String

    /// Draws from the decisions of a store. O(n log n) in decisions; 16 bytes of memory each.
    ///
    /// - Throws: ``Fault`` `notFound` when there is nothing to choose from.
    package init(
        _ store: any DecisionArchive, count: Int, _ settings: Settings,
        progress: (Int, Double) -> Void = { _, _ in }
    ) throws {
        var sequences: [Int64] = []
        var scores: [Double] = []
        try DecisionWalk(store, latest: settings.latest).forEach(progress: progress) { decision in
            guard settings.times.contains(decision.time),
                settings.journey == nil || settings.journey == decision.journey
            else { return }
            var score: Double? = decision.score
            if let model = settings.model {
                score = try ScoredDecision(decision)?
                    .score(of: model.name, version: model.version)
            }
            guard let score else { return }
            sequences.append(decision.sequence)
            scores.append(score)
        }
        guard !scores.isEmpty else {
            throw Fault(
                .notFound, "There is no decision to choose from.",
                fix: settings.model.map {
                    "Has version \($0.version) of \($0.name) scored any? See `assay models list`."
                } ?? "See that the store, --journey and the times are what you mean.")
        }
        var random = SplitMix64(seed: settings.seed)
        sample = ScoreSample(of: scores, ScoreSample.Settings(count: count), random: &random)
        population = scores.count
        var writer = ByteWriter()
        writer.append(ExplorationSheet.columns.joined(separator: ",") + "\n")
        for chosen in sample.chosen {
            let sequence = sequences[chosen.place]
            guard
                let decision = try store.decisions(
                    DecisionFilter(before: sequence + 1, limit: 1)
                ).first, decision.sequence == sequence
            else { throw Fault(.unavailable, "The log forgot an event while it was read.") }
            try ExplorationSheet.write(
                decision, chosen, score: scores[chosen.place], settings.label, &writer)
        }
        text = writer.text
    }

    private static func write(
        _ decision: StoredDecision, _ chosen: ScoreSample.Chosen, score: Double, _ label: String,
        _ writer: inout ByteWriter
    ) throws {
        let event = try ScoredDecision.event(of: decision)
        let time = CivilTime(milliseconds: decision.time).rfc3339
        let cells = [
            "label": label, "label_source": source, "time": time, "subject_source": event.source,
            "subject_id": event.id, "propensity": "\(chosen.propensity)", "score": "\(score)",
            "stratum": "\(chosen.stratum + 1)", "decision": decision.id,
        ]
        for (place, column) in columns.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendCell(cells[column] ?? "")
        }
        writer.append(byte: UInt8(ascii: "\n"))
    }

    /// What labels of a sample say of a threshold: each with the score its event has now in the
    /// store.
    ///
    /// - Returns: the estimate, and how many labels had no score. O(decisions + labels).
    package static func estimate(
        _ store: any DecisionArchive & LabelArchive, threshold: Double, labelSource: String,
        _ settings: Settings, progress: (Int, Double) -> Void = { _, _ in }
    ) throws -> (estimate: SampleEstimate, unscored: Int) {
        let labels = try EventLabels(store, name: settings.label, source: labelSource)
        var cases: [SampleEstimate.Case] = []
        var left = labels.byEvent
        guard !left.isEmpty else {
            throw Fault(
                .notFound, "No label `\(settings.label)` has the source `\(labelSource)`.",
                fix: "Draw a sample with `assay labels sample`, fill it in, and import it.")
        }
        try DecisionWalk(store, latest: settings.latest).forEach(progress: progress) { decision in
            guard !left.isEmpty else { return }
            let scored = try ScoredDecision(decision)
            let event = try scored?.event ?? ScoredDecision.event(of: decision)
            guard let label = left[event] else { return }
            let score =
                settings.model.map { scored?.score(of: $0.name, version: $0.version) }
                ?? decision.score
            guard let score else { return }
            left[event] = nil
            cases.append(
                SampleEstimate.Case(
                    isPositive: label.isPositive, isActedOn: score >= threshold,
                    propensity: label.propensity))
        }
        return (SampleEstimate(cases), left.count)
    }
}
