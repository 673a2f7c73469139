import CEL
import Decisions
import Packs
import Rules
import Vocabulary

/// What a rule rests on, and what rests on it.
struct RuleLinks {
    /// A step of the policy that reads its signal or the score.
    struct Step {
        let journey: String
        let action: String
        let condition: String
        /// Whether it names the signal itself, not the score alone.
        let isDirect: Bool
    }

    /// Names of the values it reads.
    let reads: [String]
    /// Rules that raise the same signal, but for itself.
    let sameSignal: [String]
    let steps: [Step]

    /// O(rules + steps).
    init(_ rule: RuleDefinition, in pack: Pack) {
        reads = rule.reads.map { pack.slotNames[$0] }
        sameSignal = pack.rules.rules.filter { $0.signal == rule.signal && $0.id != rule.id }
            .map(\.id)
        let slot = pack.rules.signalSlot + rule.signal
        let score = pack.policy.scoreSlot
        steps = pack.schema.journeys.enumerated().flatMap { journey, name in
            guard rule.journeys[journey], pack.policy.journeys.indices.contains(journey) else {
                return [Step]()
            }
            return pack.policy.journeys[journey].compactMap { step in
                let reads = step.condition.references
                guard reads.contains(slot) || reads.contains(score) else { return nil }
                return Step(
                    journey: name, action: step.action.rawValue, condition: step.text,
                    isDirect: reads.contains(slot))
            }
        }
    }
}
