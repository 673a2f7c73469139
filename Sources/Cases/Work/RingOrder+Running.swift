package import Enforcements
import Pipeline
import Toolbox
package import Vocabulary

extension RingOrder {
    /// What it would do; writes nothing. O(members · their cases and enforcements).
    ///
    /// - Throws: ``Fault`` `invalid` for an order that says too little.
    package func preview(
        _ store: any CaseStore & EnforcementStore, _ definition: CasesDefinition,
        caps: [ReachCap], now: Int64
    ) throws -> Preview {
        try check(definition)
        let order = try handOrder(definition, batch: "preview \(now)", at: now)
        let rings = store as? any RingArchive
        let hasVerdicts = try rings?.detectionCounts() != nil
        let base = try store.readingCases { tables in
            var preview = Preview(
                members: Set(members).count, already: 0, asksSecond: "", doubtful: [], loss: 0)
            var already: Set<EnforcedEntity> = []
            if let order {
                already = try order.already(in: tables.enforcements, at: now)
                let hand = try order.preview(
                    tables.enforcements, caps: caps, at: now, but: already)
                (preview.already, preview.hand) = (hand.already, hand)
                preview.asksSecond = second(order, hand, definition)
            }
            let closing = Set(subjects(touching: Set(members).subtracting(already)))
            let share = try closing.contains(ringSubject) ? share(touching: already, tables) : 0
            for subject in Set(members).sorted() + (ring.isEmpty ? [] : [ringSubject]) {
                let found = try closable(subject, tables)
                if closing.contains(subject) {
                    preview.closes += found
                    for one in found { preview.loss += ended(one, share: share) }
                } else {
                    preview.stays += found
                }
                if subject != ringSubject, try wasCleared(subject, tables) {
                    preview.doubtful.append(subject)
                }
            }
            return preview
        }
        guard hasVerdicts, let rings, !ring.isEmpty else { return base }
        var preview = base
        let known = Set(base.doubtful)
        for member in members where member.kind == "account" && !known.contains(member) {
            let verdict = try rings.verdict(ofAccount: member.name)
            if verdict?.ring != ring { preview.doubtful.append(member) }
        }
        preview.doubtful = Set(preview.doubtful).sorted()
        return preview
    }

    /// Carries it out: measures first, then cases, some hundred in a transaction. Broken off, it
    /// goes on when the same is ordered again. Held, nothing is in force and no case is closed
    /// until ``approve(batch:by:why:_:_:now:)``.
    package func run(
        _ store: any CaseStore & EnforcementStore, _ definition: CasesDefinition,
        caps: [ReachCap], now: () -> Int64
    ) throws -> Outcome {
        try check(definition)
        let clock = now()
        let kept = try store.working { tables in
            let running = try tables.orders(ofRing: ring, limit: 1).first
            if let running, running.state == .running, running.order == self { return running }
            let key = ["\(clock)", ring, by, closing.reason] + members.map(\.text)
            let order = try handOrder(definition, batch: CaseMessage.name(key), at: clock)
            if let order { try expectTouching(order, tables, at: clock) }
            if !ring.isEmpty { try tables.keepRing(ring) }
            let kept = KeptOrder(
                batch: order?.batch ?? CaseMessage.name(key, "batch_"), order: self,
                state: .running, at: clock, key: CaseMessage.name(key))
            try tables.put(kept)
            return kept
        }
        var outcome = Outcome(batch: kept.batch, applied: 0, held: 0, casesClosed: 0)
        if let order = try handOrder(definition, batch: kept.key, at: kept.at) {
            let done = try order.run(in: store, caps: caps, now: now)
            (outcome.applied, outcome.held) = (done.applied.count, done.held.count)
        }
        guard outcome.held == 0 else {
            try Self.put(kept, .held, store)
            return outcome
        }
        outcome.casesClosed = try closeCases(store, definition, kept, by: by, now: now)
        try Self.put(kept, .done, store)
        return outcome
    }

    /// - Throws: ``Fault`` `conflict` where all are under a measure as strong: one person alone
    ///   would close their cases with an order that does nothing.
    private func expectTouching(
        _ order: HandOrder, _ tables: any CaseTables, at clock: Int64
    ) throws {
        let already = try order.already(in: tables.enforcements, at: clock)
        guard already.count >= order.entities.count else { return }
        throw Fault(
            .conflict,
            "The order touches nobody: all \(already.count.grouped) are under a measure as strong "
                + "as \(order.measure.words), for as long.",
            fix: "Choose a stronger measure or a longer one, or close their cases in the queue.")
    }

    /// What of a case's stake the order ends: of the ring's own case a share.
    private func ended(_ one: Case, share: Double) -> Int64 {
        one.subject == ringSubject
            ? Int64((Double(one.atStake) * share).rounded()) : one.atStake
    }

    /// Of its members that still earn, the share that the order touches. The ring's case is priced
    /// by those alone, so who is kept from earning is not taken off again.
    /// O(members · their enforcements).
    private func share(
        touching already: Set<EnforcedEntity>, _ tables: any CaseTables
    ) throws -> Double {
        guard !ring.isEmpty else { return 0 }
        let earning = try Set(members).filter {
            try !tables.enforcements.keepsFromEarning($0)
        }
        guard !earning.isEmpty else { return 0 }
        return Double(earning.subtracting(already).count) / Double(earning.count)
    }

    var ringSubject: EnforcedEntity { EnforcedEntity(kind: "ring", name: ring) }

    /// Those whose cases it closes: whom it touches, and the ring where that is everybody it names,
    /// or where who ordered says so. What touches nobody closes nothing.
    private func subjects(touching touched: Set<EnforcedEntity>) -> [EnforcedEntity] {
        let isRing =
            !ring.isEmpty && !touched.isEmpty
            && (endsRing == true || touched.count == Set(members).count)
        return touched.sorted() + (isRing ? [ringSubject] : [])
    }

