import Synchronization
import Vocabulary

/// How a version fares since the step that put it where it stands; it outlives a change of others.
final class CandidateProgress: Sendable {
    /// Of the ledger.
    let step: Int64
    private let rolloutGuard: RolloutGuard?
    private let state: Mutex<State>
    private let stopped = Atomic(false)

    private struct State {
        var decided: PolicyTally
        /// Of events that are committed.
        var committed: PolicyTally
        var stop: RolloutGuard.Stop?
    }

    init(step: Int64, tally: PolicyTally, rolloutGuard: RolloutGuard?) {
        (self.step, self.rolloutGuard) = (step, rolloutGuard)
        state = Mutex(State(decided: tally, committed: tally))
        look()
    }

    /// Whether it was stopped; it decides nothing from then on.
    var hasStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Why it was stopped.
    var stop: RolloutGuard.Stop? { state.withLock { $0.stop } }

    /// Counts a group that was decided, and stops the version where that speaks for it.
    func add(_ tally: PolicyTally) {
        state.withLock { $0.decided += tally }
        look()
    }

    /// The group's events are in the log.
    func commit(_ tally: PolicyTally) { state.withLock { $0.committed += tally } }

    /// What was decided and not committed is decided again.
    func forgetUncommitted() { state.withLock { $0.decided = $0.committed } }

    private func look() {
        guard let rolloutGuard, !hasStopped else { return }
        let stop = state.withLock { state in
            state.stop = rolloutGuard.stop(state.decided)
            return state.stop
        }
        if stop != nil { stopped.store(true, ordering: .relaxed) }
    }
}
