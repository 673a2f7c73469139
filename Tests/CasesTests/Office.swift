import Cases
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// A store in a folder of its own where people work cases, with a clock one can turn.
final class Office {
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 24 * hour
    /// 2026-01-01T00:00:00Z, a Thursday.
    static let start: Int64 = 1_767_225_600_000

    let folder: TemporaryFolder
    let store: SQLiteStore
    var definition: CasesDefinition
    var caps: [ReachCap] = []
    var clock = Office.start
    private var last: Int64 = 0

    init(_ definition: CasesDefinition = .usual) throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("assay.db"))
        self.definition = definition
        try store.keep(pack: ["pack.yaml": "name: office\n"], hash: Self.packHash)
    }

    static let packHash = String(repeating: "cd", count: 32)

    @discardableResult
    func work<Answer>(_ body: (CaseDesk) throws -> Answer) throws -> Answer {
        try store.working {
            try body(
                CaseDesk(tables: $0, definition: definition, clock: clock, caps: caps))
        }
    }

    func read<Answer>(_ body: (any CaseTables) throws -> Answer) throws -> Answer {
        try store.readingCases(body)
    }

    @discardableResult
    func open(
        _ name: String, loss: Int64 = 100, queue: String? = nil,
        causes: [String] = ["looped"]
    ) throws -> Case {
        try work {
            try $0.open(
                EnforcedEntity(kind: "account", name: name), origin: .hand, title: "About \(name)",
                causes: causes, loss: loss, queue: queue, by: "ana", why: "It looks odd.")
        }
    }

    func entries(_ id: String) throws -> [CaseEntry] { try read { try $0.entries(of: id) } }
    func one(_ id: String) throws -> Case { try #require(try read { try $0.case(id: id) }) }

    func run() throws -> CaseRun.Report {
        let clock = clock
        return try CaseRun(store: store, definition: definition, now: { clock }).run()
    }

    /// A ring whose members are sure, each in the order it is named.
    static func ring(_ id: String, members: [String], score: Double = 0.9) -> RingDocument {
        RingDocument(
            ring: id, score: score, action: "review", accounts: members.count, hijacked: 0,
            plays: members.count * 100, earningPlays: members.count * 90, firstSeen: 0,
            lastSeen: 1,
            evidence: [
                RingDocument.Evidence(
                    family: "lockstep", strength: 0.9, members: members.count,
                    words: "They act at once.")
            ],
            members: members.map {
                RingDocument.Member(
                    account: $0, role: "core", strength: 0.9, action: "review", plays: 100,
                    artificial: 100, firstSeen: 0, families: ["lockstep"])
            }, recipients: [], links: [], days: [], history: [])
    }

    /// Puts a run of detection in the place of the last.
    func detect(_ rings: [RingDocument], at time: Int64) throws {
        try store.keep(
            DetectionRun(
                asOf: time, endedAt: time, sequence: 1, rings: rings.map { try RingRecord($0) },
                accounts: rings.flatMap { ring in
                    ring.members.map {
                        AccountVerdict(
                            account: $0.account, score: $0.strength, action: $0.action,
                            ring: ring.ring)
                    }
                }, recipients: [], state: []))
    }

    /// Measures in force against an account.
    func measures(_ name: String) throws -> [Enforcement] {
        var filter = EnforcementFilter(limit: 100)
        filter.entity = EnforcedEntity(kind: "account", name: name)
        filter.states = [.active]
        let chosen = filter
        return try store.readingEnforcements { try $0.enforcements(chosen) }
    }

    /// Commits decisions on accounts as one group.
    func decide(_ accounts: [String], action: Action = .review, rule: String = "looped") throws {
        var commit = Commit()
        for account in accounts {
            last += 1
            commit.events.append(Array("{\"id\":\"\(last)\"}".utf8))
            commit.decisions.append(Office.decision(last, account, action, rule))
        }
        commit.receivedAt = Office.start
        try store.commit(commit)
    }

    static func decision(
        _ sequence: Int64, _ account: String, _ action: Action, _ rule: String
    ) -> StoredDecision {
        let id = "dec_\(String(UInt64(sequence) &* 0x9e37_79b9_7f4a_7c15, radix: 16))"
        let record = """
            {"id":"\(id)","event":{"source":"s","id":"\(sequence)","type":"played",\
            "time":"2026-01-01T00:00:00Z"},"journey":"play","action":"\(action.rawValue)",\
            "actions":["\(action.rawValue)"],"score":0.8,"entities":{"account":"\(account)"},\
            "reasons":[{"rule":"\(rule)","signal":"loops","weight":0.8,"severity":"high",\
            "text":"A loop","values":{"event.amount":12.5}}],"shadow":[],"undecided":[],\
            "features":{},"versions":{"pack":"office"}}
            """
        return StoredDecision(
            id: id, sequence: sequence, time: Office.start, journey: "play", action: action,
            score: 0.8, account: account, packHash: packHash, latencyMicroseconds: 1,
            record: record)
    }
}

func accounts(_ names: String...) -> [EnforcedEntity] {
    names.map { EnforcedEntity(kind: "account", name: $0) }
}
