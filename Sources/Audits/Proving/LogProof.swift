/// Proves a whole log: every line, every checkpoint, the signed end, and what stands beside it.
package struct LogProof: Sendable {
    /// Lines that were checked, from the first on.
    package private(set) var lines: Int64 = 0
    package private(set) var checkpoints = 0
    /// Lines of what was begun and of which no line tells what came, in order.
    package private(set) var unknown: [Int64] = []
    /// The end that is signed; nil for an empty log.
    package private(set) var head: AuditMark?
    package private(set) var broken: ChainCheck.Break?

    private static let linesPerRead = 5000
    fileprivate static let marksPerRead = 1000

    /// Reads all of it, in order; the log may grow meanwhile.
    ///
    /// - Parameters:
    ///   - key: the public key that must have signed.
    ///   - progress: told the last line that was checked.
    /// - Complexity: O(lines).
    package init(
        of log: any AuditLog, key: String, progress: (Int64) -> Void = { _ in }
    ) throws {
        // Before the end is read, so that it cannot be ahead of it.
        var witness = try log.auditWitness()[...]
        let last = witness.map(\.sequence).max() ?? 0
        var marks = try Marks(log)
        var check = ChainCheck()
        var open: Set<Int64> = []
        head = try log.auditHead()
        if last > head?.sequence ?? 0 {
            check.fail(
                at: (head?.sequence ?? 0) + 1,
                "the log ends at line \(head?.sequence ?? 0), but what stands beside the store "
                    + "was written at line \(last)")
        }
        while check.broken == nil {
            let most = Int64(Self.linesPerRead)
            let entries = try log.auditLines(
                after: check.sequence, limit: Int(min(most, (head?.sequence ?? 0) - check.sequence))
            )
            for entry in entries where check.add(entry) {
                if entry.outcome == .begun { open.insert(entry.sequence) }
                if let attempt = entry.attempt { open.remove(attempt) }
                while let mark = marks.next, mark.sequence <= entry.sequence, check.broken == nil {
                    check.pass(mark, trusting: key)
                    checkpoints += 1
                    try marks.advance()
                }
                while let mark = witness.first, mark.sequence <= entry.sequence,
                    check.broken == nil
                {
                    check.pass(mark, trusting: key)
                    witness.removeFirst()
                }
            }
            progress(check.sequence)
            guard entries.isEmpty, check.broken == nil else { continue }
            if let head { check.pass(head, trusting: key) }
            guard check.broken == nil, try goesOn(log, &check) else { break }
        }
        if let mark = marks.next {
            check.fail(at: check.sequence + 1, "a checkpoint stands at line \(mark.sequence)")
        }
        (lines, unknown) = (check.sequence, open.sorted())
        broken = check.broken
    }

    /// Whether the log has grown since its end was read; lines that nobody signed break it.
    private mutating func goesOn(
        _ log: any AuditLog, _ check: inout ChainCheck
    ) throws -> Bool {
        guard try !log.auditLines(after: check.sequence, limit: 1).isEmpty else { return false }
        head = try log.auditHead()
        guard let head, head.sequence > check.sequence else {
            check.fail(at: check.sequence + 1, "line \(check.sequence + 1) was not signed")
            return false
        }
        return true
    }
}

/// Checkpoints in order, read some at a time.
private struct Marks {
    private let log: any AuditLog
    private var held: ArraySlice<AuditMark> = []
    private var last: Int64 = 0

    init(_ log: any AuditLog) throws {
        self.log = log
        try read()
    }

    var next: AuditMark? { held.first }

    mutating func advance() throws {
        held.removeFirst()
        if held.isEmpty { try read() }
    }

    private mutating func read() throws {
        held = try log.auditCheckpoints(after: last, limit: LogProof.marksPerRead)[...]
        last = held.last?.sequence ?? last
    }
}
