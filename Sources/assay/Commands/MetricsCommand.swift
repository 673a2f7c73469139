import ArgumentParser
import Events
import Foundation
import Learning
import Toolbox
import Vocabulary

struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Says how good scores are, with 95 % intervals.",
        discussion: """
            assay metrics --table scores.csv
            assay metrics --table scores.csv --at 50,100 --loss 100 --friction 5 --review 1 --json

            The file is CSV with the columns `score` and `label` (1, 0, true or false), and, where \
            there are any, `weight`, `entity` and `time`. With entities, intervals resample \
            entities rather than rows; with times too, card precision counts an entity once a day.
            """)

    @Option(help: "The scores: CSV with score,label[,weight,entity,time]; - is standard input.")
    var table: String

    @Option(help: "What times are that are numbers: seconds or milliseconds.")
    var unit = TimeUnit.seconds

    @Option(help: "How many are looked at, for precision and card precision, with commas between.")
    var at = "100"

    @Option(help: "False-positive rates to tell the recall at, with commas between.")
    var rates = "0.001,0.01,0.05"

    @Option(help: "Bins of equal width for calibration, 1 to 1000.")
    var bins = 10

    @Option(help: "What a bad row costs that is not taken.")
    var loss: Double?

    @Option(help: "What a good row costs that is taken.")
    var friction = 0.0

    @Option(help: "What looking at a row that is taken costs.")
    var review = 0.0

    @Option(help: "Resamples for intervals, 0 to 100,000; 0 leaves them out.")
    var resamples = 500

    @Option(help: "Another seed draws other resamples.")
    var seed: UInt64 = 1

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print JSON.")
    var json = false

    private var counts: [Int]? { list(at) { Int($0) } }
    private var shares: [Double]? { list(rates) { Double($0) } }

    private func list<Item>(_ text: String, _ read: (String) -> Item?) -> [Item]? {
        let items = text.split(separator: ",").map {
            read($0.trimmingCharacters(in: .whitespaces))
        }
        return items.contains { $0 == nil } ? nil : items.compactMap { $0 }
    }

    func validate() throws {
        guard let counts, counts.allSatisfy({ $0 >= 1 }) else {
            throw ValidationError("--at is whole numbers from 1, with commas between.")
        }
        guard let shares, shares.allSatisfy({ (0...1).contains($0) }) else {
            throw ValidationError("--rates is numbers from 0 to 1, with commas between.")
        }
        guard (1...1000).contains(bins) else {
            throw ValidationError("--bins is a number from 1 to 1000.")
        }
        guard (0...100_000).contains(resamples) else {
            throw ValidationError("--resamples is a number from 0 to 100000.")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
        guard [loss ?? 0, friction, review].allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw ValidationError("--loss, --friction and --review are numbers, 0 or more.")
        }
        if loss == nil, friction > 0 || review > 0 {
            throw ValidationError("Costs need --loss: what a bad row costs that is not taken.")
        }
    }

    func run() throws {
        let file = try ScoresFile(path: table, unit: unit)
        let rows = file.rows
        var metrics: [Metric] = [
            .areaUnderCurve, .averagePrecision, .brier, .logLoss, .calibrationError(bins: bins),
        ]
        metrics += (shares ?? []).map { .recall(falsePositiveRate: $0) }
        metrics += (counts ?? []).map { .precision(at: $0) }
        metrics += (counts ?? []).map { .cardPrecision(at: $0) }
        var best: (costs: Costs, threshold: Double)?
        if let loss {
            let costs = Costs(loss: loss, friction: friction, review: review)
            let ranking = Ranking(scores: rows.scores, marks: rows.labels, weights: rows.weights)
            let threshold = costs.best(ranking).threshold
            best = (costs, threshold)
            metrics.append(.cost(costs, threshold: threshold))
        }
        let started = monotonicSeconds()
        let intervals = rows.intervals(
            of: metrics, resamples: resamples, seed: seed, threads: threads)
        let report = MetricsReport(
            rows: rows, figures: Array(zip(metrics, intervals)), threshold: best?.threshold,
            bins: bins, resamples: resamples, seed: seed,
            seconds: monotonicSeconds() - started)
        print(json ? report.json : report.text)
        try LeftOut.check([file.left])
    }
}

/// A file of scores and labels.
private struct ScoresFile {
    let rows: ScoredRows
    let left: LeftOut

    /// Rows of a file at most.
    private static let rowsMax = 100_000_000
    private static let dayMilliseconds: Int64 = 86_400_000

    /// O(bytes).
    init(path: String, unit: TimeUnit) throws {
        let file = try ColumnFile(
            path: path, columns: ["score", "label"], optional: ["weight", "entity", "time"])
        var (scores, labels, weights): ([Double], [Bool], [Double]) = ([], [], [])
        var (entities, days): ([Int], [Int]) = ([], [])
        var names = NameNumbers()
        let has = { (column: String) in !file.absent.contains(column) }
        var progress = Progress("rows")
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            func refuse(_ column: Int, _ expected: String) {
                file.refuse(
                    .wrongType, line: line, column: column, cells: cells, expected: expected)
            }
            guard let score = DecimalText.double(cells[0]), score.isFinite else {
                return refuse(0, "a finite number")
            }
            guard let label = ScoresFile.label(cells[1]) else {
                return refuse(1, "1, 0, true or false")
            }
            let weight = has("weight") ? DecimalText.double(cells[2]) : 1
            guard let weight, weight >= 0, weight.isFinite else {
                return refuse(2, "a number, 0 or more")
            }
            if has("entity"), cells[3].isEmpty { return refuse(3, "a name") }
            let time = has("time") ? unit.milliseconds(cells[4]) : 0
            guard let time else {
                return refuse(4, "\(unit.rawValue) since 1970 (see --unit), or a time")
            }
            guard scores.count < ScoresFile.rowsMax else {
                throw Fault(
                    .tooLarge, "\(path) has more than \(ScoresFile.rowsMax.grouped) rows.",
                    fix: "Take a sample of them.")
            }
            scores.append(score)
            labels.append(label)
            weights.append(weight)
            if has("entity") { entities.append(Int(names.number(of: cells[3]))) }
            days.append(Int((Double(time) / Double(ScoresFile.dayMilliseconds)).rounded(.down)))
        }
        progress.finish()
        left = LeftOut(file)
        rows = try ScoredRows(
            scores: scores, labels: labels, weights: has("weight") ? weights : nil,
            entities: has("entity") ? entities : nil, days: has("time") ? days : nil)
    }

    private static func label(_ cell: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch String(decoding: cell, as: UTF8.self) {
        case "1", "true", "True", "1.0": true
        case "0", "false", "False", "0.0": false
        default: nil
        }
    }
}