    /// Of those it names, whom it touched: all where it ordered no measure. O(members).
    private func touched(
        by kept: KeptOrder, _ tables: any CaseTables
    ) throws -> Set<EnforcedEntity> {
        guard closing.measure != nil else { return Set(members) }
        return try Set(members).filter {
            try tables.enforcements.enforcement(batch: kept.batch, entity: $0)?.state.stands
                ?? false
        }
    }

    private func check(_ definition: CasesDefinition) throws {
        try Person.check(by, why: closing.why)
        try Person.check(inside: closing.inside ?? "")
        guard let reason = definition.reason(closing.reason) else {
            throw Fault(
                .invalid, "There is no reason `\(closing.reason.prefix(40))`.",
                fix: "Use one of \(definition.dispositions.map(\.name).joined(separator: ", ")).")
        }
        guard closing.measure == nil || reason.disposition == .confirmed else {
            throw Fault(
                .invalid, "A measure needs a reason that confirms, and `\(reason.name)` does not.",
                fix: "Leave the measure out, or choose another reason.")
        }
        guard !members.isEmpty, members.count <= CaseBounds.bulkMax else {
            throw Fault(
                .invalid, "An order names 1 to \(CaseBounds.bulkMax) members.",
                fix: "Name members of the ring.")
        }
    }

    /// Nil where nothing is done to members.
    private func handOrder(
        _ definition: CasesDefinition, batch key: String, at clock: Int64
    ) throws -> HandOrder? {
        guard let measure = closing.measure else { return nil }
        var order = try HandOrder(
            measure, against: members, lasts: closing.lasts, by: by, why: closing.why, ring: ring,
            key: key, at: clock)
        order.isHeld = definition.fourEyes.contains(measure)
        (order.hands, order.inside) = (definition.hands, closing.inside ?? "")
        return order
    }

    /// Why somebody else must agree; empty where nobody must.
    private func second(
        _ order: HandOrder, _ hand: HandOrder.Preview, _ definition: CasesDefinition
    ) -> String {
        if hand.named == hand.already { return "" }
        if order.isHeld { return "\(order.measure.rawValue) asks for two people" }
        guard hand.isHeld else { return "" }
        return "it would reach \(hand.reach) entities, and \(hand.cap.entities) is the cap"
    }

    /// Cases that an order may close: appeals are judged by themselves, and what waits for a second
    /// person, or to be taken up, goes on waiting.
    private func closable(
        _ subject: EnforcedEntity, _ tables: any CaseTables
    ) throws -> [Case] {
        var filter = CaseFilter(limit: CaseFilter.limitMax)
        filter.subject = subject
        filter.states = [.open, .assigned, .snoozed]
        return try tables.cases(filter).filter { $0.origin != .appeal && !$0.isEscalated }
    }

    /// Whether the last case of somebody that was closed was cleared.
    private func wasCleared(
        _ subject: EnforcedEntity, _ tables: any CaseTables
    ) throws -> Bool {
        var filter = CaseFilter(limit: 1)
        (filter.subject, filter.states, filter.order) = (subject, [.closed], .latest)
        return try tables.cases(filter).first?.disposition == .cleared
    }

    func closeCases(
        _ store: any CaseStore, _ definition: CasesDefinition, _ kept: KeptOrder, by: String,
        now: () -> Int64
    ) throws -> Int {
        let all = subjects(touching: try store.readingCases { try touched(by: kept, $0) })
        var (count, start) = (0, 0)
        while start < all.count {
            let end = min(all.count, start + CaseBounds.perTransaction)
            count += try store.working { tables in
                let desk = CaseDesk(tables: tables, definition: definition, clock: now())
                var closed = 0
                for subject in all[start..<end] {
                    for one in try closable(subject, tables) {
                        _ = try desk.close(one, by: kept, who: by)
                        closed += 1
                    }
                }
                return closed
            }
            start = end
        }
        return count
    }

    static func expected(_ batch: String, _ store: any CaseStore) throws -> KeptOrder {
        if let kept = try store.readingCases({ try $0.order(batch: batch) }) { return kept }
        throw Fault(
            .notFound, "There is no order \(batch.prefix(80)).", fix: "See the ring's page.")
    }

    static func put(
        _ kept: KeptOrder, _ state: KeptOrder.State, _ store: any CaseStore
    ) throws {
        var kept = kept
        kept.state = state
        let changed = kept
        try store.working { try $0.put(changed) }
    }
}

extension CaseDesk {
    /// Closes one with an order against its ring; the line names who ordered and who agreed.
    func close(_ one: Case, by kept: KeptOrder, who: String) throws -> Case {
        _ = try after(.close, one)
        let order = kept.order
        guard let reason = definition.reason(order.closing.reason) else {
            throw Fault(.invalid, "There is no reason `\(order.closing.reason.prefix(40))`.")
        }
        var closed = one.over(order.closing, reason.disposition, at: clock)
        closed.order = kept.batch
        // What its own measures cover by now, as cases are priced meanwhile, is what it prevented.
        if closed.subject.kind != "ring",
            try !tables.enforcements.keepsFromEarning(closed.subject, but: kept.batch)
        {
            closed.covered = nil
        }
        let written = try write(
            .closed, one, closed, by: who, text: order.closing.written + kept.people(closing: who),
            names: [order.closing.reason, kept.batch])
        try learn(written, reason.disposition)
        try tables.tell(CaseMessage.closed(written, by: who, why: order.closing.why, at: clock))
        return written
    }
}
