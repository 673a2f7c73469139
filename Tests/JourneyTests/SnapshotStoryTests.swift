import Foundation
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import Testing
import Toolbox
import Vocabulary

/// A service that is broken off at any moment starts from its snapshot and goes on with the same
/// bytes.
@Suite("Snapshots")
struct SnapshotStoryTests {
    /// A service on a store in a folder, and what it decided.
    private final class Life {
        let store: SQLiteStore
        let service: DecisionService

        init(
            _ folder: String, _ pack: Pack, every: Int64 = 700, keep: Int64? = nil,
            now: @escaping @Sendable () -> Int64 = TestWorld.now
        ) throws {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            store = try SQLiteStore(path: folder + "/assay.db")
            var settings = SnapshotSettings(
                path: folder + "/assay.db-features", everyEvents: every)
            settings.keepMilliseconds = keep
            service = try DecisionService(pack: pack, store: store, snapshots: settings, now: now)
        }

        func decide(_ lines: some Collection<[UInt8]>) async -> [String] {
            var records: [String] = []
            let lines = Array(lines)
            for start in stride(from: 0, to: lines.count, by: 97) {
                let answers = await service.decide(
                    Array(lines[start..<min(start + 97, lines.count)]))
                for case .success(.decided(let decision)) in answers {
                    records.append(decision.record)
                }
            }
            return records
        }

        /// Waits until a snapshot stands at `sequence` or later.
        func awaitSnapshot(at sequence: Int64) async throws {
            for _ in 0..<2000 where snapshots.sequence < sequence {
                try await Task.sleep(for: .milliseconds(5))
            }
            try #require(snapshots.sequence >= sequence)
        }

        var snapshots: SnapshotNumbers { service.numbers.snapshots ?? SnapshotNumbers() }

        func stop() throws {
            service.stop()
            try store.close()
        }
    }

    private func copy(_ folder: String, to other: String) throws {
        try? FileManager.default.removeItem(atPath: other)
        try FileManager.default.copyItem(atPath: folder, toPath: other)
    }

