import Queries
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// What questions may say, what is kept of them, and what follows the log.
@Suite struct QuestionTests {
    private func plan(_ condition: String, _ log: AskedLog) throws -> QueryPlan {
        try log.desk().plan(Question(condition: condition, range: log.range), of: log.pack)
    }

    @Test func whatIsWrongIsShownAtItsPlace() throws {
        let log = try AskedLog(events: 300, seed: 1)
        let fault = #expect(throws: Fault.self) { try self.plan("event.nmber > 3", log) }
        #expect(fault?.code == .invalid)
        #expect(fault?.message.contains("event.nmber > 3\n^^^^^^^^^^^") == true)
        #expect(fault?.message.contains("event.number") == true)
        #expect(throws: Fault.self) { try self.plan("event.number", log) }
        #expect(throws: Fault.self) {
            try self.plan(String(repeating: "x", count: 5_000), log)
        }
    }

    @Test func partsCanBeDroppedOneByOne() throws {
        let log = try AskedLog(events: 300, seed: 1)
        let plan = try plan("event.number > 3 && (event.flag || event.number > 9)", log)
        #expect(plan.parts == ["event.number > 3", "(event.flag || event.number > 9)"])
    }

    @Test func valuesAreQuoted() throws {
        let log = try AskedLog(events: 300, seed: 1)
        let word = try #require(try plan("", log).fields.first { $0.name == "event.word" })
        #expect(word.condition("a\"b\\") == #"event.word == "a\"b\\""#)
    }

    @Test func wordsNameWhatThereIs() throws {
        let log = try AskedLog(events: 300, seed: 1)
        let words = log.desk().language(of: log.pack).words(of: log.pack).map(\.name)
        for word in ["event.number", "decision.rules", "ratio", "\"large\"", "\"review\""] {
            #expect(words.contains(word))
        }
    }

    @Test func blocksAreForgottenWithTheLog() throws {
        let log = try AskedLog(events: 3_000, seed: 2)
        let index = LogIndex(store: log.store)
        #expect(try index.blocks(in: log.range).reduce(0) { $0 + $1.count } == 3_000)
        let first = try log.store.forget(
            receivedBefore: .max, keepingFrom: 2_100, limit: 10_000)
        let left = try index.blocks(in: 0..<Int64.max)
        #expect(left.first?.firstSequence == first)
        #expect(left.reduce(0) { $0 + $1.count } == 3_000 - Int(first) + 1)
    }

    @Test func blocksTellTheTimesOfTheirEvents() throws {
        let log = try AskedLog(events: 2_000, seed: Seed.value)
        for block in try log.store.logBlocks(after: 0, limit: 1_000) {
            let start = Int(block.firstSequence) - 1
            let times = log.truth[start..<start + block.count].map(\.time)
            #expect(times.min() == block.earliest && times.max() == block.latest, "\(Seed.hint)")
        }
    }

    @Test func queriesAreKeptAndFound() throws {
        let log = try AskedLog(events: 300, seed: 1)
        let asked = AskedQuery(
            question: "when=a", condition: "event.number > 3", by: "ana", at: 7)
        try log.store.remember(asked)
        try log.store.remember(
            AskedQuery(question: "when=b", condition: "event.flag", by: "ben", at: 8))
        #expect(try log.store.askedQueries(containing: "NUMBER", limit: 9) == [asked])
        #expect(try log.store.askedQueries(containing: "ben", limit: 9).map(\.at) == [8])
        #expect(try log.store.askedQueries(containing: "", limit: 9).map(\.at) == [8, 7])
        try log.store.save(SavedQuery(name: "big", asked: asked))
        try log.store.save(SavedQuery(name: "big", asked: asked))
        #expect(try log.store.savedQueries().map(\.name) == ["big"])
        #expect(try log.store.dropQuery(named: "big"))
        #expect(try !log.store.dropQuery(named: "big"))
        #expect(throws: Fault.self) {
            try log.store.save(SavedQuery(name: "", asked: asked))
        }
    }

    @Test func barsCoverTheRange() {
        var random = Seed.random(802)
        for _ in 0..<2_000 {
            let start = Int64(random.below(2_000_000_000_000)) - 100_000_000_000
            let length = Int64(1 + random.below(1 << (1 + random.below(40))))
            let bars = Bars(of: start..<start + length, most: 60)
            #expect(bars.count <= 60, "\(Seed.hint)")
            #expect(bars.start <= start && start < bars.start + bars.width)
            #expect(bars.start + Int64(bars.count) * bars.width >= start + length)
        }
    }
}
