import API
import Detection
import Foundation
import FoundationNetworking
import Logging
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Rings are found where the service runs, and what is found decides what comes next.
@Suite("Detection beside a service", .serialized)
struct DetectionStoryTests {
    /// A service on a store, with the runs of detection beside it.
    private struct Place {
        let world: TestWorld
        let store: SQLiteStore
        let service: DecisionService
        let definition: DetectionDefinition
        let rounds: DetectionRounds

        init(_ world: TestWorld, window: Int64? = nil, waitingMax: Int = 16_384) throws {
            self.world = world
            store = try SQLiteStore(url: "sqlite:\(world.folder)/assay.db")
            service = try DecisionService(
                pack: world.pack, store: store, waitingMax: waitingMax, now: TestWorld.now)
            definition = try #require(world.pack.detection)
            var settings = DetectionScheduleSettings()
            if let window { settings.window = window }
            rounds = DetectionRounds(
                service: service, store: store, definition: definition, settings: settings,
                now: TestWorld.now)
        }

        func decide(_ lines: ArraySlice<[UInt8]>) async throws {
            var rest = lines
            while !rest.isEmpty {
                for result in await service.decide(Array(rest.prefix(2000))) {
                    guard case .decided = try result.get() else {
                        Issue.record("An event of the world was not decided.")
                        return
                    }
                }
                rest = rest.dropFirst(2000)
            }
        }

        /// What detection finds in the whole log, gathered anew.
        func anew(
            _ names: RingNames, since: Int64 = .min
        ) throws -> (run: DetectionRun, conduct: Conduct) {
            let gathering = StoreGathering(
                store: store, pack: world.pack, definition: definition, since: since)
            let (conduct, last) = try gathering.conduct { _ in }
            var names = names
            let detected = Detector(
                schema: world.pack.schema, definition: definition, threads: 2
            ).run(conduct) { _, _ in }
            let documents = detected.documents(&names)
            return (
                try detected.run(documents, names, endedAt: TestWorld.now(), sequence: last),
                conduct
            )
        }

        func names() throws -> RingNames {
            try RingNames(store.lastRun()?.state ?? [], of: "the store")
        }

        func end() throws {
            service.stop()
            try store.close()
        }
    }

    private func expectEqual(_ one: DetectionRun, _ other: DetectionRun) {
        #expect(one.asOf == other.asOf)
        #expect(one.rings.map(\.document) == other.rings.map(\.document))
        #expect(one.accounts == other.accounts)
        #expect(one.recipients == other.recipients)
    }

    @Test("A run beside the service finds what a replay of the same events finds")
    func sameAsReplay() async throws {
        let world = try TestWorld(seed: 31, events: 40_000)
        defer { world.remove() }
        let place = try Place(world)
        #expect(try place.rounds.run() == nil, "nobody has done anything yet")
        try await place.decide(world.lines()[...])
        let sink = GatheringSink(
            Gatherer(schema: world.pack.schema, definition: place.definition))
        let replay = Replay(
            evaluator: Evaluator(pack: world.pack), inputs: [Replay.Input(path: world.events)],
            sinks: [sink], threads: 2, isStrict: true, now: TestWorld.now)
        _ = try replay.run { _, _ in }
        let replayed = sink.gatherer.conduct
        let conduct = try place.anew(RingNames()).conduct
        #expect(conduct.plays.times == replayed.plays.times)
        #expect(conduct.plays.marks == replayed.plays.marks)
        #expect(conduct.plays.ids == replayed.plays.ids)
        #expect(conduct.worstAction == replayed.worstAction)
        #expect(conduct.links.values == replayed.links.values)
        var names = RingNames()
        let detected = Detector(
            schema: world.pack.schema, definition: place.definition, threads: 1
        ).run(replayed) { _, _ in }
        let documents = detected.documents(&names)
        #expect(!documents.isEmpty)
        let expected = try detected.run(documents, names, endedAt: 0, sequence: 0)
        let round = try #require(try place.rounds.run())
        expectEqual(round.run, expected)
        try place.end()
    }

