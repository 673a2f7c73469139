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
    /// Whether another policy is in force than it was held against.
    let isStale: Bool
    let isSame: Bool
    let path: String

    /// - Parameter running: the hash of the pack in force.
    init(_ kept: KeptImpact, running: String, now: Int64) {
        figures = ImpactContent.figures(kept.report)
        events = Counted.words(kept.report.events, "event", "events")
        (asOf, at) = (Moment(kept.asOf, now: now), Moment(kept.at, now: now))
        by = kept.by
        isStale = kept.against != running
        isSame = kept.report.changes.moves.isEmpty
        path = "/rules/versions/\(kept.version)#impact"
    }
}
