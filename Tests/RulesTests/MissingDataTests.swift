import Insights
import Pipeline
import TestKit
import Testing

/// What rules make of values that are not there.
@Suite struct MissingDataTests {
    private func walk(_ rules: String, data: String) throws -> Bench.Seen {
        let bench = try Bench(SmallPack.texts(rules: "rules:" + rules))
        bench.walk([event("1", data: #""user":"u1""# + (data.isEmpty ? "" : "," + data))])
        return try #require(bench.seen.first)
    }

    @Test(
        "A condition that reaches a missing value does not match and names it",
        arguments: [
            "event.number > 5", "!(event.number > 5)", "event.number <= 5",
            "!(!(event.number > 5))", "event.number in [1, 2]", "!(event.number in [1, 2])",
            "event.user == \"u1\" && event.number > 5", "event.user == \"u2\" || event.number > 5",
            "event.number > 5 ? true : true", "ratio(event.number, 2) > 0.1",
        ])
    func missing(condition: String) throws {
        let seen = try walk(SmallPack.rule("r", when: condition), data: "")
        #expect(seen.fired.isEmpty)
        #expect(seen.undecided == ["r": "missing event.number"])
        #expect(seen.record.contains(#""undecided":[{"rule":"r","why":"missing event.number"}]"#))
    }

    @Test(
        "A condition that is decided without the missing value is decided",
        arguments: [
            ("event.user == \"u1\" || event.number > 5", true),
            ("event.number > 5 || event.user == \"u1\"", true),
            ("event.user == \"u2\" && event.number > 5", false),
            ("event.number > 5 && event.user == \"u2\"", false),
            ("has(event.number)", false), ("!has(event.number)", true),
            ("has(event.number) && event.number > 5", false),
        ])
    func decidedWithout(condition: String, fires: Bool) throws {
        let seen = try walk(SmallPack.rule("r", when: condition), data: "")
        #expect(seen.fired == (fires ? ["r"] : []))
        #expect(seen.undecided.isEmpty)
    }

    @Test("A local made of a missing value leaves the rule undecided for the same want")
    func missingLocal() throws {
        let rule = SmallPack.rule("r", when: "twice > 5", local: "twice: event.number * 2")
        #expect(try walk(rule, data: "").undecided == ["r": "missing event.number"])
        #expect(try walk(rule, data: #""number":3"#).fired == ["r"])
    }

    @Test("A share of nothing leaves the rule undecided, and is no false alarm")
    func shareOfNothing() throws {
        let rule = SmallPack.rule("r", when: "!(ratio(event.number, 0) < 0.5)")
        let seen = try walk(rule, data: #""number":3"#)
        #expect(seen.fired.isEmpty)
        #expect(seen.undecided.keys.sorted() == ["r"])
    }

    @Test("What was missing is counted by rule over a whole log")
    func counted() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<10).map {
            event("\($0)", data: $0 < 4 ? #""user":"u""# : #""user":"u","number":200"#)
        }
        let walk = try FileWalk(
            folder.write(lines.joined(separator: "\n"), as: "log"), pack: SmallPack.texts())
        #expect(walk.report.counts.undecided == [4])
        #expect(walk.report.counts.hits == [6])
        #expect(walk.report.counts.missing.values.reduce(0, +) == 4)
    }

    @Test("Rules stand only at their own journey")
    func journeys() throws {
        let bench = try Bench(SmallPack.texts())
        bench.walk([event("1", type: "thing.seen", data: #""user":"u1","number":500"#)])
        #expect(bench.seen[0].fired.isEmpty)
        #expect(bench.seen[0].undecided.isEmpty)
    }

    @Test("Rules that are off are not evaluated")
    func off() throws {
        let seen = try walk(SmallPack.rule("r", when: "event.number > 1", mode: "off"), data: "")
        #expect(seen.undecided.isEmpty && seen.shadow.isEmpty && seen.fired.isEmpty)
    }
}
