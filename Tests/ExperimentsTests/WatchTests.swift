import CEL
import Experiments
import Packs
import Pipeline
import Rules
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A world of small things: who enters, who comes back, and who meets a review.
private struct SmallWorld {
    static let declared = """
        experiments:
          - name: gentler
            description: Whether a gentler policy keeps people.
            unit: account
            salt: gentler-2026
            enters: { on: thing.seen }
            arms:
              - { name: control, share: 0.5 }
              - { name: treatment, share: 0.5 }
            alpha: 0.05
            primary: { name: done, on: thing.done, to: 2d, baseline: 0.5, effect: 0.1 }
            guards:
              - { name: back, on: thing.seen, from: 3d, to: 6d, baseline: 0.5, effect: 0.1,
                  of: good }
              - { name: sum, on: thing.done, value: event.number, at_most: 300, to: 5d,
                  baseline: 60, effect: 10, better: lower }
        funnels:
          - name: doing
            unit: account
            within: 3d
            steps:
              - { name: saw, on: thing.seen }
              - { name: did, on: thing.done, where: event.number > 10 }
            segment: number
        """

    struct Event {
        var user: Int
        var isDone: Bool
        var number: Int
        /// Hours from the start.
        var hour: Int
    }

    var events: [Event] = []

    /// - Parameter harm: by how much treatment is less likely to come back.
    init(users: Int, harm: Double, random: inout SplitMix64) {
        let arms = [
            ExperimentDefinition.Arm(name: "control", share: 0.5),
            ExperimentDefinition.Arm(name: "treatment", share: 0.5),
        ]
        let assignment = Assignment(arms: arms, salt: "gentler-2026")
        for user in 0..<users {
            let start = random.below(24 * 10)
            let isTreated = assignment.arm(of: "u\(user)") == 1
            events.append(Event(user: user, isDone: false, number: user % 3, hour: start))
            for _ in 0..<random.below(3) {
                events.append(
                    Event(
                        user: user, isDone: true, number: random.below(150),
                        hour: start + 1 + random.below(100)))
            }
            if random.chance(isTreated ? 0.5 - harm : 0.5) {
                events.append(
                    Event(
                        user: user, isDone: false, number: 1,
                        hour: start + 80 + random.below(50)))
            }
        }
        events.sort { $0.hour < $1.hour }
        // Time goes on, so that everybody's is over.
        events.append(Event(user: 1_000_000, isDone: false, number: 0, hour: 24 * 30))
    }

    static let start: Int64 = 1_767_225_600_000

    var lines: [String] {
        events.enumerated().map { place, event in
            let time = CivilTime(milliseconds: Self.start + Int64(event.hour) * 3_600_000).rfc3339
            let type = event.isDone ? "done" : "seen"
            return
                #"{"specversion":"1.0","id":"e\#(place)","source":"test","type":"thing.\#(type)","#
                + #""time":"\#(time)","data":{"user":"u\#(event.user)","number":\#(event.number)}}"#
        }
    }

    /// By user, what counts: the slow way, all events for each.
    func outcomes(
        _ isDone: Bool, from: Int, to: Int, sum: Bool = false
    ) -> [Int: (start: Int, outcome: Double)] {
        var found: [Int: (start: Int, outcome: Double)] = [:]
        for (user, own) in Dictionary(grouping: events, by: \.user) {
            guard let start = own.filter({ !$0.isDone }).map(\.hour).min() else { continue }
            let counted = own.filter {
                $0.isDone == isDone && $0.hour - start > from && $0.hour - start <= to
            }
            let total =
                sum
                ? min(300, Double(counted.reduce(0) { $0 + $1.number })) / 300
                : counted.isEmpty ? 0 : 1
            if start + to <= 24 * 30 { found[user] = (start, total) }
        }
        return found
    }
}

@Suite("Experiments and funnels over events")
struct WatchTests {
    private static func pack() throws -> Pack {
        var texts = SmallPack.texts()
        texts["experiments.yaml"] = SmallWorld.declared
        return try Bench(texts).evaluator.pack
    }

    private static func walk(
        _ world: SmallWorld, _ pack: Pack, sinks: [any ReplaySink]
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(world.lines.joined(separator: "\n"), as: "log.ndjson")
        let replay = Replay(
            evaluator: Evaluator(pack: pack), inputs: [Replay.Input(path: path)], sinks: sinks,
            threads: 2, isStrict: true, now: { .max / 2 })
        _ = try replay.run { _, _ in }
    }

    private final class Box: @unchecked Sendable {
        var watch: ExperimentWatch
        var funnel: FunnelWatch
        init(_ watch: ExperimentWatch, _ funnel: FunnelWatch) {
            (self.watch, self.funnel) = (watch, funnel)
        }

        func take(_ batch: EventBatch, _ index: Int, _ action: Action) {
            let (type, time) = (Int(batch.types[index]), batch.times[index])
            watch.take(batch.row(index), type: type, time: time, action: action)
            funnel.take(
                batch.row(index), type: type, time: time, identity: batch.identities[index],
                action: action)
        }
    }

