package import Pipeline
package import Vocabulary

extension WatchReport {
    /// What pages and metrics show of it.
    package func summary(
        of release: ModelRelease, actions: ActionRates = ActionRates(), unwatched: [String],
        notes: [String] = []
    ) -> WatchSummary.Model {
        var names: [String] = []
        for comparison in days.flatMap(\.comparisons) where comparison.kind == .drift {
            if !names.contains(comparison.subject) { names.append(comparison.subject) }
        }
        func numbers(
            _ kind: WatchKind, of name: String, _ number: (Comparison) -> Double
        ) -> [Double?] {
            days.map { day in
                day.comparisons.first {
                    $0.kind == kind && $0.subject == name && $0.days == 1
                }.map(number)
            }
        }
        return WatchSummary.Model(
            name: release.name, version: release.version, stage: release.stage.rawValue,
            days: days.map { WatchWords.day($0.day) }, rows: days.map(\.rows),
            meanScore: days.map(\.meanScore),
            series: names.map { name in
                WatchSummary.Series(
                    name: name, psi: numbers(.drift, of: name, \.value),
                    threshold: numbers(.drift, of: name, \.threshold),
                    missing: numbers(.missing, of: name, \.value))
            },
            actions: actions.journeys.flatMap { self.series(of: $0, actions) },
            alarms: alarms.map { alarm in
                WatchSummary.Alarm(
                    id: alarm.id, kind: alarm.kind.rawValue, subject: alarm.subject,
                    level: alarm.level.word, since: WatchWords.day(alarm.since),
                    sentence: alarm.sentence, owner: alarm.owner, runbook: alarm.runbook)
            }, unwatched: unwatched, notes: notes)
    }

    private func series(of journey: String, _ rates: ActionRates) -> [WatchSummary.ActionSeries] {
        rates.actions(of: journey).map { action in
            WatchSummary.ActionSeries(
                journey: journey, action: action.rawValue,
                share: days.map { rates.share(action, of: journey, on: $0.day) },
                threshold: days.map { day in
                    day.comparisons.first {
                        $0.kind == .action && $0.subject == "\(journey)/\(action.rawValue)"
                    }?.threshold
                })
        }
    }
}
