import ArgumentParser
import Foundation
import Monitoring
import Toolbox
import Vocabulary

struct WatchDaysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "days",
        abstract: "Compares days of rows with what a model was trained on. The default.",
        discussion: """
            assay watch --bundle models/card --table rows.csv.gz --scores score
            assay watch --against training.csv --inputs features.a,event.b --table rows.csv
            assay watch --store sqlite:assay.db --pack PolicyPacks/streaming --model abusive

            The table is one of `assay features`. A day is compared with the same weekday of \
            training, and so are the seven days that end with it; days that rows do not cover \
            from end to end are not judged. With --label it also looks at calibration, precision \
            and segments on rows older than --delay. With --store it \
            looks at a service's decisions, as the service itself does, up to the latest of them. \
            Ends with 1 when an alarm stands.
            """)

    @Option(help: "The model's bundle: a folder with reference.json.")
    var bundle: String?

    @Option(help: "In place of a bundle: a table of training rows.")
    var against: String?

    @Option(help: "With --against: names of the inputs' columns, separated by commas.")
    var inputs: String?

    @OptionGroup var kept: WatchStoreOptions

    @Option(help: "The rows: CSV with a line of column names, plain, gzip or zstd.")
    var table: String?

    @Option(help: "The column with the time of a row.")
    var time = "time"

    @Option(help: "The column with the model's score.")
    var scores: String?

    @Option(help: "With --against: the column that says whom a row is about, such as customer.")
    var entity: String?

    @Option(help: "The column with what became of a row: 1 or true is bad, empty is not known.")
    var label: String?

    @Option(help: "How long until labels are known.")
    var delay = "7d"

    @Option(help: "The column with the probability of a row to be labelled.")
    var propensity: String?

    @Option(help: "The column by which good people must not be treated otherwise.")
    var segment: String?

    @Option(help: "Score from which a row counts as found; 1 in 100 of training unless said.")
    var threshold: Double?

    @Option(help: "The precision that is wanted of such rows.")
    var precision: Double?

    @Option(help: "Who is told in alarms; with --store and --pack a model's owner unless said.")
    var owner: String?

    @Option(help: "The day to judge, such as 2018-06-02; the last whole one unless said.")
    var day: String?

    @Flag(help: "Judge every whole day.")
    var allDays = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try kept.validate()
        if kept.store != nil {
            guard bundle == nil, against == nil, table == nil else {
                throw ValidationError("--store excludes --bundle, --against and --table.")
            }
            return
        }
        guard table != nil else {
            throw ValidationError("Name the rows: a --table, or the --store of a service.")
        }
        guard (bundle == nil) != (against == nil) else {
            throw ValidationError("Name either a --bundle or a table --against which to compare.")
        }
        guard (against == nil) == (inputs == nil) else {
            throw ValidationError("--inputs and --against go together.")
        }
        guard day == nil || !allDays else {
            throw ValidationError("--day and --all-days exclude each other.")
        }
        guard label == nil || scores != nil else {
            throw ValidationError("--label is compared with --scores.")
        }
        _ = try SpanOption.milliseconds(delay, option: "--delay")
    }

    func run() throws {
        if let store = kept.store { return try kept.run(store, owner: owner, json: json) }
        let table = table ?? ""
        var reference = try reference()
        // What the table does not have is not watched; a column that went missing is.
        if scores == nil { reference.score = nil }
        var file = file(table)
        file.outcome = label.map {
            RowsFile.OutcomeColumns(label: $0, propensity: propensity, segment: segment)
        }
        let (rows, left) = try file.read(reference.inputs.map(\.name))
        var watched = WatchedDays(reference: reference)
        for place in 0..<rows.rows {
            watched.add(rows.row(place), score: rows.score(place), time: rows.times[place])
        }
        let days = try chosenDays(watched)
        let report = WatchReport(
            model: bundle ?? against ?? "", owner: owner ?? "nobody named (--owner)",
            watched: watched, chosen: days,
            outcomes: label == nil ? nil : try outcomes(rows, reference))
        print(json ? try JSONText.of(report) : WatchText(report: report).text)
        try LeftOut.check([left])
        if !report.alarms.isEmpty {
            throw ExitCode(Exit.findings.rawValue)
        }
    }

    private func file(_ path: String) -> RowsFile {
        var file = RowsFile(path: path)
        (file.time, file.scores) = (time, scores)
        return file
    }

    private func reference() throws -> DriftReference {
        if let bundle {
            let path = bundle + "/" + DriftReference.fileName
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Fault(
                    .notFound, "Cannot read \(path).",
                    fix: "Train with `assay train`, or compare with a table by --against.")
            }
            return try DriftReference.read(data, path: path)
        }
        var file = file(against ?? "")
        file.entity = entity
        let names = (inputs ?? "").split(separator: ",").map(String.init)
        let (rows, left) = try file.read(names)
        try LeftOut.check([left])
        return try rows.reference()
    }

    private func chosenDays(_ watched: WatchedDays) throws -> [Int] {
        let whole = watched.wholeDays
        if allDays { return whole }
        guard let day else { return whole.suffix(1) }
        guard let start = CivilTime(rfc3339: day + "T00:00:00Z") else {
            throw ValidationError("--day is a day such as 2018-06-02.")
        }
        let number = DriftReference.day(start.milliseconds)
        guard whole.contains(number) else {
            throw Fault(
                .notFound, "\(table ?? "") does not cover \(day) from end to end.",
                fix: "Choose one of \(whole.count) days from "
                    + "\(whole.first.map(WatchWords.day) ?? "none").")
        }
        return [number]
    }

    private func outcomes(
        _ rows: WatchTable, _ reference: DriftReference
    ) throws -> (rows: Outcomes, judge: OutcomeJudge, delay: Int) {
        guard let threshold = threshold ?? reference.topScore else {
            throw Fault(
                .invalid, "The reference knows no scores, so none is high.",
                fix: "Say with --threshold from which score a row counts as found.")
        }
        let day: Int64 = 86_400_000
        let milliseconds = try SpanOption.milliseconds(delay, option: "--delay")
        return (
            rows.outcomes, OutcomeJudge(threshold: threshold, precisionMin: precision),
            Int((milliseconds + day - 1) / day)
        )
    }
}
