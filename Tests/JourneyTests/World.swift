import Events
import Foundation
import Packs
import Pipeline
import Simulation
import Testing
import Vocabulary

/// A small simulated world on disk, with the streaming pack read from the repository.
struct TestWorld {
    let folder: String
    let truth: Truth
    let pack: Pack

    var events: String { folder + "/events.ndjson" }

    /// The repository's root, found from this file.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    init(seed: UInt64, events count: Int) throws {
        folder = NSTemporaryDirectory() + "assay-journey-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var bytes = Data()
        let world = try World(SimulationConfiguration(seed: seed, events: count))
        truth = try world.run({ bytes.append(contentsOf: $0) })
        try bytes.write(to: URL(fileURLWithPath: folder + "/events.ndjson"))
        let reading = try PackLoader.read(folder: TestWorld.root + "/PolicyPacks/streaming")
        pack = try #require(reading.pack, "The streaming pack is not sound:\n\(reading.report)")
    }

    /// The events as they lie in the file.
    func lines() throws -> [[UInt8]] {
        try Data(contentsOf: URL(fileURLWithPath: events)).split(separator: 0x0A).map {
            [UInt8]($0)
        }
    }

    /// Replays the file and returns the records of its decisions, in order.
    func replayed(threads: Int, batchEvents: Int = 2048) throws -> [String] {
        var limits = IntakeLimits()
        limits.batchEventsMax = batchEvents
        let evaluator = Evaluator(pack: pack, limits: limits)
        let path = folder + "/decisions-\(threads)-\(batchEvents).ndjson"
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: events)],
            sinks: [try DecisionsFile(path: path)], threads: threads, isStrict: true,
            now: TestWorld.now)
        _ = try replay.run { _, _ in }
        return try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    /// Replays a file into a store, as `assay replay --store` does.
    static func keep(_ path: String, pack: Pack, in store: any Store) throws {
        let evaluator = Evaluator(pack: pack)
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)],
            sinks: [try StoreSink(store: store, evaluator: evaluator)], threads: 2,
            isStrict: true, now: TestWorld.now)
        _ = try replay.run { _, _ in }
    }

    /// A clock that stands still, after every simulated event.
    static let now: @Sendable () -> Int64 = { 1_800_000_000_000 }

    /// The time an event carries.
    static func time(of line: [UInt8]) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        return try #require(object?["time"] as? String)
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
