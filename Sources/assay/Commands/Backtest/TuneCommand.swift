import ArgumentParser
import Backtests
import Packs
import Pipeline
import Toolbox
import Vocabulary

struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Recommends a threshold for a budget of friction, or for what mistakes cost.",
        discussion: """
            assay tune --pack DIR --score --action exclude --at play --budget 5/1000 \\
                --events log.ndjson.gz --labels truth-accounts.csv --out tuned

            The threshold is chosen on earlier events and told with what it does on later ones. \
            --costs takes the threshold that costs least by the pack's costs.yaml. Ends with 1 \
            when no threshold serves.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Flag(help: "Tune the score.")
    var score = false

    @Option(help: "Tune the strength of this signal.")
    var signal: String?

    @Option(help: "Tune the score of this model.")
    var model: String?

    @Option(help: "What is done from the threshold on.")
    var action: String

    @Option(help: "The journey.")
    var at: String

    @Option(help: "Good sessions that may be met, such as 5/1000.")
    var budget: String?

    @Flag(help: "Take the threshold that costs least.")
    var costs = false

    @Option(help: "Share of the log's time on which the threshold is chosen.")
    var chosenOn = 0.6

    @Option(help: "Seed of the intervals.")
    var seed: UInt64 = 1

    @OptionGroup var log: BacktestLog
    @OptionGroup var labels: BacktestLabels

    @Option(help: "Write tune.json, tune.svg and tune.html to this folder.")
    var out: String?

    @Flag(help: "Print the curve as JSON.")
    var json = false

    func validate() throws {
        guard [score, signal != nil, model != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Name one of --score, --signal and --model.")
        }
        guard (budget != nil) != costs else {
            throw ValidationError("Name one of --budget and --costs.")
        }
        guard chosenOn > 0, chosenOn < 1 else {
            throw ValidationError("--chosen-on is a share above 0 and below 1.")
        }
        guard Action(rawValue: action) != nil else {
            throw ValidationError(
                "--action is one of "
                    + "\(Action.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        _ = try aim()
    }

    private func aim() throws -> Tuning.Aim {
        guard let budget else { return .costs }
        let parts = budget.split(separator: "/").map { Double($0) }
        guard parts.count <= 2, let share = parts.first ?? nil, share >= 0,
            let of = parts.count == 2 ? parts[1] : 1000, of > 0
        else { throw ValidationError("--budget is written as 5/1000.") }
        return .budget(share / of * 1000)
    }

    func run() throws {
        let pack = try PackCommand.load(pack)
        let journey = try ColumnNames.indices(
            of: [at], among: pack.schema.journeys, what: "journey")[0]
        let walk = try log.walk(pack)
        let judgement = try Judgement(pack, walk, threads: log.threads)
        let declared = Ground.costs(of: pack)
        let ground = try Ground(
            judgement, costs: declared,
            truth: try labels.source(pack, declared, store: log.store), threads: log.threads)
        let value: TunedValue =
            signal.map { .signal($0) } ?? model.map { .model($0) } ?? .score
        var question = Tuning.Question(
            value: value, action: Action(rawValue: action) ?? .review, journey: journey,
            aim: try aim(), seed: seed)
        question.chosenOn = chosenOn
        let tuning = try Tuning(ground, judgement, question)
        if let out {
            try OutputFolder.write(try JSONText.of(tuning), to: out, as: "tune.json")
            try OutputFolder.write(tuning.picture, to: out, as: "tune.svg")
            try OutputFolder.write(tuning.html, to: out, as: "tune.html")
        }
        print(json ? try JSONText.of(tuning) : tuning.text)
        if tuning.recommended == nil { throw ExitCode(Exit.findings.rawValue) }
    }
}
