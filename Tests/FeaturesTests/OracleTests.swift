import Features
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// The engine against the definitions, on random logs.
@Suite struct OracleTests {
    private static let packs = 200
    private static let logsPerPack = 50
    /// Deals of all features among packs, so that each is met however many there are.
    private static let packsPerDeal = 100

    @Test(
        "Every aggregation, window, resolution, delay and presence agrees with its definition",
        arguments: 0..<packs)
    func agreesWithDefinition(pack: Int) throws {
        let features = OracleTests.features(of: pack)
        var log = RandomLog(random: Seed.random(1, round: pack))
        let minutes = log.random.pick([2, 60] as [Int64])
        let evaluator = try Bench(packTexts(features, lateness: "\(minutes)m")).evaluator
        for round in 0..<OracleTests.logsPerPack {
            let sent = log.events(
                log.random.within(20...60), lateness: round % 3 == 0 ? 0 : minutes * 60_000,
                longestStep: log.random.pick([1001, 90_000, 3_600_000, .max]))
            if let fault = try firstFault(features, sent, evaluator, &log.random) {
                Issue.record("pack \(pack), log \(round): \(fault); \(Seed.hint)")
                return
            }
        }
    }

    /// The features of one pack: every combination comes once a deal.
    private static func features(of pack: Int) -> [PlainFeature] {
        var deal = RandomLog(random: Seed.random(4, round: pack / packsPerDeal))
        let features = deal.features()
        return stride(from: pack % packsPerDeal, to: features.count, by: packsPerDeal).map {
            features[$0]
        }
    }

    /// Sends the log, with some events twice, and holds every feature of every event admitted
    /// against its definition.
    private func firstFault(
        _ features: [PlainFeature], _ sent: [PlainEvent], _ evaluator: Evaluator,
        _ random: inout SplitMix64
    ) throws -> String? {
        let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
        var lines: [String] = []
        for event in sent {
            lines.append(event.json)
            if random.chance(0.1) { lines.append(random.pick(lines)) }
        }
        bench.walk(lines, batchSize: random.pick([1, 3, 64]))
        try #require(bench.deadLetters.allSatisfy { $0.code == .tooLate })
        let admitted = Set(bench.seen.map(\.id))
        let events = sent.filter { admitted.contains("\($0.id)") }
        try #require(bench.seen.map(\.id) == events.map { "\($0.id)" })
        for feature in features {
            let oracle = Oracle(feature, events)
            let name = "features.\(feature.name)"
            for index in events.indices {
                let expected = oracle.answer(at: index, in: events)
                let found = bench.seen[index].texts[name]
                if !expected.agrees(with: found) {
                    return "event \(index) of \(events.count): \(feature.yaml)\n"
                        + "expected \(expected), found \(found ?? "nothing")"
                }
            }
        }
        return nil
    }

    @Test("Batches of 1, 7 and 2048 give the same features")
    func batchSizesAgree() throws {
        var log = RandomLog(random: Seed.random(2))
        let evaluator = try Bench(packTexts(Array(log.features().prefix(400)))).evaluator
        let lines = log.events(300, lateness: 3_600_000).map(\.json)
        let walks = [1, 7, 2048].map { size in
            let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
            bench.walk(lines, batchSize: size)
            return bench.seen.map(\.texts)
        }
        #expect(walks[0].count > 200)
        #expect(walks[0] == walks[1] && walks[1] == walks[2], "\(Seed.hint)")
    }

    @Test("Whatever happens later changes no feature of what was before", arguments: 0..<10)
    func futureChangesNothing(round: Int) throws {
        var log = RandomLog(random: Seed.random(3, round: round))
        let evaluator = try Bench(packTexts(Array(log.features().prefix(400)))).evaluator
        let events = log.events(60, lateness: 0)
        let cut = log.random.within(5...50)
        var other = Array(events[...cut])
        for event in events[(cut + 1)...].reversed() {
            other.append(log.event(event.id + 1000, time: max(event.time, other.last!.time)))
        }
        let walks = [events, other].map { events in
            let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
            bench.walk(events.map(\.json))
            return bench.seen[...cut].map(\.texts)
        }
        #expect(walks[0] == walks[1], "cut at \(cut); \(Seed.hint)")
    }
}
