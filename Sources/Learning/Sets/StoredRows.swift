import Events
package import Pipeline
import Toolbox
package import Vocabulary

/// Walks a store's log for features, as a service that starts does, and hands the rows on.
package enum StoredRows {
    /// Events read from the log at a time.
    private static let eventsMax = 2048

    /// What was read.
    package struct Report: Sendable {
        package var events = 0
        /// Events of the log that this pack cannot read.
        package var unreadable = 0
        /// Place of the first event still kept, where those before it were forgotten.
        package var firstKept: Int64?
        package var lastSequence: Int64 = 0
    }

    /// Walks all events that are in the log now. O(events).
    ///
    /// - Parameters:
    ///   - take: called with each batch, its features and formulas filled.
    ///   - progress: called with events walked, and their share of the log.
    /// - Throws: ``Fault`` when the log cannot be read, and what `take` throws.
    package static func walk(
        _ store: any EventLog, evaluator: Evaluator, take: (EventBatch) throws -> Void,
        progress: (Int, Double) -> Void
    ) throws -> Report {
        var report = Report()
        let end = try store.lastSequence()
        let batch = evaluator.makeBatch()
        let parser = evaluator.makeParser()
        let lane = Lane()
        var padded = PaddedText()
        while report.lastSequence < end {
            let limit = min(Int64(min(eventsMax, batch.capacity)), end - report.lastSequence)
            let events = try store.events(
                after: report.lastSequence, limit: Int(limit),
                bytesMax: evaluator.limits.batchBytesMax)
            guard let first = events.first, let last = events.last else { break }
            if report.lastSequence == 0, first.sequence > 1 { report.firstKept = first.sequence }
            batch.reset()
            batch.input = "log"
            padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
            for event in events {
                batch.receivedAt = event.receivedAt
                parser.parse(padded.add(event.text), line: Int(event.sequence), into: batch)
            }
            evaluator.admit(batch)
            for part in 0..<evaluator.featureParts { evaluator.walkFeatures(batch, part: part) }
            evaluator.fillFormulas(batch, rows: 0..<batch.count, lane: lane)
            try take(batch)
            report.events += events.count
            report.unreadable += batch.deadLetters.count
            report.lastSequence = last.sequence
            progress(report.events, Double(last.sequence) / Double(end))
        }
        return report
    }
}
