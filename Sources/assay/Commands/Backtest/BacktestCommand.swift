import ArgumentParser
import Backtests
import Foundation
import Packs
import Pipeline
import Toolbox
import Vocabulary

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Tells what a changed pack would have done, and to whom.")

    @Option(help: "The candidate's folder.")
    var pack: String

    @Option(help: "The folder of the pack that decides now; without it the candidate stands alone.")
    var against: String?

    @OptionGroup var log: BacktestLog

    @Flag(help: "Replay the candidate in full as well, and compare decision by decision.")
    var verify = false

    func run() throws {
        let started = monotonicSeconds()
        let candidate = try PackCommand.load(pack)
        let walk = try log.walk(candidate)
        let walked = monotonicSeconds()
        let judgement = try Judgement(candidate, walk, threads: log.threads)
        let judged = monotonicSeconds()
        print("rows \(walk.rows) open \(walked - started) judge \(judged - walked) evaluated \(judgement.rules.evaluated.count)")
        if verify {
            let check = try Verification(judgement, threads: log.threads)
            _ = try ReplayRun.toTheEnd(log.replay(Evaluator(pack: candidate), [check]), isStrict: false)
            print("equal \(check.isEqual) \(check.compared) differing \(check.differing) \(check.differences)")
        }
    }
}
