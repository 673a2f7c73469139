import Foundation
import Glibc
package import Pipeline
package import Vocabulary

/// A decision with what each version of each model scored its event.
package struct ScoredDecision: Sendable {
    package struct Score: Sendable, Decodable, Hashable {
        package var name: String
        package var version: Int
        /// Stage of the version when the decision was made.
        package var stage: String
        /// 0…1; nil where the version could not say.
        package var score: Double?
    }

    package var id: String
    package var event: EventLabels.Event
    /// Of the event, milliseconds since 1970.
    package var time: Int64
    package var scores: [Score]

    /// What a record tells; nil for one without models. Never on the hot path.
    ///
    /// - Throws: ``Fault`` `invalid` when its JSON is not what decisions write.
    package init?(_ decision: StoredDecision) throws {
        let record = decision.record
        guard ScoredDecision.namesModels(record) else { return nil }
        do {
            let read = try JSONDecoder().decode(Record.self, from: Data(record.utf8))
            guard let models = read.models else { return nil }
            event = EventLabels.Event(source: read.event.source, id: read.event.id)
            scores = models
        } catch {
            throw Fault(.invalid, "The record of \(decision.id) cannot be read: \(error).")
        }
        (id, time) = (decision.id, decision.time)
    }

    /// The event of a decision, whether models scored it or not.
    ///
    /// - Throws: ``Fault`` `invalid` when its record cannot be read.
    package static func event(of decision: StoredDecision) throws -> EventLabels.Event {
        do {
            let read = try JSONDecoder().decode(
                Record.Event.self, from: eventPart(of: Data(decision.record.utf8)))
            return EventLabels.Event(source: read.source, id: read.id)
        } catch {
            throw Fault(.invalid, "The record of \(decision.id) cannot be read: \(error).")
        }
    }

    /// The object with an event's source and id: from behind `"event":` to before its type, since
    /// that is a small part of the record. Neither mark can stand within a text of
    /// JSON, whose quotes are escaped.
    private static func eventPart(of record: Data) -> Data {
        guard let start = record.range(of: Data("\"event\":{".utf8)),
            let end = record.range(
                of: Data(",\"type\":".utf8), in: start.upperBound..<record.endIndex)
        else { return record }
        return Data(record[(start.upperBound - 1)..<end.lowerBound] + [UInt8(ascii: "}")])
    }

    package func score(of name: String, version: Int) -> Double? {
        scores.first { $0.name == name && $0.version == version }?.score
    }

    private struct Record: Decodable {
        struct Event: Decodable { var source, id: String }
        var event: Event
        var models: [Score]?
    }

    /// Whether a record may have models; quick, since most stores' records are many.
    private static func namesModels(_ record: String) -> Bool {
        var record = record
        let sought = Array("\"models\":[".utf8)
        return record.withUTF8 { bytes in
            guard let base = bytes.baseAddress else { return false }
            var start = 0
            // Brackets are rarer than any other byte of it.
            while let found = memchr(base + start, 0x5B, bytes.count - start) {
                let end = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
                if end >= sought.count, bytes[(end - sought.count)..<end].elementsEqual(sought) {
                    return true
                }
                start = end
            }
            return false
        }
    }
}

/// Decisions of an archive, the latest first.
package struct DecisionWalk {
    private let archive: any DecisionArchive
    /// Decisions read at most.
    package let latest: Int

    package init(_ archive: any DecisionArchive, latest: Int) {
        (self.archive, self.latest) = (archive, latest)
    }

    /// Calls `body` with each. O(decisions read); memory of a page.
    ///
    /// - Parameter progress: told how many were read, and which share of the log.
    /// - Returns: how many were read.
    @discardableResult
    package func forEach(
        progress: (Int, Double) -> Void = { _, _ in }, _ body: (StoredDecision) throws -> Void
    ) throws -> Int {
        var filter = DecisionFilter(limit: DecisionFilter.limitMax)
        var (read, all) = (0, 1)
        while read < latest {
            filter.limit = min(DecisionFilter.limitMax, latest - read)
            let page = try archive.decisions(filter)
            guard let last = page.last else { break }
            if read == 0 { all = min(latest, Int(page[0].sequence)) }
            for decision in page { try body(decision) }
            read += page.count
            filter.before = last.sequence
            progress(read, min(1, Double(read) / Double(max(1, all))))
        }
        return read
    }
}
