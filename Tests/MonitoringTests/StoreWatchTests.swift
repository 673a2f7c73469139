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

    /// Scores at the top are of bad accounts, odd ones of which were taken for good at first.
    private func labels(_ names: [String], days: Range<Int>) -> [Label] {
        func label(
            _ subject: Label.Subject, _ isPositive: Bool, _ name: String, recorded: Int64
        ) -> Label {
            Label(
                subject: subject, name: name, isPositive: isPositive, source: "case", time: 0,
                recordedAt: recorded)
        }
        return names.flatMap { name in
            (0..<200).flatMap { person in
                let subject = Label.Subject.entity(kind: "account", name: "u\(person)")
                // The later one was recorded last, but comes first.
                return [
                    label(subject, person % 10 == 0, name, recorded: 2),
                    label(subject, person % 10 != 0, name, recorded: 1),
                ]
            }
        }
    }

    @Test func theLastRecordedLabelOfItsNameCountsForEventsOfTheAccount() throws {
        let people = People(seed: 23, rowsPerDay: 1500)
        var model = try model(people)
        model.labelName = "fraud"
        let store = MadeStore()
        store.add(people.table(days: 14..<28))
        let noon = Int64((People.monday + 28) * day) + 3_600_000
        let archive = MadeLabels()
        let watch = StoreWatch(store: store, labels: archive)
        func notes() throws -> String {
            try watch.run([model], now: noon) { try $0() }.models[0].notes.joined(separator: "\n")
        }
        #expect(try notes().contains("No label of `fraud` speaks of these decisions"))
        archive.kept = labels(["other"], days: 14..<28)
        let other = try notes()
        #expect(other.contains("Not counted: 400 labels of other names (other)"), "\(other)")
        #expect(other.contains("No label of `fraud`"))
        archive.kept += labels(["fraud"], days: 14..<28)
        let both = try notes()
        #expect(both.contains("200 rows, one an entity, 20 bad"), "\(both)")
        // Labels that are taken back count no more.
        let all = archive.kept
        archive.kept = all.filter { $0.name != "fraud" }
        #expect(try notes().contains("No label of `fraud`"))
        archive.kept = all
        #expect(try notes() == both)
        // An event's own label speaks before its account's; where all are bad, it is said.
        model.labelName = nil
        #expect(try notes().contains("labels of any name count"))
        model.labelName = "bad"
        archive.kept += (1...50).map {
            Label(
                subject: .event(source: "s", id: "\($0)"), name: "bad", isPositive: true,
                source: "case", time: noon, recordedAt: noon)
        }
        #expect(try notes().contains("50 of 50 labelled decisions are bad"))
    }

    @Test func actionsAreJudgedWithTheFirstModelAndStagesAreThoseOfNow() throws {
        let people = People(seed: 24, rowsPerDay: 1500)
        var model = try model(people)
        var second = model
        second.release.version = 4
        let store = MadeStore()
        store.add(people.table(days: 8..<27))
        store.add(people.table(days: 27..<28), blocked: 4)
        let watch = StoreWatch(store: store)
        let noon = Int64((People.monday + 28) * day) + 3_600_000
        let summary = try watch.run([model, second], now: noon) { try $0() }
        let first = try #require(summary.models.first)
        #expect(first.actions.map(\.action) == ["allow", "block"])
        #expect(first.actions.allSatisfy { $0.share.count == first.days.count })
        #expect(first.alarms.contains { $0.id == "action:payment/block" })
        #expect(try #require(first.actions.last?.share.last ?? nil) > 0.15)
        #expect(summary.models.count == 2 && summary.models[1].actions.isEmpty)
        model.release.stage = .canary
        let moved = try watch.run([model, second], now: noon) { try $0() }
        #expect(moved.models[0].stage == "canary" && moved.models[0].alarms == first.alarms)
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

/// Labels in memory.
private final class MadeLabels: LabelArchive, @unchecked Sendable {
    var kept: [Label] = []

    func labels(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, label: Label)] {
        kept.enumerated().dropFirst(Int(sequence)).prefix(limit).map {
            (Int64($0.offset + 1), $0.element)
        }
    }

    func record(_ labels: [Label], received: Set<Int>) throws -> Int { 0 }
    func labels(of subject: Label.Subject) throws -> [Label] { [] }
    func withdrawnLabels(after sequence: Int64, limit: Int) throws -> [WithdrawnLabel] { [] }
    func labelState() throws -> LabelState { LabelState(added: Int64(kept.count), withdrawn: 0) }
    func labelCounts() throws -> [LabelCount] {
        [LabelCount(name: "any", source: "any", isPositive: true, labels: kept.count)]
    }
}

/// Decisions and events in memory; only what the watch asks for is there.
private final class MadeStore: DecisionArchive, EventLog, @unchecked Sendable {
    private var stored: [StoredDecision] = []
    private var logged: [LoggedEvent] = []

    /// - Parameter blocked: of a hundred decisions so many times five are blocked.
    func add(_ table: WatchTable, blocked: Int = 1) {
        for place in 0..<table.rows {
            let sequence = Int64(stored.count + 1)
            let row = Array(table.row(place))
            func json(_ value: Double) -> String { value.isNaN ? "null" : "\(value)" }
            let record = """
                {"event":{"source":"s","id":"\(sequence)"},\
                "entities":{"account":"u\(table.entities[place])"},\
                "features":{"weekend":\(json(row[1])),\
                "risk":\(json(row[2]))},"models":[{"name":"m","version":3,"stage":"live",\
                "score":\(json(table.scores[place])),"reasons":[]},\
                {"name":"m","version":4,"stage":"shadow","score":0.5,"reasons":[]}]}
                """
            stored.append(
                StoredDecision(
                    id: "d\(sequence)", sequence: sequence, time: table.times[place],
                    journey: "payment",
                    action: place * 7 % 100 < 5 * blocked ? .block : .allow, score: 0, account: "",
                    packHash: "p",
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
        naming key: UInt64, before sequence: Int64, limit: Int, reach: LogReach,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> NamedEvents { NamedEvents() }
    func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64 { 0 }
    func decided(after sequence: Int64, limit: Int) throws -> [DecidedEvent] { [] }
    func decision(id: String) throws -> StoredDecision? { nil }
    func worstAccounts(limit: Int) throws -> [AccountStanding] { [] }
    func actionCounts() throws -> [Action: Int] { [:] }
    func deadLetters(limit: Int) throws -> [DeadLetter] { [] }
}
