import Foundation
import Toolbox
import Vocabulary

/// An enforcement as JSON tells it; times are RFC 3339.
package struct EnforcementView: Encodable, Sendable {
    private var id: String
    private var entity: String
    private var policy: String
    private var state: String
    private var measure: String
    private var rung: Int
    private var strikes: Double
    private var from: String
    private var until: String?
    private var touchedAt: String?
    private var sequence: Int64
    private var by: String
    private var approvedBy: String?
    private var reach: Int?
    private var automatic: Bool
    private var decision: String?
    private var packHash: String?
    private var policyVersion: Int?
    private var rules: [String]
    private var rings: [String]
    private var batch: String?
    private var counted: [String]
    private var strikeUntil: String?
    private var facts: [String]
    private var inside: String?
    private var ground: String
    private var appealUntil: String?
    private var notices: [String: String]?
    private var ledger: [EntryView]?
    private var appeals: [AppealView]?

    package init(_ enforcement: Enforcement) {
        func some(_ text: String) -> String? { text.isEmpty ? nil : text }
        let (time, origin) = (EnforcementMessage.time, enforcement.origin)
        (id, entity, policy) = (enforcement.id, enforcement.entity.text, enforcement.policy)
        (state, measure) = (enforcement.state.rawValue, enforcement.measure.rawValue)
        (rung, strikes) = (enforcement.rung, enforcement.points)
        (from, until) = (time(enforcement.from), enforcement.until.map(time))
        (touchedAt, sequence) = (enforcement.touchedAt.map(time), enforcement.sequence)
        (by, approvedBy) = (enforcement.by, some(enforcement.approvedBy))
        reach = enforcement.reach > 0 ? enforcement.reach : nil
        (automatic, decision) = (origin.isAutomatic, some(origin.decision))
        (packHash, policyVersion) = (some(origin.packHash), origin.policyVersion)
        (rules, rings, batch) = (origin.rules, origin.rings, some(origin.batch))
        (counted, facts, ground) = (origin.counted, origin.facts, origin.ground)
        inside = origin.inside
        strikeUntil = origin.weight > 0 ? time(origin.strikeUntil) : nil
        appealUntil = enforcement.appealUntil.map(time)
    }

    /// With what became of it: the ledger, the notice and the appeals.
    package init(whole enforcement: Enforcement, in tables: any EnforcementTables) throws {
        self.init(enforcement)
        notices = try tables.policy(digest: enforcement.origin.policyDigest).map {
            Notices.rendered($0, of: enforcement)
        }
        ledger = try tables.entries(of: enforcement.id).map { EntryView($0) }
        appeals = try tables.appeals(
            AppealFilter(enforcement: enforcement.id, limit: EnforcementBounds.appealsMax)
        ).map { AppealView($0) }
    }
}

/// A line of the ledger as JSON tells it.
package struct EntryView: Encodable, Sendable {
    private var sequence: Int64
    private var kind: String
    private var measure: String
    private var rung: Int
    private var strikes: Double
    private var from: String
    private var until: String?
    private var at: String
    private var by: String
    private var why: String
    private var cause: Int64?
    private var message: String?
    private var appeal: String?

    init(_ entry: LedgerEntry) {
        let time = EnforcementMessage.time
        (sequence, kind, measure) = (entry.sequence, entry.kind.rawValue, entry.measure.rawValue)
        (rung, strikes) = (entry.rung, entry.points)
        (from, until, at) = (time(entry.from), entry.until.map(time), time(entry.at))
        (by, why, cause) = (entry.by, entry.why, entry.cause)
        message = entry.message.isEmpty ? nil : entry.message
        appeal = entry.appeal.isEmpty ? nil : entry.appeal
    }
}

/// An appeal as JSON tells it.
package struct AppealView: Encodable, Sendable {
    private var id: String
    private var enforcement: String
    private var state: String
    private var openedAt: String
    private var openedBy: String
    private var text: String
    private var decidedAt: String?
    private var decidedBy: String?
    private var why: String?

    package init(_ appeal: Appeal) {
        let time = EnforcementMessage.time
        (id, enforcement, state) = (appeal.id, appeal.enforcement, appeal.state.rawValue)
        (openedAt, openedBy, text) = (time(appeal.openedAt), appeal.openedBy, appeal.text)
        decidedAt = appeal.decidedAt.map(time)
        decidedBy = appeal.decidedBy.isEmpty ? nil : appeal.decidedBy
        why = appeal.why.isEmpty ? nil : appeal.why
    }
}

/// What counts against one entity, and what is in force.
package struct EntityView: Encodable, Sendable {
    package struct Strike: Encodable, Sendable {
        package var enforcement: String
        package var policy: String
        package var weight: Double
        package var at: String
        package var until: String
    }

    package var entity: String
    /// Measures in force, the strongest first.
    package var measures: [String]
    /// Unexpired, the latest first.
    package var strikes: [Strike]
    package var enforcements: [EnforcementView]

    /// As of a time, of the latest enforcements.
    package init(
        _ entity: EnforcedEntity, in tables: any EnforcementTables, at clock: Int64
    ) throws {
        var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
        filter.entity = entity
        let found = try tables.enforcements(filter)
        self.entity = entity.text
        let inForce = found.filter { $0.state == .active && $0.measure != .strike }
        measures = Set(inForce.map(\.measure)).sorted(by: >).map(\.rawValue)
        strikes = found.filter { $0.isStrike(at: clock) }.map {
            Strike(
                enforcement: $0.id, policy: $0.policy, weight: $0.origin.weight,
                at: EnforcementMessage.time($0.origin.time),
                until: EnforcementMessage.time($0.origin.strikeUntil))
        }
        enforcements = found.map { EnforcementView($0) }
    }
}

/// How often decisions on appeals took back what one thing caused.
package struct OverturnView: Encodable, Sendable {
    package var scope: String
    package var applied: Int
    package var appealed: Int
    package var decided: Int
    package var overturned: Int
    /// Of those decided; nil where none was.
    package var rate: Double?
    /// 95 % interval of the rate (Wilson, 1927).
    package var low: Double?
    package var high: Double?

    package init(_ count: OverturnCount) {
        (scope, applied) = (count.scope, count.applied)
        (appealed, decided) = (count.appealed, count.decided)
        overturned = count.overturned
        guard decided > 0 else { return }
        let (n, share, z) = (Double(decided), Double(overturned) / Double(decided), 1.959964)
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half =
            z / (1 + z * z / n)
            * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        (rate, low, high) = (share, max(0, middle - half), min(1, middle + half))
    }
}

/// JSON of views, keys in order of the alphabet.
package enum ViewJSON {
    package static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
