import Toolbox
package import Vocabulary

/// Stops a canary that acts on too much, too little, or takes too long.
///
/// Three tests by e-values (``Toolbox/ExcessTest``), each on the counts of the canary's own events,
/// where the policy in force judges the same ones. Each has a third of
/// ``RolloutSettings/alpha``: a canary within its bounds is ever stopped with a chance of at most
/// alpha, where each event's own chance is within them. Events are counted one by one, so an
/// account that acts often counts as often as it acts.
package struct RolloutGuard: Sendable {
    package enum Cause: String, Sendable {
        case actsOnMore, actsOnLess, slow
    }

    package struct Stop: Sendable, Hashable {
        package var cause: Cause
        /// For the ledger: what was counted, and against which bound.
        package var words: String
    }

    private let settings: RolloutSettings
    private let newly: ExcessTest
    private let spared: ExcessTest
    private let slow: ExcessTest

    package init(_ settings: RolloutSettings) {
        self.settings = settings
        newly = ExcessTest(bound: settings.newlyMax)
        spared = ExcessTest(bound: settings.spareMax)
        slow = ExcessTest(bound: settings.slowMax)
    }

    /// Nil while nothing speaks for stopping it. O(1).
    package func stop(_ tally: PolicyTally) -> Stop? {
        if isExceeded(newly, tally.newly, tally.events) {
            return Stop(
                cause: .actsOnMore,
                words: words("acts on", tally.newly, tally.events, newly.bound)
                    + " that the policy in force lets pass")
        }
        if isExceeded(spared, tally.spared, tally.events) {
            return Stop(
                cause: .actsOnLess,
                words: words("lets pass", tally.spared, tally.events, spared.bound)
                    + " that the policy in force acts on")
        }
        if isExceeded(slow, tally.slow, tally.events) {
            return Stop(
                cause: .slow,
                words: words("takes too long on", tally.slow, tally.events, slow.bound)
                    + " (more than \(settings.latencyMicrosecondsMax) µs)")
        }
        return nil
    }

    private func isExceeded(_ test: ExcessTest, _ hits: Int, _ count: Int) -> Bool {
        count > 0 && test.isExceeded(hits: hits, of: count, alpha: settings.alpha / 3)
    }

    private func words(_ verb: String, _ hits: Int, _ count: Int, _ bound: Double) -> String {
        let share = (Double(hits) / Double(max(1, count)) * 10_000).rounded() / 100
        let allowed = (bound * 10_000).rounded() / 100
        return "it \(verb) \(hits) of \(count) events (\(share) %, allowed \(allowed) %)"
    }
}
