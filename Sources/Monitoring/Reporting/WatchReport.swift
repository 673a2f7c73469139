/// What the watch says of one model.
package struct WatchReport: Sendable, Codable, Hashable {
    /// One judged day.
    package struct Day: Sendable, Codable, Hashable {
        /// Days since 1970.
        package var day: Int
        package var rows: Int
        package var meanScore: Double?
        package var comparisons: [Comparison]
    }

    package var model: String
    package var owner: String
    /// First and last day of the reference, and its rows.
    package var referenceFrom: Int
    package var referenceTo: Int
    package var referenceRows: Int
    package var days: [Day]
    /// Days not judged, since rows do not cover them from end to end.
    package var partialDays: [Int]
    /// Those of the last judged day, the gravest first.
    package var alarms: [WatchAlarm]
    /// Of the last judged day.
    package var outcomes: OutcomeFigures?

    /// Judges the days.
    ///
    /// - Parameters:
    ///   - chosen: days to judge, rising; nil for all whole ones.
    ///   - actions: what was decided, judged in the same family.
    ///   - outcomes: labelled rows, what judges them, and the label delay in days.
    package init(
        model: String, owner: String, watched: WatchedDays, judge: DayJudge = DayJudge(),
        chosen: [Int]? = nil, actions: ActionRates = ActionRates(),
        outcomes: (rows: Outcomes, judge: OutcomeJudge, delay: Int)? = nil
    ) {
        (self.model, self.owner) = (model, owner)
        let reference = watched.reference
        referenceFrom = reference.days.first ?? 0
        referenceTo = reference.days.last ?? 0
        referenceRows = reference.rows.reduce(0, +)
        let whole = watched.wholeDays
        partialDays = watched.days.keys.sorted().filter { !watched.wholeSpan.contains($0) }
        (days, alarms) = ([], [])
        var since: [String: Int] = [:]
        for day in chosen ?? whole {
            var more = actions.comparisons(day, settings: judge.settings)
            if let outcomes {
                let matured = outcomes.rows.matured(on: day, delay: outcomes.delay)
                let judged = outcomes.judge.judge(matured)
                more += matured.isEmpty ? [] : judged.comparisons
                self.outcomes = matured.isEmpty ? nil : judged.figures
            }
            let comparisons = judge.judge(day, of: watched, more: more)
            days.append(
                Day(
                    day: day, rows: watched.rows(on: day), meanScore: watched.meanScore(on: day),
                    comparisons: comparisons))
            alarms = Self.alarms(comparisons, on: day, owner, &since)
        }
    }

    /// One for each kind and subject: of a day and of its week, the graver.
    private static func alarms(
        _ comparisons: [Comparison], on day: Int, _ owner: String, _ since: inout [String: Int]
    ) -> [WatchAlarm] {
        var alarms: [String: WatchAlarm] = [:]
        for comparison in comparisons where comparison.level > .none {
            let alarm = WatchAlarm(comparison, since: day, day: day, owner: owner)
            if let other = alarms[alarm.id], other.level >= alarm.level { continue }
            alarms[alarm.id] = alarm
        }
        var standing: [String: Int] = [:]
        for id in alarms.keys {
            standing[id] = since[id] ?? day
            alarms[id]?.since = standing[id] ?? day
        }
        since = standing
        return alarms.values.sorted {
            ($1.level, $0.comparison.adjusted, $0.id) < ($0.level, $1.comparison.adjusted, $1.id)
        }
    }
}
