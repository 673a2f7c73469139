package import Vocabulary

/// Takes back all that something caused: a version of the policy, a pack, a rule, a ring, an order
/// by hand, or all against one entity.
package struct Undoing: Sendable {
    package var filter: EnforcementFilter
    package var by: String
    package var why: String

    /// What it would take back, or took.
    package struct Report: Sendable, Hashable {
        package var counts = ReversalCounts()
        package var entities: Int { touched.count }
        /// By measure, of those taken back.
        package var measures: [EnforcementMeasure: Int] = [:]
        /// Enforcements that are selected and still stand or wait; 0 once it is done.
        package var left = 0
        /// Decisions that are not carried out yet and may lead to more of them, as far as can be
        /// told; 0 once it is done.
        package var behind = 0
        private var touched: Set<EnforcedEntity> = []

        package init() {}

        mutating func take(_ enforcement: Enforcement) {
            measures[enforcement.measure, default: 0] += 1
            touched.insert(enforcement.entity)
        }
    }

    /// - Throws: ``Fault`` `invalid` when nothing is selected, or nobody named.
    package init(_ filter: EnforcementFilter, by: String, why: String) throws {
        guard filter.scope != nil || filter.entity != nil else {
            throw Fault(
                .invalid, "Nothing says what to undo.",
                fix: "Name a policy version, a pack, a rule, a ring, a batch or an entity.")
        }
        try Person.check(by, why: why)
        self.filter = filter
        self.filter.states = [.pending, .active, .expired]
        self.filter.limit = EnforcementBounds.perTransaction
        (self.by, self.why) = (by, why)
    }

    /// What it would take back; writes nothing. O(selected).
    package func preview(in store: any EnforcementStore) throws -> Report {
        var report = Report()
        report.behind = try backlog(in: store)
        var page = filter
        page.limit = EnforcementFilter.limitMax
        while true {
            let found = try store.readingEnforcements { try $0.enforcements(page) }
            for enforcement in found { report.take(enforcement) }
            report.left += found.count
            guard found.count == page.limit, let last = found.last else { return report }
            page.before = last.sequence
        }
    }

    /// Takes back all that stood when it began, the latest first, some hundred in a transaction.
    /// Broken off, it goes on when it is run again.
    ///
    /// - Parameter progress: told how many were taken back so far.
    package func run(
        in store: any EnforcementStore, now: () -> Int64, progress: (Int) -> Void = { _ in }
    ) throws -> Report {
        var report = Report()
        var page = filter
        let newest = try store.readingEnforcements { try $0.enforcements(page).first }
        guard let newest else {
            report.behind = try backlog(in: store)
            return report
        }
        page.before = newest.sequence + 1
        while true {
            var round = Report()
            let count = try store.enforcing { tables in
                round = report
                let desk = EnforcementDesk(tables: tables, clock: now())
                let found = try tables.enforcements(page)
                for enforcement in found {
                    // Those before it may have lowered it.
                    guard let standing = try tables.enforcement(id: enforcement.id) else {
                        continue
                    }
                    round.counts += try desk.reverse(standing, by: by, why: why)
                    round.take(standing)
                }
                return found.count
            }
            report = round
            progress(report.counts.reversed)
            if count < page.limit { break }
        }
        // In this order: what is carried out between the two is left.
        report.behind = try backlog(in: store)
        (page.before, page.limit) = (filter.before, EnforcementFilter.limitMax)
        report.left = try store.readingEnforcements { try $0.enforcements(page).count }
        return report
    }
}
