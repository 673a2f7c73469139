import API
import Backtests

/// What a version would have done, beside a step of it that waits or is to be taken.
struct KeptImpactContent {
    let figures: [ImpactContent.Figure]
    /// Such as `204,124 events of the log`.
    let events: String
    let asOf: Moment
    let by: String
    let at: Moment
    /// What it does not know of; nil for nothing.
    let stale: String?
    let isSame: Bool
    let path: String

    init(_ kept: KeptImpact, since: Staleness, now: Int64) {
        figures = ImpactContent.figures(kept.report)
        events = Counted.words(kept.report.events, "event", "events")
        (asOf, at) = (Moment(kept.asOf, now: now), Moment(kept.at, now: now))
        by = kept.by
        stale = since.words(against: kept.against, reading: Preview.Ground(kept))
        isSame = kept.report.changes.moves.isEmpty
        path = "/rules/versions/\(kept.version)#impact"
    }
}