    private static func box(
        _ pack: Pack, _ labels: KnownLabels = KnownLabels(), guards: Int = 2
    ) throws -> Box {
        let declared = try #require(pack.experiments)
        var definition = declared.experiments[0]
        definition.guards = Array(definition.guards.prefix(guards))
        return Box(
            ExperimentWatch(definition, schema: pack.schema),
            FunnelWatch(declared.funnels[0], schema: pack.schema, labels: labels))
    }

    @Test("Outcomes are those of the naive count, from a file and from a real store alike")
    func outcomes() throws {
        var random = Seed.random(711)
        let world = SmallWorld(users: 400, harm: 0, random: &random)
        let pack = try Self.pack()
        let box = try Self.box(pack)
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(url: "sqlite:" + folder.path("a.db"))
        let kept = try StoreSink(store: store, evaluator: Evaluator(pack: pack))
        try Self.walk(world, pack, sinks: [WatchSink { box.take($0, $1, $2) }, kept])
        let fromStore = try Self.box(pack)
        let unreadable = try LogWalk(store: store, pack: pack).forEach(
            progress: { _, _ in }, { fromStore.take($0, $1, $2) })
        #expect(unreadable == 0)
        let assignment = Assignment(
            arms: box.watch.definition.arms, salt: box.watch.definition.salt)
        let naive = [
            world.outcomes(true, from: 0, to: 48), world.outcomes(false, from: 72, to: 144),
            world.outcomes(true, from: 0, to: 120, sum: true),
        ]
        for (metric, expected) in naive.enumerated() {
            let found = box.watch.observations(metric, labels: KnownLabels())
            #expect(
                found == fromStore.watch.observations(metric, labels: KnownLabels()),
                "\(Seed.hint)")
            #expect(found.count == expected.count, "\(Seed.hint)")
            for arm in 0..<2 {
                let sum = found.filter { $0.arm == arm }.reduce(0) { $0 + $1.outcome }
                let known = expected.filter { assignment.arm(of: "u\($0.key)") == arm }
                #expect(
                    abs(sum - known.values.reduce(0) { $0 + $1.outcome }) < 1e-9, "\(Seed.hint)")
            }
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.at <= $1.at })
        }
    }

    @Test("Arms by version are those that decided since every arm was there")
    func versions() throws {
        var definition = try #require(Self.pack().experiments?.experiments.first)
        definition.arms = [
            ExperimentDefinition.Arm(name: "control", share: 0.5, version: 3),
            ExperimentDefinition.Arm(name: "treatment", share: 0.5, version: 4),
        ]
        // On the first day only version 3 decides; from the second on version 4 has odd users.
        var records: [RecordGlance] = []
        for day in 1...3 {
            for user in 0..<10 {
                let version = day > 1 && user % 2 == 1 ? 4 : 3
                records.append(
                    try RecordGlance(
                        HoldoutTests.record(user, action: "allow", version: version, day: day)))
            }
        }
        var starts = VersionStarts()
        for record in records.reversed() { starts.take(record) }
        let start = try starts.start(of: definition)
        #expect(CivilTime(milliseconds: start).rfc3339 == "2026-01-02T00:00:00Z")
        var decided = DecidedEvents(unit: "account", from: start)
        for record in records.reversed() { decided.take(record) }
        #expect(
            decided.versions
                == Dictionary(
                    uniqueKeysWithValues: (0..<10).map { ("u\($0)", $0 % 2 == 1 ? 4 : 3) }))
        definition.arms[1].version = 5
        let missing = definition
        #expect(throws: Fault.self) { try starts.start(of: missing) }
    }

    @Test("An arm is the part that bucket() gives")
    func bucket() throws {
        let environment = RuleLibrary.environment(
            variables: [Variable(name: "id", type: .string, slot: 0)],
            library: RuleLibrary.library)
        let program = try #require(
            Compiler.compile(#"bucket(id, "salt-1", 10000)"#, in: environment).program)
        let arms = [
            ExperimentDefinition.Arm(name: "a", share: 0.2),
            ExperimentDefinition.Arm(name: "b", share: 0.3),
        ]
        let assignment = Assignment(arms: arms, salt: "salt-1")
        let arena = Arena()
        let scratch = Scratch()
        var counts = [0, 0, 0]
        for number in 0..<2000 {
            let row = [arena.string("user-\(number)")]
            let part = row.withUnsafeBufferPointer {
                program.evaluate($0.baseAddress!, scratch).asInt
            }
            let expected = part < 2000 ? 0 : part < 5000 ? 1 : nil
            #expect(assignment.arm(of: "user-\(number)") == expected)
            counts[expected ?? 2] += 1
        }
        #expect(counts.allSatisfy { $0 > 300 })
    }

    @Test(
        "A guard that is worse stops the experiment, in words, with bounds as sure as its alpha",
        arguments: [(1, "90 % sure"), (2, "95 % sure")])
    func stops(guards: Int, sure: String) throws {
        var random = Seed.random(712)
        let world = SmallWorld(users: 3000, harm: 0.25, random: &random)
        let pack = try Self.pack()
        let box = try Self.box(pack, guards: guards)
        try Self.walk(world, pack, sinks: [WatchSink { box.take($0, $1, $2) }])
        let readout = ExperimentReadout(box.watch, schema: pack.schema, labels: KnownLabels())
        #expect(readout.verdict == .stopGuard, "\(Seed.hint)")
        #expect(readout.words.contains("stop: guard back worse by"), "\(readout.words)")
        #expect(readout.words.contains("points"))
        #expect(readout.words.contains(sure), "\(readout.words)")
        let guarded = try #require(readout.comparisons.first { $0.metric == "back" })
        #expect(guarded.difference.low < -0.25 + 0.1 && guarded.difference.high < 0)
        #expect((guarded.worseAfter ?? .max) < 2000, "\(Seed.hint)")
        let svg = ReadoutPicture.svg(readout)
        #expect(svg.contains("<polygon") && svg.hasSuffix("</svg>\n"))
    }

    @Test("Entities that a label calls bad leave a metric of the good")
    func good() throws {
        var random = Seed.random(713)
        let world = SmallWorld(users: 100, harm: 0, random: &random)
        let pack = try Self.pack()
        var labels = KnownLabels()
        for user in 0..<40 {
            labels.take(
                Label(
                    subject: .entity(kind: "account", name: "u\(user)"), name: "fraud",
                    isPositive: user < 30, source: "case", time: 0, recordedAt: 1))
        }
        let box = try Self.box(pack, labels)
        try Self.walk(world, pack, sinks: [WatchSink { box.take($0, $1, $2) }])
        #expect(box.watch.observations(0, labels: labels).count == 100)
        #expect(box.watch.observations(1, labels: labels).count == 70)
        let report = FunnelReport(box.funnel, schema: pack.schema, isLabelled: true)
        let groups = report.parts.filter { $0.segment.isEmpty }
        #expect(groups.map(\.group) == ["honest", "bad"])
        #expect(groups.map(\.began) == [70, 30])
        #expect(FunnelPicture.svg(report).contains("honest, 70 began"))
    }

    @Test("A funnel counts who got where, as the naive count does")
    func funnel() throws {
        var random = Seed.random(714)
        let world = SmallWorld(users: 500, harm: 0, random: &random)
        let pack = try Self.pack()
        let box = try Self.box(pack)
        try Self.walk(world, pack, sinks: [WatchSink { box.take($0, $1, $2) }])
        let report = FunnelReport(box.funnel, schema: pack.schema, isLabelled: false)
        let all = try #require(report.parts.first)
        var (began, done, reviewed) = (0, 0, 0)
        for (_, own) in Dictionary(grouping: world.events, by: \.user) {
            guard let start = own.filter({ !$0.isDone }).map(\.hour).min(), start < 24 * 20 else {
                continue
            }
            began += 1
            let later = own.filter { $0.isDone && $0.hour >= start && $0.hour - start <= 72 }
            if later.contains(where: { $0.number > 10 }) { done += 1 }
            reviewed += later.count { $0.number > 100 }
        }
        #expect(report.waiting == 1)
        #expect(all.began == began && all.steps[1].entities == done, "\(Seed.hint)")
        #expect(reviewed > 0 && all.hindered == 0)
        #expect(report.parts.filter { !$0.segment.isEmpty }.map(\.began).reduce(0, +) == began)
    }

    @Test("Faults of experiments.yaml have a place and a fix")
    func faults() {
        let cases = [
            ("share: 0.5 }\n              - ", "share: 0.9 }\n              - ", "more than 1"),
            ("unit: account", "unit: acount", "Did you mean `account`?"),
            ("to: 2d", "from: 3d, to: 2d", "`to` is after `from`"),
            ("value: event.number", "value: event.word", "`value` is a number"),
            ("alpha: 0.05", "alpha: 2", "number from"),
            ("segment: number", "segment: nummer", "Did you mean `number`?"),
            ("- { name: saw, on: thing.seen }\n", "\n", "2 to 16 steps"),
        ]
        for (old, new, words) in cases {
            var texts = SmallPack.texts()
            let changed = SmallWorld.declared.replacing(
                old.replacing("              - ", with: "      - "),
                with: new.replacing("              - ", with: "      - "))
            #expect(changed != SmallWorld.declared, "\(old)")
            texts["experiments.yaml"] = changed
            let reading = PackLoader.read(texts: texts)
            #expect(reading.pack == nil, "\(new)")
            #expect(reading.report.contains(words), "\(reading.report)")
            #expect(reading.report.contains("experiments.yaml"))
        }
    }
}
