import Events
import Foundation
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A policy is changed: seen in shadow, tried by a share, stopped when it misbehaves, taken back.
@Suite("A policy is changed")
struct RolloutStoryTests {
    /// Rules and policy over the small pack's events and features; the rule acts above a number.
    static func texts(
        above number: Int, extra: String = "", policy more: String = ""
    ) -> [String: String] {
        SmallPack.texts(
            rules: "rules:\n"
                + SmallPack.rule("large", when: "event.number > \(number)", weight: 0.9)
                + SmallPack.rule("often", when: "features.account.things_1h >= 5", weight: 0.3)
                + extra,
            policy: """
                policy:
                  doing:
                    - { action: review, when: score >= 0.2 }
                    - { action: block, when: score >= 0.9 }
                  seeing: []
                \(more)
                """)
    }

    static func pack(_ texts: [String: String], version: Int? = nil) throws -> Pack {
        let texts = version.map { PolicyFiles.of(texts, version: $0) } ?? texts
        let reading = PackLoader.read(texts: texts)
        return try #require(reading.pack, "\(reading.report)")
    }

    static func lines(_ range: Range<Int>) -> [[UInt8]] {
        range.map { index in
            let data = "\"user\":\"u\(index * 7919 % 997)\",\"number\":\(index * 37 % 101)"
            let time = CivilTime(milliseconds: 1_772_409_600_000 + Int64(index) * 500).rfc3339
            return Array(event("e\(index)", time: time, data: data).utf8)
        }
    }

    /// Registers a pack and answers its version.
    @discardableResult
    static func register(_ texts: [String: String], in store: SQLiteStore) throws -> Int {
        try store.register(
            policy: texts, walkHash: try pack(texts).walkHash, title: "a try", at: 1, by: "ann",
            why: "tests")
    }

    static func step(_ version: Int, _ stage: PolicyStage, share: Double = 1) -> PolicyStep {
        PolicyStep(version: version, stage: stage, share: share, at: 2, by: "ann", why: "tests")
    }

    /// A running service with its follower, over a store.
    final class Running: Sendable {
        let service: DecisionService
        let follower: RosterFollower

        init(_ pack: Pack, _ store: SQLiteStore) throws {
            let reading = try RosterReading.read(pack, models: store, policies: store)
            let service = try DecisionService(
                roster: reading.roster, store: store, now: TestWorld.now)
            self.service = service
            follower = RosterFollower(
                service: service, models: store, policies: store, pack: pack, from: reading,
                now: TestWorld.now, notice: { _ in })
            follower.begin()
        }

        /// Waits until the service judges as it should.
        func arrives(_ text: String) async throws {
            for _ in 0..<800 where service.roster.text != text {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(service.roster.text == text)
        }

        func decide(_ lines: [[UInt8]]) async throws -> [RecordView] {
            var views: [RecordView] = []
            for start in stride(from: 0, to: lines.count, by: 100) {
                let part = Array(lines[start..<min(start + 100, lines.count)])
                for answer in await service.decide(part) {
                    guard case .decided(let decision) = try answer.get() else {
                        throw Fault(.bug, "An event was not decided: \(answer)")
                    }
                    views.append(try RecordView(record: decision.record))
                }
            }
            return views
        }

        func stop() {
            follower.stop()
            service.stop()
        }
    }

    @Test("A version goes from shadow to canary to live and back, and decisions name it")
    func stages() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(url: "sqlite:\(folder.path("a.db"))")
        let own = try Self.pack(Self.texts(above: 95))
        let version = try Self.register(Self.texts(above: 93), in: store)
        let running = try Running(own, store)
        defer { running.stop() }
        #expect(Set(try await running.decide(Self.lines(0..<500)).map(\.policyVersion)) == [nil])

        try store.move(Self.step(version, .shadow), approvedBy: nil)
        try await running.arrives("the pack's own files live, version 1 shadow")
        let shadowed = try await running.decide(Self.lines(500..<3500))
        #expect(Set(shadowed.map(\.policyVersion)) == [nil])
        let tally = try store.policyTally(step: try store.policyVersions()[0].step)
        #expect(tally.events == 3000)
        let blocked = shadowed.filter { $0.action == "block" }.count
        #expect(tally.liveActed == blocked)
        #expect(tally.newly > 0 && tally.spared == 0)
        #expect(tally.rules["large"] == tally.acted)

        try store.move(Self.step(version, .canary, share: 0.3), approvedBy: nil)
        try await running.arrives("the pack's own files live, version 1 canary for 30.0 %")
        let tried = try await running.decide(Self.lines(3500..<9500))
        let canary = Set(
            tried.filter { $0.policyVersion == 1 }.map { $0.entities["account"]?.text ?? "" })
        #expect((200...400).contains(canary.count))
        for view in tried {
            let isCanary = canary.contains(view.entities["account"]?.text ?? "")
            #expect((view.policyVersion == 1) == isCanary)
        }

