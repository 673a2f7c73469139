package import Pipeline
import Synchronization
import Vocabulary

/// Watches the models of a service, beside it.
package final class WatchSchedule: Sendable {
    private let rounds: Rounds
    private let state: State

    private final class State: @unchecked Sendable {
        /// Used by the thread of the rounds alone.
        let watch: StoreWatch
        let last = Mutex<WatchSummary?>(nil)

        init(_ watch: StoreWatch) { self.watch = watch }
    }

    /// - Parameters:
    ///   - models: those to be watched; asked before each run.
    ///   - every: from the end of one run to the next, milliseconds.
    ///   - now: milliseconds since 1970.
    ///   - notice: told of each new alarm and of failures, on the schedule's thread.
    package init(
        watch: StoreWatch, every: Int64, models: @escaping @Sendable () throws -> [WatchedModel],
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        let state = State(watch)
        self.state = state
        rounds = Rounds("watch", every: every, notice: notice) { pass in
            var watched: [WatchedModel] = []
            try pass { watched = try models() }
            let summary = try state.watch.run(watched, now: now(), pass: pass)
            let before = state.last.withLock { last in
                defer { last = summary }
                return Set((last?.models ?? []).flatMap(WatchSchedule.alarms))
            }
            for alarm in summary.models.flatMap(WatchSchedule.alarms)
            where !before.contains(alarm) {
                notice("watch: \(alarm)")
            }
        }
    }

    /// What the last run found; nil before the first.
    package var summary: WatchSummary? { state.last.withLock { $0 } }

    /// Begins, with a run at once; to be called once.
    package func begin() { rounds.begin() }

    /// Ends it; returns when the store is not used any more. Calling it again does nothing.
    package func stop() { rounds.stop() }

    private static func alarms(_ model: WatchSummary.Model) -> [String] {
        model.alarms.map { "\(model.name) \(model.version), since \($0.since): \($0.sentence)" }
    }
}
