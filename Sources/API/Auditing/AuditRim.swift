package import Audits
import NIOPosix
import Synchronization
import Vocabulary

/// Writes lines of the audit log for requests that run at once: what comes while lines are being
/// written is written together, as the next group. An answer waits for its own lines.
package final class AuditRim: Sendable {
    private struct Waiting {
        let entries: [AuditEntry]
        let done: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
        /// Why the last group was not written; nil when it was.
        var trouble: Fault?
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
    /// - Throws: ``Fault`` `unavailable` when they are not; `limited` when too much waits.
    package func append(_ entries: [AuditEntry]) async throws {
        if entries.isEmpty { return }
        try await withCheckedThrowingContinuation { done in
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

    /// Whether the last lines were kept; where they were not, tries whether one can be.
    ///
    /// To be asked before something is changed: what cannot be told of is not done.
    func expectWritable(at time: Int64) async throws {
        guard state.withLock({ $0.trouble }) != nil else { return }
        try await append([
            AuditEntry(at: time, .access, by: "assay", action: "audit.resumed")
        ])
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
            try log.append(group.flatMap(\.entries))
            state.withLock { $0.trouble = nil }
            for one in group { one.done.resume() }
        } catch {
            let fault = Fault(
                .unavailable, "The audit log cannot be written: \(error)",
                fix: "What is not told of is not done. See the store's disk and its key.")
            state.withLock { $0.trouble = fault }
            for one in group { one.done.resume(throwing: fault) }
        }
    }
}
