import Cases
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct RunTests {
    @Test("A decision that asks for review opens a case once, by what is at stake")
    func decisions() throws {
        var definition = CasesDefinition.usual
        definition.amounts = [CaseAmount(journeys: ["play"], each: 50, value: "event.amount")]
        let office = try Office(definition)
        try office.decide(["u1", "u2", "u1"])
        try office.decide(["u3"], action: .exclude)
        let report = try office.run()
        #expect(report.opened == 2 && report.added == 1)
        #expect(try office.run().isEmpty)
        let found = try office.read { try $0.cases(CaseFilter()) }
        #expect(found.map(\.subject.name) == ["u1", "u2"])
        // 0.8 of 12.50, twice.
        #expect(found.map(\.loss) == [2000, 1000])
        #expect(found[0].causes == ["looped", "loops"] && found[0].decision == 1)
        #expect(found[0].eventSource == "s" && found[0].eventID == "1")
        var filter = CaseFilter()
        filter.cause = "looped"
        #expect(try office.read { try $0.cases(filter) }.count == 2)
    }

    @Test("Closed just now, it is not opened again until its quiet time is over")
    func quiet() throws {
        let office = try Office()
        try office.decide(["u1"])
        _ = try office.run()
        try office.work {
            _ = try $0.close(
                "case_0000000000000001", version: 0,
                CaseDesk.Closing(reason: "honest", why: "A fan."), by: "ben")
        }
        try office.decide(["u1"])
        #expect(try office.run().quiet == 1)
        office.clock += 2 * Office.day
        try office.decide(["u1"])
        #expect(try office.run().opened == 1)
    }

    private func detect(_ office: Office, accounts: Int, at: Int64) throws {
        let names = (0..<accounts).map { "u\($0)" }
        try office.store.keep(
            DetectionRun(
                asOf: at, endedAt: at, sequence: 1,
                rings: [
                    RingRecord(
                        id: "ring-1", score: 0.9, action: "review", accounts: accounts,
                        plays: accounts * 100, firstSeen: 0, lastSeen: 1, summary: "A farm.",
                        document: try Office.ring("ring-1", members: names).json())
                ],
                accounts: names.map {
                    AccountVerdict(account: $0, score: 0.9, action: "review", ring: "ring-1")
                }, recipients: [], state: []))
    }

    @Test("A ring opens a case, and another when it has grown by half after it was closed")
    func rings() throws {
        let office = try Office()
        try detect(office, accounts: 10, at: 1)
        #expect(try office.run().opened == 1)
        #expect(try office.run().isEmpty)
        let one = try office.one("case_0000000000000001")
        #expect(one.queue == "rings" && one.subject.text == "ring=ring-1")
        try office.work {
            _ = try $0.close(
                one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "Fans."), by: "ben")
        }
        try detect(office, accounts: 12, at: 2)
        #expect(try office.run().isEmpty)
        try detect(office, accounts: 18, at: 3)
        #expect(try office.run().opened == 1)
    }

    @Test("An appeal goes to who had no part in it, and closing its case decides it")
    func appeals() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.close(
                one.id, version: 0,
                CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: "ben")
        }
        let standing = try #require(try office.measures("u1").first)
        let appeal = try office.store.enforcing {
            try AppealDesk(EnforcementDesk(tables: $0, clock: office.clock))
                .open(standing.id, text: "I am a fan.", by: "u1")
        }
        #expect(try office.run().opened == 1)
        var filter = CaseFilter()
        filter.origin = .appeal
        let opened = try #require(try office.read { try $0.cases(filter).first })
        #expect(opened.causes.contains(appeal.id) && opened.queue == "appeals")
        #expect(try office.work { try $0.takeNext(by: "Ben", queue: "appeals") } == nil)
        let fault = #expect(throws: Fault.self) {
            try office.work {
                _ = try $0.assign(opened.id, version: 0, to: "ben", by: "lea")
            }
        }
        #expect(fault?.code == .forbidden)
        #expect(throws: Fault.self) {
            try office.work {
                _ = try $0.close(
                    opened.id, version: 0,
                    CaseDesk.Closing(reason: "not_enough", why: "Hm."), by: "cat")
            }
        }
        let closed = try office.work {
            try $0.close(
                opened.id, version: 0, CaseDesk.Closing(reason: "mistake", why: "A fan, yes."),
                by: "cat")
        }
        #expect(closed.disposition == .cleared && closed.outcome == "overturned")
        let decided = try office.store.readingEnforcements { try $0.appeal(id: appeal.id) }
        #expect(decided?.state == .overturned && decided?.decidedBy == "cat")
        #expect(try office.measures("u1").isEmpty)
        let undone = #expect(throws: Fault.self) {
            try office.work { _ = try $0.undo(opened.id, version: 0, by: "cat", why: "No.") }
        }
        #expect(undone?.code == .conflict)
    }

    @Test("An appeal that is decided elsewhere closes its case")
    func settled() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.close(
                one.id, version: 0,
                CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: "ben")
        }
        let standing = try #require(try office.measures("u1").first)
        let clock = office.clock
        let appeal = try office.store.enforcing {
            try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                .open(standing.id, text: "I am a fan.", by: "u1")
        }
        _ = try office.run()
        _ = try office.store.enforcing {
            try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                .decide(appeal.id, overturns: false, by: "cat", why: "No fan.")
        }
        #expect(try office.run().settled == 1)
        let over = try office.one("case_0000000000000002")
        #expect(over.state == .closed && over.outcome == "upheld")
        #expect(try office.run().isEmpty)
    }

    @Test("Each state of a clock is told once, whatever happens between")
    func clocks() throws {
        let office = try Office()
        let one = try office.open("u1")
        // 8 h to touch it first; warned of at 6 h.
        func told() throws -> [String] {
            try office.store.caseMessages(after: 0, limit: 1000).map(\.message.kind)
        }
        office.clock = Office.start + 5 * Office.hour
        _ = try office.run()
        #expect(try told().isEmpty)
        office.clock = Office.start + 6 * Office.hour
        for _ in 0..<3 { _ = try office.run() }
        #expect(try told() == ["case.at_risk"])
        #expect(try office.read { try $0.loads(at: office.clock) }[0].atRisk == 1)
        for hours in 7..<40 {
            office.clock = Office.start + Int64(hours) * Office.hour
            _ = try office.run()
        }
        #expect(try told() == ["case.at_risk"] + Array(repeating: "case.breached", count: 5))
        let load = try office.read { try $0.loads(at: office.clock) }[0]
        #expect(load.breached == 1 && load.atRisk == 0)
        try office.work { _ = try $0.take(one.id, version: one.version, by: "ben") }
        office.clock = Office.start + 60 * Office.hour
        _ = try office.run()
        #expect(try told().count { $0 == "case.at_risk" } == 2)
    }

    @Test("Broken off between any two transactions, it ends as one that was not")
    func brokenOff() throws {
        struct Stopped: Error {}
        let office = try Office()
        for start in stride(from: 0, to: 2000, by: 500) {
            try office.decide((start..<start + 500).map { "u\($0 % 900)" })
        }
        var random = Seed.random(82)
        let clock = office.clock
        let run = CaseRun(store: office.store, definition: office.definition, now: { clock })
        var isDone = false
        while !isDone {
            var left = random.below(24)
            do {
                _ = try run.run { work in
                    try work()
                    left -= 1
                    if left < 0 { throw Stopped() }
                }
                isDone = true
            } catch is Stopped {}
        }
        let load = try #require(try office.read { try $0.loads(at: clock) }.first)
        #expect(load.open == 900 && load.loss == 2000 * 80, "\(Seed.hint)")
    }
}