        try store.move(Self.step(version, .live), approvedBy: nil)
        try await running.arrives("version 1 live")
        let live = try await running.decide(Self.lines(9500..<9700))
        #expect(Set(live.map(\.policyVersion)) == [1])

        let result = try store.rollBackPolicy(at: 3, by: "bob", why: "tests")
        #expect(result.back == version && result.live == nil)
        try await running.arrives("the pack's own files live")
        // What is sent again answers with its decision, whoever made it.
        for answer in await running.service.decide(Self.lines(3000..<9700)) {
            guard case .duplicate = try answer.get() else {
                Issue.record("Not a duplicate: \(answer)")
                return
            }
        }
        for decision in try store.decisions(DecisionFilter(limit: 1000)).suffix(4) {
            #expect(try DecisionReplay.run(id: decision.id, store: store).isEqual)
        }
    }

    @Test("A version decides alike in shadow, canary and live: the same bytes for 100,000 events")
    func alike() throws {
        let live = try Self.pack(Self.texts(above: 90))
        // Other rules, so that its rows are wider and its slots are others.
        let extra = SmallPack.rule(
            "odd", when: "n > 3 && event.number % 2 == 1", signal: "strange", weight: 0.4,
            local: "n: features.account.things_1h + event.number % 3")
        let candidate = try Self.pack(Self.texts(above: 80, extra: extra), version: 7)
        let release = PolicyRelease(version: 7, stage: .canary, walkHash: candidate.walkHash)
        func tried(_ stage: PolicyStage, _ share: Double, _ step: Int64) -> Roster.Candidate {
            var release = release
            (release.stage, release.share) = (stage, share)
            return Roster.Candidate(
                pack: candidate, release: release, step: step, tally: PolicyTally())
        }
        let lines = Self.lines(0..<100_000)
        let asLive = Walked(lines, Roster(live: candidate))
        let asOld = Walked(lines, Roster(live: live))
        let asShadow = Walked(lines, Roster(live: live, shadows: [tried(.shadow, 1, 1)]))
        let asCanary = Walked(
            lines,
            Roster(live: live, canary: tried(.canary, 0.4, 1), shadows: [tried(.shadow, 1, 2)]))
        #expect(asLive.served.count == lines.count)
        #expect(asShadow.shadow == asLive.served)
        #expect(asShadow.served == asOld.served)
        #expect(asCanary.shadow == asLive.served)
        var ofCanary = 0
        for index in lines.indices where asCanary.served[index] != asOld.served[index] {
            #expect(asCanary.served[index] == asLive.served[index])
            ofCanary += 1
        }
        #expect((30_000...50_000).contains(ofCanary))
    }

    /// Records of a walk, as hashes.
    struct Walked {
        var served: [UInt64] = []
        var shadow: [UInt64] = []

        init(_ lines: [[UInt8]], _ roster: Roster) {
            // Nothing stops a canary here: it is the same policy that is to be seen whole.
            var roster = roster
            roster.live.rollout.newlyMax = 0.5
            let evaluator = Evaluator(pack: roster.live)
            let judges = Judges(roster, live: evaluator, after: nil)
            let batch = evaluator.makeBatch(stride: judges.stride)
            let (judged, lane) = (Judged(capacity: batch.capacity), Lane())
            let parser = evaluator.makeParser()
            var padded = PaddedText()
            for start in stride(from: 0, to: lines.count, by: batch.capacity) {
                let part = lines[start..<min(start + batch.capacity, lines.count)]
                padded.prepare(bytes: part.reduce(0) { $0 + $1.count })
                batch.reset()
                batch.receivedAt = .max / 2
                for (index, line) in part.enumerated() {
                    parser.parse(padded.add(line), line: index + 1, into: batch)
                }
                evaluator.admit(batch)
                for group in 0..<evaluator.featureParts {
                    evaluator.walkFeatures(batch, part: group)
                }
                judges.decide(batch, into: judged, lane: lane)
                for index in 0..<batch.count {
                    let canary = judges.canary?.evaluator
                    let server = judged.isOfCanary(index) ? canary ?? evaluator : evaluator
                    served.append(Self.hash(index, batch, judged.results, server, lane))
                }
                var seen: [UInt64] = []
                _ = judges.compare(batch, judged, lane: lane) { index, place, results in
                    seen.append(
                        Self.hash(index, batch, results, judges.shadows[place].evaluator, lane))
                }
                shadow += seen
            }
        }

