import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// A store in a folder of its own, with decisions written as a service writes them.
final class Story {
    static let day: Int64 = 86_400_000
    static let start: Int64 = 1_767_225_600_000
    static let packHash = String(repeating: "cd", count: 32)
    let folder: TemporaryFolder
    let store: SQLiteStore
    private var last: Int64 = 0

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("assay.db"))
        try store.keep(pack: ["pack.yaml": "name: story\n"], hash: Story.packHash)
    }

    /// What one decision is made of.
    struct Said {
        var account: String
        var time: Int64
        var action: Action = .exclude
        var rule = "looped"
        var version: Int?
        var trial = ""
        var ring = ""
    }

    /// Commits decisions as one group.
    func decide(_ said: [Said]) throws {
        try decide(said.indices.map { Story.decision(last + Int64($0) + 1, said[$0]) })
    }

    /// Commits decisions that follow the last one as one group.
    func decide(_ decisions: [StoredDecision]) throws {
        var commit = Commit()
        for decision in decisions {
            last += 1
            commit.events.append(Array("{\"id\":\"\(last)\"}".utf8))
            commit.decisions.append(decision)
        }
        commit.receivedAt = Story.start
        try store.commit(commit)
    }

    static func decision(_ sequence: Int64, _ said: Said) -> StoredDecision {
        let id = "dec_\(String(UInt64(sequence) &* 0x9e37_79b9_7f4a_7c15, radix: 16))"
        let version = said.version.map { ",\"policyVersion\":\($0)" } ?? ""
        let reasons =
            said.action == .allow && said.trial.isEmpty
            ? ""
            : """
            {"rule":"\(said.rule)","signal":"loops","weight":0.8,"severity":"high",\
            "text":"A loop of \(sequence)","values":{}}
            """
        let record = """
            {"id":"\(id)","event":{"source":"s","id":"\(sequence)","type":"played",\
            "time":"2026-01-01T00:00:00Z"},"journey":"play","action":"\(said.action.rawValue)",\
            "actions":["exclude"]\(said.trial),"score":0.8,\
            "entities":{"account":"\(said.account)"},"reasons":[\(reasons)],"shadow":[],\
            "undecided":[],"features":{"features.account.ring":"\(said.ring)"},\
            "versions":{"pack":"story"\(version)}}
            """
        return StoredDecision(
            id: id, sequence: sequence, time: said.time, journey: "play", action: said.action,
            score: 0.8, account: said.account, packHash: packHash, latencyMicroseconds: 1,
            record: record)
    }

    static func policy(
        cooldown: Int64 = Story.day, expires: Int64 = 30 * Story.day,
        appeal: Int64? = 14 * Story.day
    ) -> EnforcementPolicy {
        EnforcementPolicy(
            name: "plays", description: "Plays of nobody.", entity: "account",
            condition: EnforcementPolicy.Condition(actions: ["exclude"]), cooldown: cooldown,
            weight: 1, expires: expires,
            ladder: [
                EnforcementPolicy.Rung(strikes: 1, measure: .warn, lasts: nil),
                EnforcementPolicy.Rung(strikes: 2, measure: .exclude, lasts: 10 * day),
                EnforcementPolicy.Rung(strikes: 3, measure: .suspend, lasts: nil),
            ],
            ground: "Terms, 4", notices: ["en": "{measure}: {facts} ({ground}), {appeal_until}"],
            appeal: appeal, label: "fraud")
    }

    static func definition(
        _ policy: EnforcementPolicy = Story.policy(), reach: [ReachCap] = []
    ) -> EnforcementDefinition {
        EnforcementDefinition(
            policies: [policy], reach: reach, ringFeature: "features.account.ring")
    }

    @discardableResult
    func run(
        _ definition: EnforcementDefinition = Story.definition(), at clock: Int64? = nil
    ) throws -> EnforcementRun.Report {
        let source: EnforcementRun.Clock = if let clock { .wall { clock } } else { .log }
        return try EnforcementRun(store: store, definition: definition, clock: source).run()
    }

    func all(_ filter: EnforcementFilter? = nil) throws -> [Enforcement] {
        try store.readingEnforcements {
            try $0.enforcements(filter ?? EnforcementFilter(limit: 1000))
        }.reversed()
    }

    func messages() throws -> [OutboxMessage] {
        try store.enforcementMessages(after: 0, limit: 1_000_000).map(\.message)
    }

    func write<Answer>(at clock: Int64, _ work: (EnforcementDesk) throws -> Answer) throws -> Answer
    {
        try store.enforcing { try work(EnforcementDesk(tables: $0, clock: clock)) }
    }
}

/// What a receiver has in force that does no more than messages say, each once, and passes over
/// what is older than what it knows of an enforcement.
struct NaiveReceiver {
    private var seen: Set<String> = []
    /// By enforcement, of the latest message.
    private var latest: [String: Int] = [:]
    /// By enforcement: whose and which measure.
    private(set) var inForce: [String: String] = [:]

    mutating func receive(_ message: OutboxMessage) throws {
        guard seen.insert(message.id).inserted else { return }
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(message.payload.utf8)) as? [String: Any])
        #expect(body["type"] as? String == message.kind)
        let data = try #require(body["data"] as? [String: Any])
        let id = try #require(data["enforcement"] as? String)
        let measure = try #require(data["measure"] as? String)
        let sequence = try #require(data["sequence"] as? Int)
        guard message.kind.hasPrefix("enforcement."), sequence > latest[id] ?? 0 else { return }
        latest[id] = sequence
        switch message.kind {
        case "enforcement.applied": inForce[id] = "\(message.subject) \(measure)"
        case "enforcement.lowered":
            inForce[id] = measure == "strike" ? nil : "\(message.subject) \(measure)"
        case "enforcement.expired", "enforcement.reversed": inForce[id] = nil
        default: break
        }
    }
}
