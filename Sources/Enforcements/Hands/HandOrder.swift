package import Vocabulary

/// A person orders a measure against some entities.
package struct HandOrder: Sendable {
    package var entities: [EnforcedEntity]
    package var measure: EnforcementMeasure
    /// Milliseconds; nil until it is taken back.
    package var lasts: Int64?
    package var by: String
    /// What those it is against are told as the facts.
    package var why: String
    /// What stays inside: kept in the ledger, told to nobody it is against; empty for nothing.
    package var inside = ""
    /// Those of them that somebody named, who must have been seen.
    package var named: [EnforcedEntity] = []
    /// Names the order, so that one that is sent again is the same.
    package var batch: String
    /// The ring it is against; empty for none.
    package var ring: String
    /// How long an appeal may be opened, milliseconds.
    package var appeal: Int64 = 14 * 86_400_000
    /// Whether a second person is asked however few it reaches.
    package var isHeld = false
    /// How those it is against are told; nil where nobody is.
    package var hands: HandNotices?

    /// The cap where no pack says one: 20 entities in a day.
    package static let cap = ReachCap(scope: .hand, span: 86_400_000, entities: 20)

    /// What an order would do.
    package struct Preview: Sendable, Hashable {
        /// Entities that it names.
        package var named: Int
        /// Of them, those under this measure or a stronger one for as long, which are passed over;
        /// what waits is not in force.
        package var already: Int
        /// Entities that the same person touched within the cap's span.
        package var touched: Int
        package var cap: ReachCap
        /// Entities that would be touched within the span.
        package var reach: Int { touched + named - already }
        /// Whether a second person is asked.
        package var isHeld: Bool { reach > cap.entities }
    }

    /// - Parameter key: of the order, chosen by who sends it; nil to make one of what it says.
    /// - Throws: ``Fault`` `invalid` for an order that names nobody, too many, or no measure.
    package init(
        _ measure: EnforcementMeasure, against entities: [EnforcedEntity], lasts: Int64?,
        by: String, why: String, ring: String = "", key: String?, at: Int64
    ) throws {
        try Person.check(by, why: why)
        let distinct = Set(entities).sorted()
        guard measure != .strike, !distinct.isEmpty, distinct.count <= EnforcementBounds.ordered,
            distinct.allSatisfy({ !$0.kind.isEmpty && !$0.name.isEmpty })
        else {
            throw Fault(
                .invalid,
                "An order names a measure and 1 to \(EnforcementBounds.ordered) entities.",
                fix: "Measures are "
                    + EnforcementMeasure.nameable.map(\.rawValue).joined(separator: ", ") + ".")
        }
        (self.measure, self.entities, self.lasts) = (measure, distinct, lasts)
        (self.by, self.why, self.ring) = (by, why, ring)
        batch = EnforcementNames.batch(
            key.map { [$0] } ?? ["\(at)", by, why, measure.rawValue] + distinct.map(\.text))
    }

    /// What it would do; writes nothing. O(entities · their enforcements).
    ///
    /// - Parameter already: what ``already(in:at:)`` found, where that was read; nil to read it.
    package func preview(
        _ tables: any EnforcementTables, caps: [ReachCap], at clock: Int64,
        but already: Set<EnforcedEntity>? = nil
    ) throws -> Preview {
        try expectSame(tables)
        try Person.check(inside: inside)
        try expectSeen(tables)
        return try reach(
            tables, caps: caps, at: clock, but: already ?? self.already(in: tables, at: clock))
    }

    /// Those it names that are under this measure, or a stronger one, for as long.
    /// O(entities · their enforcements).
    package func already(
        in tables: any EnforcementTables, at clock: Int64
    ) throws -> Set<EnforcedEntity> {
        Set(try entities.filter { try isUnder($0, tables, at: clock) })
    }

    private func reach(
        _ tables: any EnforcementTables, caps: [ReachCap], at clock: Int64,
        but already: Set<EnforcedEntity>
    ) throws -> Preview {
        let hand = caps.filter { $0.scope == .hand }
        var previews: [Preview] = []
        for cap in hand.isEmpty ? [HandOrder.cap] : hand {
            let touched = try tables.touched(
                by: "hand:\(PersonName.key(by))", after: clock - cap.span,
                limit: cap.entities + 1)
            // Those it names again are not touched anew.
            let others = Set(touched.keys).subtracting(Set(entities).subtracting(already))
            previews.append(
                Preview(
                    named: entities.count, already: already.count, touched: others.count, cap: cap))
        }
        return previews.max {
            $0.reach - $0.cap.entities < $1.reach - $1.cap.entities
        } ?? Preview(named: 0, already: 0, touched: 0, cap: HandOrder.cap)
    }

    /// - Throws: ``Fault`` `conflict` when another order was sent under the same key.
    private func expectSame(_ tables: any EnforcementTables) throws {
        var filter = EnforcementFilter(limit: 1)
        filter.scope = "batch:\(batch)"
        guard let known = try tables.enforcements(filter).first,
            known.measure != measure || known.origin.lasts != lasts
                || !PersonName.isSame(known.by, by)
        else { return }
        throw Fault(
            .conflict,
            "Another order was sent under the key of \(batch): \(known.measure.rawValue) "
                + "by \(known.by).", fix: "Choose another key.")
    }

    /// Refuses names that are nobody's, as far as the store knows: a slip of the pen would be in
    /// the ledger for good. It may read much of the log, so no transaction that writes asks it.
    ///
    /// - Throws: ``Fault`` `invalid`, with the first of them.
    private func expectSeen(_ tables: any EnforcementTables) throws {
        guard !named.isEmpty else { return }
        let unseen = try tables.unseen(of: Set(named), limit: HandOrder.unseenShown + 1)
        guard !unseen.isEmpty else { return }
        let shown = unseen.prefix(HandOrder.unseenShown).map { $0.text.prefix(80) }
        throw Fault(
            .invalid,
            "Nobody has seen \(shown.joined(separator: ", "))"
                + (unseen.count > shown.count ? " and more" : "")
                + ": no event, and no measure, names them.",
            fix: "Check the spelling. To order it all the same, say so: `unseen` over HTTP, "
                + "--unseen at the command line, or the box of the form.")
    }

    /// Names of a fault.
    private static let unseenShown = 5

    private func isUnder(
        _ entity: EnforcedEntity, _ tables: any EnforcementTables, at clock: Int64
    ) throws -> Bool {
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        (filter.entity, filter.states) = (entity, [.active])
        let until = lasts.map { clock + $0 } ?? .max
        return try tables.enforcements(filter).contains {
            $0.measure >= measure && $0.until ?? .max >= until && $0.origin.batch != batch
        }
    }

    /// What came of an order.
    package struct Outcome: Sendable, Hashable {
        package var preview: Preview
        package var batch: String
        package var applied: [String] = []
        package var held: [String] = []
    }

    /// Carries it out, or holds all of it where it reaches beyond the cap; some hundred entities in
    /// a transaction. Sent again under the same key, it goes on and does nothing twice.
    ///
    /// - Parameter progress: told how many entities were done.
    package func run(
        in store: any EnforcementStore, caps: [ReachCap], now: () -> Int64,
        progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        try Person.check(inside: inside)
        let already = try store.readingEnforcements { tables in
            try expectSame(tables)
            try expectSeen(tables)
            return try self.already(in: tables, at: now())
        }
        var preview: Preview?
        var begun: [Enforcement] = []
        var start = 0
        while start < entities.count {
            let end = min(entities.count, start + EnforcementBounds.perTransaction)
            let (said, next) = try store.enforcing { tables in
                let desk = EnforcementDesk(tables: tables, clock: now())
                // Where it is first written, so that of two orders at once one counts the other.
                let said = try preview ?? first(desk, caps, but: already)
                return (
                    said, try entities[start..<end].compactMap { try begin($0, desk, said) }
                )
            }
            preview = said
            begun += next
            progress(end)
            start = end
        }
        guard let preview else { throw Fault(.bug, "An order names nobody.") }
        var outcome = Outcome(preview: preview, batch: batch)
        outcome.applied = begun.filter { $0.touchedAt != nil }.map(\.id)
        outcome.held = begun.filter { $0.touchedAt == nil }.map(\.id)
        return outcome
    }

    /// As ``run(in:caps:now:progress:)``, within a transaction that does more; whether `named` were
    /// seen is not asked there.
    ///
    /// - Throws: ``Fault`` `tooLarge` for more entities than one transaction takes.
    package func run(_ desk: EnforcementDesk, caps: [ReachCap]) throws -> Outcome {
        guard entities.count <= EnforcementBounds.perTransaction else {
            throw Fault(
                .tooLarge,
                "An order within a transaction has at most "
                    + "\(EnforcementBounds.perTransaction) entities.",
                fix: "Run it by itself.")
        }
        try Person.check(inside: inside)
        let already = try self.already(in: desk.tables, at: desk.clock)
        let said = try first(desk, caps, but: already)
        let begun = try entities.compactMap { try begin($0, desk, said) }
        var outcome = Outcome(preview: said, batch: batch)
        outcome.applied = begun.filter { $0.touchedAt != nil }.map(\.id)
        outcome.held = begun.filter { $0.touchedAt == nil }.map(\.id)
        return outcome
    }

    private func first(
        _ desk: EnforcementDesk, _ caps: [ReachCap], but already: Set<EnforcedEntity>
    ) throws -> Preview {
        try expectSame(desk.tables)
        return try reach(desk.tables, caps: caps, at: desk.clock, but: already)
    }

    /// What stands for one entity; nil where it is under a measure as strong anyway.
    private func begin(
        _ entity: EnforcedEntity, _ desk: EnforcementDesk, _ preview: Preview
    ) throws -> Enforcement? {
        let id = EnforcementNames.enforcement(batch: batch, entity: entity)
        if let known = try desk.tables.enforcement(id: id) { return known }
        if try isUnder(entity, desk.tables, at: desk.clock) { return nil }
        let origin = try origin(desk)
        var entry = LedgerEntry(
            isHeld || preview.isHeld ? .held : .applied, id, of: entity, policy: "", rung: 0,
            measure: measure, points: 0, from: desk.clock, until: lasts.map { desk.clock + $0 },
            by: by, why: why, origin: origin)
        entry.reach = entry.kind == .held ? preview.reach : 0
        return try desk.begin(entry)
    }

    private func origin(_ desk: EnforcementDesk) throws -> EnforcementOrigin {
        var origin = EnforcementOrigin(time: desk.clock, isAutomatic: false)
        (origin.batch, origin.facts, origin.lasts) = (batch, [why], lasts)
        origin.inside = inside.isEmpty ? nil : inside
        origin.rings = ring.isEmpty ? [] : [ring]
        origin.appeal = hands?.appeal ?? appeal
        if let hands {
            origin.ground = hands.ground
            origin.policyDigest = try desk.tables.keep(policy: hands.policy)
        }
        return origin
    }
}
