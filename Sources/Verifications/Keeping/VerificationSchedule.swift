import Pipeline
import Synchronization
import Vocabulary

/// Runs rounds beside a service, on a thread of its own.
package final class VerificationSchedule: @unchecked Sendable {
    private let rounds: VerificationRounds
    private let every: Int64
    private let notice: @Sendable (String) -> Void
    private let thread = WalkingThread()
    private let isOpen = Atomic(true)
    private let closing = Wake()
    private let hasBegun = Atomic(false)

    private struct Stopped: Error {}

    /// - Parameters:
    ///   - every: from the end of one round to the next, milliseconds.
    ///   - notice: told of failures, on the schedule's thread.
    package init(
        rounds: VerificationRounds, every: Int64 = 500,
        notice: @escaping @Sendable (String) -> Void
    ) {
        (self.rounds, self.every, self.notice) = (rounds, every, notice)
    }

    /// Begins, with a round at once; to be called once.
    package func begin() {
        hasBegun.store(true, ordering: .releasing)
        thread.begin("assay.verify") { [self] in
            while isOpen.load(ordering: .acquiring) {
                round()
                _ = closing.wait(milliseconds: Int(clamping: every))
            }
        }
    }

    /// Ends it; returns when the store is not used any more: after the part that is under way, and
    /// a request to a vendor takes no longer than its time-out. Calling it again does nothing.
    package func stop() {
        isOpen.store(false, ordering: .releasing)
        closing.raise()
        if hasBegun.load(ordering: .acquiring) { thread.join() }
    }

    private func round() {
        do {
            _ = try rounds.run {
                if !isOpen.load(ordering: .acquiring) { throw Stopped() }
            }
        } catch is Stopped {
            // The service ends.
        } catch  where rounds.service.isStopping {
            // What is left is done by the next service.
        } catch {
            notice("a round of verifications failed, and is tried again by the next: \(error)")
        }
    }
}
