import Foundation
import Monitoring
import Pipeline
import Testing
import Toolbox
import Vocabulary

/// A service's decisions, read page by page, come to the same as the rows themselves.
@Suite struct StoreWatchTests {
    private let day = 86_400_000

    private func model(_ people: People) throws -> WatchedModel {
        var reference = try people.table(days: 0..<14).reference()
        let names = ["event.amount", "features.weekend", "features.risk", "features.gone"]
        for place in names.indices { reference.inputs[place].name = names[place] }
        return WatchedModel(
            release: ModelRelease(name: "m", version: 3, stage: .live), owner: "risk team",
            reference: reference)
    }

    @Test func decisionsAreCountedOnceAndAlarm() throws {
        let people = People(seed: 21, rowsPerDay: 1500)
        let model = try model(people)
        let store = MadeStore()
        let watch = StoreWatch(store: store)
        store.add(people.table(days: 14..<16))
        let noon = Int64((People.monday + 16) * day) + 3_600_000
        let first = try watch.run([model], now: noon) { try $0() }
        let quiet = try #require(first.models.first)
        #expect(quiet.days == [14, 15].map { WatchWords.day(People.monday + $0) })
        #expect(quiet.rows == [1500, 1500])
        #expect(quiet.alarms.isEmpty)
        #expect(quiet.unwatched == ["features.gone"])
        #expect(
            Set(quiet.series.map(\.name)) == [
                "event.amount", "features.weekend", "features.risk", "score",
            ])

        store.add(people.table(days: 16..<17) { row, _ in row[0] *= 1.6 })
        store.add(people.table(days: 17..<18))
        let second = try watch.run([model], now: noon + Int64(day)) { try $0() }
        let moved = try #require(second.models.first)
        #expect(moved.rows == [1500, 1500, 1500, 1500], "each decision counts once")
        let psi = try #require(moved.series.first { $0.name == "event.amount" }?.psi[2])
        #expect(psi > 0.1)

        // Counted anew after a restart, it is the same.
        let again = try StoreWatch(store: store).run([model], now: noon + Int64(day)) { try $0() }
        #expect(again == second)
    }

    @Test func aClosedGateEndsARun() throws {
        let people = People(seed: 22)
        let store = MadeStore()
        store.add(people.table(days: 14..<15))
        struct Closed: Error {}
        #expect(throws: Closed.self) {
            _ = try StoreWatch(store: store).run([try self.model(people)], now: 0) { _ in
                throw Closed()
            }
        }
    }
}

/// Decisions and events in memory; only what the watch asks for is there.
private final class MadeStore: DecisionArchive, EventLog, @unchecked Sendable {
    private var stored: [StoredDecision] = []
    private var logged: [LoggedEvent] = []

    func add(_ table: WatchTable) {
        for place in 0..<table.rows {
            let sequence = Int64(stored.count + 1)
            let row = Array(table.row(place))
            func json(_ value: Double) -> String { value.isNaN ? "null" : "\(value)" }
            let record = """
                {"event":{"source":"s","id":"\(sequence)"},"features":{"weekend":\(json(row[1])),\
                "risk":\(json(row[2]))},"models":[{"name":"m","version":3,"stage":"live",\
                "score":\(json(table.scores[place])),"reasons":[]}]}
                """
            stored.append(
                StoredDecision(
                    id: "d\(sequence)", sequence: sequence, time: table.times[place],
                    journey: "payment", action: .allow, score: 0, account: "", packHash: "p",
                    latencyMicroseconds: 0, record: record))
            logged.append(
                LoggedEvent(
                    sequence: sequence, receivedAt: table.times[place],
                    text: Array("{\"data\":{\"amount\":\(json(row[0]))}}".utf8)))
        }
    }

    func decisions(_ filter: DecisionFilter) throws -> [StoredDecision] {
        let end = filter.before.map { Int($0) - 1 } ?? stored.count
        return stored[..<end].suffix(filter.limit).reversed()
    }

    func events(after sequence: Int64, limit: Int, bytesMax: Int) throws -> [LoggedEvent] {
        Array(logged[Int(sequence)...].prefix(limit))
    }

    func lastSequence() throws -> Int64 { Int64(logged.count) }
    func commit(_ commit: Commit) throws {}
    func events(
        ofAccount name: String, before sequence: Int64, limit: Int
    ) throws -> [LoggedEvent] { [] }
    func events(
        naming key: UInt64, before sequence: Int64, limit: Int,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> [LoggedEvent] { [] }
    func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64 { 0 }
    func decided(after sequence: Int64, limit: Int) throws -> [DecidedEvent] { [] }
    func decision(id: String) throws -> StoredDecision? { nil }
    func worstAccounts(limit: Int) throws -> [AccountStanding] { [] }
    func actionCounts() throws -> [Action: Int] { [:] }
    func deadLetters(limit: Int) throws -> [DeadLetter] { [] }
}
