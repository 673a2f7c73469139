import Cases
import Enforcements
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// What somebody decided on stays, whatever detection says later.
@Suite struct KeptRingTests {
    @Test("A run that names a ring no more takes nothing from its case and its members' cases")
    func gone() throws {
        let office = try Office()
        let ring = Office.ring("ring-1", members: ["u1", "u2", "u3"])
        // The member's case is there before detection sees the ring.
        let early = try office.open("u1")
        try office.detect([ring], at: 10)
        _ = try office.run()
        var filter = CaseFilter()
        filter.subject = EnforcedEntity(kind: "ring", name: "ring-1")
        let chosen = filter
        let one = try #require(try office.read { try $0.cases(chosen).first })
        try office.detect([], at: 20)
        _ = try office.run()
        for id in [early.id, one.id] {
            let kept = try office.read { try $0.rings(ofCase: id) }
            #expect(kept.map(\.kept.ring.id) == ["ring-1"] && kept.map(\.kept.seenAt) == [10])
            #expect(kept.first?.action == "review" && kept.first?.score == 0.9)
            let whole = try office.read { try $0.keptRing(sequence: kept[0].kept.sequence) }
            #expect(try RingDocument(json: try #require(whole).ring.document) == ring)
        }
        let gone = try office.read { try $0.goneRings(limit: 10) }
        #expect(gone.map(\.ring.id) == ["ring-1"])
        // Found again, it is gone no more.
        try office.detect([ring], at: 30)
        #expect(try office.read { try $0.goneRings(limit: 10) }.isEmpty)
    }

    @Test("A ring with nothing against it stays too when a run names it no more")
    func kept() throws {
        let office = try Office()
        let ring = Office.ring("ring-7", members: ["u1"])
        try office.detect([ring], at: 10)
        try office.detect([Office.ring("ring-8", members: ["u1"])], at: 20)
        let kept = try office.read { try $0.keptRing(id: "ring-7", until: .max) }
        #expect(try RingDocument(json: try #require(kept).ring.document) == ring)
        #expect(try office.read { try $0.keptRing(id: "ring-9", until: .max) } == nil)
    }

