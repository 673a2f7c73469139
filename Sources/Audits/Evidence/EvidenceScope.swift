package import Cases
package import Enforcements
package import Pipeline
import Vocabulary

/// What a bundle is asked for.
package enum EvidenceScope: Sendable, Hashable {
    case one(case: String)
    case entity(EnforcedEntity)
    /// Times of receipt, milliseconds since 1970; `until` is not in it.
    case period(since: Int64, until: Int64)

    /// As the manifest says it.
    package var about: [String: String] {
        switch self {
        case .one(let id): ["case": id]
        case .entity(let entity): [entity.kind: entity.name]
        case .period(let since, let until): ["since": "\(since)", "until": "\(until)"]
        }
    }

    /// As the audit log says it.
    package var subject: String {
        switch self {
        case .one(let id): "case=\(id)"
        case .entity(let entity): entity.text
        case .period: ""
        }
    }
}

/// What a bundle is gathered from.
package typealias EvidenceStore = DecisionArchive & EventLog & PackArchive & EnforcementStore
    & CaseStore & AuditLog

/// Bounds of what one bundle may hold.
package enum EvidenceBounds {
    package static let eventsMax = 200_000
    package static let enforcementsMax = 20_000
    package static let auditLinesMax = 50_000
    /// Members of a ring whose decisions are in its bundle, the surest; and of each the latest.
    package static let membersMax = 500
    package static let decisionsOfMemberMax = 200
    /// Orders of a ring, and cases that an order closed.
    package static let ordersMax = 100
    package static let orderedCasesMax = 1000
    /// Cases of one entity.
    package static let casesMax = 999
    /// Rings whose members' names are looked for in the bundle of one of them, the latest.
    package static let ringsMax = 200

    static func expect(_ count: Int, atMost most: Int, _ what: String) throws(Fault) {
        guard count <= most else {
            throw Fault(
                .tooLarge, "A bundle holds at most \(most) \(what), and here are more.",
                fix: "Ask for a shorter period, or one account at a time.")
        }
    }
}
