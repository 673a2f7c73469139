/// Where lines of the audit log are written and read.
package protocol AuditLog: Sendable {
    /// Chains and writes lines durably, in order; when it returns they are kept.
    ///
    /// - Returns: the sequence of the last line there is.
    /// - Throws: ``Fault`` `unavailable` when nothing can be written, or the key cannot be read.
    @discardableResult
    func append(_ entries: [AuditEntry]) throws -> Int64
    /// The latest first, without those that were begun and of which a later line tells what came;
    /// at most ``AuditBounds/looksMax`` lines are looked at.
    func auditPage(_ filter: AuditFilter) throws -> AuditPage
    /// Lines behind a sequence in order, at most `limit`, as they stand: nothing is checked.
    func auditLines(after sequence: Int64, limit: Int) throws -> [AuditEntry]
    /// The line that tells what came of one that was begun; nil where none does.
    func auditOutcome(of sequence: Int64) throws -> AuditEntry?
    /// The signed end of the log; nil when it is empty.
    func auditHead() throws -> AuditMark?
    /// Signed checkpoints behind a sequence in order, at most `limit`.
    func auditCheckpoints(after sequence: Int64, limit: Int) throws -> [AuditMark]
    /// The last signed checkpoint before a sequence; nil where there is none.
    func auditCheckpoint(before sequence: Int64) throws -> AuditMark?
    /// What was written beside the store about checkpoints; empty where there is no file.
    func auditWitness() throws -> [AuditMark]
    /// The key that signs, made at first use.
    func auditKey() throws -> AuditKey
}

extension AuditLog {
    /// The latest first.
    package func auditEntries(_ filter: AuditFilter) throws -> [AuditEntry] {
        try auditPage(filter).entries
    }
}

/// A page of a listing.
package struct AuditPage: Sendable, Hashable {
    package var entries: [AuditEntry]
    /// The `before` of the page that follows; nil at the end.
    package var next: Int64?

    package init(entries: [AuditEntry], next: Int64?) {
        (self.entries, self.next) = (entries, next)
    }
}

/// Which lines to list; nil wants all.
package struct AuditFilter: Sendable, Hashable {
    package var by: String?
    package var kind: AuditEntry.Kind?
    /// `begun` are those of which nobody knows what came.
    package var outcome: AuditEntry.Outcome?
    /// Whole, or up to a `*`.
    package var action: String?
    /// Lines about any of these, at most ``AuditBounds/aboutMax``; empty wants all.
    package var about: [AuditAbout] = []
    /// Milliseconds since 1970; `until` is not in it.
    package var since: Int64?
    package var until: Int64?
    /// Only those before this sequence, for paging.
    package var before: Int64?
    /// At most ``AuditBounds/limitMax``.
    package var limit: Int

    package init(limit: Int = 50) { self.limit = limit }
}
