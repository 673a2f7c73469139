import Queries
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// The exact answer against a walk over all events.
@Suite struct OracleTests {
    private typealias Truth = AskedLog.Truth
    private let log: AskedLog

    init() throws { log = try AskedLog(events: 6_000, seed: Seed.value) }

    /// Conditions, and what they say in Swift.
    private static let conditions: [(text: String, holds: @Sendable (Truth) -> Bool)] = [
        ("", { _ in true }),
        ("event.number > 50", { $0.number.map { $0 > 50 } ?? false }),
        ("!has(event.device)", { $0.device == nil }),
        ("event.user == \"u3\"", { $0.user == "u3" }),
        (
            "decision.account == \"u3\" && event.number > 10",
            { $0.user == "u3" && ($0.number ?? 0) > 10 }
        ),
        ("event.device == \"d2\"", { $0.device == "d2" }),
        (
            "\"d2\" == event.device && decision.action == \"review\"",
            { $0.device == "d2" && $0.action == .review }
        ),
        ("decision.action == \"review\"", { $0.action == .review }),
        ("decision.action == \"block\"", { _ in false }),
        ("\"large\" in decision.rules", { $0.rules.contains("large") }),
        (
            "\"wordy\" in decision.signals && decision.score >= 0.5",
            { $0.rules.contains("wordy") && $0.score >= 0.5 }
        ),
        ("size(decision.rules) == 2", { $0.rules.count == 2 }),
        (
            "type == \"thing.seen\" || event.word == \"burst\"",
            { $0.type == "thing.seen" || $0.word == "burst" }
        ),
        ("decision.journey == \"seeing\"", { $0.type == "thing.seen" }),
        ("event.word == \"d\\\"oe\"", { $0.word == "d\"oe" }),
        (
            "event.word.startsWith(\"b\") && !(decision.action == \"review\")",
            { ($0.word?.hasPrefix("b") ?? false) && $0.action != .review }
        ),
    ]

    private func ranges() -> [Range<Int64>] {
        var random = Seed.random(801)
        let all = log.range
        let length = all.upperBound - all.lowerBound
        let start = all.lowerBound + Int64(random.below(Int(length / 2)))
        return [all, start..<start + length / 3, start..<start + 1]
    }

    @Test func countsAreThoseOfAWalk() throws {
        let desk = log.desk()
        for (text, holds) in OracleTests.conditions {
            for range in ranges() {
                let question = Question(condition: text, range: range)
                let answer = try desk.full(try desk.plan(question, of: log.pack))
                let expected = log.truth.filter { range.contains($0.time) && holds($0) }
                #expect(answer.isExact, "\(text), \(Seed.hint)")
                #expect(answer.matches.isExact)
                let all = log.truth.count { range.contains($0.time) }
                #expect(answer.events == all && answer.isEventsExact, "\(text), \(Seed.hint)")
                #expect(Int(answer.matches.count) == expected.count, "\(text), \(Seed.hint)")
                expectCounts(answer, expected, text)
            }
        }
    }

    private func expectCounts(_ answer: QueryAnswer, _ expected: [Truth], _ text: String) {
        let actions = counts(expected.map(\.action.rawValue))
        for one in answer.actions {
            #expect(Int(one.count.count) == actions[one.value] ?? 0, "\(text), \(Seed.hint)")
            #expect(Int(one.bars.reduce(0, +)) == actions[one.value] ?? 0)
        }
        #expect(answer.actions.count == actions.count)
        let values: [String: (Truth) -> [String]] = [
            "event.user": { [$0.user] }, "event.device": { $0.device.map { [$0] } ?? [] },
            "event.word": { $0.word.map { [$0] } ?? [] }, "decision.rules": \.rules,
            "event.type": { [$0.type] },
        ]
        for panel in answer.panels {
            guard let read = values[panel.field.name] else { continue }
            let all = counts(expected.flatMap(read))
            #expect(panel.values == all.count, "\(panel.field.name) of \(text), \(Seed.hint)")
            let sorted = all.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
            #expect(panel.top.map(\.value) == sorted.map(\.key), "\(text), \(Seed.hint)")
            #expect(panel.top.map { Int($0.count.count) } == sorted.map(\.value))
        }
        let users = Set(expected.map(\.user)).count
        #expect((answer.entities.first { $0.kind == "account" }?.count ?? 0) == users)
    }

    private func counts(_ values: [String]) -> [String: Int] {
        values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    @Test func groupsAreThoseOfAWalk() throws {
        let desk = log.desk()
        let question = Question(
            condition: "has(event.number)", group: "event.number % 7", range: log.range)
        let answer = try desk.full(try desk.plan(question, of: log.pack))
        let expected = counts(log.truth.compactMap { $0.number.map { "\($0 % 7)" } })
        let group = try #require(answer.group)
        #expect(group.count == 7)
        for one in group {
            #expect(Int(one.count.count) == expected[one.value], "\(Seed.hint)")
            #expect(Int(one.bars.reduce(0, +)) == expected[one.value])
        }
    }

    @Test func comparesWithThePeriodBefore() throws {
        let desk = log.desk()
        let middle = (log.range.lowerBound + log.range.upperBound) / 2
        let length = (log.range.upperBound - log.range.lowerBound) / 3
        let question = Question(
            condition: "event.word == \"burst\"", range: middle..<middle + length, before: length)
        let answer = try desk.full(try desk.plan(question, of: log.pack))
        let before = log.truth.count {
            (middle - length..<middle).contains($0.time) && $0.word == "burst"
        }
        #expect(answer.before.map { Int($0.count) } == before, "\(Seed.hint)")
    }

    @Test func latestArePagedThroughAll() throws {
        let desk = log.desk()
        for (text, holds) in OracleTests.conditions {
            let range = ranges()[1]
            let plan = try desk.plan(Question(condition: text, range: range), of: log.pack)
            var found: [Int64] = []
            var before = Int64.max
            while true {
                let page = try desk.latest(plan, before: before, limit: 37, milliseconds: 5_000)
                found += page.rows.map(\.sequence)
                guard let next = page.next else { break }
                before = next
            }
            let expected = log.truth.indices.filter {
                range.contains(log.truth[$0].time) && holds(log.truth[$0])
            }.map { Int64($0 + 1) }
            #expect(found == expected.reversed(), "\(text), \(Seed.hint)")
        }
    }
}
