package import Vocabulary

/// What an experiment says now, however often it was asked before.
package struct ExperimentReadout: Sendable, Codable {
    package enum Verdict: String, Sendable, Codable {
        /// Arms did not get the entities they were to get.
        case stopRatio = "stop_ratio"
        /// A guard is worse in an arm.
        case stopGuard = "stop_guard"
        case better, worse
        /// No difference that is worth finding.
        case none
        case goOn = "go_on"
    }

    package struct Arm: Sendable, Codable {
        package var name: String
        package var share: Double
        package var entities: Int
        /// Actions other than allow, a thousand entities.
        package var actionsPerThousand: Double
    }

    package var experiment: String
    package var unit: String
    package var alpha: Double
    package var arms: [Arm]
    package var ratioEvidence: Double
    package var isRatioOff: Bool
    package var comparisons: [Comparison]
    package var verdict: Verdict
    /// The arm and metric that the verdict rests on.
    package var because: String
    /// Event time of the last event, milliseconds since 1970.
    package var asOf: Int64

    package init(_ watch: ExperimentWatch, schema: Schema, labels: KnownLabels) {
        let definition = watch.definition
        experiment = definition.name
        unit = schema.entities[definition.unit]
        (alpha, asOf) = (definition.alpha, watch.latest)
        let entered = watch.entered
        arms = definition.arms.enumerated().map { index, arm in
            Arm(
                name: arm.name, share: arm.share, entities: entered[index],
                actionsPerThousand: 1000 * Double(watch.actedOn[index])
                    / Double(max(1, entered[index])))
        }
        let ratio = SampleRatio(counts: entered, shares: definition.arms.map(\.share))
        (ratioEvidence, isRatioOff) = (ratio.logEvidence, ratio.isOff)
        // All treatments, and all guards, share what may be wrong.
        let treatments = Double(max(1, definition.arms.count - 1))
        comparisons = []
        for (index, metric) in watch.metrics.enumerated() {
            let observations = watch.observations(index, labels: labels)
            let isGuard = index > 0
            let alphaASide =
                isGuard
                ? alpha / Double(definition.guards.count) / treatments : alpha / 2 / treatments
            for arm in definition.arms.indices.dropFirst() {
                comparisons.append(
                    Comparison(
                        metric, isGuard: isGuard, control: definition.arms[0],
                        treatment: definition.arms[arm],
                        observations: observations.filter { $0.arm == 0 || $0.arm == arm }
                            .map { ($0.at, $0.arm == arm, $0.outcome) },
                        alphaASide: alphaASide))
            }
        }
        (verdict, because) = (.goOn, "")
        (verdict, because) = judgement
    }

    /// The gravest that is known.
    private var judgement: (Verdict, String) {
        if isRatioOff { return (.stopRatio, "") }
        func name(_ comparison: Comparison) -> String {
            "\(comparison.treatment.arm)/\(comparison.metric)"
        }
        let harmed = comparisons.filter { $0.isGuard && $0.worseAt != nil }
        if let first = harmed.min(by: { ($0.worseAt ?? 0) < ($1.worseAt ?? 0) }) {
            return (.stopGuard, name(first))
        }
        let primaries = comparisons.filter { !$0.isGuard }
        if let best = primaries.first(where: { $0.betterAt != nil }) {
            return (.better, name(best))
        }
        if let worst = primaries.first(where: { $0.worseAt != nil }) {
            return (.worse, name(worst))
        }
        if primaries.allSatisfy(\.saysNone) { return (.none, "") }
        return (.goOn, "")
    }
}
