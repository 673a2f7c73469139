import API
import Backtests
import Foundation
import Pipeline
import Vocabulary

/// What the pages of versions say of one line of the registry.
enum VersionWords {
    static func stage(_ stage: PolicyStage, share: Double) -> String {
        stage == .canary ? "canary, \(Counted.share(share)) of entities" : stage.rawValue
    }

    /// The class of a stage's mark.
    static func kind(_ stage: PolicyStage) -> String {
        switch stage {
        case .live: "good"
        case .canary: "warn"
        case .shadow: "info"
        case .draft, .retired: "plain"
        }
    }

    static func reach(_ proposal: PolicyProposal) -> String {
        proposal.reach.map { "it treats up to \(Counted.share($0)) of events otherwise" }
            ?? "too little is counted yet to say how far it reaches"
    }

    /// A share with its 95 % interval (Wilson, 1927), such as `1.2 % (0.9–1.6 %)`.
    static func share(_ hits: Int, of count: Int) -> String {
        guard count > 0 else { return "–" }
        let (low, high) = interval(hits, of: count)
        return "\(Counted.share(Double(hits) / Double(count))) (\(tenths(low))–\(tenths(high)) %)"
    }

    static func interval(_ hits: Int, of count: Int) -> (low: Double, high: Double) {
        let (n, p, z) = (Double(count), Double(hits) / Double(count), 1.96)
        let middle = p + z * z / (2 * n)
        let width = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return (max(0, (middle - width) / scale), min(1, (middle + width) / scale))
    }

    private static func tenths(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// A line of the ledger of policies, for a page.
struct LedgerLine {
    let at: Moment
    let version: Int
    let path: String
    let from: String
    let to: String
    let kind: String
    let by: String
    let second: String?
    let why: String
    let isRollback: Bool
    let isAutomatic: Bool

    init(_ change: PolicyChange, now: Int64) {
        let step = change.step
        at = Moment(step.at, now: now)
        (version, path) = (step.version, "/rules/versions/\(step.version)")
        from = change.from?.rawValue ?? "new"
        to = VersionWords.stage(step.stage, share: step.share)
        kind = VersionWords.kind(step.stage)
        (by, second, why) = (step.by, change.approvedBy, step.why)
        (isRollback, isAutomatic) = (change.isRollback, step.isAutomatic)
    }
}

/// A step that waits for a second person, for a page.
struct ProposalLine {
    let id: Int64
    let version: Int
    let path: String
    let to: String
    let reach: String
    let by: String
    let why: String
    let at: Moment
    let token: String
    let asksName: Bool
    let mayDecide: Bool
    let isOwn: Bool
    /// What its version would have done; nil where nobody looked.
    let impact: KeptImpactContent?
    /// Whether it reaches people, and nobody looked at what it would do.
    let isUnseen: Bool

    init(
        _ proposal: PolicyProposal, impact kept: KeptImpact?, since: Staleness,
        for caller: Caller, now: Int64
    ) {
        let step = proposal.step
        (id, version) = (proposal.id, step.version)
        path = "/rules/versions/\(step.version)"
        to = VersionWords.stage(step.stage, share: step.share)
        reach = VersionWords.reach(proposal)
        (by, why, at) = (step.by, step.why, Moment(step.at, now: now))
        (token, asksName) = (caller.formToken, caller.kind == .machine)
        isOwn = caller.kind != .machine && PersonName.isSame(caller.name, step.by)
        impact = kept.map { KeptImpactContent($0, since: since, now: now) }
        isUnseen = kept == nil && PolicyDesk.reaches(step.stage)
        mayDecide = caller.may(.rulesRelease) && !isOwn
    }
}
