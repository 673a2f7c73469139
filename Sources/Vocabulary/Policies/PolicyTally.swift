/// What was counted of a version in shadow or canary, beside the policy in force on the same
/// events.
package struct PolicyTally: Sendable, Hashable {
    /// Events that both judged.
    package var events = 0
    /// Of these, those that the version acts on: an action stronger than `review`.
    package var acted = 0
    /// Those that the policy in force acts on.
    package var liveActed = 0
    /// Acted on by the version alone.
    package var newly = 0
    /// Acted on by the policy in force alone.
    package var spared = 0
    /// Where the strongest actions are not the same.
    package var differing = 0
    /// Judged in more than the allowed time.
    package var slow = 0
    /// By rank of the action.
    package var actions = Array(repeating: 0, count: Action.allCases.count)
    /// By rule: events it fired on.
    package var rules: [String: Int] = [:]

    package init() {}

    /// Whether an action stands in somebody's way.
    package static func isActing(_ action: Action) -> Bool { action > .review }

    /// Counts one event.
    package mutating func count(_ action: Action, live: Action) {
        events += 1
        actions[action.rank] += 1
        let (acts, liveActs) = (PolicyTally.isActing(action), PolicyTally.isActing(live))
        if acts { acted += 1 }
        if liveActs { liveActed += 1 }
        if acts && !liveActs { newly += 1 }
        if liveActs && !acts { spared += 1 }
        if action != live { differing += 1 }
    }

    package static func += (tally: inout PolicyTally, other: PolicyTally) {
        tally.events += other.events
        tally.acted += other.acted
        tally.liveActed += other.liveActed
        tally.newly += other.newly
        tally.spared += other.spared
        tally.differing += other.differing
        tally.slow += other.slow
        for rank in tally.actions.indices { tally.actions[rank] += other.actions[rank] }
        tally.rules.merge(other.rules, uniquingKeysWith: +)
    }
}
