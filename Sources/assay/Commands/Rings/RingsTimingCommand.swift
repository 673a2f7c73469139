import ArgumentParser
import Rings
import Toolbox
import Vocabulary

struct RingsTimingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timing",
        abstract: "Scores accounts by when they act: 1 is a machine, 0 a person.",
        discussion: """
            assay rings timing --times plays.csv.gz
            assay rings timing --times plays.csv.gz --labels known.csv --folds 5 --seed 1 --json

            The file has the columns `account` and `time`: a number since 1970, see --unit, or \
            2026-03-02T00:00:08Z. An account with fewer than 20 times gets no score.

            Scores are of the model that ships, which learned from people and bots who post, and \
            who plays music is neither: sort by them, do not act on them. With --labels (columns \
            account,label) a model is fitted to your own accounts, each is scored by one that did \
            not see it (cross-validation), and you are told how good that is, beside the model \
            that ships. Accounts without a label are then left aside.
            """)

    @Option(help: "The times: CSV with the columns account,time; - is standard input.")
    var times: String

    @Option(help: "What times are that are numbers: seconds or milliseconds.")
    var unit = TimeUnit.seconds

    @Option(help: "What accounts are: CSV with the columns account,label.")
    var labels: String?

    @Option(help: "The label of machines; every other label is a person's.")
    var positive = "bot"

    @Option(help: "Parts of the cross-validation, 2 to 100.")
    var folds = 5

    @Option(help: "Which accounts are in which part.")
    var seed: UInt64 = 1

    @Option(help: "How strongly a fit is held back, above 0.")
    var penalty = 10.0

    @Flag(help: "Print JSON, with all scores.")
    var json = false

    private static let foldsMax = 100

    func validate() throws {
        guard (2...Self.foldsMax).contains(folds) else {
            throw ValidationError("--folds is a number from 2 to 100.")
        }
        guard penalty > 0, penalty.isFinite else {
            throw ValidationError("--penalty is a number above 0.")
        }
        guard labels != "-" || times != "-" else {
            throw ValidationError("Only one of --times and --labels can be standard input.")
        }
    }

    func run() throws {
        let table = try TimesTable(path: times, unit: unit)
        let known = try labels.map { try LabelTable(path: $0, accounts: table.accounts) }
        let started = monotonicSeconds()
        var report = TimingReport(table: table, labels: known, positive: positive)
        if let known { try validate(known, &report) }
        report.seconds = monotonicSeconds() - started
        print(json ? report.json : report.text)
        try LeftOut.check([table.left] + (known.map { [$0.left] } ?? []))
    }

    /// Puts scores of the cross-validation in the place of the shipped model's.
    private func validate(_ known: LabelTable, _ report: inout TimingReport) throws {
        let marks = report.scored.map { known.kinds[known.kindOfAccount[$0.account]].name }
            .map { $0 == positive }
        let machines = marks.count { $0 }
        let fewer = min(machines, marks.count - machines)
        guard fewer >= folds else {
            let labels = known.kinds.map { "\($0.name) (\($0.count.grouped))" }
            throw Fault(
                .invalid,
                "Of the accounts with 20 times and a label, \(machines.grouped) are `\(positive)` "
                    + "and \((marks.count - machines).grouped) are not; \(folds) folds need as "
                    + "many of each.",
                fix: "The labels are: \(labels.isEmpty ? "none" : labels.joined(separator: ", ")). "
                    + "Name the one of machines with --positive, or take fewer --folds.")
        }
        let rows = report.scored.map(\.features.values)
        let shipped = Ranking(scores: report.scored.map(\.score), marks: marks)
        var random = SplitMix64(seed: seed)
        let scores = LogisticModel.heldOutScores(
            rows, marks, folds: folds, random: &random, penalty: penalty)
        for place in report.scored.indices { report.scored[place].score = scores[place] }
        report.validation = TimingReport.Validation(
            folds: folds, seed: seed, penalty: penalty, machines: machines,
            fitted: Ranking(scores: scores, marks: marks), shipped: shipped)
    }
}
