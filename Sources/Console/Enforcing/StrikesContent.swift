import Enforcements
import Packs
import Vocabulary

/// What `strikes.mustache` shows: of the latest enforcements of each policy, how many entities have
/// how many strikes, beside what its ladder does there.
struct StrikesContent {
    struct Row {
        let strikes: String
        let entities: String
        /// Of the policy's fullest row, 0...100.
        let share: Int
        let measure: String
    }

    struct Policy {
        let name: String
        let description: String
        let rows: [Row]
        let hasRows: Bool
        let words: String
    }

    /// Enforcements of one policy that are looked at.
    static let readMax = EnforcementFilter.limitMax
    private static let rowsMax = 20

    let policies: [Policy]

    init(_ parts: ConsoleParts) throws {
        let definitions = parts.pack().enforcement?.policies ?? []
        policies = try parts.store.readingEnforcements { tables in
            try definitions.map { policy in
                var filter = EnforcementFilter(limit: StrikesContent.readMax)
                filter.policy = policy.name
                filter.states = [.active, .expired, .pending]
                return Policy(policy, try tables.enforcements(filter))
            }
        }
    }

    fileprivate static func rows(_ policy: EnforcementPolicy, _ most: [Double]) -> [Row] {
        let greatest = most.max() ?? 0
        let whole = (1...rowsMax).map { Double($0) }.filter { $0 <= greatest }
        let steps = Set(whole + policy.ladder.map(\.strikes)).sorted().prefix(rowsMax)
        let counts = steps.map { step in most.count { $0 >= step - 1e-9 } }
        let fullest = max(1, counts.max() ?? 1)
        return zip(steps, counts).map { step, count in
            let rung = policy.ladder.firstIndex { $0.strikes == step }
            return Row(
                strikes: EnforcementRow.number(step), entities: Counted.grouped(count),
                share: count * 100 / fullest,
                measure: rung.map {
                    policy.ladder[$0].measure.words
                        + (policy.ladder[$0].lasts.map { " for \(Moment.span($0))" } ?? "")
                } ?? "–")
        }
    }
}

extension StrikesContent.Policy {
    fileprivate init(_ policy: EnforcementPolicy, _ found: [Enforcement]) {
        (name, description) = (PlainWords.of(policy.name), policy.description)
        var most: [EnforcedEntity: Double] = [:]
        for enforcement in found {
            most[enforcement.entity] = max(most[enforcement.entity] ?? 0, enforcement.points)
        }
        rows = StrikesContent.rows(policy, Array(most.values))
        hasRows = !rows.isEmpty
        words =
            found.count == StrikesContent.readMax
            ? "Of its latest \(Counted.grouped(found.count)) enforcements: "
                + Counted.words(most.count, "entity.", "entities.")
            : Counted.words(most.count, "entity", "entities") + " in all."
    }
}
