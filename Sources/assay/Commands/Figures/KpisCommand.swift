import ArgumentParser
import Cases
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

/// `assay kpis`: how operations go, from what the service counted.
struct KpisCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kpis",
        abstract: "Prints what operations are judged by, day by day, with targets and changes.",
        discussion: """
            assay kpis --store sqlite:assay.db --days 28
            assay kpis --store sqlite:assay.db --csv > kpis.csv

            A running service counts every two seconds; this reads what it counted. Ends with 1 \
            when a target is missed.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Days up to today, 1 to 180.")
    var days: Int64 = 28

    @Option(help: "One queue; all together unless said.")
    var queue: String?

    @Flag(help: "Print JSON, as GET /v1/kpis answers.")
    var json = false

    @Flag(help: "Print CSV, a row for each day and figure.")
    var csv = false

    func validate() throws {
        guard (1...OperationsBounds.daysMax).contains(days) else {
            throw ValidationError("--days is a number from 1 to \(OperationsBounds.daysMax).")
        }
        guard !json || !csv else { throw ValidationError("Choose --json or --csv.") }
    }

    func run() throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let series = try ExistingStore.open(store).readingOperations {
            try IndicatorBook(tables: $0, now: now).series(days: days, queue: queue)
        }
        if json {
            print(try IndicatorView.json(series.map { IndicatorView($0) }))
        } else if csv {
            print(IndicatorWords.csv(series), terminator: "")
        } else {
            print(KpisCommand.table(series))
        }
        if series.contains(where: { $0.isMet == false }) {
            throw ExitCode(Exit.findings.rawValue)
        }
    }

    private static func table(_ series: [IndicatorSeries]) -> String {
        var lines = [["figure", "today", "target", "median", "changes of level"]]
        for one in series {
            let unit = one.indicator.unit
            let known = one.days.compactMap(\.value)
            let changes = one.changes.map { IndicatorWords.day(one.days[$0].day) }
            lines.append([
                one.indicator.title, IndicatorWords.value(one.latest?.value, unit),
                one.target.map { IndicatorWords.value($0, unit) } ?? "",
                IndicatorWords.value(ChangePoints.median(known), unit),
                changes.joined(separator: " "),
            ])
        }
        let widths = lines[0].indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            var text = ""
            for (cell, width) in zip(line, widths) {
                text += cell + String(repeating: " ", count: width - cell.count + 2)
            }
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}
