import Foundation
import Pipeline
import Simulation
import StoreSQLite
import Testing
import Toolbox
import Vocabulary

/// The promise that live, replay and replay of one decision are the same code and the same bytes.
@Suite("One evaluator")
struct OneEvaluatorTests {
    @Test("A replay gives the same bytes on one thread and on four, in batches small and large")
    func threadsDoNotMatter() throws {
        let world = try TestWorld(seed: 11, events: 6000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        #expect(reference.count == world.truth.events)
        #expect(try world.replayed(threads: 4) == reference)
        #expect(try world.replayed(threads: 2, batchEvents: 17) == reference)
    }

    @Test("Events sent live are decided as in a replay, byte for byte")
    func liveEqualsReplay() async throws {
        let world = try TestWorld(seed: 12, events: 6000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 2)
        let store = try SQLiteStore(url: "sqlite:\(world.folder)/live.db")
        let service = try DecisionService(pack: world.pack, store: store, now: TestWorld.now)
        defer { service.stop() }
        var records: [String] = []
        let lines = try world.lines()
        for start in stride(from: 0, to: lines.count, by: 701) {
            let group = Array(lines[start..<min(start + 701, lines.count)])
            for answer in await service.decide(group) {
                guard case .success(.decided(let decision)) = answer else {
                    Issue.record("Event \(records.count + 1) was not decided: \(answer)")
                    return
                }
                records.append(decision.record)
            }
        }
        #expect(records == reference)
    }

    @Test("A service stopped and started again decides as if it had never stopped")
    func restartChangesNothing() async throws {
        let world = try TestWorld(seed: 13, events: 5000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        let lines = try world.lines()
        var records: [String] = []
        let half = lines.count / 2
        for part in [Array(lines[..<half]), Array(lines[half...])] {
            let store = try SQLiteStore(url: "sqlite:\(world.folder)/restart.db")
            let service = try DecisionService(pack: world.pack, store: store, now: TestWorld.now)
            defer { service.stop() }
            for answer in await service.decide(part) {
                if case .success(.decided(let decision)) = answer {
                    records.append(decision.record)
                }
            }
        }
        #expect(records == reference)
    }

    @Test("An event sent twice is decided once, and answered with the first decision")
    func duplicatesChangeNothing() async throws {
        let world = try TestWorld(seed: 14, events: 5000)
        defer { world.remove() }
        let store = try SQLiteStore(url: "sqlite::memory:")
        let service = try DecisionService(pack: world.pack, store: store, now: TestWorld.now)
        defer { service.stop() }
        let first = try #require(try world.lines().first)
        guard case .decided(let decided) = try await service.decide(first),
            case .duplicate(let again) = try await service.decide(first)
        else {
            Issue.record("The second sending was not answered as a duplicate")
            return
        }
        #expect(again == decided)
        #expect(try store.lastSequence() == 1)
    }

    @Test("Any kept decision is made again to the same bytes")
    func keptDecisionsReplay() throws {
        let world = try TestWorld(seed: 15, events: 5000)
        defer { world.remove() }
        let store = try SQLiteStore(url: "sqlite:\(world.folder)/kept.db")
        try TestWorld.keep(world.events, pack: world.pack, in: store)
        var compared = 0
        for action in [Action.allow, .review, .exclude, .block] {
            for kept in try store.decisions(DecisionFilter(action: action, limit: 3)) {
                compared += 1
                let again = try DecisionReplay.run(id: kept.id, store: store)
                #expect(again.isEqual, "\(kept.id): \(again.replayed)")
            }
        }
        #expect(compared >= 3)
    }

    @Test("Events ahead of the clock change neither a restart nor a replay by id")
    func earlyEventsReplay() async throws {
        let world = try TestWorld(seed: 16, events: 5000)
        defer { world.remove() }
        let lines = Array(try world.lines().prefix(400))
        // A clock that stands so that the last events are up to five minutes ahead of it.
        let last = try #require(CivilTime(rfc3339: try TestWorld.time(of: lines[399])))
        let now = last.milliseconds - 240_000
        let store = try SQLiteStore(url: "sqlite:\(world.folder)/early.db")
        var records: [String] = []
        for part in [lines[..<390], lines[390...]] {
            let service = try DecisionService(pack: world.pack, store: store, now: { now })
            defer { service.stop() }
            for answer in await service.decide(Array(part)) {
                if case .success(.decided(let decision)) = answer {
                    records.append(decision.record)
                }
            }
        }
        #expect(records.count == 400)
        for kept in try store.decisions(DecisionFilter(limit: 5)) {
            #expect(try DecisionReplay.run(id: kept.id, store: store).isEqual)
        }
    }

    @Test("An event sent again after the lateness has passed is still a duplicate")
    func lateRepeatIsDuplicate() async throws {
        let world = try TestWorld(seed: 17, events: 5000)
        defer { world.remove() }
        let store = try SQLiteStore(url: "sqlite::memory:")
        let service = try DecisionService(pack: world.pack, store: store, now: TestWorld.now)
        defer { service.stop() }
        let lines = try world.lines()
        _ = await service.decide(Array(lines.prefix(4000)))
        guard case .duplicate = try await service.decide(lines[0]) else {
            Issue.record("A repeat of an old event was not a duplicate")
            return
        }
    }
}
