/// Whether what stands in the tables is what the ledger comes to.
package enum LedgerCheck {
    package struct Report: Sendable, Hashable {
        package var entries = 0
        package var enforcements = 0
        package var states: [Enforcement.State: Int] = [:]
        /// Ids of those that differ, at most ``differencesMax``.
        package var differences: [String] = []

        package static let differencesMax = 100
    }

    /// Folds the whole ledger and compares. O(entries), in memory.
    ///
    /// - Throws: ``Fault`` when an entry does not follow from those before it.
    package static func run(
        in store: any EnforcementStore, progress: (Int) -> Void = { _ in }
    ) throws -> Report {
        try store.readingEnforcements { tables in
            var report = Report()
            var standing: [String: Enforcement] = [:]
            var after: Int64 = 0
            while true {
                let page = try tables.entries(after: after, limit: EnforcementFilter.limitMax)
                guard let last = page.last else { break }
                for entry in page {
                    if standing[entry.enforcement] == nil {
                        standing[entry.enforcement] = try Enforcement(entry)
                    } else {
                        try standing[entry.enforcement]?.take(entry)
                    }
                }
                after = last.sequence
                report.entries += page.count
                progress(report.entries)
            }
            report.enforcements = standing.count
            for (id, enforcement) in standing {
                report.states[enforcement.state, default: 0] += 1
                guard try tables.enforcement(id: id) != enforcement,
                    report.differences.count < Report.differencesMax
                else { continue }
                report.differences.append(id)
            }
            var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
            while true {
                let page = try tables.enforcements(filter)
                for extra in page where standing[extra.id] == nil {
                    report.differences.append(extra.id)
                }
                guard page.count == filter.limit, let last = page.last else { break }
                filter.before = last.sequence
            }
            report.differences.sort()
            return report
        }
    }
}
