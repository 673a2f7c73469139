package import Enforcements
import Vocabulary

// What measures in force keep from being lost is not lost again.

extension CaseRun {
    /// Which lines of the ledger of enforcements were looked at.
    private static let place = "ledger priced"

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
                for one in try tables.cases(filter) {
                    let priced = try tables.priced(one)
                    if priced != one { try tables.put(priced, isNew: false) }
                }
            }
            try tables.see(Self.place, mark: last.sequence)
        }
        return true
    }
}

extension CaseTables {
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
    package func keepsFromEarning(_ entity: EnforcedEntity) throws -> Bool {
        var filter = EnforcementFilter(limit: CaseBounds.ringsOfCaseMax)
        filter.entity = entity
        filter.states = [.active]
        return try enforcements(filter).contains { $0.measure >= .exclude }
    }
}
