import Enforcements
import Foundation
import StoreSQLite
import TestKit
import Testing
import Vocabulary

@Suite struct EnforcementTests {
    private static let withheld =
        #","trial":{"name":"h","kind":"holdout","arm":"withheld","action":"exclude","#
        + #""propensity":0.1}"#

    private func code(_ work: () throws -> Void) -> Fault.Code? {
        do {
            try work()
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    @Test("A withheld decision, and one that allows, leads to nothing")
    func withheld() throws {
        let story = try Story()
        try story.decide([
            Story.Said(account: "a", time: Story.start, action: .allow, trial: Self.withheld),
            Story.Said(account: "b", time: Story.start, action: .review, trial: Self.withheld),
            Story.Said(account: "c", time: Story.start),
        ])
        try story.run()
        #expect(try story.all().map(\.entity.name) == ["c"])
    }

    @Test("A run that is run again does nothing, and one that begins later lets the past be")
    func once() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try EnforcementRun.begin(in: story.store, behind: 1)
        #expect(try story.run().violations == 0)
        try story.decide([Story.Said(account: "b", time: Story.start)])
        #expect(try story.run().applied == [.warn: 1])
        #expect(try story.run().violations == 0)
        #expect(try story.messages().count == 1)
    }

    @Test("The notice says facts, ground and until when to appeal; an end is told by itself")
    func notice() throws {
        let story = try Story()
        for day in 0..<2 {
            try story.decide([
                Story.Said(account: "a", time: Story.start + Int64(day) * 2 * Story.day)
            ])
        }
        try story.run()
        let payload = try #require(try story.messages().last?.payload)
        #expect(payload.contains("exclude: A loop of 2 (Terms, 4), 2026-01-17"), "\(payload)")
        #expect(payload.contains(#""automatedDecision":true"#))
        let over = try story.run(at: Story.start + 13 * Story.day)
        #expect(over.expired == 1)
        #expect(try story.messages().last?.kind == "enforcement.expired")
        // The warning goes on until its strike expires.
        #expect(try story.all().map(\.state) == [.active, .expired])
    }

    @Test("Beyond a cap all wait for a person; another's touch is not counted twice")
    func reach() throws {
        let story = try Story()
        let cap = ReachCap(scope: .policyVersion, span: 3_600_000, entities: 5)
        let definition = Story.definition(reach: [cap])
        try story.decide(
            (0..<20).map { Story.Said(account: "u\($0)", time: Story.start, version: 4) })
        let report = try story.run(definition)
        #expect(report.applied == [.warn: 5] && report.held == 15)
        #expect(try story.messages().count == 5)
        let last = try #require(try story.all().last)
        #expect(last.state == .pending && last.reach == 20)
        // An hour later there is room again.
        try story.decide([
            Story.Said(account: "v", time: Story.start + 3_600_001, version: 4)
        ])
        #expect(try story.run(definition).applied == [.warn: 1])
        #expect(code { _ = try Approval(by: "assay", why: "x") } == .invalid)
        var filter = EnforcementFilter()
        filter.scope = "version:4"
        let now = Story.start + Story.day
        let count = try Approval(by: "bea", why: "I looked").decideAll(
            filter, in: story.store, now: { now })
        #expect(count == 15)
        #expect(try story.messages().count == 21)
        #expect(try story.all().allSatisfy { $0.state == .active })
    }

    @Test("What nobody approves lapses")
    func lapses() throws {
        let story = try Story()
        let definition = Story.definition(
            reach: [ReachCap(scope: .policy, span: 3_600_000, entities: 0)])
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run(definition)
        #expect(try story.run(definition, at: Story.start + 31 * Story.day).lapsed == 1)
        #expect(try story.all().map(\.state) == [.refused])
        #expect(try story.messages().isEmpty)
    }

    @Test("A reversal lowers what had counted its strike")
    func lowered() throws {
        let story = try Story()
        for day in 0..<3 {
            try story.decide([
                Story.Said(account: "a", time: Story.start + Int64(day) * 2 * Story.day)
            ])
        }
        try story.run()
        #expect(try story.all().map(\.measure) == [.warn, .exclude, .suspend])
        let first = try story.all()[0]
        let counts = try story.write(at: Story.start + 5 * Story.day) {
            try $0.reverse(first, by: "ann", why: "It was not them.")
        }
        #expect(counts.reversed == 1 && counts.lowered == 2)
        #expect(try story.all().map(\.measure) == [.warn, .warn, .exclude])
        #expect(try story.all().map(\.state) == [.reversed, .active, .active])
        #expect(
            try story.messages().suffix(3).map(\.kind).sorted() == [
                "enforcement.lowered", "enforcement.lowered", "enforcement.reversed",
            ])
    }

