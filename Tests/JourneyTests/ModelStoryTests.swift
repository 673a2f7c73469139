import Foundation
import Models
import Packs
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A model is shipped: in shadow, to a share, to all, and back, while events are decided.
@Suite("A model is shipped")
struct ModelStoryTests {
    /// Weight by version, so that scores tell versions apart.
    private static func bundle(_ version: Int) throws -> [String: String] {
        try SampleModel.logistic(
            "risk", intercept: -Double(version),
            weights: [("event.number", 0.01), ("features.account.things_1h", 0.5)])
    }

    private static func pack(_ releases: [ModelRelease]) throws -> Pack {
        var texts = SmallPack.texts(
            rules: SmallPack.rules + SmallPack.rule("risky", when: "models.risk >= 0.8"))
        texts["models.yaml"] = SampleModel.declaration("risk")
        texts = try ModelFiles.overlaid(texts, by: releases) { try bundle($0.version) }
        let reading = PackLoader.read(texts: texts)
        return try #require(reading.pack, "\(reading.report)")
    }

    private static func release(
        _ version: Int, _ stage: ModelStage, share: Double = 1
    ) -> ModelRelease {
        ModelRelease(name: "risk", version: version, stage: stage, share: share)
    }

    private static func lines(_ range: Range<Int>) -> [[UInt8]] {
        range.map { index in
            let data = "\"user\":\"u\(index % 40)\",\"number\":\(index * 37 % 101)"
            let time = CivilTime(milliseconds: 1_772_409_600_000 + Int64(index) * 1000).rfc3339
            return Array(event("e\(index)", time: time, data: data).utf8)
        }
    }

    private static func views(_ answers: [Result<Answer, Fault>]) throws -> [RecordView] {
        try answers.map { answer in
            guard case .decided(let decision) = try answer.get() else {
                throw Fault(.bug, "An event was not decided: \(answer)")
            }
            return try RecordView(record: decision.record)
        }
    }

    @Test("All versions score, one is read, the canary by its share of accounts, with reasons")
    func stages() async throws {
        let folder = try TemporaryFolder()
        let pack = try Self.pack([
            Self.release(1, .live), Self.release(2, .canary, share: 0.3), Self.release(3, .shadow),
        ])
        let store = try SQLiteStore(url: "sqlite:\(folder.path("a.db"))")
        let service = try DecisionService(pack: pack, store: store, now: TestWorld.now)
        let views = try Self.views(await service.decide(Self.lines(0..<2000)))
        service.stop()
        var canaries: Set<String> = []
        for view in views {
            let scores = try #require(view.models)
            #expect(scores.map(\.version) == [1, 2, 3])
            let served = scores.filter(\.served)
            #expect(served.count == 1 && served[0].version != 3)
            let account = view.entities["account"]?.text ?? ""
            if served[0].version == 2 { canaries.insert(account) }
            let (score, fired) = (
                served[0].score ?? 0, view.reasons.contains { $0.rule == "risky" }
            )
            #expect(fired == (score >= 0.8))
            for one in scores {
                #expect(one.reasons.isEmpty == ((one.score ?? 0) < 0.5))
                let inputs = Set(one.reasons.map(\.input))
                #expect(inputs.isSubset(of: ["event.number", "features.account.things_1h"]))
            }
        }
        // The share is of accounts, and an account stays where it is.
        #expect((4...22).contains(canaries.count))
        for view in views {
            let isCanary = canaries.contains(view.entities["account"]?.text ?? "")
            #expect(view.models?[1].served == isCanary)
        }
        // Any decision can be made again to the same bytes, from the store alone.
        let kept = try store.decisions(DecisionFilter(limit: 1000))
        for decision in kept.prefix(5) {
            let replay = try DecisionReplay.run(id: decision.id, store: store)
            #expect(replay.isEqual, "\(decision.id)")
        }
    }

    @Test("A version is promoted under load: nothing is refused, lost or decided twice")
    func promotedUnderLoad() async throws {
        let folder = try TemporaryFolder()
        let packs = try (1...4).map { try Self.pack([Self.release($0, .live)]) }
        let store = try SQLiteStore(url: "sqlite:\(folder.path("b.db"))")
        let service = try DecisionService(pack: packs[0], store: store, now: TestWorld.now)
        let lines = Self.lines(0..<6000)
        let sender = Task {
            var views: [RecordView] = []
            for start in stride(from: 0, to: lines.count, by: 25) {
                views += try Self.views(await service.decide(Array(lines[start..<start + 25])))
            }
            return views
        }
        for pack in packs.dropFirst() {
            try await Task.sleep(for: .milliseconds(20))
            try service.judge(by: pack)
        }
        let views = try await sender.value
        #expect(views.count == lines.count)
        let versions = views.map { $0.models?[0].version ?? 0 }
        #expect(versions == versions.sorted(), "a version comes back after its successor")
        #expect(Set(versions).count > 1)
        // Sent again, each event answers with the decision it has, whichever pack made it.
        for start in stride(from: 0, to: lines.count, by: 500) {
            for answer in await service.decide(Array(lines[start..<start + 500])) {
                guard case .duplicate = try answer.get() else {
                    Issue.record("Not a duplicate: \(answer)")
                    return
                }
            }
        }
        service.stop()
        #expect(try store.lastSequence() == Int64(lines.count))
    }