    @Test("What was decided on is what a naive record of it says, through runs by chance")
    func oracle() throws {
        var random = Seed.random(91)
        for round in 0..<4 {
            let office = try Office()
            office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 10_000)]
            let names = (0..<40).map { "u\($0)" }
            var now: [String: RingDocument] = [:]
            var open: [String: Case] = [:]
            var decided: [String: RingDocument?] = [:]
            for step in 0..<30 {
                switch random.below(3) {
                case 0:
                    let rings = (0..<random.below(4)).map { number in
                        Office.ring(
                            "ring-\(number)",
                            members: names.filter { name in
                                (Int(name.dropFirst()) ?? 0) % 4 == number && random.chance(0.7)
                            }, score: 0.5 + Double(step) / 100)
                    }.filter { !$0.members.isEmpty }
                    try office.detect(rings, at: office.clock + Int64(step))
                    now = [:]
                    for ring in rings { for member in ring.members { now[member.account] = ring } }
                    if random.chance(0.5) { _ = try office.run() }
                case 1:
                    let name = names[random.below(names.count)]
                    if open[name] == nil { open[name] = try office.open(name) }
                default:
                    guard let (name, one) = open.min(by: { $0.key < $1.key }) else { break }
                    _ = try office.work {
                        try $0.close(
                            one.id, version: 0,
                            CaseDesk.Closing(reason: "abuse", why: "As it is."), by: "ben")
                    }
                    decided[one.id] = .some(now[name])
                    open[name] = nil
                }
            }
            for (id, expected) in decided {
                let last = try office.read { tables in
                    try tables.rings(ofCase: id).first.flatMap {
                        try tables.keptRing(sequence: $0.kept.sequence)
                    }
                }
                // Where nothing spoke at the end, what spoke before may stand.
                guard let expected else { continue }
                let found = try last.map { try RingDocument(json: $0.ring.document) }
                #expect(found == expected, "\(round) \(id) \(Seed.hint)")
            }
        }
    }

    @Test("A ring's case is priced by the members that may still earn")
    func priced() throws {
        var definition = CasesDefinition.usual
        definition.amounts = [CaseAmount(origins: [.ring], each: 1)]
        let office = try Office(definition)
        office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 100)]
        let ring = Office.ring("ring-1", members: (0..<10).map { "u\($0)" })
        try office.detect([ring], at: 10)
        _ = try office.run()
        #expect(try office.one("case_0000000000000001").loss == 900)
        let clock = office.clock
        _ = try HandOrder(
            .exclude, against: accounts("u0", "u1", "u2", "u3", "u4"), lasts: nil, by: "zoe",
            why: "Seen.", key: "k", at: clock
        ).run(in: office.store, caps: office.caps, now: { clock })
        // A warning keeps nobody from earning.
        _ = try HandOrder(
            .warn, against: accounts("u9"), lasts: nil, by: "zoe", why: "Seen.", key: "l",
            at: clock
        ).run(in: office.store, caps: office.caps, now: { clock })
        try office.detect([ring], at: 20)
        _ = try office.run()
        let priced = try office.one("case_0000000000000001")
        #expect(priced.loss == 900 && priced.covered == 450 && priced.atStake == 450)
        // An order against all ends all that is left of it, not half of that again.
        var order = RingOrder(
            ring: "ring-1",
            members: (0..<10).map { EnforcedEntity(kind: "account", name: "u\($0)") },
            closing: CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .exclude),
            by: "ben")
        order.endsRing = true
        let preview = try order.preview(
            office.store, office.definition, caps: office.caps, now: clock)
        #expect(preview.already == 5 && preview.closes.count == 1 && preview.loss == 450)
    }

    @Test("A ring's case is priced where a heavier one of the same ring is open too")
    func pricedBeside() throws {
        var definition = CasesDefinition.usual
        definition.amounts = [CaseAmount(origins: [.ring], each: 1)]
        let office = try Office(definition)
        office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 100)]
        let ring = Office.ring("ring-1", members: (0..<10).map { "u\($0)" })
        try office.work {
            _ = try $0.open(
                EnforcedEntity(kind: "ring", name: "ring-1"), origin: .hand, title: "Look at it",
                causes: ["seen"], loss: 100_000, queue: "review", by: "ana", why: "Odd.")
        }
        try office.detect([ring], at: 10)
        _ = try office.run()
        let clock = office.clock
        _ = try HandOrder(
            .exclude, against: accounts("u0", "u1", "u2", "u3", "u4"), lasts: nil, by: "zoe",
            why: "Seen.", key: "k", at: clock
        ).run(in: office.store, caps: office.caps, now: { clock })
        try office.detect([ring], at: 20)
        _ = try office.run()
        #expect(try office.one("case_0000000000000001").loss == 100_000)
        #expect(try office.one("case_0000000000000002").atStake == 450)
    }

    @Test("Each ring is a part of its own: a round waits for one, and goes on where it was")
    func parts() throws {
        struct Stopped: Error {}
        let office = try Office()
        for number in 0..<3 { try office.open("u\(number)") }
        try office.detect(
            (0..<3).map { Office.ring("ring-\($0)", members: ["u\($0)", "v\($0)"]) }, at: 10)
        func count() throws -> (cases: Int, kept: Int) {
            try office.read { tables in
                let cases = try tables.cases(CaseFilter(limit: 100))
                let early = cases.filter { $0.subject.kind == "account" }
                return (
                    cases.count - early.count,
                    try early.reduce(0) { try $0 + tables.rings(ofCase: $1.id).count }
                )
            }
        }
        let clock = office.clock
        let run = CaseRun(store: office.store, definition: office.definition, now: { clock })
        var (isDone, most) = (false, 0)
        while !isDone {
            do {
                _ = try run.run { part in
                    let before = try count()
                    try part()
                    let after = try count()
                    let written = after.cases - before.cases + after.kept - before.kept
                    most = max(most, written)
                    if written > 0 { throw Stopped() }
                }
                isDone = true
            } catch is Stopped {}
        }
        let end = try count()
        #expect(most == 1 && end.cases == 3 && end.kept == 3)
    }

    @Test("Versions of a ring are bounded, and its lists read indexes")
    func bounds() throws {
        let office = try Office()
        for run in 0..<(CaseBounds.ringVersionsMax + 5) {
            let ring = Office.ring("ring-1", members: ["u1"], score: 0.5 + Double(run) / 1000)
            try office.detect([ring], at: Int64(run + 1))
            _ = try office.store.working { try $0.keepRing("ring-1") }
        }
        let last = try office.read { try $0.keptRing(id: "ring-1", until: .max) }
        #expect(last?.seenAt == Int64(CaseBounds.ringVersionsMax))
        for plan in try office.store.keptRingPlans() {
            let isBounded =
                plan.contains("kept_ring") || plan.contains("(subquery")
                || plan.contains("late")
            #expect(
                !plan.contains("SCAN") || isBounded || plan.contains("ring_order_held"), "\(plan)")
        }
    }
}
