import Cases
import Enforcements
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What measures in force keep from being lost is not at stake again.
@Suite struct CoveredTests {
    private func order(
        _ office: Office, _ measure: EnforcementMeasure, _ names: String..., lasts: Int64? = nil
    ) throws -> String {
        let clock = office.clock
        return try HandOrder(
            measure, against: names.map { EnforcedEntity(kind: "account", name: $0) },
            lasts: lasts, by: "zoe", why: "Seen.", key: "\(measure) \(names) \(clock)", at: clock
        ).run(in: office.store, caps: office.caps, now: { clock }).batch
    }

    private func queue(_ office: Office) throws -> [String] {
        try office.read { try $0.cases(CaseFilter()) }.map(\.subject.name)
    }

    @Test("A measure that begins takes a case's stake away, and one that ends brings it back")
    func begunAndEnded() throws {
        let office = try Office()
        let dear = try office.open("u1", loss: 900)
        try office.open("u2", loss: 100)
        #expect(try queue(office) == ["u1", "u2"])
        let batch = try order(office, .exclude, "u1")
        _ = try order(office, .warn, "u2")
        _ = try office.run()
        let covered = try office.one(dear.id)
        #expect(covered.loss == 900 && covered.covered == 900 && covered.atStake == 0)
        #expect(covered.version == dear.version, "nobody's form is out of date by it")
        #expect(try queue(office) == ["u2", "u1"], "the queue goes by what is at stake")
        #expect(try office.read { try $0.loads(at: office.clock) }.map(\.loss) == [100])
        var filter = EnforcementFilter()
        filter.scope = "batch:\(batch)"
        let clock = office.clock
        _ = try Undoing(filter, by: "lea", why: "A fan.").run(in: office.store, now: { clock })
        _ = try office.run()
        #expect(try office.one(dear.id).atStake == 900)
        #expect(try queue(office) == ["u1", "u2"])
    }

    @Test("A case that is opened or grows under a measure has nothing at stake")
    func opened() throws {
        let office = try Office()
        _ = try order(office, .exclude, "u1")
        #expect(try office.open("u1", loss: 300).atStake == 0)
        let grown = try office.open("u1", loss: 200, causes: ["farmed"])
        #expect(grown.loss == 500 && grown.covered == 500)
        _ = try office.run()
        #expect(try office.one(grown.id).atStake == 0)
        // Closed as it was: a measure that ends later says nothing of what was decided.
        let closed = try office.work {
            try $0.close(
                grown.id, version: 0, CaseDesk.Closing(reason: "abuse", why: "A farm."), by: "ben")
        }
        #expect(closed.covered == 500)
    }

    @Test("Merged, what is still at stake goes along, and leaves again when that is undone")
    func merged() throws {
        let office = try Office()
        let one = try office.open("u1", loss: 100)
        let two = try office.open("u2", loss: 50)
        _ = try order(office, .exclude, "u1")
        _ = try office.run()
        try office.work {
            _ = try $0.merge(one.id, version: 0, into: two.id, by: "lea", why: "One person.")
        }
        #expect(try office.one(two.id).atStake == 50)
        _ = try office.run()
        #expect(try office.one(two.id).atStake == 50)
        try office.work { _ = try $0.undo(one.id, version: 0, by: "lea", why: "Two.") }
        #expect(try office.one(two.id).atStake == 50)
        let back = try office.one(one.id)
        #expect(back.loss == 100 && back.atStake == 0)
    }

    @Test("No more than all is covered: what is put is what is read")
    func clamped() throws {
        let office = try Office()
        var one = try office.open("u1", loss: 200)
        one.covered = 500
        for _ in 0..<2 {
            let put = one
            try office.work { try $0.tables.put(put, isNew: false) }
            one = try office.one(one.id)
            #expect(one.loss == 200 && one.covered == 200 && one.atStake == 0)
        }
    }

    @Test("The first round begins at the end of the ledger, and prices what is open once")
    func firstRound() throws {
        struct Stop: Error {}
        let office = try Office()
        let names = (0..<300).map { "u\($0)" }
        for name in names { try office.open(name) }
        try office.work {
            _ = try $0.snooze(
                "case_2", version: 0, until: office.clock + Office.day, by: "ben", why: "Later.")
        }
        let clock = office.clock
        office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 10_000)]
        _ = try HandOrder(
            .exclude, against: names.map { EnforcedEntity(kind: "account", name: $0) }, lasts: nil,
            by: "zoe", why: "Seen.", key: "all", at: clock
        ).run(in: office.store, caps: office.caps, now: { clock })
        let run = CaseRun(store: office.store, definition: office.definition, now: { clock })
        var passes = 0
        #expect(throws: Stop.self) {
            try run.run { body in
                passes += 1
                guard passes <= 2 else { throw Stop() }
                try body()
            }
        }
        let mark = try office.read { tables in
            #expect(try tables.seen("ledger priced") == tables.enforcements.lastEntry())
            return try tables.seen("cases priced")
        }
        #expect(mark == Int64(CaseBounds.perTransaction))
        #expect(try office.one("case_0000000000000002").atStake == 0)
        #expect(try office.one("case_0000000000000300").atStake == 100)
        _ = try office.run()
        #expect(try office.read { try $0.loads(at: clock) }.allSatisfy { $0.loss == 0 })
    }

    @Test("A measure whose time is over covers nothing more; taken back, a case is priced anew")
    func over() throws {
        let office = try Office()
        let one = try office.open("u1", loss: 300)
        try office.work {
            _ = try $0.close(
                one.id, version: 0,
                CaseDesk.Closing(
                    reason: "abuse", why: "A farm.", measure: .exclude, lasts: Office.day),
                by: "ben")
        }
        let undone = try office.work { try $0.undo(one.id, version: 0, by: "ben", why: "Wrong.") }
        #expect(undone.atStake == 300)
        _ = try office.run()
        #expect(try office.one(one.id).atStake == 300)
    }
}
