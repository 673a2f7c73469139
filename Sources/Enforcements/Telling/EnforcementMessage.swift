import Foundation
import Toolbox
import Vocabulary

/// What receivers are told of one change of an enforcement.
///
/// A receiver that does what these say has in force what the ledger has, in whatever order they
/// come: one whose `sequence` is below another's that it knows of the same enforcement is old, and
/// to be passed over. Repeats have the same id.
package struct EnforcementMessage {
    private let type: String
    private let entry: LedgerEntry
    private let standing: Enforcement
    /// The measure that was in force before, where there was one.
    private let was: EnforcementMeasure?
    private let policy: EnforcementPolicy?

    /// Nil where receivers have nothing to do.
    init?(
        _ entry: LedgerEntry, before: Enforcement?, after: Enforcement, policy: EnforcementPolicy?
    ) {
        let inForce = before.flatMap { $0.state.stands && $0.measure != .strike ? $0.measure : nil }
        switch entry.kind {
        case .applied, .approved:
            guard after.measure != .strike else { return nil }
            type = "enforcement.applied"
        case .lowered:
            guard let before, inForce != nil, before.state == .active,
                before.measure != after.measure || before.until != after.until
            else { return nil }
            type = "enforcement.lowered"
        case .expired, .reversed:
            guard inForce != nil else { return nil }
            type = "enforcement.\(entry.kind.rawValue)"
        case .upheld, .overturned: type = "appeal.\(entry.kind.rawValue)"
        case .appealed: type = "appeal.opened"
        case .held, .refused: return nil
        }
        (self.entry, standing, was, self.policy) = (entry, after, inForce, policy)
    }

    /// The same whenever the same change is told.
    package var id: String {
        // Only this may be told of one enforcement more than once.
        let cause = entry.kind == .lowered ? entry.cause ?? 0 : 0
        return EnforcementNames.message(type, standing.id + entry.appeal, cause: cause)
    }

    /// - Parameter sequence: of its entry in the ledger.
    func outbox(at: Int64, sequence: Int64) throws -> OutboxMessage {
        OutboxMessage(
            id: id, kind: type, subject: standing.entity.text, at: at,
            payload: try payload(sequence))
    }

    private struct Body: Encodable {
        var type: String
        var timestamp: String
        var data: Content
    }

    private struct Content: Encodable {
        var enforcement: String
        var sequence: Int64
        var entity: EnforcedEntity
        var measure: String
        var was: String?
        var state: String
        var policy: String
        var rung: Int
        var strikes: Double
        var from: String
        var until: String?
        var decision: String?
        var packHash: String?
        var policyVersion: Int?
        var rules: [String]
        var rings: [String]
        var batch: String?
        var by: String
        var why: String
        var appeal: String?
        /// Regulation (EU) 2022/2065, article 17: what a statement of reasons says.
        var statement: Statement?
        var notices: [String: String]?
    }

    private struct Statement: Encodable {
        var facts: [String]
        var ground: String
        var automatedDetection: Bool
        var automatedDecision: Bool
        var appealUntil: String?
    }

    private func payload(_ sequence: Int64) throws -> String {
        let origin = standing.origin
        // What is taken back or over needs no new reasons.
        let isReasoned = type == "enforcement.applied" || type == "enforcement.lowered"
        let statement = Statement(
            facts: origin.facts, ground: origin.ground, automatedDetection: origin.isAutomatic,
            automatedDecision: origin.isAutomatic && standing.approvedBy.isEmpty,
            appealUntil: standing.appealUntil.map(Self.time))
        func some(_ text: String) -> String? { text.isEmpty ? nil : text }
        let content = Content(
            enforcement: standing.id, sequence: sequence, entity: standing.entity,
            measure: standing.measure.rawValue,
            was: was.flatMap { $0 == standing.measure ? nil : $0.rawValue },
            state: standing.state.rawValue, policy: standing.policy, rung: standing.rung,
            strikes: standing.points, from: Self.time(standing.from),
            until: standing.until.map(Self.time), decision: some(origin.decision),
            packHash: some(origin.packHash), policyVersion: origin.policyVersion,
            rules: origin.rules, rings: origin.rings, batch: some(origin.batch), by: entry.by,
            why: entry.why, appeal: some(entry.appeal), statement: isReasoned ? statement : nil,
            notices: isReasoned
                ? policy.map { Notices.rendered($0, of: standing) } : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(type: type, timestamp: Self.time(entry.at), data: content)
        return String(decoding: try encoder.encode(body), as: UTF8.self)
    }

    static func time(_ milliseconds: Int64) -> String {
        CivilTime(milliseconds: milliseconds).rfc3339
    }
}