    @Test("Broken off after a snapshot and more events, it starts from both to the same bytes")
    func brokenOff() async throws {
        let world = try TestWorld(seed: 31, events: 5000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        let lines = try world.lines()
        let first = try Life(world.folder + "/a", world.pack)
        var records = await first.decide(lines[..<2500])
        try await first.awaitSnapshot(at: 700)
        records += await first.decide(lines[2500..<3000])
        // As it lies on the disk while the service still runs: nothing was ended cleanly.
        try copy(world.folder + "/a", to: world.folder + "/b")
        let snapshots = first.snapshots
        #expect(snapshots.taken > 0 && snapshots.failed == 0)
        #expect(snapshots.sequence < 3000)

        let second = try Life(world.folder + "/b", world.pack)
        #expect(second.service.start.sequence == snapshots.sequence)
        #expect(second.service.start.eventsWalked == 3000 - Int(snapshots.sequence))
        #expect(second.service.start.passedOver == nil)
        #expect(records + (await second.decide(lines[3000...])) == reference)
        try second.stop()
        try first.stop()

        let third = try Life(world.folder + "/b", world.pack)
        #expect(third.service.start.sequence == Int64(lines.count))
        #expect(third.service.start.eventsWalked == 0)
        // All are known still.
        #expect(await third.decide(lines.suffix(200)).isEmpty)
        try third.stop()
    }

    @Test("A snapshot that is torn, corrupt or another's is passed over, and told of")
    func passedOver() async throws {
        let world = try TestWorld(seed: 32, events: 5000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        let lines = try world.lines()
        let first = try Life(world.folder + "/a", world.pack)
        let records = await first.decide(lines[..<1500])
        try first.stop()
        let path = world.folder + "/a/assay.db-features"
        let sound = try Data(contentsOf: URL(fileURLWithPath: path))
        var random = SplitMix64(seed: UInt64.random(in: 0...UInt64.max), stream: 0, step: 0)
        var broken: [(name: String, bytes: Data)] = [
            ("empty", Data()), ("longer", sound + [0]), ("words", Data("no snapshot".utf8)),
        ]
        for _ in 0..<20 {
            broken.append(("cut", sound.prefix(random.below(sound.count))))
            var flipped = sound
            let place = random.below(sound.count)
            flipped[place] ^= 1 << UInt8(random.below(8))
            broken.append(("bit at \(place)", flipped))
        }
        for (name, bytes) in broken {
            try bytes.write(to: URL(fileURLWithPath: path))
            let life = try Life(world.folder + "/a", world.pack, every: 0)
            #expect(life.service.start.passedOver != nil, "\(name)")
            #expect(life.service.start.eventsWalked == 1500, "\(name)")
            try life.stop()
        }
        // Of a pack that walks otherwise, be it by a remark in what the walk rests on.
        try sound.write(to: URL(fileURLWithPath: path))
        var files = world.pack.files
        files["features.yaml", default: ""] += "\n# Changed.\n"
        let pack = try #require(PackLoader.read(texts: files).pack)
        let changed = try Life(world.folder + "/a", pack, every: 0)
        #expect(changed.service.start.passedOver?.contains("another pack") == true)
        #expect(changed.service.start.eventsWalked == 1500)
        try changed.stop()
        // Rules judge what was walked and have no part in it.
        var judged = world.pack.files
        judged["rules.yaml", default: ""] += "\n# Changed.\n"
        let rejudged = try Life(
            world.folder + "/a", try #require(PackLoader.read(texts: judged).pack), every: 0)
        #expect(rejudged.service.start.passedOver == nil)
        #expect(rejudged.service.start.eventsWalked < 1500)
        try rejudged.stop()
        // Of another log: the same events received at another time.
        let other = try Life(world.folder + "/c", world.pack, now: { TestWorld.now() + 1 })
        _ = await other.decide(lines[..<1500])
        try other.stop()
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(
            atPath: world.folder + "/c/assay.db-features", toPath: path)
        let last = try Life(world.folder + "/a", world.pack)
        #expect(last.service.start.passedOver == "it does not belong to this store's log")
        #expect(records + (await last.decide(lines[1500...])) == reference)
        try last.stop()
    }

    @Test("Forgotten events change nothing as long as a snapshot covers them, and are told of")
    func retention() async throws {
        let world = try TestWorld(seed: 33, events: 5000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        let lines = try world.lines()
        let folder = world.folder + "/a"
        let first = try Life(folder, world.pack)
        var records = await first.decide(lines[..<2000])
        try first.stop()
        let second = try Life(folder, world.pack)
        records += await second.decide(lines[2000..<3000])
        // What the snapshot covers may go; the rest may not, however old.
        let path = folder + "/assay.db-features"
        let covered = try SnapshotFile(checking: path, store: second.store).sequence
        #expect(covered >= 2000)
        let kept = try Retention.forget(second.store, receivedBefore: .max, covered: covered)
        #expect(kept > 1 && kept <= covered)
        let decisions = try second.store.decisions(DecisionFilter(limit: 1))
        try copy(folder, to: world.folder + "/b")
        try second.stop()

        let third = try Life(world.folder + "/b", world.pack)
        #expect(third.service.start.sequence >= covered && third.service.start.firstKept == nil)
        #expect(records + (await third.decide(lines[3000...])) == reference)
        // A decision cannot be made again from a log without its start, and says so.
        let id = try #require(decisions.first?.id)
        #expect {
            try DecisionReplay.run(id: id, store: third.store)
        } throws: {
            ($0 as? Fault)?.code == .notFound && "\($0)".contains("were forgotten")
        }
        try third.stop()
        // Without the snapshot, what is left is walked, and the start says from where on.
        try FileManager.default.removeItem(atPath: world.folder + "/b/assay.db-features")
        let fourth = try Life(world.folder + "/b", world.pack)
        #expect(fourth.service.start.firstKept?.sequence == kept)
        try fourth.stop()
    }

    @Test("After a failed commit no snapshot holds what was refused, and the next start is right")
    func failedCommits() async throws {
        let world = try TestWorld(seed: 35, events: 5000)
        defer { world.remove() }
        let reference = try world.replayed(threads: 1)
        let lines = try world.lines()
        var random = SplitMix64(seed: 35, stream: 0, step: 0)
        let folder = world.folder + "/a"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let store = BrittleStore(try SQLiteStore(path: folder + "/assay.db"))
        let settings = SnapshotSettings(path: folder + "/assay.db-features", everyEvents: 300)
        var records: [String] = []
        var refused = 0
        for part in 0..<2 {
            let service = try DecisionService(
                pack: world.pack, store: store, snapshots: settings, now: TestWorld.now)
            if part == 1 { #expect(service.start.sequence > 0) }
            while records.count < (part + 1) * lines.count / 2 {
                let end = min(records.count + random.within(1...400), lines.count)
                if random.chance(0.2) { store.failNext(random.within(1...2)) }
                let answers = await service.decide(Array(lines[records.count..<end]))
                for case .success(.decided(let decision)) in answers {
                    records.append(decision.record)
                }
                for case .failure(let fault) in answers {
                    #expect(fault.code == .unavailable)
                    refused += 1
                }
                // Half of the time goes into rebuilding at most, so the store is let alone a while.
                if answers.contains(where: { (try? $0.get()) == nil }) {
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            store.failNext(0)
            let numbers = service.numbers.snapshots
            #expect((numbers?.taken ?? 0) > 0 && (numbers?.sequence ?? .max) <= records.count)
            service.stop()
        }
        #expect(refused > 0)
        #expect(records == reference)
        try store.held.close()
    }

    @Test("A service that keeps events for a while forgets them after a snapshot")
    func keepsForAWhile() async throws {
        let world = try TestWorld(seed: 34, events: 5000)
        defer { world.remove() }
        let lines = try world.lines()
        let clock = Clock()
        let life = try Life(world.folder + "/a", world.pack, keep: 1000, now: { clock.now })
        _ = await life.decide(lines[..<1500])
        clock.advance(5000)
        _ = await life.decide(lines[1500..<3000])
        try life.stop()
        #expect(life.snapshots.firstKept > 1000 && life.snapshots.firstKept <= 1501)
    }

    private final class Clock: Sendable {
        private let offset = Atomic<Int64>(0)
        var now: Int64 { TestWorld.now() + offset.load(ordering: .relaxed) }
        func advance(_ milliseconds: Int64) {
            offset.add(milliseconds, ordering: .relaxed)
        }
    }
}
