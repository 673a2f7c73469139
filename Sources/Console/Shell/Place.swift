package import Vocabulary

/// Where in the console a page is; the side bar leads to all of them that somebody may see.
package enum Place: String, Sendable, CaseIterable {
    case today, explorer, queues, mine, rings, rules, models, lists, enforcements, appeals
    case deliveries, quality, operations, audit, settings, reports

    var title: String {
        switch self {
        case .today: "Today"
        case .explorer: "Explorer"
        case .queues: "Queues"
        case .mine: "My cases"
        case .rings: "Rings"
        case .rules: "Rule lab"
        case .models: "Models"
        case .lists: "Lists"
        case .enforcements: "Enforcement"
        case .appeals: "Appeals"
        case .deliveries: "Deliveries"
        case .quality: "Quality"
        case .operations: "Operations"
        case .audit: "Audit"
        case .settings: "Settings"
        case .reports: "Reports"
        }
    }

    var path: String { self == .today ? "/" : "/" + rawValue }

    /// Behind `g`, the key that goes there.
    var key: String {
        switch self {
        case .today: "t"
        case .explorer: "x"
        case .queues: "q"
        case .mine: "m"
        case .rings: "r"
        case .rules: "l"
        case .models: "o"
        case .lists: "i"
        case .enforcements: "e"
        case .appeals: "p"
        case .deliveries: "d"
        case .quality: "y"
        case .operations: "k"
        case .audit: "u"
        case .settings: "s"
        case .reports: "b"
        }
    }

    /// What its page asks for.
    package var permission: Permission {
        switch self {
        case .today, .operations: .operationsRead
        case .explorer: .explorerAsk
        case .queues, .mine: .casesRead
        case .rings: .ringsRead
        case .rules, .lists: .rulesRead
        case .models: .modelsRead
        case .enforcements, .appeals: .enforcementsRead
        case .deliveries: .deliveriesRead
        case .quality: .qualityRead
        case .audit: .auditRead
        case .settings: .peopleManage
        case .reports: .reportsSend
        }
    }

    /// Whether somebody may see its page. What was reported is its party's, and theirs who read
    /// cases.
    func admits(_ caller: Caller) -> Bool {
        caller.may(permission) || (self == .reports && caller.may(.casesRead))
    }

    /// The part of the side bar it stands in.
    var part: String {
        switch self {
        case .today, .explorer: "See"
        case .queues, .mine, .appeals, .reports: "Work"
        case .rings, .enforcements, .deliveries: "Act"
        case .rules, .lists, .models: "Improve"
        case .quality, .operations, .audit, .settings: "Run"
        }
    }
}
