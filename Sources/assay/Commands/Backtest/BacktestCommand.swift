import ArgumentParser
import Backtests
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Tells what a changed pack would have done, and to whom.",
        discussion: """
            assay backtest --pack CANDIDATE --against PolicyPacks/streaming \\
                --events log.ndjson.gz --labels truth-accounts.csv --out backtest

            The first run walks the log once and keeps it in --cache; later ones read only what a \
            change needs. A pack with other events, features or lists is walked anew. --verify \
            replays the candidate in full as well; it ends with 1 when any decision differs.
            """)

    @Option(help: "The candidate's folder.")
    var pack: String

    @Option(help: "The folder of the pack that decides now; else the candidate stands alone.")
    var against: String?

    @OptionGroup var log: BacktestLog
    @OptionGroup var labels: BacktestLabels

    @Option(help: "Write backtest.json and backtest.html to this folder.")
    var out: String?

    @Flag(help: "Replay the candidate in full as well, and compare decision by decision.")
    var verify = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    /// A report with what the run itself came to.
    private struct Answer: Encodable {
        var seconds: Double
        var walked: Bool
        var rows: Int
        var equal: Bool?
        var compared: Int?
        var digest: String?
        var report: BacktestReport
    }

    func run() throws {
        let started = monotonicSeconds()
        let candidate = try PackCommand.load(pack)
        let live = try against.map { try PackCommand.load($0) } ?? candidate
        let walk = try log.walk(candidate)
        let after = try Judgement(candidate, walk, threads: log.threads)
        let before = try self.before(live, after)
        let costs = Ground.costs(of: candidate)
        let ground = try Ground(
            after, costs: costs,
            truth: try labels.source(candidate, costs, store: log.store), threads: log.threads)
        let rings = try log.store.map { try ExistingStore.open($0) }
        let report = try BacktestReport(ground, before: before, after: after) { name in
            (try? rings?.verdict(ofAccount: name)).flatMap { $0 }.flatMap {
                $0.ring.isEmpty ? nil : $0.ring
            }
        }
        let seconds = monotonicSeconds() - started
        var answer = Answer(seconds: seconds, walked: walk.isNew, rows: walk.rows, report: report)
        if verify { try compare(after, &answer) }
        if let out { try write(answer, to: out) }
        print(json ? try JSONText.of(answer) : text(answer))
        if answer.equal == false { throw ExitCode(Exit.findings.rawValue) }
    }

    /// What the pack that decides now decides on the same events.
    private func before(_ live: Pack, _ after: Judgement) throws -> Judgement {
        if against == nil { return after }
        if live.walkHash == after.pack.walkHash {
            return try Judgement(live, after.walk, threads: log.threads)
        }
        Terminal.complain(
            "The packs differ in events, features or lists, so each has a walk of its own.")
        let judgement = try Judgement(live, try log.walk(live), threads: log.threads)
        try after.checkRows(of: judgement, threads: log.threads)
        return judgement
    }

    private func compare(_ judgement: Judgement, _ answer: inout Answer) throws {
        guard log.store == nil else {
            throw ValidationError("--verify replays files; name them with --events.")
        }
        let check = try Verification(judgement, threads: log.threads)
        _ = try ReplayRun.toTheEnd(
            log.replay(Evaluator(pack: judgement.pack), [check]), isStrict: false)
        (answer.equal, answer.compared) = (check.isEqual, check.compared)
        answer.digest = String(check.replayed, radix: 16)
        for difference in check.differences { Terminal.complain(difference) }
    }

    private func text(_ answer: Answer) -> String {
        var lines = [
            answer.report.text, "",
            "\((answer.seconds * 100).rounded() / 100) s"
                + (answer.walked ? ", the walk of the log included; the next run has it." : ""),
        ]
        if let equal = answer.equal, let compared = answer.compared {
            lines.append(
                equal
                    ? "Equal to a full replay in all \(compared.grouped) decisions."
                    : "DIFFERENT from a full replay; see above.")
        }
        return lines.joined(separator: "\n")
    }

    private func write(_ answer: Answer, to folder: String) throws {
        try OutputFolder.write(try JSONText.of(answer), to: folder, as: "backtest.json")
        try OutputFolder.write(answer.report.html, to: folder, as: "backtest.html")
    }
}

/// Writes the files of a report.
enum OutputFolder {
    static func write(_ text: String, to folder: String, as name: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        } catch {
            throw Fault(
                .unavailable, "Cannot write \(folder)/\(name).",
                fix: "Choose a place you may write to.")
        }
    }
}
