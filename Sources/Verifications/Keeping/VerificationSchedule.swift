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

    /// What a round leaves to the next.
    private enum Next { case atOnce, later, failed }

    /// - Parameters:
    ///   - every: from the end of one round to the next, milliseconds.
    ///   - notice: told when rounds begin to fail, on the schedule's thread.
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
            var isFailing = false
            while isOpen.load(ordering: .acquiring) {
                let next = round(isFailing: isFailing)
                isFailing = next == .failed
                if next != .atOnce { _ = closing.wait(milliseconds: Int(clamping: every)) }
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

    /// - Parameter isFailing: whether the round before failed, and it was told.
    private func round(isFailing: Bool) -> Next {
        do {
            let done = try rounds.run {
                if !isOpen.load(ordering: .acquiring) { throw Stopped() }
            }
            // More may wait for a vendor that takes what it is sent.
            return done.sent > 0 ? .atOnce : .later
        } catch is Stopped {
            // The service ends.
        } catch  where rounds.service.isStopping {
            // What is left is done by the next service.
        } catch {
            if !isFailing {
                notice("rounds of verifications fail, and are tried again: \(error)")
            }
            return .failed
        }
        return .later
    }
}
