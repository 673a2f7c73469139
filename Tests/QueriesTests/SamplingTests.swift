import Queries
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Estimates from some of the blocks.
@Suite struct SamplingTests {
    /// Of all draws, intervals that hold the truth; 95 % are promised, over logs as over draws: of
    /// one log whose matches stand oddly together, fewer may.
    @Test func intervalsHoldTheTruth() throws {
        let (logs, draws) = (5, 40)
        let conditions = [
            "event.number > 50", "event.device == \"d2\" || event.device == \"d3\"",
            "event.word == \"burst\"", "\"large\" in decision.rules",
            "event.number == 7 && event.word == \"bee\"",
        ]
        var held = conditions.map { _ in 0 }
        var (truths, errors) = (conditions.map { _ in 0.0 }, conditions.map { _ in 0.0 })
        for number in 0..<logs {
            let seed = Seed.value &+ UInt64(number) << 40
            let log = try AskedLog(events: 40_000, seed: seed)
            let desk = log.desk()
            for (place, text) in conditions.enumerated() {
                let plan = try desk.plan(Question(condition: text, range: log.range), of: log.pack)
                let truth = try desk.full(plan).matches.count
                truths[place] += truth / Double(logs)
                for draw in 0..<draws {
                    let answer = try desk.quick(
                        plan, milliseconds: 60_000, seed: seed &+ UInt64(draw), blocksMax: 24)
                    #expect(!answer.isExact)
                    let matches = answer.matches
                    if matches.least <= truth, truth <= matches.most { held[place] += 1 }
                    errors[place] += (matches.count - truth) / Double(logs * draws)
                }
            }
        }
        for (place, text) in conditions.enumerated() {
            let share = Double(held[place]) / Double(logs * draws)
            print(
                "\(text): \(share) of \(logs * draws) intervals hold \(truths[place]) in the mean; "
                    + "mean error \(errors[place])")
            // Three deviations of 200 draws below 95 %.
            #expect(share >= 0.90, "\(text), \(Seed.hint)")
            #expect(abs(errors[place]) < max(5, truths[place] * 0.1), "\(Seed.hint)")
        }
    }

    @Test func theSameQuestionReadsTheSame() throws {
        let log = try AskedLog(events: 6_000, seed: Seed.value)
        let desk = log.desk()
        let plan = try desk.plan(
            Question(condition: "event.number > 3", range: log.range), of: log.pack)
        let one = try desk.quick(plan, milliseconds: 60_000, blocksMax: 5)
        let other = try desk.quick(plan, milliseconds: 60_000, blocksMax: 5)
        #expect(one.matches == other.matches)
        #expect(one.panels.map(\.top) == other.panels.map(\.top))
        #expect(one.sample.blocks == 5)
    }

    @Test func enoughTimeIsExact() throws {
        let log = try AskedLog(events: 3_000, seed: Seed.value)
        let desk = log.desk()
        let plan = try desk.plan(Question(condition: "", range: log.range), of: log.pack)
        let answer = try desk.quick(plan, milliseconds: 60_000)
        #expect(answer.isExact && answer.matches.count == 3_000)
        #expect(answer.events == 3_000)
    }

    /// However little of the range is read, what it is a share of is the range's own events.
    @Test func allOfARangeIsExactInASample() throws {
        let log = try AskedLog(events: 6_000, seed: Seed.value)
        let length = log.range.upperBound - log.range.lowerBound
        let range = log.range.lowerBound + length / 7..<log.range.upperBound - length / 5
        let expected = log.truth.count { range.contains($0.time) }
        func answer(_ change: (inout QueryLimits) -> Void = { _ in }) throws -> QueryAnswer {
            let desk = log.desk(change)
            return try desk.quick(
                try desk.plan(Question(condition: "event.number > 3", range: range), of: log.pack),
                milliseconds: 60_000, blocksMax: 2)
        }
        let sampled = try answer()
        #expect(!sampled.isExact && sampled.events == expected && sampled.isEventsExact)
        let bounded = try answer { $0.edgeBlocksMax = 0 }
        #expect(!bounded.isEventsExact && bounded.events > expected)
    }

    @Test func anEntityIsExactInLittleTime() throws {
        let log = try AskedLog(events: 40_000, seed: Seed.value)
        let desk = log.desk()
        let plan = try desk.plan(
            Question(condition: "event.user == \"u7\"", range: log.range), of: log.pack)
        let few = try desk.plan(
            Question(condition: "event.user == \"nobody\"", range: log.range), of: log.pack)
        let answer = try desk.quick(plan, milliseconds: 60_000)
        #expect(Int(answer.matches.count) == log.truth.count { $0.user == "u7" })
        #expect(try desk.quick(few, milliseconds: 0).isExact)
    }

    @Test func aFullAnswerStopsWhenToldTo() throws {
        let log = try AskedLog(events: 6_000, seed: Seed.value)
        let desk = log.desk()
        let plan = try desk.plan(Question(condition: "", range: log.range), of: log.pack)
        let answer = try desk.full(plan) { $0 < 0.3 }
        #expect(!answer.isExact && answer.stopped != nil)
        #expect(answer.looked < 6_000)
        let bounded = log.desk { $0.fullEventsMax = 1_000 }
        #expect(try bounded.full(plan).stopped?.contains("1000 events") == true)
    }
}
