import API
import Backtests
import Packs
import Pipeline
import Vocabulary

/// What the page of all versions says.
struct VersionsContent {
    struct Line {
        let version: Int
        let path: String
        let stage: String
        let kind: String
        let title: String
        let by: String
        let at: Moment
        let events: String?
        let newly: String?
        let spared: String?
    }

    let versions: [Line]
    let hasVersions: Bool
    let proposals: [ProposalLine]
    let hasProposals: Bool
    let changes: [LedgerLine]
    let hasChanges: Bool
    let inForce: String
    /// What still decides until the service has taken up the live version; nil once it has.
    let decidesStill: String?
    let mayRollBack: Bool
    let token: String
    let asksName: Bool

    /// Versions told, the latest first within a stage.
    private static let versionsMax = 200

    init(
        versions: [(PolicyVersion, PolicyTally)], proposals: [PolicyProposal],
        impacts: [Int: KeptImpact], changes: [PolicyChange], running: Pack,
        ground: Preview.Ground, caller: Caller, now: Int64
    ) {
        let since = Staleness(running: running.hash, now: ground)
        let order: [PolicyStage] = [.live, .canary, .shadow, .draft, .retired]
        let sorted = order.flatMap { stage in
            versions.reversed().filter { $0.0.release.stage == stage }
        }
        self.versions = sorted.prefix(VersionsContent.versionsMax).map { version, tally in
            let release = version.release
            let hasTally = tally.events > 0
            return Line(
                version: release.version, path: "/rules/versions/\(release.version)",
                stage: VersionWords.stage(release.stage, share: release.share),
                kind: VersionWords.kind(release.stage), title: version.title, by: version.by,
                at: Moment(version.at, now: now),
                events: hasTally ? Counted.grouped(tally.events) : nil,
                newly: hasTally ? VersionWords.share(tally.newly, of: tally.events) : nil,
                spared: hasTally ? VersionWords.share(tally.spared, of: tally.events) : nil)
        }
        hasVersions = !versions.isEmpty
        self.proposals = proposals.map {
            ProposalLine(
                $0, impact: impacts[$0.step.version], since: since, for: caller, now: now)
        }
        hasProposals = !proposals.isEmpty
        self.changes = changes.map { LedgerLine($0, now: now) }
        hasChanges = !changes.isEmpty
        let deciding =
            running.policyVersion.map { "version \($0)" }
            ?? "the pack's own files, \(running.name) \(running.version)"
        let live = versions.first { $0.0.release.stage == .live }?.0.release.version
        // The ledger says what is to be in force; the service takes it up within seconds.
        let isTakenUp = live == running.policyVersion
        inForce =
            isTakenUp ? deciding : live.map { "version \($0)" } ?? "the pack's own files again"
        decidesStill = isTakenUp ? nil : deciding
        let steps = versions.contains { [.live, .canary].contains($0.0.release.stage) }
        mayRollBack = steps && caller.may(.rulesRelease)
        (token, asksName) = (caller.formToken, caller.kind == .machine)
    }
}
