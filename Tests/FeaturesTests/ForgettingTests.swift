import Events
import Features
import Packs
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Entities that have expired are given back and nobody can tell; with a limit, those unseen for
/// longest are forgotten, and everybody can tell the same.
@Suite struct ForgettingTests {
    /// Of how many events one is held against its definition.
    private static let sample = 9

    // MARK: Without a limit

    @Test(
        "Entities given back change no feature: all agree with their definitions",
        arguments: 0..<12)
    func givingBackIsUnseen(round: Int) throws {
        var crowd = CrowdLog(round: round)
        let features = crowd.features(12, isEndless: round % 3 == 2)
        let events = crowd.events(4000, stay: 40, step: 600)
        let bench = Bench(evaluator: try CrowdLog.evaluator(features))
        bench.walk(events.map(\.json), batchSize: crowd.log.random.pick([1, 7, 64, 2048]))
        let numbers = bench.evaluator.entityNumbers
        #expect(numbers[0].forgotten == 0)
        if round % 3 != 2 { #expect(numbers[0].expired > 500, "\(Seed.hint)") }
        try agree(bench, features, events)
    }

    @Test(
        "Saved after some were given back, while more are, and restored, nothing differs",
        arguments: 0..<8)
    func savingWhileGivingBack(round: Int) throws {
        var crowd = CrowdLog(round: 100 + round)
        let features = crowd.features(10, isEndless: round % 2 == 0)
        let lines = crowd.events(5000, stay: 30, step: 600).map(\.json)
        let plain = try CrowdLog.evaluator(features)
        try saveAnywhere(plain, lines, &crowd.log.random)
    }

    // MARK: With a limit

    @Test(
        "Whom a limit forgets, and when, is as a naive reckoning says", arguments: 0..<12)
    func forgetsTheLongestUnseen(round: Int) throws {
        var crowd = CrowdLog(round: 200 + round)
        var features = crowd.features(6, isEndless: false)
        // One feature counts every event; when it is first, all are of its group, and an entity
        // has one life.
        features.insert(features.removeLast(), at: 0)
        let evaluator = try CrowdLog.evaluator(features, memory: "64KiB")
        let reach = features.compactMap { feature in feature.window.map { $0 + feature.delay } }
            .max()
        let events = crowd.events(2500, stay: 60, step: 300)
        let bench = Bench(evaluator: evaluator)
        var reckoning = Reckoning(reach: try #require(reach))
        var named: [PlainEvent] = []
        for event in events {
            let before = (bench.seen.count, evaluator.entityNumbers[0])
            bench.walk([event.json])
            let after = evaluator.entityNumbers[0]
            try #require(after.counted <= after.share, "\(Seed.hint)")
            guard bench.seen.count > before.0 else { continue }
            named.append(reckoning.take(event))
            let fault = reckoning.forget(
                expired: after.expired - before.1.expired,
                forgotten: after.forgotten - before.1.forgotten)
            try #require(fault == nil, "event \(event.id): \(fault ?? ""); \(Seed.hint)")
            try #require(after.entities == reckoning.count, "event \(event.id); \(Seed.hint)")
        }
        let numbers = evaluator.entityNumbers[0]
        #expect(numbers.forgotten + numbers.expired > 300, "\(Seed.hint)")
        let held = evaluator.memoryReport.groups[0].bytes.total
        #expect(held < 2 * numbers.share, "\(held) of \(numbers.share); \(Seed.hint)")
        // Who was forgotten begins anew, as if under another name.
        try agree(bench, features, named)
    }

    @Test("A limit forgets alike in batches of 1, 7 and 2048", arguments: 0..<6)
    func batchesForgetAlike(round: Int) throws {
        var crowd = CrowdLog(round: 300 + round)
        let features = crowd.features(20, isEndless: true)
        let lines = crowd.events(4000, stay: 60, step: 300).map(\.json)
        let evaluator = try CrowdLog.evaluator(features, memory: "100KiB")
        let walks = [1, 7, 2048].map { size in
            let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
            bench.walk(lines, batchSize: size)
            return (bench.seen.map(\.texts), "\(bench.evaluator.entityNumbers)")
        }
        #expect(walks[0].0 == walks[1].0 && walks[1].0 == walks[2].0, "\(Seed.hint)")
        #expect(walks[0].1 == walks[1].1 && walks[1].1 == walks[2].1, "\(Seed.hint)")
    }

    @Test("A limit forgets alike on one to three threads, and with questions among the events")
    func threadsForgetAlike() throws {
        var crowd = CrowdLog(round: 400)
        var features = crowd.features(30, isEndless: true)
        for index in features.indices where index % 3 == 0 {
            features[index].key = ["account", "device"]
        }
        let events = crowd.events(6000, stay: 60, step: 300)
        let folder = try TemporaryFolder()
        let path = try folder.write(events.map(\.json).joined(separator: "\n"), as: "log")
        let plain = try CrowdLog.evaluator(features, memory: "128KiB")
        var found: [String] = []
        for threads in 1...3 {
            let evaluator = Evaluator(pack: plain.pack)
            let out = "out\(threads).csv"
            let sink = try FeaturesFile(path: folder.path(out), evaluator: evaluator)
            _ = try replay(path, evaluator, threads: threads, sinks: [sink])
            found.append("\(evaluator.entityNumbers)")
            let isSame = try folder.read(out) == folder.read("out1.csv")
            #expect(isSame, "\(Seed.hint)")
        }
        #expect(plain.entityNumbers.count == 2)
        let asked = try folder.write(
            "time,account\n"
                + events.filter { $0.id % 3 == 0 }.map {
                    let time = $0.time + crowd.log.random.pick([-60_000, -1, 0, 1, 500_000])
                    return "\(CivilTime(milliseconds: time).rfc3339),\($0.user)"
                }.joined(separator: "\n"), as: "asked.csv")
        let evaluator = Evaluator(pack: plain.pack)
        let walk = try ProbeWalk(
            try ProbeFile.read(asked, schema: plain.pack.schema), evaluator: evaluator,
            table: FeatureTable(featuresOf: plain.pack, format: .csv),
            path: folder.path("answers.csv"), threads: 2)
        _ = try replay(path, evaluator, threads: 2, sinks: [], goal: .probes(walk))
        found.append("\(evaluator.entityNumbers)")
        #expect(Set(found).count == 1, "\(found); \(Seed.hint)")
        #expect(evaluator.entityNumbers.allSatisfy { $0.forgotten > 100 }, "\(found)")
    }

    @Test(
        "Saved and restored around forgetting, whom a limit forgets does not differ",
        arguments: 0..<8)
    func savingWhileForgetting(round: Int) throws {
        var crowd = CrowdLog(round: 500 + round)
        let features = crowd.features(15, isEndless: round % 2 == 0)
        let lines = crowd.events(3000, stay: 60, step: 300).map(\.json)
        let plain = try CrowdLog.evaluator(features, memory: "80KiB")
        try saveAnywhere(plain, lines, &crowd.log.random)
    }

    @Test("A limit that is never reached changes nothing")
    func amplyEnough() throws {
        var crowd = CrowdLog(round: 600)
        let features = crowd.features(30, isEndless: true)
        let lines = crowd.events(3000, stay: 60, step: 300).map(\.json)
        let walks = try [nil, "1GiB"].map { memory in
            let bench = Bench(evaluator: try CrowdLog.evaluator(features, memory: memory))
            bench.walk(lines)
            #expect(bench.evaluator.entityNumbers[0].forgotten == 0)
            return bench.seen.map(\.texts)
        }
        #expect(walks[0] == walks[1], "\(Seed.hint)")
    }
}

extension ForgettingTests {
    private func replay(
        _ path: String, _ evaluator: Evaluator, threads: Int, sinks: [any ReplaySink],
        goal: Replay.Goal = .features
    ) throws -> ReplayReport {
        try Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)], sinks: sinks,
            threads: threads, isStrict: false, goal: goal, now: { .max / 2 }
        ).run { _, _ in }
    }

    /// Holds a sample of the events seen against the definitions.
    private func agree(
        _ bench: Bench, _ features: [PlainFeature], _ sent: [PlainEvent]
    ) throws {
        try #require(bench.deadLetters.allSatisfy { $0.code == .tooLate })
        let admitted = Set(bench.seen.map(\.id))
        let events = sent.filter { admitted.contains("\($0.id)") }
        try #require(bench.seen.map(\.id) == events.map { "\($0.id)" })
        for feature in features {
            let oracle = Oracle(feature, events)
            for index in stride(from: 0, to: events.count, by: ForgettingTests.sample) {
                let expected = oracle.answer(at: index, in: events)
                let found = bench.seen[index].texts["features.\(feature.name)"]
                try #require(
                    expected.agrees(with: found),
                    """
                    event \(index) of \(events.count), \(events[index].user): \(feature.yaml)
                    expected \(expected), found \(found ?? "nothing"); \(Seed.hint)
                    """)
            }
        }
    }

    /// Walks on from a state saved at once, and from one saved bit by bit, as the walk itself does.
    private func saveAnywhere(
        _ plain: Evaluator, _ lines: [String], _ random: inout SplitMix64
    ) throws {
        let cut = random.within(lines.count / 4...lines.count * 3 / 4)
        let whole = Bench(evaluator: Evaluator(pack: plain.pack))
        whole.walk(Array(lines[..<cut]))
        let before = whole.seen.count
        let atOnce = StateBytes.of(whole.evaluator)
        let state = StateBytes()
        let writer = StateWriter(to: state)
        whole.evaluator.beginSaving(to: writer)
        var isDone = false
        for (index, line) in lines[cut...].enumerated() {
            whole.walk([line])
            guard !isDone, index % 4 == 0 else { continue }
            isDone = whole.evaluator.saveMore(bytes: 1, to: writer)
            if isDone { whole.evaluator.endSaving() }
        }
        while !isDone { isDone = whole.evaluator.saveMore(bytes: 5000, to: writer) }
        whole.evaluator.endSaving()
        writer.handOn()
        for saved in [atOnce, state] {
            let restored = try #require(saved.restored(like: plain), "cut \(cut); \(Seed.hint)")
            let later = Bench(evaluator: restored)
            later.walk(Array(lines[cut...]), batchSize: 5)
            let isSame = later.seen.map(\.texts) == whole.seen[before...].map(\.texts)
            #expect(isSame, "cut \(cut); \(Seed.hint)")
            guard plain.pack.memoryBytesMax != nil else { continue }
            #expect(
                "\(restored.entityNumbers)" == "\(whole.evaluator.entityNumbers)",
                "cut \(cut); \(Seed.hint)")
        }
    }
}

