import CEL
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// An analyst asks of a kept decision what every rule made of it, and why some did not fire.
@Suite struct TraceStoryTests {
    @Test("The trace of any decision agrees with its record, and is the same from the log")
    func agrees() throws {
        let world = try TestWorld(seed: 21, events: 5000)
        defer { world.remove() }
        let store = try SQLiteStore(url: "sqlite:\(world.folder)/kept.db")
        try TestWorld.keep(world.events, pack: world.pack, in: store)
        var traced = 0
        for action in [Action.allow, .review, .challenge, .exclude, .block] {
            for kept in try store.decisions(DecisionFilter(action: action, limit: 3)) {
                traced += 1
                let trace = try DecisionTrace.run(id: kept.id, store: store)
                #expect(trace.eventsWalked == 0, "the record tells all")
                try check(trace, kept)
                let walked = try DecisionTrace.run(id: kept.id, store: store, fromLog: true)
                #expect(walked.eventsWalked > 0)
                #expect(outcomes(trace) == outcomes(walked))
            }
        }
        #expect(traced >= 6)
    }

    private func check(_ trace: DecisionTrace, _ kept: StoredDecision) throws {
        let record = try RecordView(record: kept.record)
        let fired = trace.rules.filter { $0.verdict == .fired }
        #expect(
            Set(fired.map(\.id)) == Set(record.reasons.map(\.rule) + record.shadow))
        for rule in trace.rules {
            #expect((rule.whyNot == nil) == (rule.verdict == .fired), "\(rule.id)")
            guard let whyNot = rule.whyNot else { continue }
            #expect(!whyNot.items.isEmpty, "\(rule.id): \(rule.condition.text)")
            for item in whyNot.items { #expect(rule.condition.text.contains(item.text)) }
            if case .undecided(let why) = rule.verdict {
                #expect(record.undecided.contains { $0.rule == rule.id }, "\(why)")
            }
        }
        let taken = trace.steps.filter(\.isTaken).map(\.action.rawValue)
        #expect(taken.isEmpty == (record.action == "allow"))
        #expect(Set(taken) == Set(record.actions.filter { $0 != "allow" }))
    }

    private func outcomes(_ trace: DecisionTrace) -> [String] {
        func lines(_ trace: Trace) -> [String] {
            ["\(trace.text) \(trace.outcome)"] + trace.children.flatMap(lines)
        }
        return trace.rules.flatMap { rule in
            lines(rule.condition) + rule.locals.flatMap { lines($0.trace) }
                + (rule.whyNot?.items.map(\.words) ?? [])
        }
    }

    @Test("A record that does not tell all is completed from the log")
    func completedFromTheLog() throws {
        // A record tells a time as text, so a feature that is one is not told wholly.
        let features =
            SmallPack.features + """

                  - name: account.at
                    description: The latest time named.
                    entity: account
                    on: thing.done
                    aggregate: last
                    of: event.at
                    window: 1h
                """
        let pack = try #require(
            PackLoader.read(
                texts: SmallPack.texts(
                    features: features,
                    rules: "rules:"
                        + SmallPack.rule(
                            "large", when: "features.account.at < event.time",
                            reason: "{features.account.things_1h} things"))
            ).pack)
        let folder = try TemporaryFolder()
        let lines = (0..<5).map { event("\($0)", data: #""user":"u","at":"2026-03-01T00:00:00Z""#) }
        let path = try folder.write(lines.joined(separator: "\n"), as: "log.ndjson")
        let store = try SQLiteStore(url: "sqlite::memory:")
        try TestWorld.keep(path, pack: pack, in: store)
        let kept = try #require(try store.decisions(DecisionFilter(limit: 1)).first)
        #expect(kept.record.contains("5 things"))
        let trace = try DecisionTrace.run(id: kept.id, store: store)
        #expect(trace.eventsWalked == 5)
        #expect(trace.rules.map(\.verdict) == [.fired])
    }

    @Test("What kept a rule from firing is told with how far it was")
    func howFar() throws {
        let pack = try #require(
            PackLoader.read(
                texts: SmallPack.texts(
                    rules: "rules:"
                        + SmallPack.rule(
                            "named", when: "few && event.word == \"a\"",
                            local: "few: event.number < 3 && event.flag")
                        + SmallPack.rule(
                            "both",
                            when: "event.number > 100 && twice >= 50 && event.word == \"a\"",
                            local: "twice: event.number * 2"))
            ).pack)
        let folder = try TemporaryFolder()
        let path = try folder.write(
            event("1", data: #""user":"u","number":20,"word":"a""#), as: "log.ndjson")
        let store = try SQLiteStore(url: "sqlite::memory:")
        try TestWorld.keep(path, pack: pack, in: store)
        let kept = try #require(try store.decisions(DecisionFilter(limit: 1)).first)
        let rules = try DecisionTrace.run(id: kept.id, store: store).rules
        #expect(
            rules.first?.whyNot?.items.map(\.words) == [
                "event.number is 20, needs less than 3: 17 over",
                "event.flag is missing, needs true",
            ])
        let rule = try #require(rules.last)
        #expect(rule.locals.map(\.name) == ["twice"])
        #expect(rule.locals.first?.trace.outcome == .value("40"))
        #expect(
            rule.whyNot?.items.map(\.words) == [
                "event.number is 20, needs more than 100: 80 short",
                "twice is 40, needs at least 50: 10 short",
            ])
    }
}
