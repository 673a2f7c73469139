package import Enforcements
import Vocabulary

// What measures in force keep from being lost is not lost again.

extension CaseRun {
    /// Which lines of the ledger of enforcements were looked at.
    private static let place = "ledger priced"
    /// Up to which case those that were open when the ledger was first looked at are priced.
    private static let walked = "cases priced"

    /// Where the ledger was never looked at, begins at its end and prices what is open, once: what
    /// a store had before may be a million lines.
    func pricingAll(_ report: inout Report) throws -> Bool {
        let isOver = try store.readingCases { tables in
            try tables.seen(Self.place) != nil && tables.seen(Self.walked) ?? .max == .max
        }
        guard !isOver else { return false }
        try store.working { tables in
            if try tables.seen(Self.place) == nil {
                try tables.see(Self.place, mark: tables.enforcements.lastEntry())
                try tables.see(Self.walked, mark: 0)
            }
            let from = try tables.seen(Self.walked) ?? .max
            let found = try tables.liveCases(after: from, limit: CaseBounds.perTransaction)
            try tables.price(found)
            try tables.see(Self.walked, mark: found.last?.sequence ?? .max)
        }
        return true
    }

    /// Prices the open cases of those whom the next lines of the ledger are about: a measure that
    /// begins takes what is at stake away, one that ends brings it back.
    func pricing(_ report: inout Report) throws -> Bool {
        let (place, entries) = try store.readingCases { tables in
            let place = try tables.seen(Self.place) ?? 0
            return (
                place,
                try tables.enforcements.entries(after: place, limit: CaseBounds.perTransaction)
            )
        }
        guard let last = entries.last else { return false }
        // Below exclusion nothing begins that keeps anybody from earning.
        let entities = Set(
            entries.filter { $0.kind != .applied || $0.measure >= .exclude }.map(\.entity))
        try store.working { tables in
            // Somebody else may have looked at these meanwhile.
            guard try tables.seen(Self.place) ?? 0 == place else { return }
            for entity in entities {
                var filter = CaseFilter(limit: CaseFilter.limitMax)
                (filter.subject, filter.states) = (entity, Case.State.live)
                try tables.price(tables.cases(filter))
            }
            try tables.see(Self.place, mark: last.sequence)
        }
        return true
    }
}

extension CaseTables {
    /// Puts those whose price is another now.
    fileprivate func price(_ cases: [Case]) throws {
        for one in cases {
            let priced = try priced(one)
            if priced != one { try put(priced, isNew: false) }
        }
    }

    /// A case with what a measure in force against its subject keeps from being lost: all of it,
    /// or nothing. A ring's is priced by its members, at each run of detection; an appeal is about
    /// what the measure costs. O(the subject's latest enforcements in force).
    func priced(_ one: Case) throws -> Case {
        guard one.subject.kind != "ring", one.origin != .appeal, !one.state.isOver else {
            return one
        }
        var priced = one
        priced.covered =
            try one.loss > 0 && enforcements.keepsFromEarning(one.subject) ? one.loss : nil
        return priced
    }
}

extension EnforcementTables {
    /// Whether a measure in force keeps somebody from earning: exclusion, or a stronger one.
    /// O(its latest enforcements in force).
    ///
    /// - Parameter batch: an order whose own measures do not count; nil for none.
    package func keepsFromEarning(_ entity: EnforcedEntity, but batch: String? = nil) throws -> Bool
    {
        var filter = EnforcementFilter(limit: CaseBounds.ringsOfCaseMax)
        filter.entity = entity
        filter.states = [.active]
        return try enforcements(filter).contains {
            $0.measure >= .exclude && $0.origin.batch != batch
        }
    }
}
