package import Enforcements
import Toolbox
package import Vocabulary

// What becomes of an order that was given: agreed to, refused, taken back.

extension RingOrder {
    /// A second person lets a held order be carried out.
    ///
    /// - Throws: ``Fault`` `notFound`, `conflict` when it does not wait, `forbidden` for who gave
    ///   the order.
    package static func approve(
        batch: String, by: String, why: String,
        _ store: any CaseStore & EnforcementStore, _ definition: CasesDefinition, now: () -> Int64
    ) throws -> Outcome {
        var kept = try waiting(batch, store)
        let orderedBy = kept.order.by
        try store.readingEnforcements {
            try Person.check(by, isSecondTo: [orderedBy], for: "approve it", at: now(), $0)
        }
        let approval = try Approval(by: by, why: why)
        let applied = try approval.decideAll(filter(batch), in: store, now: now)
        kept.steps.append(KeptOrder.Step(.approved, by: by, why: why, at: now()))
        let closed = try kept.order.closeCases(store, definition, kept, by: by, now: now)
        try put(kept, .done, store)
        return Outcome(batch: batch, applied: applied, held: 0, casesClosed: closed)
    }

    /// A second person does not.
    ///
    /// - Returns: how many measures were refused.
    /// - Throws: as ``approve(batch:by:why:_:_:now:)``.
    package static func refuse(
        batch: String, by: String, why: String,
        _ store: any CaseStore & EnforcementStore, now: () -> Int64
    ) throws -> Int {
        var kept = try waiting(batch, store)
        try Person.check(by, isNot: [kept.order.by], for: "refuse it")
        let count = try Approval(by: by, why: why, isRefusal: true)
            .decideAll(filter(batch), in: store, now: now)
        kept.steps.append(KeptOrder.Step(.refused, by: by, why: why, at: now()))
        try put(kept, .undone, store)
        return count
    }

    /// Takes back what an order did, and opens its cases again. Broken off, it goes on when it is
    /// done again.
    ///
    /// - Returns: measures taken back as `applied`, cases opened again as `casesClosed`.
    package static func undo(
        batch: String, by: String, why: String,
        _ store: any CaseStore & EnforcementStore, _ definition: CasesDefinition, now: () -> Int64
    ) throws -> Outcome {
        let kept = try expected(batch, store)
        let report = try Undoing(filter(batch), by: by, why: why).run(in: store, now: now)
        let opened = try reopenCases(kept, by: by, why: why, store, definition, now: now)
        return Outcome(
            batch: batch, applied: report.counts.reversed, held: 0, casesClosed: opened)
    }

    /// Opens the cases again that an order closed, once its measures were taken back, and says so
    /// of the order.
    ///
    /// - Returns: how many cases.
    static func reopenCases(
        _ kept: KeptOrder, by: String, why: String, _ store: any CaseStore,
        _ definition: CasesDefinition, now: () -> Int64
    ) throws -> Int {
        var (kept, opened) = (kept, 0)
        while true {
            let count = try store.working { tables in
                let desk = CaseDesk(tables: tables, definition: definition, clock: now())
                let found = try tables.closedCases(
                    byOrder: kept.batch, limit: CaseBounds.perTransaction)
                for one in found { _ = try desk.reopen(one, by: by, why: why) }
                return found.count
            }
            opened += count
            if count < CaseBounds.perTransaction { break }
        }
        if kept.state != .undone {
            kept.steps.append(KeptOrder.Step(.undone, by: by, why: why, at: now()))
        }
        try put(kept, .undone, store)
        return opened
    }

    private static func filter(_ batch: String) -> EnforcementFilter {
        var filter = EnforcementFilter()
        filter.scope = "batch:\(batch)"
        return filter
    }

    private static func waiting(_ batch: String, _ store: any CaseStore) throws -> KeptOrder {
        let kept = try expected(batch, store)
        guard kept.state == .held else {
            throw Fault(
                .conflict, "The order \(batch) does not wait: \(kept.words).",
                fix: "Only one that waits for a second person is agreed to or refused.")
        }
        return kept
    }
}

extension KeptOrder {
    /// Who had a part in it beside who writes the line; empty where nobody else had.
    func people(closing who: String) -> String {
        let ordered = PersonName.isSame(order.by, who) ? nil : "ordered by \(order.by)"
        let agreed = approvedBy.map { "agreed to by \($0)" }
        let parts = [ordered, agreed].compactMap { $0 }
        return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")"
    }
}