        static func hash(
            _ index: Int, _ batch: EventBatch, _ results: Results, _ evaluator: Evaluator,
            _ lane: Lane
        ) -> UInt64 {
            var writer = ByteWriter(capacity: 1024)
            evaluator.write(index, of: batch, results, lane: lane, to: &writer)
            return writer.withBytes { Hash64.of($0) }
        }
    }

    @Test("A rule that fires on a fifth of the good stops itself within 2,000 events of canary")
    func stopsItself() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(url: "sqlite:\(folder.path("a.db"))")
        let own = try Self.pack(Self.texts(above: 95))
        let bad = try Self.register(Self.texts(above: 75), in: store)
        let running = try Running(own, store)
        defer { running.stop() }
        try store.move(Self.step(bad, .canary, share: 0.5), approvedBy: nil)
        try await running.arrives("the pack's own files live, version 1 canary for 50.0 %")
        let views = try await running.decide(Self.lines(0..<12_000))
        let harmed = views.filter { $0.policyVersion == bad }
        #expect(!harmed.isEmpty && harmed.count <= 2000)
        try await running.arrives("the pack's own files live, version 1 shadow")
        let last = try #require(try store.policyChanges(limit: 1).first)
        #expect(last.step.isAutomatic && last.step.stage == .shadow)
        #expect(last.step.why.contains("that the policy in force lets pass"))
    }

    @Test("A canary that was stopped stays stopped when the service starts again")
    func staysStopped() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(url: "sqlite:\(folder.path("a.db"))")
        let own = try Self.pack(Self.texts(above: 95))
        let bad = try Self.register(Self.texts(above: 75), in: store)
        try store.move(Self.step(bad, .canary, share: 0.5), approvedBy: nil)
        let reading = try RosterReading.read(own, models: store, policies: store)
        // Without a follower, as if it were killed before the ledger knew.
        let service = try DecisionService(
            roster: reading.roster, store: store, now: TestWorld.now)
        _ = await service.decide(Self.lines(0..<3000))
        #expect(service.stops.count == 1)
        service.stop()
        let again = try RosterReading.read(own, models: store, policies: store)
        let next = try DecisionService(roster: again.roster, store: store, now: TestWorld.now)
        defer { next.stop() }
        #expect(next.stops.count == 1)
        for answer in await next.decide(Self.lines(3000..<3500)) {
            guard case .decided(let decision) = try answer.get() else {
                throw Fault(.bug, "An event was not decided: \(answer)")
            }
            #expect(try RecordView(record: decision.record).policyVersion == nil)
        }
    }

    @Test("A step that reaches far waits for a second person, who is somebody else")
    func secondPerson() async throws {
        let store = try SQLiteStore(url: "sqlite::memory:")
        let own = try Self.pack(Self.texts(above: 95))
        let version = try Self.register(Self.texts(above: 80), in: store)
        let running = try Running(own, store)
        defer { running.stop() }
        let desk = PolicyDesk(
            registry: store, running: try PolicyDesk.running(in: store))
        #expect(try desk.advance(Self.step(version, .shadow)) == .taken)
        #expect(throws: Fault.self, "nobody looked") { try desk.advance(Self.step(version, .live)) }
        // Nobody has seen it beside the policy in force yet.
        guard
            case .proposed(_, nil) = try desk.advance(
                Self.step(version, .live), withoutPreview: "A test.")
        else {
            Issue.record("It went live unseen")
            return
        }
        try await running.arrives("the pack's own files live, version 1 shadow")
        _ = try await running.decide(Self.lines(0..<2000))
        let asked = try desk.advance(Self.step(version, .live), withoutPreview: "A test.")
        guard case .proposed(let id, let reach?) = asked else {
            Issue.record("It went live: \(asked)")
            return
        }
        #expect((0.1...0.2).contains(reach))
        #expect(throws: Fault.self) {
            try desk.approve(id, at: 3, by: " Ann", withoutPreview: "It is seen live.")
        }
        #expect(try store.policyVersions()[0].release.stage == .shadow)
        #expect(throws: Fault.self, "nobody looked") { try desk.approve(id, at: 3, by: "bob") }
        try desk.approve(id, at: 3, by: "bob", withoutPreview: "It is seen live.")
        #expect(try store.policyVersions()[0].release.stage == .live)
        let line = try store.policyChanges(limit: 1)[0]
        #expect(line.approvedBy == "bob")
        for word in ["Without a preview: A test.", "bob: Without a preview: It is seen live."] {
            #expect(line.step.why.contains(word), "\(line.step.why)")
        }
        try await running.arrives("version 1 live")
    }

    @Test("A version for other features is left out, and told of; a live one stops the start")
    func otherFeatures() throws {
        let store = try SQLiteStore(url: "sqlite::memory:")
        let own = try Self.pack(Self.texts(above: 95))
        var texts = Self.texts(above: 90)
        texts["features.yaml"] = SmallPack.features.replacing("window: 1h", with: "window: 2h")
        let version = try Self.register(texts, in: store)
        try store.move(Self.step(version, .shadow), approvedBy: nil)
        let reading = try RosterReading.read(own, models: store, policies: store)
        #expect(reading.roster.shadows.isEmpty && reading.remarks.count == 1)
        try store.move(Self.step(version, .live), approvedBy: nil)
        #expect(throws: Fault.self) {
            try RosterReading.read(own, models: store, policies: store)
        }
    }
}

