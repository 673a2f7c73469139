import Packs
import Pipeline
import TestKit
import Testing
import Vocabulary

/// What detection finds out comes back as an event, and decides the account's next ones.
@Suite struct VerdictFeatureTests {
    private func bench() throws -> Bench {
        let reading = try PackLoader.read(folder: repository + "/PolicyPacks/streaming")
        return Bench(evaluator: Evaluator(pack: try #require(reading.pack, "\(reading.report)")))
    }

    private func verdict(
        _ id: String, _ time: String, _ action: String, user: String = "u1"
    ) -> String {
        let ring = action == "none" ? #""","members":0"# : #""ring-12","members":14"#
        return event(
            id, type: "account.judged", time: time,
            data: #""user":"\#(user)","score":0.93,"action":"\#(action)","ring":\#(ring)"#)
    }

    private func play(_ id: String, _ time: String, user: String = "u1") -> String {
        event(
            id, type: "stream.completed", time: time,
            data: #""user":"\#(user)","track":"t1","artist":"a1","payee":"p1","#
                + #""msPlayed":190000,"trackMs":190000"#)
    }

    private func actions(_ lines: [String]) throws -> [String] {
        let bench = try bench()
        bench.walk(lines)
        #expect(bench.deadLetters.isEmpty && bench.unknownFields.isEmpty)
        return bench.seen.map { "\($0.id) \(action($0))" }
    }

    /// The action that the record names.
    private func action(_ seen: Bench.Seen) -> String {
        let key = #""action":""#
        let rest = seen.record.firstRange(of: key).map { seen.record[$0.upperBound...] } ?? ""
        return String(rest.prefix { $0 != "\"" })
    }

    @Test("A verdict counts from its time on, for its account, until a later one")
    func story() throws {
        let lines = [
            play("1", "2026-03-02T12:00:00Z"),
            verdict("2", "2026-03-02T12:10:00Z", "restrict"),
            play("3", "2026-03-02T12:20:00Z"),
            play("4", "2026-03-02T12:21:00Z", user: "u2"),
            verdict("5", "2026-03-03T12:00:00Z", "review"),
            play("6", "2026-03-03T12:01:00Z"),
            verdict("7", "2026-03-04T12:00:00Z", "none"),
            play("8", "2026-03-04T12:01:00Z"),
        ]
        let (bench, other) = (try bench(), try bench())
        bench.walk(lines)
        other.walk(lines, batchSize: 1)
        #expect(bench.seen.map(\.record) == other.seen.map(\.record))
        #expect(bench.deadLetters.isEmpty && bench.unknownFields.isEmpty)
        #expect(
            bench.seen.map(action) == [
                "allow", "allow", "exclude", "allow", "allow", "review", "allow", "allow",
            ])
        #expect(bench.seen[2].fired == ["ring_restricted"])
        #expect(bench.seen[2].record.contains("at 93 %: ring-12 of 14 accounts"))
        #expect(bench.seen[5].fired == ["ring_under_review"])
        #expect(bench.seen[7].texts["features.account.ring_action"] == "none")
        #expect(bench.seen.allSatisfy { !$0.undecided.keys.contains { $0.contains("ring") } })
    }

    @Test("The latest verdict is the one of the latest time; of equal times, that which came last")
    func order() throws {
        #expect(
            try actions([
                verdict("1", "2026-03-02T12:30:00Z", "none"),
                verdict("2", "2026-03-02T12:10:00Z", "restrict"),
                play("3", "2026-03-02T12:31:00Z"),
                verdict("4", "2026-03-02T12:40:00Z", "none"),
                verdict("5", "2026-03-02T12:40:00Z", "restrict"),
                play("6", "2026-03-02T12:41:00Z"),
            ]) == ["1 allow", "2 allow", "3 allow", "4 allow", "5 allow", "6 exclude"])
    }

    @Test("A verdict that no run renews lapses after ninety days")
    func lapse() throws {
        #expect(
            try actions([
                verdict("1", "2026-03-01T12:00:00Z", "restrict"),
                play("2", "2026-05-28T12:00:00Z"), play("3", "2026-05-31T12:00:00Z"),
                verdict("4", "2026-06-01T12:00:00Z", "restrict"),
                verdict("5", "2026-08-01T12:00:00Z", "restrict"),
                play("6", "2026-09-15T12:00:00Z"),
            ]) == ["1 allow", "2 exclude", "3 allow", "4 allow", "5 allow", "6 exclude"])
    }

    @Test("A pack without the event takes a verdict for a dead letter, as any event it knows not")
    func unknown() throws {
        let bench = try Bench(SmallPack.texts())
        bench.walk([verdict("1", "2026-03-02T12:00:00Z", "restrict"), event("2")])
        #expect(bench.deadLetters.count == 1 && bench.seen.map(\.id) == ["2"])
    }
}
