import Cases
import Enforcements
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What labels say once a judgement was taken back: nothing, or what was judged since.
@Suite struct LabelTruthTests {
    private let subject = Label.Subject.entity(kind: "account", name: "u1")

    private func close(
        _ office: Office, _ id: String, _ reason: String = "abuse",
        measure: EnforcementMeasure? = nil, by: String = "ben"
    ) throws {
        try office.work {
            _ = try $0.close(
                id, version: 0, CaseDesk.Closing(reason: reason, why: "Seen.", measure: measure),
                by: by)
        }
    }

    /// What every reader is given.
    private func said(_ office: Office) throws -> [Label] {
        let all = try office.store.labels(after: 0, limit: 1000).map(\.label)
        let counted = try office.store.labelCounts().reduce(0) { $0 + $1.labels }
        #expect(counted == all.count)
        return all
    }

    @Test("An undone close says nothing of anybody; closed again, it says it anew")
    func undone() throws {
        let office = try Office()
        let one = try office.open("u1")
        try close(office, one.id)
        #expect(try said(office).map(\.isPositive) == [true])
        try office.work { _ = try $0.undo(one.id, version: 0, by: "ben", why: "Wrong.") }
        #expect(try said(office).isEmpty && office.store.labels(of: subject).isEmpty)
        let back = try office.store.withdrawnLabels(after: 0, limit: 10)
        #expect(back.map(\.by) == ["ben"] && back.map(\.why) == ["Wrong."])
        #expect(back.map(\.label.isPositive) == [true])
        // In the same millisecond, too.
        try close(office, one.id)
        #expect(try said(office).map(\.isPositive) == [true])
        try office.work { _ = try $0.undo(one.id, version: 0, by: "ben", why: "Again.") }
        try close(office, one.id, "honest")
        #expect(try said(office).map(\.isPositive) == [false])
    }

    @Test("What two cases said of one subject stands while either does")
    func twice() throws {
        let office = try Office()
        let one = try office.open("u1", queue: "review")
        let two = try office.open("u1", queue: "reports")
        for id in [one.id, two.id] { try close(office, id) }
        try office.work { _ = try $0.undo(one.id, version: 0, by: "ben", why: "Wrong.") }
        #expect(try said(office).contains { $0.subject == subject && $0.isPositive })
        try office.work { _ = try $0.undo(two.id, version: 0, by: "ben", why: "Wrong.") }
        #expect(try said(office).isEmpty)
    }

    @Test("An order that is taken back takes the labels of all its cases with it")
    func order() throws {
        let office = try Office()
        let names = ["u1", "u2", "u3"]
        for name in names { try office.open(name) }
        let clock = office.clock
        let order = RingOrder(
            ring: "ring-1", members: names.map { EnforcedEntity(kind: "account", name: $0) },
            closing: CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: "ben")
        let done = try order.run(office.store, office.definition, caps: [], now: { clock })
        #expect(try said(office).count == 3)
        _ = try RingOrder.undo(
            batch: done.batch, by: "lea", why: "A fan club.", office.store, office.definition,
            now: { clock })
        #expect(try said(office).isEmpty)
    }

    @Test("An overturned appeal clears the person under the name by which the case damned them")
    func appeal() throws {
        // Where hands tell of what they do, their own label is another one.
        let hands = HandNotices(
            ground: "Terms 4", notices: ["en": "Because {facts}."], appeal: nil, label: "fraud")
        for (overturns, hands) in [(true, nil), (false, nil), (true, hands), (false, hands)] {
            var definition = CasesDefinition.usual
            (definition.label, definition.hands) = ("abusive", hands)
            let office = try Office(definition)
            let one = try office.open("u1")
            try close(office, one.id, measure: .warn)
            let standing = try #require(try office.measures("u1").first)
            office.clock += 1000
            let clock = office.clock
            _ = try office.store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                    .open(standing.id, text: "I am a fan.", by: "u1")
            }
            _ = try office.run()
            let two = try #require(
                try office.read { tables in
                    var filter = CaseFilter()
                    filter.origin = .appeal
                    return try tables.cases(filter).first
                })
            #expect(two.title == "u1 appeals against warn")
            try close(
                office, two.id, overturns ? "appeal_explained" : "appeal_reasons_stand", by: "cat")
            let labels = try said(office)
            #expect(Set(labels.map(\.name)) == ["abusive"])
            #expect(labels.allSatisfy { $0.isPositive == !overturns })
            #expect(labels.contains { $0.source == "appeal" })
            #expect(labels.contains { $0.source == "review" } == !overturns)
        }
    }

    @Test("Reasons of appeals are for appeals alone")
    func reasons() throws {
        let office = try Office()
        let one = try office.open("u1")
        let fault = #expect(throws: Fault.self) {
            try close(office, one.id, "appeal_explained")
        }
        #expect(fault?.code == .invalid)
    }
}

extension LabelTruthTests {
    @Test("Behind an automatic measure stand the cases that judged its event")
    func grounds() throws {
        let office = try Office()
        try office.decide(["u1"])
        _ = try CaseRun.begin(in: office.store, behind: 0)
        _ = try office.run()
        let one = try #require(try office.read { try $0.cases(CaseFilter()).first })
        try #require(!one.eventID.isEmpty)
        try office.work {
            _ = try $0.close(
                one.id, version: 0, CaseDesk.Closing(reason: "abuse", why: "Seen."), by: "ben")
        }
        var origin = EnforcementOrigin(time: Office.start, isAutomatic: true)
        (origin.eventSource, origin.eventID) = (one.eventSource, one.eventID)
        let measure = try Enforcement(
            LedgerEntry(
                .applied, "enf_1", of: one.subject, policy: "loops", rung: 0, measure: .warn,
                points: 0, from: office.clock, until: nil, by: "assay", why: "It looped.",
                origin: origin))
        let grounds = try office.store.readingEnforcements { try $0.grounds(behind: measure) }
        #expect(grounds == [one.id])
    }
}
