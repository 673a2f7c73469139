package import Vocabulary

/// The clocks of a case by its queue: when they are at risk, due, and how late they are.
package struct CaseClock: Sendable {
    private let calendar: WorkCalendar
    private let touch: Int64
    private let close: Int64
    private let warning: Double

    /// Shares of the promised time at which a later level begins.
    private static let levels: [(share: Double, state: ClockState)] = [
        (0.1, .breach2), (0.5, .breach3), (1, .breach4), (2, .breach5),
    ]

    /// - Parameter queue: the name of a queue; one that the definition does not have any more is
    ///   measured by the wall, a day for each clock.
    package init(_ definition: CasesDefinition, queue: String) {
        let found = definition.queue(queue)
        calendar = found.map { definition.calendar($0.calendar) } ?? .always
        touch = found?.firstTouch ?? 86_400_000
        close = found?.close ?? 86_400_000
        warning = found?.warning ?? 0.75
    }

    /// Sets when it must be touched and closed, from when it was opened.
    func wind(_ one: inout Case) {
        one.touchBy = calendar.due(from: one.openedAt, working: touch)
        one.closeBy = calendar.due(from: one.openedAt, working: close)
        one.touchWarnAt = calendar.due(from: one.openedAt, working: Int64(Double(touch) * warning))
        one.closeWarnAt = calendar.due(from: one.openedAt, working: Int64(Double(close) * warning))
    }

    /// Where the clock stands at a time: of first touch while it is untouched, else of closing; of
    /// closing when it is over.
    package func state(of one: Case, at now: Int64) -> ClockState {
        if one.state.isOver {
            let end = one.closedAt ?? now
            return end <= one.closeBy ? .met : late(one.closeBy, close, at: end)
        }
        let running = running(one)
        if now < min(running.warnAt, running.dueAt) { return .onTrack }
        if now < running.dueAt { return .atRisk }
        return late(running.dueAt, running.promise, at: now)
    }

    /// When its clock comes to its next state after a time; nil for never.
    func next(of one: Case, after now: Int64) -> Int64? {
        if one.state.isOver { return nil }
        let running = running(one)
        let shares = Self.levels.map {
            calendar.due(
                from: running.dueAt, working: Int64(Double(running.promise) * $0.share))
        }
        return ([running.warnAt, running.dueAt] + shares).first { $0 > now }
    }

    /// Such as `first touch`, and when it is due.
    func running(_ one: Case) -> (name: String, warnAt: Int64, dueAt: Int64, promise: Int64) {
        one.touchedAt == nil
            ? ("first_touch", one.touchWarnAt, one.touchBy, touch)
            : ("close", one.closeWarnAt, one.closeBy, close)
    }

    private func late(_ due: Int64, _ promise: Int64, at time: Int64) -> ClockState {
        let late = calendar.working(from: due, to: time)
        return Self.levels.last { late >= Int64(Double(promise) * $0.share) }?.state ?? .breach1
    }
}
