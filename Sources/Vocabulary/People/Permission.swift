/// What somebody may do. A route asks for one; a role grants some; all else is denied.
package enum Permission: String, Sendable, Hashable, CaseIterable, Codable {
    /// Send events and read the decisions on them.
    case eventsSend = "events.send"
    case decisionsRead = "decisions.read"
    /// Ask the log in CEL.
    case explorerAsk = "explorer.ask"
    /// See names, addresses and texts of people as they are.
    case personalRead = "personal.read"
    case ringsRead = "rings.read"
    case casesRead = "cases.read"
    /// Take, note, close, snooze, escalate.
    case casesWork = "cases.work"
    /// Assign to others, merge, re-queue, work in bulk.
    case casesLead = "cases.lead"
    /// Be the second person.
    case casesApprove = "cases.approve"
    case qualityRead = "quality.read"
    /// Review what others decided, and set golden cases.
    case qualityReview = "quality.review"
    /// Pilots, staffing, targets.
    case operationsChange = "operations.change"
    case operationsRead = "operations.read"
    /// Report somebody, and see one's own reports.
    case reportsSend = "reports.send"
    case rulesRead = "rules.read"
    /// Write drafts, test them, propose them.
    case rulesWrite = "rules.write"
    /// Move versions of the policy between stages.
    case rulesRelease = "rules.release"
    case modelsRead = "models.read"
    case modelsRelease = "models.release"
    case labelsRead = "labels.read"
    case labelsWrite = "labels.write"
    case enforcementsRead = "enforcements.read"
    case enforcementsOrder = "enforcements.order"
    case enforcementsApprove = "enforcements.approve"
    case appealsSend = "appeals.send"
    case appealsDecide = "appeals.decide"
    case verificationsRead = "verifications.read"
    case verificationsAsk = "verifications.ask"
    case deliveriesRead = "deliveries.read"
    case deliveriesReplay = "deliveries.replay"
    case auditRead = "audit.read"
    case auditExport = "audit.export"
    case metricsRead = "metrics.read"
    /// People, roles, keys, the matrix.
    case peopleManage = "people.manage"
}

/// A set of permissions, in one word.
package struct Permissions: Sendable, Hashable {
    private var bits: UInt64 = 0

    package static let all = Permissions(Permission.allCases)

    package init(_ permissions: some Sequence<Permission> = []) {
        for permission in permissions { insert(permission) }
    }

    package mutating func insert(_ permission: Permission) {
        bits |= 1 << Permissions.index(permission)
    }

    package mutating func remove(_ permission: Permission) {
        bits &= ~(1 << Permissions.index(permission))
    }

    package func contains(_ permission: Permission) -> Bool {
        bits & (1 << Permissions.index(permission)) != 0
    }

    package func union(_ other: Permissions) -> Permissions {
        var union = self
        union.bits |= other.bits
        return union
    }

    package func intersection(_ other: Permissions) -> Permissions {
        var intersection = self
        intersection.bits &= other.bits
        return intersection
    }

    /// In the order of the declaration.
    package var list: [Permission] { Permission.allCases.filter(contains) }

    private static let places = Dictionary(
        uniqueKeysWithValues: Permission.allCases.enumerated().map { ($1, UInt64($0)) })

    private static func index(_ permission: Permission) -> UInt64 { places[permission] ?? 63 }
}
