import Foundation
import Pipeline
import Vocabulary

/// What the page of the watch says: alarms first, then a line for each input, day by day.
struct WatchContent {
    struct Alarm {
        let level: String
        let kind: String
        let sentence: String
        let since: String
        let owner: String
        let runbook: String
    }

    struct Line {
        let title: String
        let last: String
        let greatest: String
        let limit: String?
        let isAlarming: Bool
        /// Days, values and limits as JSON, for the chart.
        let data: String
    }

    struct Model {
        let name: String
        let path: String
        let version: Int
        let stage: String
        let alarms: [Alarm]
        let hasAlarms: Bool
        let span: String?
        let lines: [Line]
        let notes: [String]
        let unwatched: String?
    }

    private struct Chart: Encodable {
        var title: String
        var days: [String]
        var values: [Double?]
        var limits: [Double?]
    }

    let isWatched: Bool
    let asOf: Moment?
    let words: String
    let hasAlarms: Bool
    let models: [Model]
    let hasModels: Bool

    /// Charts a model has at most; those that alarm, or are nearest to it, come first.
    private static let linesMax = 24

    /// - Parameter summary: nil where nothing is watched.
    init(_ summary: WatchSummary?, now: Int64) {
        isWatched = summary != nil
        asOf = summary.map { Moment($0.asOf, now: now) }
        let alarms = summary?.models.reduce(0) { $0 + $1.alarms.count } ?? 0
        hasAlarms = alarms > 0
        let hasDays = summary?.models.contains { !$0.days.isEmpty } ?? false
        words =
            alarms > 0
            ? "\(Counted.words(alarms, "alarm", "alarms"))."
            : hasDays
                ? "Nothing moved beyond noise and limits."
                : "Nothing was compared yet: no whole day was scored."
        models = (summary?.models ?? []).map(WatchContent.model)
        hasModels = !models.isEmpty
    }

    private static func model(_ model: WatchSummary.Model) -> Model {
        let subjects = Set(model.alarms.map(\.subject))
        var lines = [
            line(
                "Rows a day", model, model.rows.map { Double($0) }, [], isAlarming: false,
                shown: { Counted.grouped(Int($0)) }),
            line(
                "Mean score", model, model.meanScore, [], isAlarming: false, shown: digits),
        ].compactMap { $0 }
        lines += model.actions.compactMap {
            line(
                "\($0.journey): \($0.action), share of decisions", model, $0.share, $0.threshold,
                isAlarming: subjects.contains("\($0.journey)/\($0.action)"), shown: digits)
        }
        lines += byUrgency(model.series, subjects).compactMap {
            line(
                "\(short($0.name)), PSI", model, $0.psi, $0.threshold,
                isAlarming: subjects.contains($0.name), shown: digits)
        }
        return Model(
            name: model.name, path: ModelsContent.path(model.name), version: model.version,
            stage: model.stage,
            alarms: model.alarms.map {
                Alarm(
                    level: $0.level, kind: $0.level == "act" ? "bad" : "warn",
                    sentence: $0.sentence, since: $0.since, owner: $0.owner, runbook: $0.runbook)
            },
            hasAlarms: !model.alarms.isEmpty,
            span: model.days.first.flatMap { first in
                model.days.last.map { "\(first) to \($0)" }
            },
            lines: Array(lines.prefix(linesMax)), notes: model.notes,
            unwatched: model.unwatched.isEmpty ? nil : model.unwatched.joined(separator: ", "))
    }

    /// Those that alarm first, then those that are nearest to where they would.
    private static func byUrgency(
        _ series: [WatchSummary.Series], _ alarms: Set<String>
    ) -> [WatchSummary.Series] {
        func nearness(_ one: WatchSummary.Series) -> Double {
            guard let psi = one.psi.last.flatMap({ $0 }),
                let threshold = one.threshold.last.flatMap({ $0 })
            else { return 0 }
            return (alarms.contains(one.name) ? 1e6 : 0) + psi / max(threshold, 1e-9)
        }
        return series.sorted { (nearness($1), $0.name) < (nearness($0), $1.name) }
    }

    /// A feature's name without what all have.
    private static func short(_ name: String) -> String {
        name.hasPrefix("features.") ? String(name.dropFirst(9)) : name
    }

    /// Three digits that say something, however small the number.
    private static func digits(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        var unit = 100.0
        while value * unit < 100, unit < 1e9 { unit *= 10 }
        return "\((value * unit).rounded() / unit)"
    }

    private static func line(
        _ title: String, _ model: WatchSummary.Model, _ values: [Double?], _ limits: [Double?],
        isAlarming: Bool, shown: (Double) -> String
    ) -> Line? {
        let known = values.compactMap { $0 }
        guard let last = known.last, let most = known.max() else { return nil }
        let chart = Chart(title: title, days: model.days, values: values, limits: limits)
        return Line(
            title: title, last: shown(last), greatest: shown(most),
            limit: limits.last.flatMap { $0 }.map(shown), isAlarming: isAlarming,
            data: (try? LabJSON.text(chart)) ?? "{}")
    }
}
