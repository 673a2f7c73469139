package import Vocabulary

/// A second person lets enforcements that wait be carried out, or not.
package struct Approval: Sendable {
    package var by: String
    package var why: String
    package var isRefusal: Bool

    /// - Throws: ``Fault`` `invalid` when nobody is named, or no reason given.
    package init(by: String, why: String, isRefusal: Bool = false) throws(Fault) {
        try Person.check(by, why: why)
        (self.by, self.why, self.isRefusal) = (by, why, isRefusal)
    }

    /// Decides one.
    ///
    /// - Throws: ``Fault`` `notFound`, `conflict` when it does not wait, `forbidden` when the same
    ///   person began it, or made who agrees.
    package func decide(_ id: String, _ desk: EnforcementDesk) throws -> Enforcement {
        try decide(try desk.expected(id), desk)
    }

    private func decide(_ enforcement: Enforcement, _ desk: EnforcementDesk) throws -> Enforcement {
        if isRefusal {
            try Person.check(by, isNot: [enforcement.by], for: "refuse it")
        } else {
            try Person.check(
                by, isSecondTo: [enforcement.by], for: "approve it", at: desk.clock, desk.tables)
        }
        var entry = LedgerEntry(
            isRefusal ? .refused : .approved, on: enforcement, at: desk.clock, by: by, why: why)
        if !isRefusal {
            entry.until = enforcement.until.map { desk.clock + ($0 - enforcement.from) }
            entry.from = desk.clock
        }
        return try desk.write(entry, on: enforcement).standing
    }

    /// Decides all that are selected and wait when it begins, some hundred in a transaction.
    ///
    /// - Returns: how many.
    package func decideAll(
        _ filter: EnforcementFilter, in store: any EnforcementStore, now: () -> Int64,
        progress: (Int) -> Void = { _ in }
    ) throws -> Int {
        var page = filter
        (page.states, page.limit) = ([.pending], EnforcementBounds.perTransaction)
        let chosen = page
        let newest = try store.readingEnforcements { try $0.enforcements(chosen).first }
        guard let newest else { return 0 }
        page.before = newest.sequence + 1
        var count = 0
        while true {
            let done = try store.enforcing { tables in
                let desk = EnforcementDesk(tables: tables, clock: now())
                let found = try tables.enforcements(page)
                for enforcement in found { _ = try decide(enforcement, desk) }
                return found.count
            }
            count += done
            progress(count)
            if done < page.limit { return count }
        }
    }
}
