import Events
package import Packs
package import Pipeline
package import Vocabulary

/// Gathers conduct from a store's log, and goes on from where it was when there is more.
///
/// The log holds only events that were accepted, each once, so reading them is enough; what was
/// decided is not decided again but read beside them. An event that another pack took in counts
/// too, as far as this pack knows its type. One caller at a time.
///
/// ```swift
/// let gathering = StoreGathering(store: store, pack: pack, definition: definition)
/// let (conduct, last) = try gathering.conduct { print("\($0) events") }
/// ```
package final class StoreGathering {
    /// What was read.
    package struct Report: Sendable, Hashable {
        /// Place in the log of the last event that was read; 0 before the first.
        package var sequence: Int64 = 0
        package var events = 0
        /// Of those, events that are older than the window, and that this pack cannot read.
        package var older = 0
        package var unreadable = 0
        /// Place of the first event still kept, where those before it were forgotten unread.
        package var firstKept: Int64?
    }

    private let store: any Store
    private let since: Int64
    private var gatherer: Gatherer
    private let verdictType: Int?
    private let parser: EventParser
    private let batch: EventBatch
    private let bytesMax: Int
    private var padded = PaddedText()
    package private(set) var report = Report()

    /// Events read from the log at a time, at most.
    private static let eventsMax = 2048

    /// - Parameters:
    ///   - since: event time, milliseconds since 1970, before which events count for nothing.
    ///   - sequence: place in the log behind which to begin.
    package init(
        store: any Store, pack: Pack, definition: DetectionDefinition, since: Int64 = .min,
        after sequence: Int64 = 0
    ) {
        (self.store, self.since) = (store, since)
        verdictType = definition.verdicts
        gatherer = Gatherer(schema: pack.schema, definition: definition)
        let limits = IntakeLimits()
        parser = EventParser(schema: pack.schema, limits: limits)
        batch = EventBatch(
            capacity: Self.eventsMax, stride: pack.stride,
            entityCount: pack.schema.entities.count, markWords: 0)
        bytesMax = limits.batchBytesMax
        report.sequence = sequence
    }

    /// What was gathered so far.
    package var conduct: Conduct { gatherer.conduct }

    /// By account, the last verdict of detection that was met, those of `none` too.
    package var told: [String: ToldVerdict] { gatherer.told }

    /// Gathers all that is in the log now.
    ///
    /// - Parameter progress: called with the events read so far, batch by batch.
    /// - Returns: the conduct, and the place in the log of the last event read.
    /// - Throws: ``Fault`` when the log cannot be read.
    package func conduct(
        progress: (Int) throws -> Void
    ) throws -> (conduct: Conduct, lastSequence: Int64) {
        let end = try store.lastSequence()
        while try next(through: end) { try progress(report.events) }
        return (conduct, report.sequence)
    }

    /// Gathers the next batch. O(its events).
    ///
    /// - Parameter end: place in the log that this goes to; events may come faster than they are
    ///   read.
    /// - Returns: false when there was none.
    package func next(through end: Int64) throws -> Bool {
        let limit = min(Int64(Self.eventsMax), end - report.sequence)
        guard limit > 0 else { return false }
        let events = try store.events(
            after: report.sequence, limit: Int(limit), bytesMax: bytesMax)
        guard let first = events.first, let last = events.last else { return false }
        let decided = try store.decided(after: first.sequence - 1, limit: events.count)
        guard decided.count == events.count, decided.first?.sequence == first.sequence else {
            throw Fault(
                .conflict, "The log has no decision on event \(first.sequence).",
                fix: "Were events forgotten at this moment? Detect again.")
        }
        if first.sequence > report.sequence + 1 { report.firstKept = first.sequence }
        take(events, decided)
        report.sequence = last.sequence
        report.events += events.count
        return true
    }

    private func take(_ events: [LoggedEvent], _ decided: [DecidedEvent]) {
        batch.reset()
        batch.input = "log"
        padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
        for (index, event) in events.enumerated() {
            parser.parse(padded.add(event.text), line: index + 1, into: batch)
        }
        report.unreadable += batch.deadLetters.count
        for row in 0..<batch.count {
            let event = decided[batch.lines[row] - 1]
            // A verdict from before the window may still restrict in it.
            if event.time < since, verdictType != Int(batch.types[row]) {
                report.older += 1
            } else {
                gatherer.take(batch, row, action: event.action)
            }
        }
    }
}

extension StoreGathering {
    /// Event time of the last event of a log, milliseconds since 1970; nil for an empty one.
    package static func latest(of store: any Store) throws -> Int64? {
        try store.decided(after: store.lastSequence() - 1, limit: 1).first?.time
    }

    /// A place in the log behind which all events of a window are.
    ///
    /// Events stand in the log by arrival, and none is later than `lateness` behind those before
    /// it: what stands before an event that is older than the window by so much is older than the
    /// window. By halving, O(log events) reads.
    package static func place(
        before since: Int64, lateness: Int64, in store: any Store
    ) throws -> Int64 {
        let (bound, isAll) = since.subtractingReportingOverflow(lateness)
        if isAll { return 0 }
        var low = try store.decided(after: 0, limit: 1).first.map { $0.sequence - 1 } ?? 0
        var high = try store.lastSequence() + 1
        while high - low > 1 {
            let middle = low + (high - low) / 2
            guard let event = try store.decided(after: middle - 1, limit: 1).first,
                event.time < bound
            else {
                high = middle
                continue
            }
            low = middle
        }
        return max(0, low - 1)
    }
}
