package import Audits
import NIOPosix
import Synchronization
import Vocabulary

/// Writes lines of the audit log for requests that run at once: what comes while lines are being
/// written is written together, as the next group. An answer waits for its own lines.
package final class AuditRim: Sendable {
    private struct Waiting {
        let entries: [AuditEntry]
        let done: CheckedContinuation<Int64, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
    }

    private let log: any AuditLog
    private let state = Mutex(State())

    /// Requests that wait for their lines at most; beyond, they fail.
    private static let waitingMax = 4096
    /// Requests whose lines make one group.
    private static let groupMax = 512

    package init(log: any AuditLog) { self.log = log }

    /// Returns once the lines are kept.
    ///
    /// - Returns: the sequence of the last of them.
    /// - Throws: ``Fault`` `unavailable` when they are not; `limited` when too much waits.
    @discardableResult
    package func append(_ entries: [AuditEntry]) async throws -> Int64 {
        if entries.isEmpty { return 0 }
        return try await withCheckedThrowingContinuation { done in
            let begins: Bool? = state.withLock { state in
                guard state.waiting.count < Self.waitingMax else { return nil }
                state.waiting.append(Waiting(entries: entries, done: done))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            guard let begins else {
                return done.resume(
                    throwing: Fault(.limited, "Too much waits to be written to the audit log."))
            }
            if begins { NIOThreadPool.singleton.submit { _ in self.writeAll() } }
        }
    }

    private func writeAll() {
        while true {
            let group: [Waiting] = state.withLock { state in
                let group = Array(state.waiting.prefix(Self.groupMax))
                state.waiting.removeFirst(group.count)
                if group.isEmpty { state.isWriting = false }
                return group
            }
            if group.isEmpty { return }
            write(group)
        }
    }

    private func write(_ group: [Waiting]) {
        do {
            var last = try log.append(group.flatMap(\.entries))
            for one in group.reversed() {
                one.done.resume(returning: last)
                last -= Int64(one.entries.count)
            }
        } catch {
            let fault = Fault(
                .unavailable, "The audit log cannot be written: \(error)",
                fix: "What is not told of is not done. See the store's disk and its key.")
            for one in group { one.done.resume(throwing: fault) }
        }
    }
}
