import Enforcements
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Vocabulary

/// What happens to enforcements beside a service: policies that come and go, records that cannot
/// be read, events that are forgotten.
@Suite struct LivingTests {
    /// A schedule whose definition the test sets.
    private final class Living: Sendable {
        let definition = Mutex<EnforcementDefinition?>(nil)
        let clock = Mutex(Story.start)
        let notices = Mutex<[String]>([])

        func schedule(_ story: Story) -> Rounds {
            EnforcementSchedule.rounds(
                store: story.store, every: 1000, definition: { self.definition.withLock { $0 } },
                now: { self.clock.withLock { $0 } },
                notice: { line in self.notices.withLock { $0.append(line) } })
        }
    }

    @Test("What was decided without an enforcement.yaml is let be, the first time and later")
    func later() throws {
        let story = try Story()
        let living = Living()
        let schedule = living.schedule(story)
        try story.decide([Story.Said(account: "past", time: Story.start)])
        schedule.round()
        #expect(try story.store.readingEnforcements { try $0.carriedUpTo() } == nil)
        // The pack that brings it decides before the next round.
        living.definition.withLock { $0 = Story.definition() }
        try story.decide([Story.Said(account: "a", time: Story.start)])
        schedule.round()
        #expect(try story.all().map(\.entity.name) == ["a"])
        living.definition.withLock { $0 = nil }
        try story.decide([Story.Said(account: "between", time: Story.start)])
        schedule.round()
        living.definition.withLock { $0 = Story.definition() }
        try story.decide([Story.Said(account: "b", time: Story.start)])
        schedule.round()
        #expect(try story.all().map(\.entity.name) == ["a", "b"])
    }

