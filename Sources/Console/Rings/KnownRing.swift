import API
import Cases
import Pipeline
import Vocabulary

/// A ring as pages tell of it: as the last run of detection has it, else as it was last kept.
struct KnownRing {
    let record: RingRecord
    let document: RingDocument
    /// When the run ended that last named it; nil where the last run does.
    let goneSince: Int64?

    /// - Throws: ``Fault`` `notFound` for one that no run named, or that nobody kept.
    static func read(_ id: String, _ store: any ConsoleParts.Store) throws -> KnownRing {
        if let record = try store.ring(id: id) {
            return KnownRing(
                record: record, document: try RingDocument(json: record.document), goneSince: nil)
        }
        guard let kept = try store.readingCases({ try $0.keptRing(id: id, until: .max) }) else {
            throw Fault(
                .notFound, "There is no ring \(id.prefix(80)).",
                fix: "Rings that were found, and those no longer seen, are listed at /rings.")
        }
        return KnownRing(
            record: kept.ring, document: try RingDocument(json: kept.ring.document),
            goneSince: kept.seenAt)
    }
}

/// What detection beside the service does, for the page that shows what it found.
package struct DetectionLook: Sendable {
    /// From the end of one run to the beginning of the next, milliseconds.
    package var every: Int64
    package var isRunning: Bool
    /// When the next run begins, milliseconds since 1970; nil while one runs.
    package var nextAt: Int64?
    /// Begins the next run now, where none runs.
    package var begin: @Sendable () -> Void

    package init(
        every: Int64, isRunning: Bool, nextAt: Int64?, begin: @escaping @Sendable () -> Void
    ) {
        (self.every, self.isRunning, self.nextAt, self.begin) = (every, isRunning, nextAt, begin)
    }
}
