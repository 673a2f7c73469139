import Events
import Packs
import Toolbox
import Vocabulary

/// Makes the features as if the service had never stopped: from a snapshot and the events behind
/// it, else from the whole log.
final class LiveRebuild {
    private let limits: IntakeLimits
    private let store: any Store
    private let snapshotPath: String?
    private let parser: EventParser
    private let batch: EventBatch
    private var padded = PaddedText()

    /// Events read from the log at a time.
    private static let eventsMax = 2048

    /// What it came to.
    struct Rebuilt {
        var evaluator: Evaluator
        /// Of the last event walked.
        var sequence: Int64 = 0
        /// Of that event; zeros where there is none.
        var anchor = Hash128(high: 0, low: 0)
        /// The snapshot that was read.
        var header: SnapshotHeader?
        var report = StartReport()
    }

    init(_ evaluator: Evaluator, store: any Store, snapshotPath: String?) {
        limits = evaluator.limits
        self.store = store
        self.snapshotPath = snapshotPath
        parser = evaluator.makeParser()
        batch = evaluator.makeBatch()
    }

    /// - Parameters:
    ///   - judge: which is to judge; its walk is that of the evaluator this was made with.
    ///   - progress: called with events walked.
    /// - Throws: ``Fault`` when the log cannot be read.
    func run(_ judge: Evaluator, progress: (Int) -> Void) throws -> Rebuilt {
        var rebuilt = try restored(judge)
        let started = monotonicSeconds()
        try walk(&rebuilt, progress)
        rebuilt.report.walkSeconds = monotonicSeconds() - started
        return rebuilt
    }

    private func restored(_ judge: Evaluator) throws -> Rebuilt {
        let started = monotonicSeconds()
        let reading = try snapshotPath.map {
            try SnapshotReading.read($0, log: store) { judge.fresh() }
        }
        if case .restored(let evaluator, let header, let bytes) = reading {
            var rebuilt = Rebuilt(
                evaluator: evaluator, sequence: header.sequence, anchor: header.anchor,
                header: header)
            rebuilt.report.sequence = header.sequence
            rebuilt.report.bytes = bytes
            rebuilt.report.seconds = monotonicSeconds() - started
            return rebuilt
        }
        var rebuilt = Rebuilt(evaluator: judge.fresh())
        if case .passedOver(let reason) = reading { rebuilt.report.passedOver = reason }
        rebuilt.report.firstKept = try store.firstKept().map { ($0.sequence, $0.receivedAt) }
        return rebuilt
    }

    private func walk(_ rebuilt: inout Rebuilt, _ progress: (Int) -> Void) throws {
        while true {
            let events = try store.events(
                after: rebuilt.sequence, limit: min(LiveRebuild.eventsMax, batch.capacity),
                bytesMax: limits.batchBytesMax)
            guard let first = events.first, let end = events.last else { return }
            guard rebuilt.sequence == 0 || first.sequence == rebuilt.sequence + 1 else {
                throw Fault(
                    .conflict,
                    "The log goes on with event \(first.sequence) behind \(rebuilt.sequence).",
                    fix: "Were events forgotten at this moment? Start again.")
            }
            batch.reset()
            batch.input = "log"
            padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
            for (index, event) in events.enumerated() {
                batch.receivedAt = event.receivedAt
                parser.parse(padded.add(event.text), line: index + 1, into: batch)
            }
            rebuilt.evaluator.admit(batch)
            for part in 0..<rebuilt.evaluator.featureParts {
                rebuilt.evaluator.walkFeatures(batch, part: part)
            }
            rebuilt.sequence = end.sequence
            rebuilt.anchor = end.text.withUnsafeBufferPointer {
                SnapshotHeader.anchor($0, receivedAt: end.receivedAt)
            }
            rebuilt.report.eventsWalked += events.count
            progress(rebuilt.report.eventsWalked)
        }
    }
}
