package import Enforcements
import Toolbox
package import Vocabulary

// An order against a ring is one thing: what selects its measures takes it as a whole, or not.

extension RingOrder {
    /// Nobody decides or takes back a part of an order that waits.
    ///
    /// - Throws: ``Fault`` `conflict` for an enforcement of an order that waits, with where to go.
    package static func expectAlone(
        _ id: String, _ tables: any CaseTables, at where: (KeptOrder) -> String
    ) throws {
        guard let enforcement = try tables.enforcements.enforcement(id: id),
            enforcement.state == .pending,
            let kept = try waiting(enforcement.origin.batch, tables)
        else { return }
        throw part(of: kept, id, fix: `where`(kept))
    }

    /// As ``expectAlone(_:_:at:)``, for all that are selected and wait. O(waiting of them).
    ///
    /// - Returns: the selection without what begins after this look: no order slips in between.
    /// - Throws: ``Fault`` `conflict` where it reaches an order that waits.
    package static func expectNoPart(
        of filter: EnforcementFilter, but whole: Set<String> = [], _ store: any CaseStore,
        at where: (KeptOrder) -> String
    ) throws -> EnforcementFilter {
        try store.readingCases { tables in
            var newest = filter
            newest.limit = 1
            var bounded = filter
            bounded.before =
                try tables.enforcements.enforcements(newest).first
                .map { $0.sequence + 1 } ?? 0
            var page = bounded
            (page.states, page.limit) = ([.pending], EnforcementFilter.limitMax)
            var known = whole
            while true {
                let found = try tables.enforcements.enforcements(page)
                for one in found where known.insert(one.origin.batch).inserted {
                    guard let kept = try waiting(one.origin.batch, tables) else { continue }
                    throw part(of: kept, one.id, fix: `where`(kept))
                }
                guard found.count == page.limit, let last = found.last else { return bounded }
                page.before = last.sequence
            }
        }
    }

    /// Takes back all that is selected. Of a batch or a ring, the orders against rings it names
    /// are taken back as ``undo(batch:by:why:_:_:now:)`` does it, with their cases. Broken off, it
    /// goes on when it is done again.
    ///
    /// - Parameter progress: told how many measures were taken back so far.
    /// - Throws: ``Fault`` `conflict` where it reaches a part of an order that waits.
    package static func undoAll(
        _ undoing: Undoing, _ store: any CaseStore & EnforcementStore,
        _ definition: CasesDefinition, now: () -> Int64, progress: (Int) -> Void = { _ in },
        at where: (KeptOrder) -> String
    ) throws -> (report: Undoing.Report, casesOpened: Int) {
        let orders = try store.readingCases { try whole(undoing.filter, $0) }
        _ = try expectNoPart(
            of: undoing.filter, but: Set(orders.map(\.batch)), store, at: `where`)
        let report = try undoing.run(in: store, now: now, progress: progress)
        var opened = 0
        for kept in orders {
            opened += try reopenCases(
                kept, by: undoing.by, why: undoing.why, store, definition, now: now)
        }
        return (report, opened)
    }

    /// The orders that a selection takes back as wholes: that of its batch, or of its ring those
    /// that ordered a measure.
    private static func whole(
        _ filter: EnforcementFilter, _ tables: any CaseTables
    ) throws -> [KeptOrder] {
        guard filter.entity == nil, let scope = filter.scope,
            let mark = scope.firstIndex(of: ":")
        else { return [] }
        let name = String(scope[scope.index(after: mark)...])
        let named: [KeptOrder] =
            switch scope[..<mark] {
            case "batch": try [tables.order(batch: name)].compactMap { $0 }
            case "ring":
                try tables.orders(ofRing: name, limit: CaseFilter.limitMax)
                    .filter { $0.order.closing.measure != nil }
            default: []
            }
        return named.filter { $0.state != .undone && $0.at >= filter.since ?? .min }
    }

    /// The order of a batch that waits as one: for a second person, or to go on.
    private static func waiting(
        _ batch: String, _ tables: any CaseTables
    ) throws -> KeptOrder? {
        guard !batch.isEmpty, let kept = try tables.order(batch: batch),
            kept.state == .held || kept.state == .running
        else { return nil }
        return kept
    }

    private static func part(of kept: KeptOrder, _ id: String, fix: String) -> Fault {
        Fault(
            .conflict,
            "\(id) is one of \(kept.order.members.count.grouped) of the order \(kept.batch), "
                + "which is agreed to, refused or taken back as one.", fix: fix)
    }
}