/// Which entities there are, as a person would keep book: a name's lives, and when each was seen.
private struct Reckoning {
    /// How long an event can be in a window, milliseconds.
    let reach: Int64
    private var youngest: [String: Int64] = [:]
    private var lives: [String: Int] = [:]
    private var latest: [Int64] = []

    var count: Int { youngest.count }

    init(reach: Int64) { self.reach = reach }

    /// The event under the name of its entity's present life.
    mutating func take(_ event: PlainEvent) -> PlainEvent {
        youngest[event.user] = max(youngest[event.user] ?? .min, event.time)
        latest.append(event.time)
        latest = latest.sorted(by: >).prefix(Gatekeeper.watermarkQuorum).map { $0 }
        var named = event
        named.user += "#\(lives[event.user] ?? 0)"
        return named
    }

    /// Forgets as many; what is wrong with that, where something is.
    mutating func forget(expired: Int, forgotten: Int) -> String? {
        guard expired + forgotten > 0 else { return nil }
        let order = youngest.sorted { $0.value < $1.value }
        let horizon = latest[latest.count - 1] - CrowdLog.lateness - reach
        let gone = order.prefix { $0.value <= horizon }
        guard expired == gone.count else {
            return "\(expired) were given back, \(gone.count) have expired"
        }
        // What has expired is older than all else, so the oldest go.
        for (name, _) in order.prefix(expired + forgotten) {
            youngest[name] = nil
            lives[name, default: 0] += 1
        }
        return nil
    }
}
