import Monitoring
import Pipeline
import Toolbox

/// What the watch found of a service's models, for people: alarms first, then the days.
struct WatchSummaryText {
    let summary: WatchSummary

    var text: String {
        summary.models.flatMap(lines).joined(separator: "\n")
    }

    private func lines(_ model: WatchSummary.Model) -> [String] {
        let head = "\(model.name) \(model.version), \(model.stage)"
        guard let first = model.days.first, let last = model.days.last else {
            return ["\(head): no whole day was scored yet."] + model.notes.map { "note: \($0)" }
        }
        var lines = [
            "\(head): \(first) to \(last), "
                + (model.alarms.isEmpty
                    ? "nothing moved beyond noise and limits" : "alarms: \(model.alarms.count)"),
            "",
        ]
        for alarm in model.alarms {
            lines += [
                "\(alarm.level.uppercased())  \(alarm.sentence)",
                "    since \(alarm.since); id \(alarm.id); owner: \(alarm.owner)",
                "    do: \(alarm.runbook)", "",
            ]
        }
        lines += [days(model), ""]
        lines += model.notes.map { "note: \($0)" }
        if !model.unwatched.isEmpty {
            lines.append(
                "note: not watched, since no decision says their values: "
                    + model.unwatched.joined(separator: ", "))
        }
        return lines + [""]
    }

    private func days(_ model: WatchSummary.Model) -> String {
        let titles = model.actions.map { "\($0.journey)/\($0.action)" }
        var table = TextTable(
            ["day", "rows", "mean score", "greatest PSI", "of"] + titles)
        for (place, day) in model.days.enumerated() {
            let greatest = model.series.compactMap { series in
                series.psi[place].map { (name: series.name, psi: $0) }
            }.max { $0.psi < $1.psi }
            table.add(
                [
                    day, model.rows[place].grouped,
                    model.meanScore[place].map { Words.rounded($0, 5) } ?? "",
                    greatest.map { WatchWords.number($0.psi) } ?? "", greatest?.name ?? "",
                ] + model.actions.map { $0.share[place].map(WatchWords.percent) ?? "" })
        }
        return table.text
    }
}
