import Foundation
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import Testing
import Vocabulary

/// What features hold, and a limit on it, as people meet them.
@Suite("Memory")
struct MemoryStoryTests {
    private final class Told: Sendable {
        let sentences = Mutex<[String]>([])
    }

    /// The streaming pack under a limit that a small world exceeds.
    private func limited(_ world: TestWorld) throws -> Pack {
        var texts = world.pack.files
        texts["pack.yaml", default: ""] += "\nmemory: 2MiB\n"
        return try #require(PackLoader.read(texts: texts).pack)
    }

    @Test("Under a limit a service decides as a replay does, stopped in between, and says so")
    func liveForgetsAsReplayDoes() async throws {
        let world = try TestWorld(seed: 61, events: 8000)
        defer { world.remove() }
        let pack = try limited(world)
        let evaluator = Evaluator(pack: pack)
        let path = world.folder + "/decisions.ndjson"
        _ = try Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: world.events)],
            sinks: [try DecisionsFile(path: path)], threads: 2, isStrict: true, now: TestWorld.now
        ).run { _, _ in }
        let reference = try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(evaluator.entityNumbers.contains { $0.forgotten > 0 })
        let told = Told()
        var records: [String] = []
        let lines = try world.lines()
        let half = lines.count / 2
        for part in [Array(lines[..<half]), Array(lines[half...])] {
            let store = try SQLiteStore(path: world.folder + "/live.db")
            let service = try DecisionService(
                pack: pack, store: store,
                snapshots: SnapshotSettings(path: world.folder + "/live.db-features"),
                now: TestWorld.now,
                notice: { sentence in told.sentences.withLock { $0.append(sentence) } })
            for start in stride(from: 0, to: part.count, by: 333) {
                for answer in await service.decide(
                    Array(part[start..<min(start + 333, part.count)]))
                {
                    guard case .success(.decided(let decision)) = answer else {
                        Issue.record("Event \(records.count + 1) was not decided: \(answer)")
                        return
                    }
                    records.append(decision.record)
                }
            }
            service.stop()
            #expect(service.start.sequence == (records.count == lines.count ? Int64(half) : 0))
            if records.count == lines.count {
                #expect("\(service.numbers.memory)" == "\(evaluator.entityNumbers)")
            }
            try store.close()
        }
        let isSame = records == reference
        #expect(isSame)
        let sentences = told.sentences.withLock { $0 }
        // The clock stands still, so each service says it once.
        #expect((1...2).contains(sentences.count), "\(sentences)")
        #expect(sentences.first?.contains("pack's memory of 2 MiB") == true)
    }

    @Test("Stats of a log are those of the store that walked it")
    func stats() throws {
        let world = try TestWorld(seed: 62, events: 6000)
        defer { world.remove() }
        let path = world.folder + "/stats.db"
        let store = try SQLiteStore(path: path)
        try TestWorld.keep(world.events, pack: world.pack, in: store)
        try DecisionService(
            pack: world.pack, store: store,
            snapshots: SnapshotSettings(path: path + "-features"), now: TestWorld.now
        ).stop()
        try store.close()
        let sources = [["--events", world.events], ["--store", "sqlite:" + path]]
        let objects = try sources.map { source in
            let outcome = try CommandLineTests.run(
                ["stats", "--pack", "PolicyPacks/streaming", "--json"] + source)
            try #require(outcome.code == 0, "\(outcome.complaint)")
            return try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        }
        #expect(objects[1]["snapshot"] as? Int == objects[0]["events"] as? Int)
        let groups = try objects.map { try #require($0["groups"] as? [[String: Any]]) }
        let total = groups[0].reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) }
        #expect(total == objects[0]["bytes"] as? Int)
        for name in ["entity", "entities", "records", "expired", "ringBytes"] {
            let values = groups.map { $0.map { "\($0[name] ?? "none")" } }
            #expect(values[0] == values[1], "\(name)")
        }
        let coarser = groups.map { $0.flatMap { $0["coarser"] as? [NSDictionary] ?? [] } }
        #expect(coarser[0] == coarser[1])
        let text = try CommandLineTests.run(
            ["stats", "--pack", "PolicyPacks/streaming", "--events", world.events])
        for words in ["bytes/entity", "account+device", "resolution", "estimated"] {
            #expect(text.output.contains(words), "\(text.output)")
        }
        #expect(
            try CommandLineTests.run(["stats", "--pack", "PolicyPacks/streaming"]).code == 2)
    }
}
