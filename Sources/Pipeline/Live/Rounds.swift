import Foundation
import Glibc
import Synchronization

/// Repeats a piece of work beside a service, on a thread of its own that gives way to others.
/// Deciding never waits for it, but for the moment in which a part of it is written.
///
/// A round uses the store only within `pass`, part by part, so that ``stop()`` waits for one part
/// at most. A failure is told when it first comes, and the round is tried again.
package final class Rounds: @unchecked Sendable {
    /// Runs one part of a round; throws, and runs nothing, once the service ends.
    package typealias Pass = (_ part: () throws -> Void) throws -> Void

    private let name: String
    private let every: Int64
    private let notice: @Sendable (String) -> Void
    private let body: @Sendable (Pass) throws -> Void
    private let thread = WalkingThread()
    /// Held while the store is used.
    private let isOpen = Mutex(true)
    private let closing = Wake()
    /// Why the last round failed, so that it is told once.
    private let trouble = Mutex("")

    private static let niceness: Int32 = 10

    private struct Stopped: Error {}

    /// - Parameters:
    ///   - name: what goes round, as notices and the thread are called, such as `cases`.
    ///   - every: from the end of one round to the next, milliseconds.
    ///   - notice: told of failures, on the thread of the rounds.
    ///   - body: one round.
    package init(
        _ name: String, every: Int64, notice: @escaping @Sendable (String) -> Void,
        body: @escaping @Sendable (Pass) throws -> Void
    ) {
        (self.name, self.every, self.notice, self.body) = (name, every, notice, body)
    }

    /// Begins, with a round at once; to be called once.
    package func begin() {
        thread.begin("assay.\(name)") { [self] in
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

    /// One round, as ``begin()`` does them; to be called on one thread.
    package func round() {
        do {
            try body(pass)
            trouble.withLock { $0 = "" }
        } catch is Stopped {
            // The service ends.
        } catch {
            let isNew = trouble.withLock { trouble in
                defer { trouble = "\(error)" }
                return trouble != "\(error)"
            }
            if isNew { notice("\(name) failed, and is tried again: \(error)") }
        }
    }

    private func pass(_ part: () throws -> Void) throws {
        try isOpen.withLock { isOpen in
            guard isOpen else { throw Stopped() }
            try part()
        }
    }
}
