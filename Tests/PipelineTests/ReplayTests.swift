import Events
import Insights
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A log walked at full speed gives what it gives one event at a time.
@Suite struct ReplayTests {
    private static let features =
        SmallPack.features + """

              - name: account.words
                description: Different words.
                entity: account
                on: [thing.done]
                aggregate: distinct
                of: event.word
                window: 10m
              - name: account.mean
                description: Mean amount by account and device.
                entity: [account, device]
                on: thing.done
                aggregate: mean
                of: event.amount
                window: 1d
                present: exclude
              - name: account.last
                description: The word before.
                entity: device
                on: thing.done
                aggregate: last
                of: event.word
                window: all
                present: exclude
              - name: account.label
                description: A text.
                formula: event.user + ":" + features.account.last
            """

    /// A log with ties, late events, duplicates and lines that are no events.
    private var lines: [String] {
        var random = Seed.random(40)
        var latest: Int64 = 1_772_409_600_000
        return (0..<9000).map { id in
            latest += random.pick([0, 1, 1000, 20_000])
            let behind = random.chance(0.2) ? random.pick([1, 1000, 3_599_999, 7_200_000]) : 0
            if random.chance(0.01) { return "{\"broken\":" }
            return event(
                "\(random.chance(0.02) ? id / 2 : id)",
                time: CivilTime(milliseconds: latest - Int64(behind)).rfc3339,
                data: #""user":"u\#(random.below(40))","device":"d\#(random.below(9))","#
                    + #""word":"\#(random.pick(["a", "b,c", "d"]))","#
                    + #""number":\#(random.below(200)),"#
                    + #""amount":\#(random.unit())"#)
        }
    }

    private func run(
        _ path: String, into folder: TemporaryFolder, threads: Int, batch: Int
    ) throws -> [[UInt8]] {
        var limits = IntakeLimits()
        limits.batchEventsMax = batch
        let evaluator = try Bench(
            SmallPack.texts(features: ReplayTests.features), limits: limits
        ).evaluator
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)],
            sinks: [
                try FeaturesFile(path: folder.path("features"), evaluator: evaluator),
                try DecisionsFile(path: folder.path("decisions")),
                try DeadLettersFile(path: folder.path("letters")),
            ], threads: threads, isStrict: false, now: { .max / 2 })
        _ = try replay.run { _, _ in }
        return try ["features", "decisions", "letters"].map { try folder.read($0) }
    }

    @Test(
        "Features, decisions and dead letters are the same bytes on 1 and 4 threads, in any batches"
    )
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let lines = lines
        let path = try folder.write(lines.joined(separator: "\n"), as: "log")
        let first = try run(path, into: folder, threads: 1, batch: 2048)
        #expect(first[0].count > 500_000)
        for (threads, batch) in [(4, 2048), (1, 7), (4, 7), (4, 1), (2, 500)] {
            let other = try run(path, into: folder, threads: threads, batch: batch)
            for (name, pair) in zip(["features", "decisions", "letters"], zip(first, other)) {
                let isSame = pair.0 == pair.1
                #expect(isSame, "\(name), \(threads) threads, \(batch); \(Seed.hint)")
            }
        }
        let bench = try Bench(SmallPack.texts(features: ReplayTests.features))
        bench.walk(lines)
        let records = bench.seen.map { $0.record + "\n" }.joined()
        let isSame = Array(records.utf8) == first[1]
        #expect(isSame, "\(Seed.hint)")
    }

    @Test("Strict replay stops at the first dead letter")
    func strict() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("\(event("1"))\n{\n\(event("2"))\n", as: "log")
        let evaluator = try Bench(SmallPack.texts()).evaluator
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)], sinks: [], threads: 2,
            isStrict: true, now: { .max / 2 })
        let fault = #expect(throws: Fault.self) { try replay.run { _, _ in } }
        #expect(fault?.message.contains(":2: malformed_json") == true)
    }

    @Test("Several files are one log")
    func severalFiles() throws {
        let folder = try TemporaryFolder()
        let paths = try (0..<5).map { try folder.write(event("\($0)"), as: "log\($0)") }
        let evaluator = try Bench(SmallPack.texts()).evaluator
        let replay = Replay(
            evaluator: evaluator, inputs: paths.map { Replay.Input(path: $0) },
            sinks: [try FeaturesFile(path: folder.path("features"), evaluator: evaluator)],
            threads: 4, isStrict: false, now: { .max / 2 })
        #expect(try replay.run { _, _ in }.counts.decisions == 5)
        let rows = String(decoding: try folder.read("features"), as: UTF8.self).split(
            separator: "\n")
        #expect(rows.last?.hasSuffix(",5") == true)
    }
}
