import ArgumentParser
import Foundation
import Monitoring
import Toolbox
import Vocabulary

struct WatchRehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Says how often the watch would alarm falsely, and what it would find.",
        discussion: """
            assay watch rehearse --table rows.csv.gz --inputs features.a,event.b --entity customer

            Takes every span of one to four weeks of the table for a reference and judges every \
            later week, day by day. Then lets inputs go wrong in declared ways and says after how \
            many days it alarms. The table's weeks should be ones in which nothing went wrong.
            """)

    @Option(help: "The rows: CSV with a line of column names, plain, gzip or zstd.")
    var table: String

    @Option(help: "Names of the inputs' columns, separated by commas.")
    var inputs: String

    @Option(help: "The column with the model's score.")
    var scores: String?

    @Option(help: "The column that says whom a row is about, such as customer.")
    var entity: String?

    @Option(help: "The column with the time of a row.")
    var time = "time"

    @Option(help: "The day from which rows count, such as 2018-05-16.")
    var from: String?

    @Option(help: "The share of entities that is looked at, always the same ones.")
    var keep = 1.0

    @Option(help: "Seed of the shifts.")
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard keep > 0, keep <= 1 else { throw ValidationError("--keep is above 0, at most 1.") }
    }

    func run() throws {
        var file = RowsFile(path: table)
        (file.time, file.scores, file.entity, file.keep) = (time, scores, entity, keep)
        if let from {
            guard let start = CivilTime(rfc3339: from + "T00:00:00Z") else {
                throw ValidationError("--from is a day such as 2018-05-16.")
            }
            file.from = start.milliseconds
        }
        let (rows, left) = try file.read(inputs.split(separator: ",").map(String.init))
        let rehearsal = Rehearsal(table: rows, settings: WatchSettings(), seed: seed)
        guard rehearsal.weeks >= 2 else {
            throw Fault(
                .invalid, "\(table) has \(rehearsal.weeks) whole weeks.",
                fix: "A rehearsal needs two at least; four references need five.")
        }
        var progress = Progress("references")
        let report = try rehearsal.run { progress.update(count: $0, share: $1) }
        progress.finish()
        print(json ? try JSONText.of(report) : RehearsalText(report: report).text)
        try LeftOut.check([left])
    }
}

/// A rehearsal for people.
private struct RehearsalText {
    let report: RehearsalReport

    var text: String {
        var table = TextTable(["shift", "of", "tried", "first day %", "within a week %", "days"])
        for shift in report.shifts where shift.tried > 0 {
            let share = 100 / Double(shift.tried)
            table.add([
                shift.shift, shift.subject, "\(shift.tried)",
                Words.rounded(Double(shift.onFirstDay) * share, 1),
                Words.rounded(Double(shift.withinWeek) * share, 1),
                shift.withinWeek == 0
                    ? ""
                    : Words.rounded(Double(shift.daysToAlarm) / Double(shift.withinWeek), 1),
            ])
        }
        var lines = [
            "\(report.weeks) pairs of a reference and a later week: \(report.alarmedWeeks) with a "
                + "false alarm (\(percent(report.alarmedWeeks, report.weeks))); of "
                + "\(report.days.grouped) days \(report.alarmedDays) "
                + "(\(percent(report.alarmedDays, report.days)))",
            "PSI above 0.1 alone would alarm in \(report.plainAlarmedWeeks) weeks "
                + "(\(percent(report.plainAlarmedWeeks, report.weeks)))",
        ]
        for (name, days) in report.falseAlarms.sorted(by: { $0.value > $1.value }).prefix(20) {
            lines.append("  \(name): \(days) days")
        }
        return (lines + ["", table.text]).joined(separator: "\n")
    }

    private func percent(_ part: Int, _ whole: Int) -> String {
        "\(Words.rounded(100 * Double(part) / Double(max(1, whole)), 1)) %"
    }
}