    @Test("Measures end where the policy has no enforcement.yaml any more")
    func expires() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run()
        let living = Living()
        living.clock.withLock { $0 = Story.start + 31 * Story.day }
        living.schedule(story).round()
        #expect(try story.all().map(\.state) == [.expired])
        #expect(living.notices.withLock { $0 } == ["enforcements: 1 expired"])
    }

    @Test("A record that cannot be read is passed over and counted; a name may be any word")
    func unreadable() throws {
        let story = try Story()
        var torn = Story.decision(1, Story.Said(account: "a", time: Story.start))
        torn = StoredDecision(
            id: torn.id, sequence: 1, time: torn.time, journey: torn.journey, action: torn.action,
            score: torn.score, account: torn.account, packHash: torn.packHash,
            latencyMicroseconds: 1, record: "{}")
        try story.decide([torn])
        try story.decide([Story.Said(account: "missing", time: Story.start)])
        let report = try story.run()
        #expect(report.unreadable == 1 && report.upTo == 2)
        #expect(try story.all().map(\.entity.name) == ["missing"])
        #expect(try story.run().isEmpty)
        #expect(try StrikeHistogram(of: Story.definition(), in: story.store).unreadable == 1)
    }

    @Test("What is not carried out yet is forgotten 30 d later than the rest")
    func kept() throws {
        let story = try Story()
        for name in ["a", "b", "c"] {
            try story.decide([Story.Said(account: name, time: Story.start)])
        }
        try EnforcementRun.begin(in: story.store, behind: 1)
        func forget(_ before: Int64) throws -> Int64 {
            try story.store.forget(receivedBefore: before, keepingFrom: .max, limit: .max)
        }
        #expect(try forget(Story.start + Story.day) == 2)
        try story.run()
        #expect(try story.all().map(\.entity.name) == ["b", "c"])
        #expect(try forget(Story.start + Story.day) == 3)
        try story.decide([Story.Said(account: "d", time: Story.start)])
        try story.decide([Story.Said(account: "e", time: Story.start)])
        #expect(try forget(Story.start + 31 * Story.day) == 5)
    }

    @Test("An undoing tells what is not carried out yet and may lead to more")
    func behind() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run()
        try story.decide([
            Story.Said(account: "b", time: Story.start),
            Story.Said(account: "c", time: Story.start, rule: "pool", ring: "ring-1"),
            Story.Said(account: "d", time: Story.start, action: .allow),
        ])
        func undo(_ scope: String) throws -> Undoing.Report {
            var filter = EnforcementFilter()
            filter.scope = scope
            return try Undoing(filter, by: "bea", why: "wrong")
                .run(in: story.store, now: { Story.start })
        }
        let looped = try undo("rule:looped")
        #expect(looped.counts.reversed == 1 && looped.left == 0 && looped.behind == 1)
        #expect(try undo("pack:\(Story.packHash)").behind == 2)
        #expect(try undo("ring:ring-1").behind == 1)
        #expect(try undo("version:7").behind == 0)
        try story.run()
        #expect(try undo("rule:looped").counts.reversed == 1)
        #expect(try undo("rule:looped").behind == 0)
    }

    @Test("A key names one order, and what one person waits for keeps nobody else from acting")
    func orders() throws {
        let story = try Story()
        func order(
            _ measure: EnforcementMeasure, _ count: Int, by: String, key: String
        ) throws -> HandOrder.Outcome {
            try HandOrder(
                measure,
                against: (0..<count).map { EnforcedEntity(kind: "account", name: "h\($0)") },
                lasts: nil, by: by, why: "A ring.", key: key, at: Story.start
            ).run(in: story.store, caps: [], now: { Story.start })
        }
        #expect(try order(.suspend, 30, by: "ann lee", key: "a").held.count == 30)
        #expect(try order(.warn, 1, by: "bea", key: "b").applied.count == 1)
        #expect(try order(.suspend, 30, by: "Ann  Lee", key: "a").held.count == 30)
        for (measure, by) in [(EnforcementMeasure.warn, "ann lee"), (.suspend, "bea")] {
            do {
                _ = try order(measure, 30, by: by, key: "a")
                Issue.record("\(measure) by \(by) passed for another order.")
            } catch let fault as Fault {
                #expect(fault.code == .conflict)
            }
        }
    }

    @Test("A person is one however the name is written")
    func names() {
        for other in ["ann lee", "ANNLEE", " Ann\u{A0}Lee", "Ann\u{200B} Lee"] {
            #expect(PersonName.isSame("Ann Lee", other))
        }
        #expect(PersonName.key("Zoe\u{308}") == PersonName.key("Zo\u{EB}"))
        #expect(!PersonName.isSame("Ann", "Anna"))
    }

    @Test("What is in force of each is listed along indexes that hold no strikes")
    func inForce() throws {
        let story = try Story()
        let clock = Story.start
        for (number, measure) in [EnforcementMeasure.warn, .exclude, .ban].enumerated() {
            _ = try HandOrder(
                measure, against: ["a", "b"].map { EnforcedEntity(kind: "account", name: $0) },
                lasts: nil, by: "zoe", why: "Seen.", key: "k\(number)", at: clock
            ).run(
                in: story.store,
                caps: [ReachCap(scope: .hand, span: Story.day, entities: 100)], now: { clock })
        }
        var filter = EnforcementFilter(limit: 50)
        (filter.states, filter.isLatestOfEntity) = ([.active], true)
        #expect(Set(try story.all(filter).map(\.entity.name)) == ["a", "b"])
        #expect(try story.all(filter).allSatisfy { $0.measure == .ban })
        let all = try story.store.enforcementPlan(filter)
        #expect(all.contains { $0.contains("enforcement_in_force") }, "\(all)")
        filter.before = 5
        let plans = try [all, story.store.enforcementPlan(filter)]
        filter.entity = EnforcedEntity(kind: "account", name: "a")
        for plan in try plans + [story.store.enforcementPlan(filter)] {
            #expect(plan.contains { $0.contains("enforcement_in_force_of") }, "\(plan)")
            #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            #expect(!plan.contains { $0.contains("enforcement_by_state") }, "\(plan)")
        }
    }
}
