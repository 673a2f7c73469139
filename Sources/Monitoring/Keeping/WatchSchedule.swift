import Foundation
import Glibc
package import Pipeline
import Synchronization
import Vocabulary

/// Watches the models of a service, on a thread of its own that gives way to others. Deciding
/// never waits for it.
package final class WatchSchedule: @unchecked Sendable {
    private let watch: StoreWatch
    private let models: @Sendable () throws -> [WatchedModel]
    private let every: Int64
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let thread = WalkingThread()
    /// Held while the store is read, so that ``stop()`` waits for one read at most.
    private let isOpen = Mutex(true)
    private let closing = Wake()
    private let last = Mutex<WatchSummary?>(nil)

    private static let niceness: Int32 = 10

    private struct Stopped: Error {}

    /// - Parameters:
    ///   - models: those to be watched; asked before each run.
    ///   - every: from the end of one run to the next, milliseconds.
    ///   - now: milliseconds since 1970.
    ///   - notice: told of each new alarm and of failures, on the schedule's thread.
    package init(
        watch: StoreWatch, every: Int64, models: @escaping @Sendable () throws -> [WatchedModel],
        now: @escaping @Sendable () -> Int64, notice: @escaping @Sendable (String) -> Void
    ) {
        (self.watch, self.every, self.models) = (watch, every, models)
        (self.now, self.notice) = (now, notice)
    }

    /// What the last run found; nil before the first.
    package var summary: WatchSummary? { last.withLock { $0 } }

    /// Begins, with a run at once; to be called once.
    package func begin() {
        thread.begin("assay.watch") { [self] in
            // On Linux this is of the calling thread alone.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
            while isOpen.withLock({ $0 }) {
                round()
                _ = closing.wait(milliseconds: Int(clamping: every))
            }
        }
    }

    /// Ends it; returns when the store is not used any more. Calling it again does nothing.
    package func stop() {
        isOpen.withLock { $0 = false }
        closing.raise()
    }

    private func round() {
        do {
            var watched: [WatchedModel] = []
            try pass { watched = try models() }
            let summary = try watch.run(watched, now: now(), pass: pass)
            let before = last.withLock { last in
                defer { last = summary }
                return Set((last?.models ?? []).flatMap(Self.alarms))
            }
            for alarm in summary.models.flatMap(Self.alarms) where !before.contains(alarm) {
                notice("watch: \(alarm)")
            }
        } catch is Stopped {
            // The service ends.
        } catch {
            notice("the watch failed, and is tried again by the next run: \(error)")
        }
    }

    private static func alarms(_ model: WatchSummary.Model) -> [String] {
        model.alarms.map { "\(model.name) \(model.version), since \($0.since): \($0.sentence)" }
    }

    private func pass(_ work: () throws -> Void) throws {
        try isOpen.withLock { isOpen in
            guard isOpen else { throw Stopped() }
            try work()
        }
    }
}