    @Test("Features go on across a change of versions: scores are those of one walk")
    func featuresGoOn() async throws {
        let one = try Self.pack([Self.release(2, .live)])
        let other = try Self.pack([Self.release(1, .live)])
        let lines = Self.lines(0..<900)
        func scores(_ parts: [(Pack, ArraySlice<[UInt8]>)]) async throws -> [Double?] {
            let store = try SQLiteStore(url: "sqlite::memory:")
            let service = try DecisionService(pack: parts[0].0, store: store, now: TestWorld.now)
            defer { service.stop() }
            var all: [Double?] = []
            for (pack, lines) in parts {
                try service.judge(by: pack)
                all += try Self.views(await service.decide(Array(lines))).map {
                    $0.models?[0].score
                }
            }
            return all
        }
        let whole = try await scores([(one, lines[...])])
        let changed = try await scores([(other, lines[..<450]), (one, lines[450...])])
        #expect(Array(whole[450...]) == Array(changed[450...]))
        #expect(Array(whole[..<450]) != Array(changed[..<450]))
    }

    @Test("A pack with other features is refused, and the one before goes on")
    func otherFeatures() async throws {
        let pack = try Self.pack([Self.release(1, .live)])
        var texts = pack.files
        texts["features.yaml"] = SmallPack.features.replacing("window: 1h", with: "window: 2h")
        let other = try #require(PackLoader.read(texts: texts).pack)
        let store = try SQLiteStore(url: "sqlite::memory:")
        let service = try DecisionService(pack: pack, store: store, now: TestWorld.now)
        defer { service.stop() }
        #expect(throws: Fault.self) { try service.judge(by: other) }
        #expect(service.pack.hash == pack.hash)
        _ = try Self.views(await service.decide(Self.lines(0..<3)))
    }

    @Test("A service follows its registry, and what does not fit leaves what serves in its place")
    func follows() async throws {
        let store = try SQLiteStore(url: "sqlite::memory:")
        let pack = try Self.pack([])
        let reading = try RosterReading.read(pack, models: store, policies: store)
        let service = try DecisionService(
            roster: reading.roster, store: store, now: TestWorld.now)
        let told = Mutex<[String]>([])
        let follower = RosterFollower(
            service: service, models: store, policies: store, pack: pack, from: reading,
            now: TestWorld.now,
            notice: { line in told.withLock { $0.append(line) } })
        follower.begin()
        defer {
            follower.stop()
            service.stop()
        }
        func stages() -> [ModelRelease] { service.pack.models.models[0].versions.map(\.release) }
        func arrives(_ releases: [ModelRelease]) async throws {
            for _ in 0..<600 where stages() != releases {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(stages() == releases)
        }
        func register(_ bundle: [String: String]) throws -> Int {
            try store.register(model: "risk", files: bundle, at: 1, by: "tests", why: "")
        }
        func move(_ release: ModelRelease) throws {
            try store.move(release, at: 2, by: "tests", why: "")
        }
        #expect(try register(Self.bundle(1)) == 1)
        try await arrives([Self.release(1, .shadow)])
        try move(Self.release(1, .live))
        try await arrives([Self.release(1, .live)])
        let views = try Self.views(await service.decide(Self.lines(0..<3)))
        #expect(views.allSatisfy { $0.models?.first?.served == true })
        // A version that reads what the pack does not have.
        let strange = try SampleModel.logistic(
            "risk", intercept: 0, weights: [("features.account.nothing", 1)])
        #expect(try register(strange) == 2)
        func isTold(_ words: String) async throws {
            func has() -> Bool { told.withLock { $0.contains { $0.contains(words) } } }
            for _ in 0..<600 where !has() { try await Task.sleep(for: .milliseconds(10)) }
            #expect(has(), "\(words) in \(told.withLock { $0 })")
        }
        // In shadow it is left out; live it would change what rules read, so it is not served.
        try await isTold("version 2 of `risk` does not score")
        try move(Self.release(2, .live))
        try await isTold("cannot be followed")
        try await isTold("features.account.nothing")
        try await arrives([Self.release(1, .live)])
        try move(Self.release(1, .live))
        try await arrives([Self.release(1, .live)])
        // Another that is live has retired it.
        #expect(try register(Self.bundle(3)) == 3)
        try await arrives([Self.release(1, .live), Self.release(3, .shadow)])
    }
}
