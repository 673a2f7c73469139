import Features
import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// The engine against the definitions, on random logs.
@Suite struct OracleTests {
    private static let packs = 8
    private static let logsPerPack = 40
    private static let eventsPerLog = 50

    @Test(
        "Every aggregation, window, delay and presence agrees with its definition",
        arguments: 0..<packs)
    func agreesWithDefinition(pack: Int) throws {
        var log = RandomLog(random: Seed.random(1, round: pack))
        let features = log.features()
        let evaluator = try Bench(packTexts(features)).evaluator
        for round in 0..<OracleTests.logsPerPack {
            let lateness: Int64 = round % 2 == 0 ? 0 : 3_600_000
            let sent = log.events(OracleTests.eventsPerLog, lateness: lateness)
            let bench = Bench(evaluator: Evaluator(pack: evaluator.pack))
            bench.walk(sent.map(\.json), batchSize: 1 + round)
            try #require(bench.deadLetters.allSatisfy { $0.code == .tooLate })
            try #require(lateness > 0 || bench.deadLetters.isEmpty)
            let admitted = Set(bench.seen.map(\.id))
            let events = sent.filter { admitted.contains("\($0.id)") }
            try #require(bench.seen.map(\.id) == events.map { "\($0.id)" })
            if let fault = firstFault(features, events, bench.seen) {
                Issue.record("pack \(pack), log \(round): \(fault); \(Seed.hint)")
                return
            }
        }
    }

    /// A window without end is skipped where a late event reads it, as it then stands as it is.
    private func firstFault(
        _ features: [PlainFeature], _ events: [PlainEvent], _ seen: [Bench.Seen]
    ) -> String? {
        var latest = Int64.min
        for index in events.indices {
            let isLate = events[index].time < latest
            latest = max(latest, events[index].time)
            for feature in features where !(isLate && feature.window == nil) {
                let expected = Oracle.value(of: feature, at: index, in: events)
                let found = seen[index].texts["features.\(feature.name)"]
                if !agree(found, expected) {
                    return "event \(index), late \(isLate): \(feature.yaml)\n"
                        + "expected \(expected), found \(found ?? "nothing")"
                }
            }
        }
        return nil
    }

    private func agree(_ found: String?, _ expected: Oracle.Answer) -> Bool {
        switch expected {
        case .absent: return found == nil
        case .exactly(let text):
            if found == text { return true }
            guard let left = found.flatMap(Double.init), let right = Double(text) else {
                return false
            }
            return left == right
        case .about(let number):
            guard let value = found.flatMap(Double.init) else { return false }
            return (value - number).magnitude <= 1e-9 * max(number.magnitude, 1e-3)
        }
    }

    @Test("Batches of 1, 7 and 2048 give the same features")
    func batchSizesAgree() throws {
        var log = RandomLog(random: Seed.random(2))
        let evaluator = try Bench(packTexts(log.features())).evaluator
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
        let evaluator = try Bench(packTexts(log.features())).evaluator
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
