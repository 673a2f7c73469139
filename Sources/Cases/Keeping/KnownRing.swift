package import Pipeline
package import Vocabulary

/// A ring as it is told, on pages and by `/v1`: as the last run of detection has it, else as it was
/// last kept.
package struct KnownRing: Sendable {
    /// With its document.
    package let record: RingRecord
    /// When the run ended that last named it, milliseconds since 1970; nil where the last run does.
    package let goneSince: Int64?

    /// It blocks.
    ///
    /// - Throws: ``Fault`` `notFound` for one that no run named, or that nobody kept.
    package static func read(
        _ id: String, _ store: any RingArchive & CaseStore
    ) throws -> KnownRing {
        if let record = try store.ring(id: id) { return KnownRing(record: record, goneSince: nil) }
        guard let kept = try store.readingCases({ try $0.keptRing(id: id, until: .max) }) else {
            throw Fault(
                .notFound, "There is no ring \(id.prefix(80)).",
                fix: "Rings that were found, and those no longer seen, are listed at /rings; "
                    + "those of the last run at /v1/rings.")
        }
        return KnownRing(record: kept.ring, goneSince: kept.seenAt)
    }

    /// What it is made of. O(members + links).
    package var document: RingDocument {
        get throws { try RingDocument(json: record.document) }
    }
}
