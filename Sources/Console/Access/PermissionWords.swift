package import Vocabulary

/// What permissions are called among people: in groups, with a sentence each.
package enum PermissionWords {
    package struct Group: Sendable {
        package let title: String
        package let permissions: [Permission]
    }

    package static let groups: [Group] = [
        Group(
            title: "Decisions and the log",
            permissions: [.eventsSend, .decisionsRead, .explorerAsk, .personalRead, .ringsRead]),
        Group(
            title: "Cases",
            permissions: [.casesRead, .casesWork, .casesLead, .casesApprove, .reportsSend]),
        Group(
            title: "Quality and operations",
            permissions: [.qualityRead, .qualityReview, .operationsRead, .operationsChange]),
        Group(
            title: "Rules, models and labels",
            permissions: [
                .rulesRead, .rulesWrite, .rulesRelease, .modelsRead, .modelsRelease, .labelsRead,
                .labelsWrite,
            ]),
        Group(
            title: "Measures and appeals",
            permissions: [
                .enforcementsRead, .enforcementsOrder, .enforcementsApprove, .appealsSend,
                .appealsDecide, .verificationsRead, .verificationsAsk,
            ]),
        Group(
            title: "Running it",
            permissions: [
                .deliveriesRead, .deliveriesReplay, .auditRead, .auditExport, .metricsRead,
                .peopleManage,
            ]),
    ]

    /// What somebody may, after "may": `take, note, close, put off and escalate cases`.
    package static func of(_ permission: Permission) -> String {
        switch permission {
        case .eventsSend: "send events, and read the decision on each"
        case .decisionsRead: "read decisions, accounts and dead letters"
        case .explorerAsk: "ask the log in the explorer"
        case .personalRead: "see names and texts of people as they are"
        case .ringsRead: "see rings and verdicts"
        case .casesRead: "see cases and queues"
        case .casesWork: "take, note, close, put off and escalate cases"
        case .casesLead: "assign, merge, move, and work in bulk"
        case .casesApprove: "be the second person on a case"
        case .reportsSend: "report somebody, and see what one's party reported"
        case .qualityRead: "see quality: agreement, drift, time"
        case .qualityReview: "review what others decided, set golden cases"
        case .operationsRead: "see figures and load"
        case .operationsChange: "change staff, targets and pilots"
        case .rulesRead: "read rules, lists and versions"
        case .rulesWrite: "write drafts, test and propose them"
        case .rulesRelease: "bring versions of the policy into force, and agree to it"
        case .modelsRead: "see models and how they fare"
        case .modelsRelease: "bring models into force"
        case .labelsRead: "read labels"
        case .labelsWrite: "write labels"
        case .enforcementsRead: "see what was done to whom"
        case .enforcementsOrder: "order measures, and take them back"
        case .enforcementsApprove: "be the second person on a measure"
        case .appealsSend: "hand in appeals"
        case .appealsDecide: "decide appeals"
        case .verificationsRead: "see what people were asked to prove"
        case .verificationsAsk: "ask people to prove something"
        case .deliveriesRead: "see what was sent to other systems"
        case .deliveriesReplay: "send it again"
        case .auditRead: "read the audit log"
        case .auditExport: "export evidence"
        case .metricsRead: "read numbers for monitoring"
        case .peopleManage: "manage people, roles and keys"
        }
    }
}

/// What somebody may, by group.
struct MayGroup: Sendable {
    struct Line: Sendable {
        let name: String
        let words: String
    }

    let title: String
    let lines: [Line]

    /// Groups of which somebody may anything.
    static func all(_ permissions: Permissions) -> [MayGroup] {
        PermissionWords.groups.compactMap { group in
            let lines = group.permissions.filter(permissions.contains).map {
                Line(name: $0.rawValue, words: PermissionWords.of($0))
            }
            return lines.isEmpty ? nil : MayGroup(title: group.title, lines: lines)
        }
    }
}
