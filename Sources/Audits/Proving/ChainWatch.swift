import Synchronization

/// Checks a log as it grows, some lines at a time, and remembers how far it has come.
package final class ChainWatch: Sendable {
    /// What is known of the chain.
    package struct Standing: Sendable, Hashable {
        /// The last line that was checked, and the last there is.
        package var sequence: Int64 = 0
        package var last: Int64 = 0
        /// When lines were last checked, milliseconds since 1970.
        package var at: Int64 = 0
        package var broken: ChainCheck.Break?

        package var isComplete: Bool { sequence == last && broken == nil }
    }

    private struct State {
        var check = ChainCheck()
        var standing = Standing()
    }

    private let log: any AuditLog
    private let state = Mutex(State())

    private static let linesPerRead: Int64 = 2000

    package init(log: any AuditLog) { self.log = log }

    /// Forgets what was checked, so that it is checked again from the first line on.
    package func restart() { state.withLock { $0 = State() } }

    /// Goes on by at most so many lines; where it reaches the end, that must be signed.
    ///
    /// - Complexity: O(lines).
    package func advance(lines: Int64, at time: Int64) throws -> Standing {
        let key = try log.auditKey().publicKey
        return try state.withLock { state in
            guard state.standing.broken == nil else { return state.standing }
            let head = try log.auditHead()
            let end = min(head?.sequence ?? 0, state.check.sequence + lines)
            while state.check.sequence < end, state.check.broken == nil {
                try step(&state.check, to: end, key: key)
            }
            if let head, head.sequence <= state.check.sequence {
                state.check.pass(head, trusting: key)
            }
            state.standing = Standing(
                sequence: state.check.sequence, last: head?.sequence ?? 0, at: time,
                broken: state.check.broken)
            return state.standing
        }
    }

    /// To the next checkpoint, or as far as one read goes.
    private func step(_ check: inout ChainCheck, to end: Int64, key: String) throws {
        let mark = try log.auditCheckpoints(after: check.sequence, limit: 1).first
        let stop = min(end, mark?.sequence ?? .max, check.sequence + Self.linesPerRead)
        let entries = try log.auditLines(
            after: check.sequence, limit: Int(stop - check.sequence))
        if entries.isEmpty {
            check.fail(at: check.sequence + 1, "line \(check.sequence + 1) is missing")
        }
        for entry in entries where !check.add(entry) { return }
        if let mark, mark.sequence == check.sequence { check.pass(mark, trusting: key) }
    }
}
