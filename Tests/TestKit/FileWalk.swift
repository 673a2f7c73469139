package import Events
import Insights
import Packs
package import Pipeline
package import Vocabulary

/// Keeps every dead letter and counts nothing else.
private final class Letters: ReplaySink, @unchecked Sendable {
    let wantsDecisions = false
    var letters: [DeadLetter] = []

    func take(_ flight: DecidedBatch) throws { letters += flight.deadLetters }
    func finish() throws {}
}

/// What walking a file came to: how many were decided, and every dead letter.
package struct FileWalk {
    package var report: ReplayReport
    package var letters: [DeadLetter]
    package var decided: Int { report.counts.decisions }

    package init(
        _ path: String, pack texts: [String: String] = SmallPack.texts(),
        mapping: CSVMapping? = nil, limits: IntakeLimits = IntakeLimits(), now: Int64 = .max / 2
    ) throws {
        let evaluator = try Bench(texts, limits: limits).evaluator
        let sink = Letters()
        let replay = Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path, mapping: mapping)],
            sinks: [sink], threads: 2, isStrict: false, now: { now })
        report = try replay.run { _, _ in }
        letters = sink.letters
    }
}