    @Test("Runs that go on from one another find what one of the whole log finds, verdicts and all")
    func goingOn() async throws {
        let world = try TestWorld(seed: 32, events: 40_000)
        defer { world.remove() }
        let place = try Place(world, waitingMax: 2000)
        let lines = try world.lines()
        var told = 0
        var last: DetectionRun?
        for part in [lines[..<25_000], lines[25_000..<33_000], lines[33_000...]] {
            try await place.decide(part)
            let names = try place.names()
            let expected = try place.anew(names)
            let round = try #require(try place.rounds.run())
            expectEqual(round.run, expected.run)
            #expect(round.run.sequence == expected.run.sequence)
            #expect(round.refused == 0)
            told += round.told
            last = round.run
            // Verdicts are in the log by now, and are nobody's conduct.
            let after = try place.anew(names).conduct
            #expect(after.events == expected.conduct.events)
            #expect(after.plays.seats == expected.conduct.plays.seats)
            #expect(after.accounts.count == expected.conduct.accounts.count)
            #expect(try place.rounds.run() == nil, "nobody has done anything since")
        }
        #expect(told > 0)
        try expectLogSays(try #require(last), place)
        // What rules that read a verdict made of a play is no evidence for that verdict.
        let marks = try place.anew(RingNames()).conduct.plays.marks
        #expect(marks.contains { $0.contains(.told) })
        #expect(!marks.contains { $0.isSuperset(of: [.told, .excluded]) })
        #expect(try place.store.lastSequence() == Int64(lines.count + told))
        try place.end()
    }

    @Test("Older events than the window count for nothing")
    func window() async throws {
        let world = try TestWorld(seed: 33, events: 20_000)
        defer { world.remove() }
        let days: Int64 = 86_400_000
        let place = try Place(world, window: 7 * days)
        try await place.decide(world.lines()[...])
        let since = try #require(try StoreGathering.latest(of: place.store)) - 7 * days
        let expected = try place.anew(RingNames(), since: since)
        #expect(expected.conduct.earliest >= since)
        let round = try #require(try place.rounds.run())
        expectEqual(round.run, expected.run)
        // Of older events only verdicts count, since they may still restrict.
        #expect(round.gathered.older > 0)
        let first = try place.store.forget(
            receivedBefore: .max, keepingFrom: .max, limit: 5000)
        let gathering = StoreGathering(
            store: place.store, pack: world.pack, definition: place.definition)
        let (conduct, last) = try gathering.conduct { _ in }
        #expect(gathering.report.firstKept == first && first > 4000)
        #expect(last == (try place.store.lastSequence()))
        #expect(conduct.events > 0 && conduct.events <= Int(last - first) + 1)
        try place.end()
    }

    @Test("After a run that could not be kept, the next knows what was said, and says the rest")
    func crash() async throws {
        let world = try TestWorld(seed: 31, events: 30_000)
        defer { world.remove() }
        let place = try Place(world)
        let lines = try world.lines()
        try await place.decide(lines[..<22_000])
        let brittle = BrittleStore(place.store)
        func rounds() -> DetectionRounds {
            DetectionRounds(
                service: place.service, store: brittle, definition: place.definition,
                settings: DetectionScheduleSettings(), now: TestWorld.now)
        }
        let events = try place.store.lastSequence()
        brittle.failNextRuns(1)
        #expect(throws: Fault.self) { try rounds().run() }
        let told = try place.store.lastSequence() - events
        #expect(told > 0)
        #expect(try place.store.lastRun() == nil)
        // As another process would, that knows nothing of the first.
        let round = try #require(try rounds().run())
        #expect(round.told == 0, "all was said")
        #expect(try place.store.lastSequence() == events + told)
        #expect(try place.names().told?.count == Int(told))
        // Others are found while the run before them is lost; some of it may be true no more.
        try await place.decide(lines[22_000..<26_000])
        brittle.failNextRuns(1)
        #expect(throws: Fault.self) { try rounds().run() }
        try await place.decide(lines[26_000...])
        let last = try #require(try rounds().run())
        try expectLogSays(last.run, place)
        try place.end()
    }

    /// The last verdict in the log on each account is the run's.
    private func expectLogSays(_ run: DetectionRun, _ place: Place) throws {
        let gathering = StoreGathering(
            store: place.store, pack: place.world.pack, definition: place.definition)
        _ = try gathering.conduct { _ in }
        let logged = gathering.told.filter { $0.value.action != "none" }
        let found = run.accounts.filter { $0.action != "none" }
        #expect(!found.isEmpty)
        #expect(Set(logged.keys) == Set(found.map(\.account)))
        #expect(logged == (try place.names().told))
        for verdict in found {
            let said = try #require(logged[verdict.account])
            #expect((said.action, said.ring) == (verdict.action, verdict.ring))
            #expect(said.hundredths == Int((verdict.score * 100).rounded()))
        }
    }

    @Test("A ring is found, told, read over HTTP, and decides its members' next plays")
    func story() async throws {
        let world = try TestWorld(seed: 31, events: 60_000)
        defer { world.remove() }
        var place = try Place(world)
        try await place.decide(world.lines()[...])
        let round = try #require(try place.rounds.run())
        let restricted = try #require(
            round.run.accounts.first { $0.action == "restrict" && !$0.ring.isEmpty })
        #expect(try place.store.verdict(ofAccount: restricted.account) == restricted)
        #expect(try place.store.ring(id: restricted.ring) != nil)
        try place.end()

        // Another process goes on with names and verdicts.
        place = try Place(world)
        let id = try await playOfRestricted(restricted, after: round.run.asOf, place)
        let replay = try DecisionReplay.run(id: id, store: place.store)
        #expect(replay.isEqual, "\(replay.replayed)")
        let again = try #require(try place.rounds.run())
        #expect(again.run.rings.map(\.id).sorted() == round.run.rings.map(\.id).sorted())
        #expect(again.told < max(1, round.told / 2), "only what changed is sent again")
        try await expectRings(place, again.run)
        try place.store.close()
    }

