import Monitoring
import Toolbox

/// A report of the watch for people: alarms first, then the days.
struct WatchText {
    let report: WatchReport

    /// Days shown in the table at most, the last ones.
    private static let daysMax = 35

    var text: String {
        ([head] + alarms + [table] + outcomes + notes).joined(separator: "\n")
    }

    private var head: String {
        "\(report.model): compared with \(report.referenceRows.grouped) rows of training, "
            + "\(WatchWords.day(report.referenceFrom)) to \(WatchWords.day(report.referenceTo))"
    }

    private var alarms: [String] {
        guard let last = report.days.last else { return ["No day could be judged."] }
        let day = WatchWords.day(last.day)
        guard !report.alarms.isEmpty else {
            return ["\(day): nothing moved beyond noise and limits.", ""]
        }
        var lines = ["\(day): \(report.alarms.count) alarms", ""]
        for alarm in report.alarms {
            let sure = alarm.comparison.adjusted
            lines += [
                "\(alarm.level.word.uppercased())  \(alarm.sentence)",
                "    since \(WatchWords.day(alarm.since)); by chance in "
                    + (sure < 0.0001 ? "less than 1 of 10,000" : WatchWords.percent(sure) + " of")
                    + " days; id \(alarm.id); owner: \(alarm.owner)",
                "    do: \(alarm.runbook)", "",
            ]
        }
        return lines
    }

    private var table: String {
        var table = TextTable(["day", "rows", "mean score", "greatest PSI", "of", "alarms"])
        for day in report.days.suffix(Self.daysMax) {
            let greatest = day.comparisons.filter { $0.kind == .drift && $0.days == 1 }
                .max { $0.value < $1.value }
            let alarms = Set(
                day.comparisons.filter { $0.level > .none }.map { "\($0.kind) \($0.subject)" })
            table.add([
                WatchWords.day(day.day), day.rows.grouped,
                day.meanScore.map { Words.rounded($0, 5) } ?? "",
                greatest.map { WatchWords.number($0.value) } ?? "", greatest?.subject ?? "",
                "\(alarms.count)",
            ])
        }
        return table.text
    }

    private var outcomes: [String] {
        guard let figures = report.outcomes else { return [] }
        func shown(_ estimate: Estimate?) -> String {
            estimate.map {
                "\(WatchWords.percent($0.value)) (\(WatchWords.percent($0.low)) to "
                    + "\(WatchWords.percent($0.high)))"
            } ?? "not known"
        }
        return [
            "",
            "matured labels: \(figures.rows.grouped) rows, \(figures.positives.grouped) bad; "
                + "precision \(shown(figures.precision)), recall \(shown(figures.recall))",
        ]
    }

    private var notes: [String] {
        report.partialDays.isEmpty
            ? []
            : [
                "",
                "not judged, since rows do not cover them from end to end: "
                    + report.partialDays.map { WatchWords.day($0) }.joined(separator: ", "),
            ]
    }
}