/// What stops a canary, and what does not.
@Suite struct RolloutGuardTests {
    private func tally(
        newly: Int = 0, spared: Int = 0, slow: Int = 0, of events: Int
    ) -> PolicyTally {
        var tally = PolicyTally()
        (tally.events, tally.newly) = (events, newly)
        (tally.spared, tally.slow) = (spared, slow)
        return tally
    }

    @Test("It stops what acts on too much, on too little, or takes too long, and nothing else")
    func causes() {
        let guardian = RolloutGuard(RolloutSettings())
        #expect(guardian.stop(tally(newly: 40, of: 200))?.cause == .actsOnMore)
        #expect(guardian.stop(tally(spared: 40, of: 200))?.cause == .actsOnLess)
        #expect(guardian.stop(tally(slow: 40, of: 200))?.cause == .slow)
        #expect(guardian.stop(tally(newly: 4, spared: 4, slow: 2, of: 200)) == nil)
        #expect(guardian.stop(tally(of: 0)) == nil)
    }
}

/// What asks a second person.
@Suite struct PolicyDeskTests {
    private let own = RolloutStoryTests.texts(above: 95)

    private func desk(_ store: SQLiteStore) throws -> PolicyDesk {
        PolicyDesk(registry: store, running: try RolloutStoryTests.pack(own))
    }

    /// As if a service had counted for the step at which the version stands.
    private func count(_ tally: PolicyTally, _ version: Int, in store: SQLiteStore) throws {
        let step = try #require(try store.policyVersions().first { $0.release.version == version })
        var commit = Commit()
        commit.tallies = [step.step: tally]
        commit.deadLetters = [
            DeadLetter(.notAnEvent, input: "t", line: 1, field: "", expected: "", found: "")
        ]
        try store.commit(commit)
    }

    @Test("Turning protection off asks, as turning it on does; other consequences ask always")
    func reaches() throws {
        let store = try SQLiteStore(url: "sqlite::memory:")
        for texts in [RolloutStoryTests.texts(above: 99), RolloutStoryTests.texts(above: 96)] {
            try RolloutStoryTests.register(texts, in: store)
        }
        let desk = try desk(store)
        for version in 1...2 {
            _ = try desk.advance(RolloutStoryTests.step(version, .shadow))
        }
        var off = PolicyTally()
        (off.events, off.spared) = (1000, 80)
        try count(off, 1, in: store)
        guard
            case .proposed(_, let reach?) = try desk.advance(
                RolloutStoryTests.step(1, .live), withoutPreview: "A test.")
        else {
            Issue.record("Protection was turned off by one person")
            return
        }
        #expect((0.08...0.11).contains(reach))
        var small = PolicyTally()
        small.events = 2000
        try count(small, 2, in: store)
        #expect(
            try desk.advance(RolloutStoryTests.step(2, .live), withoutPreview: "A test.") == .taken)
        // What was counted of the other was counted beside what is no longer in force.
        #expect(try desk.reach(of: RolloutStoryTests.step(1, .live)) == nil)
        // The same rules with another ladder: no count of events shows what it does.
        var ladder = RolloutStoryTests.texts(above: 96)
        ladder["enforcement.yaml"] = "policies: []\n"
        let third = try store.register(
            policy: ladder, walkHash: try RolloutStoryTests.pack(own).walkHash, title: "", at: 1,
            by: "ann", why: "")
        _ = try desk.advance(RolloutStoryTests.step(third, .shadow))
        try count(small, third, in: store)
        guard
            case .proposed = try desk.advance(
                RolloutStoryTests.step(third, .live), withoutPreview: "A test.")
        else {
            Issue.record("Another ladder went live by one person")
            return
        }
        guard case .proposed = try desk.advance(RolloutStoryTests.step(2, .retired)) else {
            Issue.record("The live version was retired by one person")
            return
        }
    }
}