    /// Decides a play of a restricted account; returns the decision's id.
    private func playOfRestricted(
        _ verdict: AccountVerdict, after asOf: Int64, _ place: Place
    ) async throws -> String {
        let play = try #require(
            try place.store.events(ofAccount: verdict.account, before: .max, limit: 200).first {
                String(decoding: $0.text, as: UTF8.self).contains("stream.completed")
            })
        var event = try #require(
            try JSONSerialization.jsonObject(with: Data(play.text)) as? [String: Any])
        event["id"] = "after-the-verdict"
        event["time"] = ISO8601DateFormatter().string(
            from: Date(timeIntervalSince1970: Double(asOf / 1000 + 60)))
        let answer = try await place.service.decide(
            [UInt8](try JSONSerialization.data(withJSONObject: event)))
        guard case .decided(let decision) = answer else {
            Issue.record("\(answer)")
            return ""
        }
        #expect(decision.record.contains("\"ring_restricted\""), "\(decision.record)")
        #expect(decision.record.contains(verdict.ring))
        return decision.id
    }

    /// Serves until the rings were read, which ends the service.
    private func expectRings(_ place: Place, _ run: DetectionRun) async throws {
        let server = AssayServer(
            service: place.service, archive: place.store,
            configuration: try ServerConfiguration(port: 0, apiKeys: []),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { 0 })
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let serving = Task {
            defer { listening.finish() }
            try await server.run { listening.yield($0) }
        }
        let port = try #require(await ports.first { _ in true })
        let url = URL(string: "http://127.0.0.1:\(port)/v1/rings")!
        let (data, _) = try await URLSession.shared.data(for: URLRequest(url: url))
        let list = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let rings = try #require(list["rings"] as? [[String: Any]])
        #expect(
            Set(rings.compactMap { $0["ring"] as? String }) == Set(run.rings.map(\.id)))
        serving.cancel()
        _ = try? await serving.value
    }

    @Test("The schedule runs by itself, says so, and ends at once even in the middle of a run")
    func schedule() async throws {
        let world = try TestWorld(seed: 34, events: 20_000)
        defer { world.remove() }
        let place = try Place(world)
        try await place.decide(world.lines()[...])
        let (lines, said) = AsyncStream.makeStream(of: String.self)
        func schedule() -> DetectionSchedule {
            DetectionSchedule(
                service: place.service, store: place.store, definition: place.definition,
                now: TestWorld.now, notice: { said.yield($0) })
        }
        let first = schedule()
        first.begin()
        let line = try #require(await lines.first { _ in true })
        #expect(line.hasPrefix("detection: "), "\(line)")
        #expect(first.numbers.runs == 1)
        first.stop()
        #expect(try place.store.detectionCounts()?.endedAt == TestWorld.now())
        // It ended just now, so the next waits; a stop finds it waiting.
        let second = schedule()
        second.begin()
        while second.stands.nextAt == nil { try await Task.sleep(for: .milliseconds(5)) }
        #expect(second.stands.nextAt == TestWorld.now() + second.every)
        // Asked to, it looks now instead.
        second.hurry()
        let asked = try #require(await lines.first { _ in true })
        #expect(asked.hasPrefix("detection: "), "\(asked)")
        second.stop()
        // In the middle of a run.
        try place.store.keep(
            DetectionRun(
                asOf: 0, endedAt: 0, sequence: 0, rings: [], accounts: [], recipients: [],
                state: []))
        let third = schedule()
        third.begin()
        try await Task.sleep(for: .milliseconds(30))
        let clock = ContinuousClock()
        let took = clock.measure { third.stop() }
        #expect(took < .seconds(1), "\(took)")
        #expect(third.numbers.failed == 0)
        try place.end()
    }
}