    @Test("An appeal is decided by somebody else, takes the measure back and is a label")
    func appeal() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run()
        let id = try story.all()[0].id
        let now = Story.start + Story.day
        let appeal = try story.write(at: now) {
            try AppealDesk($0).open(id, text: "It was my sister.", by: "support")
        }
        for (by, expected) in [
            ("support", Fault.Code.forbidden), ("Support ", .forbidden), ("assay", .invalid),
            ("", .invalid),
        ] {
            let found = code {
                _ = try story.write(at: now) {
                    try AppealDesk($0).decide(appeal.id, overturns: true, by: by, why: "true")
                }
            }
            #expect(found == expected, "\(by)")
        }
        #expect(
            code {
                _ = try story.write(at: now) { try AppealDesk($0).open(id, text: "x", by: "y") }
            } == .conflict)
        _ = try story.write(at: now) {
            try AppealDesk($0).decide(appeal.id, overturns: true, by: "bea", why: "I called.")
        }
        #expect(try story.all()[0].state == .reversed)
        let label = try #require(try story.store.labels(of: .event(source: "s", id: "1")).first)
        #expect(!label.isPositive && label.source == "appeal" && label.name == "fraud")
        let rate = try #require(
            try story.store.readingEnforcements { try $0.overturns(by: "rule", limit: 9) }.first)
        #expect(rate.scope == "rule:looped" && rate.decided == 1 && rate.overturned == 1)
        let entries = try story.store.readingEnforcements { try $0.entries(of: id) }
        #expect(entries.map(\.kind) == [.applied, .appealed, .overturned, .reversed])
        #expect(entries.last?.cause == entries[2].sequence)
    }

    @Test("The time for an appeal ends")
    func window() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run()
        let id = try story.all()[0].id
        #expect(
            code {
                _ = try story.write(at: Story.start + 14 * Story.day + 1) {
                    try AppealDesk($0).open(id, text: "late", by: "support")
                }
            } == .forbidden)
    }

    @Test("An order by hand above the cap waits for somebody else, and is the same when sent again")
    func byHand() throws {
        let story = try Story()
        func order(_ count: Int, key: String) throws -> HandOrder {
            try HandOrder(
                .suspend,
                against: (0..<count).map { EnforcedEntity(kind: "account", name: "h\($0)") },
                lasts: nil, by: "Ann", why: "A ring.", key: key, at: Story.start)
        }
        let small = try order(5, key: "a").run(in: story.store, caps: [], now: { Story.start })
        #expect(small.applied.count == 5 && small.held.isEmpty)
        let large = try order(30, key: "b")
        let preview = try story.store.readingEnforcements {
            try large.preview($0, caps: [], at: Story.start)
        }
        #expect(preview.already == 5 && preview.reach == 30 && preview.isHeld)
        for _ in 0..<2 {
            let outcome = try large.run(in: story.store, caps: [], now: { Story.start })
            #expect(outcome.held.count == 25 && outcome.applied.isEmpty)
        }
        #expect(try story.all().count == 30)
        let waiting = try story.all().last!.id
        #expect(
            code {
                _ = try story.write(at: Story.start) {
                    try Approval(by: "ann", why: "mine").decide(waiting, $0)
                }
            } == .forbidden)
        var filter = EnforcementFilter()
        filter.scope = "batch:\(large.batch)"
        #expect(
            try Approval(by: "bea", why: "yes").decideAll(
                filter, in: story.store, now: { Story.start }) == 25)
        let undone = try Undoing(filter, by: "bea", why: "no").run(
            in: story.store, now: { Story.start })
        #expect(undone.counts.reversed == 25 && undone.left == 0)
    }

    @Test("The ledger cannot be changed")
    func triggers() throws {
        let story = try Story()
        try story.decide([Story.Said(account: "a", time: Story.start)])
        try story.run()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            for text in ["DELETE FROM enforcement_entry", "UPDATE enforcement_entry SET by = 'x'"]:
                try:
                    store.execute(text)
                    sys.exit(1)
                except sqlite3.IntegrityError:
                    pass
            """
        process.arguments = ["python3", "-c", script, story.folder.path("assay.db")]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("A histogram says who would be hit, and writes nothing")
    func histogram() throws {
        let story = try Story()
        for day in 0..<3 {
            for account in 0...day {
                try story.decide([
                    Story.Said(
                        account: "u\(account)", time: Story.start + Int64(day) * 2 * Story.day)
                ])
            }
        }
        let histogram = try StrikeHistogram(
            of: Story.definition(
                reach: [ReachCap(scope: .rule, span: Story.day, entities: 2)]), in: story.store)
        let policy = try #require(histogram.policies.first)
        #expect(policy.thresholds.map(\.entities) == [3, 2, 1])
        #expect(policy.thresholds.map(\.measure) == ["warn", "exclude", "suspend"])
        #expect(histogram.held == 1)
        #expect(try story.all().isEmpty)
    }
}
