/// A kind of work somebody does here. What each may do is the matrix, which an admin may edit;
/// ``grants`` is what it says until then.
package enum PersonRole: String, Sendable, Hashable, CaseIterable, Codable {
    /// Sees decisions, rings and figures; no personal data.
    case viewer
    /// Works cases.
    case reviewer
    /// Hunts, and writes rules.
    case analyst
    /// Runs the queues.
    case lead
    /// Manages people and keys; may do everything.
    case admin
    /// Reads everything, changes nothing.
    case auditor
    /// Somebody outside: reports, and sees own reports.
    case partner

    package var grants: Permissions {
        switch self {
        case .viewer: PersonRole.seeing
        case .reviewer: PersonRole.reviewing
        case .analyst: PersonRole.reviewing.union(PersonRole.hunting)
        case .lead: PersonRole.reviewing.union(PersonRole.hunting).union(PersonRole.leading)
        case .admin: .all
        case .auditor: PersonRole.auditing
        case .partner: Permissions([.reportsSend])
        }
    }

    private static let seeing = Permissions([
        .decisionsRead, .ringsRead, .operationsRead, .rulesRead, .modelsRead, .enforcementsRead,
        .deliveriesRead, .labelsRead, .verificationsRead,
    ])
    private static let reviewing = seeing.union(
        Permissions([
            .personalRead, .casesRead, .casesWork, .casesApprove, .appealsDecide, .labelsWrite,
            .enforcementsOrder, .enforcementsApprove, .explorerAsk, .reportsSend,
            .appealsSend,
        ]))
    private static let hunting = Permissions([
        .rulesWrite, .qualityRead, .verificationsAsk, .deliveriesReplay, .metricsRead,
    ])
    private static let leading = Permissions([
        .casesLead, .qualityReview, .operationsChange, .rulesRelease, .modelsRelease, .auditRead,
    ])
    private static let auditing = seeing.union(
        Permissions([
            .personalRead, .casesRead, .explorerAsk, .qualityRead, .auditRead, .auditExport,
            .metricsRead,
        ]))
}
