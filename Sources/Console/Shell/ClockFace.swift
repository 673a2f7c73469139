package import Cases

/// Where a case's clock stands, by the template `clock`: `{{#clock}}{{>clock}}{{/clock}}`.
package struct ClockFace: Sendable, Hashable {
    /// `first touch` or `closing`.
    package let promise: String
    /// The class of its mark: `on_track`, `at_risk`, `breach` or `met`.
    package let mark: String
    /// Such as `3 h left`, `late by 2 d`, `breach level 3, late by 2 d`.
    package let words: String
    package let due: Moment

    package init(of one: Case, state: ClockState, now: Int64) {
        let isTouch = one.touchedAt == nil && !one.state.isOver
        let by = isTouch ? one.touchBy : one.closeBy
        promise = isTouch ? "first touch" : "closing"
        mark = state.isBreach ? "breach" : state.rawValue
        due = Moment(by, now: now)
        let ended = one.closedAt ?? now
        let span = Moment.span(Int64(clamping: (by - ended).magnitude))
        switch state {
        case .met: words = "kept"
        case .onTrack: words = "\(span) left"
        case .atRisk: words = "at risk, \(span) left"
        case .breach1, .breach2, .breach3, .breach4, .breach5:
            words = "late by \(span), level \(state.rawValue.suffix(1))"
        }
    }
}
