import ArgumentParser
import Foundation
import Learning
import Monitoring
import Pipeline
import Toolbox
import Vocabulary

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Makes a model of labels and features, measures it, and writes its card.",
        discussion: """
            assay train --pack DIR --events log.ndjson.gz --journey payment --label event.fraud \\
              --entity customer --train 2018-07-25..2018-07-31 --delay 7d \\
              --test 2018-08-08..2018-08-14 --out var/models/fraud
            assay train --table rows.csv --label isFake --folds 5 --out var/models/fake \\
              --formula "reach=(followers + 1.0) / (following + 1.0)"

            Rows are as they were at their time, by the same engine that decides. Labels of the \
            training span count if they were known when it ended and the delay had passed. The \
            folder gets manifest.json, the model, facts.json, reference.json and card.md. Ends \
            with 1 when there were dead letters.
            """)

    @OptionGroup(title: "Data") var data: TrainDataOptions
    @OptionGroup(title: "Model") var model: TrainModelOptions

    @Option(help: "The folder to write; made if it is missing.")
    var out: String

    @Option(help: "The model's name; the folder's if nothing is said.")
    var name: String?

    @Option(help: "Threads that may work at once.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print the facts as JSON instead of the summary.")
    var json = false

    private var modelName: String { name ?? URL(fileURLWithPath: out).lastPathComponent }

    func validate() throws {
        guard threads >= 1, threads <= 64 else {
            throw ValidationError("--threads is a number from 1 to 64.")
        }
        guard ModelRelease.isName(modelName) else {
            throw ValidationError(
                "\(modelName) is no name for a model: a letter, then letters, digits and _, "
                    + "\(ModelRelease.nameMax) at most. Give it one with --name.")
        }
        try data.check()
    }

    func run() throws {
        let started = monotonicSeconds()
        try BundleWriting.check(folder: out)
        let training = try model.training(
            name: modelName, threads: threads, hasEntity: data.entity != nil)
        let prepared = try TrainingSources(data: data, training: training).prepare()
        var lines = TrainingLines()
        let result = try prepared.run(training) { lines.update($0, $1, $2) }
        lines.update("measuring", 1, 0)
        var making = prepared.making(training, madeAt: Int64(Date().timeIntervalSince1970 * 1000))
        making.library =
            training.learner == BoostedTrees.name
            ? "libxgboost \(try BoostedTrees.libraryVersion())" : nil
        var facts = try making.facts(of: result)
        let reference = try prepared.reference(training, result) {
            lines.update("scoring the training rows anew", 1, $0)
        }
        facts.seconds = ((monotonicSeconds() - started) * 10).rounded() / 10
        let writing = BundleWriting(result: result, facts: facts, reference: reference)
        try writing.write(to: out)
        lines.end()
        print(
            json
                ? try facts.json()
                : TrainSummary(facts: facts, folder: out, files: try writing.files().keys.sorted())
                    .text)
        if let reference, reference.score == nil {
            Terminal.complain(
                "assay: nearly all scores are next to 0 or 1, so that what they do by day says "
                    + "nothing; the watch compares the inputs alone")
        }
        if let baseline = facts.baseline, !baseline.isBeaten {
            Terminal.complain("assay: \(baseline.verdict)")
        }
        if facts.data.deadLetters > 0 { throw ExitCode(Exit.findings.rawValue) }
    }
}
