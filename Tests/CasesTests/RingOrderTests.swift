import Cases
import Enforcements
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct RingOrderTests {
    private func order(_ names: [String], _ measure: EnforcementMeasure?) -> RingOrder {
        RingOrder(
            ring: "ring-1", members: names.map { EnforcedEntity(kind: "account", name: $0) },
            closing: CaseDesk.Closing(
                reason: "abuse", why: "They act as one.", measure: measure, lasts: Office.day),
            by: "ben")
    }

    @Test("What the preview says is what is done, and undoing brings it all back")
    func truth() throws {
        var random = Seed.random(83)
        for round in 0..<6 {
            let office = try Office()
            office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 10_000)]
            let names = (0..<(4 + random.below(400))).map { "u\($0)" }
            let banned = Set(names.prefix(3))
            var (cases, stays, loss) = (0, 0, Int64(0))
            for name in names where random.chance(0.5) {
                let stake = Int64(random.below(1000))
                try office.open(name, loss: stake)
                // What a ban keeps from being lost does not end with the order, and the case of
                // whom it does not touch stays open.
                guard !banned.contains(name) else {
                    stays += 1
                    continue
                }
                (cases, loss) = (cases + 1, loss + stake)
            }
            for name in names.prefix(3) {
                let clock = office.clock
                _ = try HandOrder(
                    .ban, against: [EnforcedEntity(kind: "account", name: name)], lasts: nil,
                    by: "zoe", why: "Known.", key: name, at: clock
                ).run(in: office.store, caps: office.caps, now: { clock })
            }
            let order = order(names, .exclude)
            let before = try office.read { try $0.loads(at: office.clock) }
            let clock = office.clock
            let preview = try order.preview(
                office.store, office.definition, caps: office.caps, now: clock)
            #expect(preview.closes.count == cases && preview.stays.count == stays)
            #expect(preview.asksSecond.isEmpty, "\(Seed.hint)")
            #expect(preview.loss == loss, "\(round) \(Seed.hint)")
            let outcome = try order.run(
                office.store, office.definition, caps: office.caps, now: { clock })
            #expect(outcome.applied == preview.members - preview.already, "\(Seed.hint)")
            #expect(outcome.casesClosed == cases && outcome.held == 0)
            #expect(try office.measures(names[names.count - 1]).isEmpty == false)
            let undone = try RingOrder.undo(
                batch: outcome.batch, by: "lea", why: "A fan club.", office.store,
                office.definition, now: { clock })
            #expect(undone.applied == outcome.applied && undone.casesClosed == cases)
            #expect(try office.measures(names[names.count - 1]).count { $0.by == "ben" } == 0)
            #expect(try office.read { try $0.loads(at: clock) } == before, "\(Seed.hint)")
        }
    }

    @Test("A severe one waits for another person, and closes nothing until then")
    func fourEyes() throws {
        let office = try Office()
        for name in ["u1", "u2"] { try office.open(name) }
        let (clock, order) = (office.clock, order(["u1", "u2", "u3"], .suspend))
        let preview = try order.preview(office.store, office.definition, caps: [], now: clock)
        #expect(!preview.asksSecond.isEmpty && preview.closes.count == 2)
        let held = try order.run(office.store, office.definition, caps: [], now: { clock })
        #expect(held.held == 3 && held.applied == 0 && held.casesClosed == 0)
        #expect(try office.measures("u1").isEmpty)
        let fault = #expect(throws: Fault.self) {
            try RingOrder.approve(
                batch: held.batch, by: "BEN", why: "Yes.", office.store, office.definition,
                now: { clock })
        }
        #expect(fault?.code == .forbidden)
        let done = try RingOrder.approve(
            batch: held.batch, by: "cat", why: "Yes.", office.store, office.definition,
            now: { clock })
        #expect(done.applied == 3 && done.casesClosed == 2)
        #expect(try office.measures("u3").first?.approvedBy == "cat")
        let kept = try office.read { try $0.orders(ofRing: "ring-1", limit: 10) }
        #expect(kept.map(\.state) == [.done])
        #expect(kept.first?.approvedBy == "cat" && kept.first?.words == "in force")
        let history = try office.entries("case_0000000000000001")
        let closed = try #require(history.last { $0.kind == .closed })
        #expect(
            closed.by == "cat"
                && closed.text == "They act as one. (ordered by ben, agreed to by cat)")
        #expect(closed.names.contains(held.batch))
    }

    @Test("The ring's own case closes once all are touched, or where who orders says so")
    func ringsOwn() throws {
        for (banned, endsRing) in [(false, false), (true, false), (true, true)] {
            let office = try Office()
            for name in ["u1", "u2"] { try office.open(name) }
            let own = try office.work {
                try $0.open(
                    EnforcedEntity(kind: "ring", name: "ring-1"), origin: .hand, title: "A ring",
                    causes: ["seen"], loss: 100, queue: "review", by: "ana", why: "Look.")
            }
            let clock = office.clock
            if banned {
                _ = try HandOrder(
                    .ban, against: accounts("u2"), lasts: nil, by: "zoe", why: "Known.",
                    key: "known", at: clock
                ).run(in: office.store, caps: [], now: { clock })
            }
            var order = order(["u1", "u2"], .exclude)
            order.endsRing = endsRing
            let preview = try order.preview(office.store, office.definition, caps: [], now: clock)
            let isClosed = !banned || endsRing
            #expect(preview.closes.map(\.subject.name).contains("ring-1") == isClosed)
            #expect(preview.stays.map(\.subject.name).contains("u2") == banned)
            let outcome = try order.run(
                office.store, office.definition, caps: [], now: { clock })
            #expect(outcome.casesClosed == preview.closes.count)
            for one in preview.closes { #expect(try office.one(one.id).state == .closed) }
            for one in preview.stays { #expect(try office.one(one.id).state == .open) }
            #expect(try office.one(own.id).state == (isClosed ? .closed : .open))
        }
    }

    @Test("What went up a path and nobody took up stays open under an order")
    func escalated() throws {
        let office = try Office()
        let (one, clock) = (try office.open("u1"), office.clock)
        try office.work {
            _ = try $0.escalate(one.id, version: 0, path: "lead", by: "ben", why: "A letter.")
        }
        let outcome = try order(["u1", "u2"], .warn).run(
            office.store, office.definition, caps: [], now: { clock })
        #expect(outcome.applied == 2 && outcome.casesClosed == 0)
        #expect(try office.one(one.id).state != .closed)
    }

    @Test("An order that touches nobody is refused, and closes nothing")
    func idle() throws {
        let office = try Office()
        for name in ["u1", "u2"] { try office.open(name) }
        let clock = office.clock
        _ = try HandOrder(
            .ban, against: accounts("u1", "u2"), lasts: nil, by: "zoe", why: "Known.",
            key: "known", at: clock
        ).run(in: office.store, caps: office.caps, now: { clock })
        let order = order(["u1", "u2"], .suspend)
        let preview = try order.preview(office.store, office.definition, caps: [], now: clock)
        #expect(preview.already == 2 && preview.closes.isEmpty && preview.loss == 0)
        #expect(preview.asksSecond.isEmpty)
        let fault = #expect(throws: Fault.self) {
            try order.run(office.store, office.definition, caps: [], now: { clock })
        }
        #expect(fault?.code == .conflict && fault?.message.contains("touches nobody") == true)
        #expect(try office.read { try $0.orders(ofRing: "ring-1", limit: 10) }.isEmpty)
        #expect(try office.one("case_0000000000000001").state == .open)
    }

    @Test("Refused, it says who; one of a held order is not decided by itself")
    func refused() throws {
        let office = try Office()
        let clock = office.clock
        let held = try order(["u1", "u2"], .suspend).run(
            office.store, office.definition, caps: [], now: { clock })
        #expect(try office.read { try $0.heldOrders(limit: 10) }.map(\.batch) == [held.batch])
        var filter = EnforcementFilter()
        filter.states = [.pending]
        let chosen = filter
        let one = try #require(
            try office.store.readingEnforcements { try $0.enforcements(chosen).first })
        let fault = #expect(throws: Fault.self) {
            try office.read { tables in
                try RingOrder.expectAlone(one.id, tables) { "Go to \($0.batch)." }
            }
        }
        #expect(fault?.code == .conflict && fault?.fix == "Go to \(held.batch).")
        let own = #expect(throws: Fault.self) {
            try RingOrder.refuse(
                batch: held.batch, by: "Ben", why: "No.", office.store, now: { clock })
        }
        #expect(own?.code == .forbidden)
        let count = try RingOrder.refuse(
            batch: held.batch, by: "cat", why: "Too little.", office.store, now: { clock })
        #expect(count == 2)
        let kept = try #require(try office.read { try $0.order(batch: held.batch) })
        #expect(kept.words == "refused" && kept.steps.map(\.by) == ["cat"])
        #expect(try office.read { try $0.heldOrders(limit: 10) }.isEmpty)
        try office.read { try RingOrder.expectAlone(one.id, $0) { _ in "" } }
    }

    @Test("What an order prevents is counted, also where cases are priced before they close")
    func pricedBetween() throws {
        let office = try Office()
        for name in ["u1", "u2"] { try office.open(name) }
        let (clock, order) = (office.clock, order(["u1", "u2"], .exclude))
        // Another measure keeps u2 already, though not for as long: the order touches them, and
        // prevents nothing of theirs.
        _ = try HandOrder(
            .exclude, against: accounts("u2"), lasts: Office.hour, by: "zoe", why: "Known.",
            key: "known", at: clock
        ).run(in: office.store, caps: [], now: { clock })
        _ = try office.run()
        // Broken off between its measures and its closings.
        var measures = try HandOrder(
            .exclude, against: order.members, lasts: Office.day, by: "ben",
            why: order.closing.why, ring: "ring-1", key: "between", at: clock)
        measures.hands = office.definition.hands
        let kept = KeptOrder(
            batch: measures.batch, order: order, state: .running, at: clock, key: "between")
        try office.work { try $0.tables.put(kept) }
        _ = try measures.run(in: office.store, caps: [], now: { clock })
        _ = try office.run()
        #expect(try office.one("case_0000000000000001").atStake == 0)
        let done = try order.run(office.store, office.definition, caps: [], now: { clock })
        #expect(done.batch == kept.batch && done.casesClosed == 2)
        #expect(try office.one("case_0000000000000001").atStake == 100)
        #expect(try office.one("case_0000000000000002").atStake == 0)
        _ = try FiguresRun(
            store: office.store, definition: office.definition, now: clock
        ).run()
        let prevented = try office.store.readingOperations {
            try $0.totals(.prevented, by: .day, from: 0, to: 100_000)
        }
        #expect(prevented.values.map(\.total) == [100])
        _ = try RingOrder.undo(
            batch: done.batch, by: "lea", why: "A fan club.", office.store, office.definition,
            now: { clock })
        #expect(try office.one("case_0000000000000001").atStake == 100)
    }

    @Test("What stays inside is bounded before anything is kept, with a measure and without")
    func inside() throws {
        for measure in [EnforcementMeasure.warn, nil] {
            let office = try Office()
            var order = order(["u1"], measure)
            order.closing.inside = String(repeating: "x", count: 4001)
            let clock = office.clock
            let fault = #expect(throws: Fault.self) {
                try order.run(office.store, office.definition, caps: [], now: { clock })
            }
            #expect(fault?.code == .invalid && fault?.message.contains("`inside`") == true)
            #expect(try office.read { try $0.orders(ofRing: "ring-1", limit: 10) }.isEmpty)
        }
    }

    @Test("Members who were cleared are said to be doubtful")
    func doubtful() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.close(
                one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."), by: "ben")
        }
        let preview = try order(["u1", "u2"], .warn).preview(
            office.store, office.definition, caps: [], now: office.clock)
        #expect(preview.doubtful == accounts("u1"))
    }

    private func filter(
        scope: String? = nil, entity: EnforcedEntity? = nil
    ) -> EnforcementFilter {
        var filter = EnforcementFilter()
        (filter.scope, filter.entity) = (scope, entity)
        return filter
    }

    @Test("A selection that reaches a part of a held order is refused; another order is not")
    func parts() throws {
        let office = try Office()
        let clock = office.clock
        let other = try HandOrder(
            .ban, against: accounts("u9"), lasts: nil, by: "ben", why: "Known.", key: "k",
            at: clock)
        var held = other
        held.isHeld = true
        _ = try held.run(in: office.store, caps: [], now: { clock })
        let done = try order(["u1", "u2"], .suspend).run(
            office.store, office.definition, caps: [], now: { clock })
        let reaching = [
            filter(scope: "ring:ring-1"), filter(scope: "batch:\(done.batch)"),
            filter(scope: "hand:ben"), filter(entity: accounts("u2")[0]), filter(),
        ]
        for chosen in reaching {
            let fault = #expect(throws: Fault.self) {
                try RingOrder.expectNoPart(of: chosen, office.store) { "Say \($0.batch)." }
            }
            #expect(fault?.code == .conflict && fault?.fix == "Say \(done.batch).")
        }
        let free = try RingOrder.expectNoPart(
            of: filter(scope: "batch:\(other.batch)"), office.store
        ) { _ in "" }
        let count = try Approval(by: "cat", why: "Yes.").decideAll(
            free, in: office.store, now: { clock })
        #expect(count == 1)
        // Nor is one member taken out of it alone.
        let fault = #expect(throws: Fault.self) {
            try RingOrder.undoAll(
                Undoing(filter(entity: accounts("u2")[0]), by: "lea", why: "A fan."),
                office.store, office.definition, now: { clock }
            ) { _ in "" }
        }
        #expect(fault?.code == .conflict)
        let kept = try #require(try office.read { try $0.order(batch: done.batch) })
        #expect(kept.state == .held)
    }

    @Test("What undoes a batch or a ring takes its orders back with their cases")
    func undoneWhole() throws {
        for byRing in [false, true] {
            let office = try Office()
            for name in ["u1", "u2"] { try office.open(name) }
            let clock = office.clock
            let done = try order(["u1", "u2"], .warn).run(
                office.store, office.definition, caps: [], now: { clock })
            #expect(done.casesClosed == 2)
            let scope = byRing ? "ring:ring-1" : "batch:\(done.batch)"
            let (report, opened) = try RingOrder.undoAll(
                Undoing(filter(scope: scope), by: "lea", why: "A fan club."), office.store,
                office.definition, now: { clock }
            ) { _ in "" }
            #expect(report.counts.reversed == 2 && report.left == 0 && opened == 2)
            let kept = try #require(try office.read { try $0.order(batch: done.batch) })
            #expect(kept.state == .undone && kept.steps.map(\.by) == ["lea"])
            #expect(try office.one("case_0000000000000001").state == .open)
        }
    }
}
