import Packs
import Toolbox
package import Vocabulary

/// A threshold for a budget of friction or a matrix of costs: chosen on earlier events, told with
/// what it does on later ones.
package struct Tuning: Encodable, Sendable {
    package enum Aim: Sendable, Hashable {
        /// Good sessions met, per 1,000.
        case budget(Double)
        /// The least money, by `costs.yaml`.
        case costs
    }

    /// What is asked.
    package struct Question: Sendable {
        package var value: TunedValue
        package var action: Action
        /// Index of the journey in the schema.
        package var journey: Int
        package var aim: Aim
        /// Share of the log's time, from its start, on which the threshold is chosen.
        package var chosenOn = 0.6
        package var seed: UInt64

        package init(
            value: TunedValue, action: Action, journey: Int, aim: Aim, seed: UInt64
        ) {
            (self.value, self.action, self.journey) = (value, action, journey)
            (self.aim, self.seed) = (aim, seed)
        }
    }

    package var value: String
    package var action: String
    package var journey: String
    package var unit: String
    /// Where the earlier events end, RFC 3339.
    package var split: String
    package var earlier: TuningCurve
    package var later: TuningCurve
    /// The recommended threshold; nil where no threshold serves.
    package var recommended: Double?
    package var why: String
    /// The same threshold on the later events.
    package var outOfTime: TuningPoint?

    /// O(rows + draws · people).
    ///
    /// - Throws: ``Fault`` `invalid` without labels, or for costs that the pack does not declare.
    package init(_ ground: Ground, _ judgement: Judgement, _ question: Question) throws {
        guard ground.hasLabels else {
            throw Fault(
                .invalid, "Without labels nobody knows who is caught and who is hurt.",
                fix: "Name files with --labels, or a field with --label event.FIELD.")
        }
        if question.aim == .costs, ground.costs.unit.isEmpty {
            throw Fault(
                .invalid, "The pack declares no costs.",
                fix: "Write costs.yaml, or give a --budget.")
        }
        let bounds = Tuning.bounds(ground.walk, question.chosenOn)
        let perSession: Double? =
            ground.costs.unit.isEmpty
            ? nil
            : question.action == .review
                ? ground.costs.review
                : question.action == .challenge ? ground.costs.challenge : 0
        func curve(_ times: Range<Int64>) throws -> TuningCurve {
            TuningCurve(
                try TuningRows(
                    ground, judgement, question.value, journey: question.journey,
                    action: question.action, times: times),
                perSession: perSession, seed: question.seed)
        }
        earlier = try curve(bounds.start..<bounds.split)
        later = try curve(bounds.split..<bounds.end)
        (value, action) = (question.value.words, question.action.rawValue)
        journey = ground.pack.schema.journeys[question.journey]
        unit = ground.costs.unit
        split = CivilTime(milliseconds: bounds.split).rfc3339
        (recommended, why) = Tuning.choice(earlier, question.aim, unit)
        outOfTime = recommended.flatMap { Tuning.point(later, from: $0) }
    }

    private static func bounds(
        _ walk: Walk, _ share: Double
    ) -> (start: Int64, split: Int64, end: Int64) {
        var (first, last) = (Int64.max, Int64.min)
        for row in 0..<walk.rows {
            first = min(first, walk.times.base[row])
            last = max(last, walk.times.base[row])
        }
        guard walk.rows > 0 else { return (0, 0, 0) }
        return (first, first + Int64(Double(last - first) * share), last + 1)
    }

    /// What a curve has at a threshold that may be no point of its own.
    static func point(_ curve: TuningCurve, from threshold: Double) -> TuningPoint? {
        guard var point = curve.points.first(where: { $0.threshold >= threshold }) else {
            return nil
        }
        point.threshold = threshold
        return point
    }

    private static func choice(
        _ curve: TuningCurve, _ aim: Aim, _ unit: String
    ) -> (Double?, String) {
        func text(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
        switch aim {
        case .budget(let budget):
            let fit = curve.points.filter { $0.friction.high <= budget }
            guard let best = fit.first else {
                return (
                    nil,
                    "No threshold keeps friction at \(text(budget)) per 1,000 good sessions "
                        + "at the upper end of its 95 % interval."
                )
            }
            return (
                best.threshold,
                "The lowest threshold, so the one that catches most, at which friction stays "
                    + "within \(text(budget)) per 1,000 good sessions at the upper end of its 95 % "
                    + "interval (\(text(best.friction.value)), up to \(text(best.friction.high)))."
            )
        case .costs:
            let priced = curve.points.filter { $0.money != nil }
            let best = priced.min {
                ($0.money?.value ?? 0, -$0.threshold) < ($1.money?.value ?? 0, -$1.threshold)
            }
            guard let best, let money = best.money else { return (nil, "Nothing has a price.") }
            return (
                best.threshold,
                "Costs least on the earlier events: \(text(money.value)) \(unit) (95 % interval "
                    + "\(text(money.low)) to \(text(money.high))); of equal ones the highest, "
                    + "which disturbs fewest."
            )
        }
    }

    private enum CodingKeys: String, CodingKey {
        case value, action, journey, unit, split, earlier, later, recommended, why, outOfTime
    }
}
