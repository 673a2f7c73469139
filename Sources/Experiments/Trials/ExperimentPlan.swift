import Toolbox
package import Vocabulary

/// How many entities an experiment would need, and how long it would take.
package struct ExperimentPlan: Sendable, Codable {
    package var experiment: String
    package var metric: String
    package var baseline: Double
    package var effect: Double
    package var alpha: Double
    /// Simulated draws with the declared effect.
    package var draws: Int
    /// Entities until the test says so: in half of the draws, and in eight of ten.
    package var entitiesHalf: Int?
    package var entitiesEighty: Int?
    /// What a test that may look only once would need for 80 %.
    package var entitiesOnce: Int
    /// Days until that, with so many entities a day in the experiment, and the time a metric takes.
    package var daysHalf: Double?
    package var daysEighty: Double?

    /// Entities a simulated draw has at most.
    private static let entitiesMax = 2_000_000

    /// - Parameter perDay: entities that enter a day, in any arm; nil where it is not known.
    /// O(draws · entities).
    package init(
        _ definition: ExperimentDefinition, perDay: Double?, draws: Int, seed: UInt64,
        progress: (Int, Double) -> Void = { _, _ in }
    ) {
        let metric = definition.primary
        let (control, treatment) = (definition.arms[0], definition.arms[1])
        experiment = definition.name
        (self.metric, baseline, effect) = (metric.name, metric.baseline, metric.effect)
        (alpha, self.draws) = (definition.alpha, draws)
        let base = metric.baseline / metric.atMost
        let size = metric.effect / metric.atMost
        let sign = base + size <= 1 ? 1.0 : -1
        var design = ExperimentRehearsal.Design(
            name: definition.name, share: treatment.share / (treatment.share + control.share),
            truth: base + min(0, sign * size), baseline: base, effect: size, entities: 0)
        entitiesOnce = design.entitiesOnce
        design.entities = min(Self.entitiesMax, max(1000, 12 * entitiesOnce))
        let alpha = definition.alpha / Double(definition.arms.count - 1)
        var times: [Int] = []
        for draw in 0..<draws {
            let rehearsal = ExperimentRehearsal(
                draws: 1, seed: SplitMix64.mixed(seed ^ UInt64(draw)), alpha: alpha)
            if let time = rehearsal.entitiesUntilSaid(design) { times.append(time) }
            progress(draw + 1, Double(draw + 1) / Double(draws))
        }
        times.sort()
        func quantile(_ share: Double) -> Int? {
            let place = Int((Double(draws) * share).rounded(.up)) - 1
            return times.indices.contains(place) ? times[place] : nil
        }
        (entitiesHalf, entitiesEighty) = (quantile(0.5), quantile(0.8))
        let wait = Double(metric.to) / 86_400_000
        func days(_ entities: Int?) -> Double? {
            guard let entities, let perDay, perDay > 0 else { return nil }
            return Double(entities) / perDay + wait
        }
        (daysHalf, daysEighty) = (days(entitiesHalf), days(entitiesEighty))
    }

    package var words: String {
        guard let entitiesHalf else {
            return "\(experiment): with an effect of \(effect) fewer than half of "
                + "\(draws.grouped) simulated experiments came to an end; look for more."
        }
        var text =
            "\(experiment): if \(metric) moves from \(Shown.rounded(baseline, 3)) by "
            + "\(Shown.rounded(effect, 4)), half of such experiments say so within "
            + "\(entitiesHalf.grouped) entities"
        if let entitiesEighty { text += ", eight of ten within \(entitiesEighty.grouped)" }
        text += "; a test that may look only once would take \(entitiesOnce.grouped)."
        if let daysHalf {
            text += " That is \(Shown.rounded(daysHalf, 1)) days"
            if let daysEighty { text += ", or \(Shown.rounded(daysEighty, 1))" }
            text += ", the time the metric takes included."
        }
        return text
    }
}
