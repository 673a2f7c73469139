import Vocabulary

/// The one place where the ledger is written: an entry, what stands after it, and the message that
/// tells of it, within one transaction.
package struct EnforcementDesk {
    package let tables: any EnforcementTables
    /// What the time is, milliseconds since 1970.
    package var clock: Int64

    package init(tables: any EnforcementTables, clock: Int64) {
        (self.tables, self.clock) = (tables, clock)
    }

    /// Begins an enforcement.
    @discardableResult
    func begin(_ entry: LedgerEntry) throws -> Enforcement {
        try write(entry, on: nil).standing
    }

    /// Writes what becomes of one.
    ///
    /// - Returns: what stands now, and the entry's sequence.
    @discardableResult
    func write(
        _ written: LedgerEntry, on before: Enforcement?
    ) throws -> (standing: Enforcement, sequence: Int64) {
        var entry = written
        var standing: Enforcement
        if let before {
            standing = before
            try standing.take(entry)
        } else {
            standing = try Enforcement(entry)
        }
        let message = try EnforcementMessage(
            entry, before: before, after: standing,
            policy: tables.policy(digest: standing.origin.policyDigest))
        entry.message = message?.id ?? ""
        entry.sequence = try tables.append(entry)
        if before == nil { standing.sequence = entry.sequence }
        try tables.put(standing, isNew: before == nil)
        if let message { try tables.tell(message.outbox(at: entry.at, sequence: entry.sequence)) }
        return (standing, entry.sequence)
    }

    /// The enforcement of that id.
    ///
    /// - Throws: ``Fault`` `notFound` when there is none.
    package func expected(_ id: String) throws -> Enforcement {
        guard let enforcement = try tables.enforcement(id: id) else {
            throw Fault(
                .notFound, "There is no enforcement \(id.prefix(80)).",
                fix: "List some with `assay enforcements list` or at /v1/enforcements.")
        }
        return enforcement
    }
}
