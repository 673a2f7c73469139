import Decisions
import Events
package import Packs
package import Pipeline
package import Vocabulary

/// Gives the events of a replay to whoever follows entities, each with what was decided on it.
package final class WatchSink: ReplaySink, @unchecked Sendable {
    package typealias Taker = (_ batch: EventBatch, _ index: Int, _ action: Action) -> Void

    package let wantsDecisions = false
    private let take: Taker

    package init(_ take: @escaping Taker) { self.take = take }

    package func take(_ flight: DecidedBatch) throws {
        let batch = flight.batch
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            take(batch, index, flight.results.rows[index].outcome.action)
        }
    }

    package func finish() throws {}
}

/// Gives the events of a store's log, in its order, with what was decided on each then.
package struct LogWalk {
    private let store: any Store
    private let pack: Pack
    /// Events read at a time, at most.
    private static let eventsMax = 2048

    /// - Parameter pack: whose schema events are read by.
    package init(store: any Store, pack: Pack) { (self.store, self.pack) = (store, pack) }

    /// - Parameter progress: told how many were read, and which share of the log.
    /// - Returns: how many events of the log this pack cannot read.
    package func forEach(
        progress: (Int, Double) -> Void, _ take: WatchSink.Taker
    ) throws -> Int {
        let limits = IntakeLimits()
        let parser = EventParser(schema: pack.schema, limits: limits)
        let batch = EventBatch(
            capacity: Self.eventsMax, stride: pack.stride,
            entityCount: pack.schema.entities.count, markWords: 0)
        var padded = PaddedText()
        let end = try store.lastSequence()
        var (place, read, unreadable) = (Int64(0), 0, 0)
        while place < end {
            let limit = Int(min(Int64(Self.eventsMax), end - place))
            let events = try store.events(
                after: place, limit: limit, bytesMax: limits.batchBytesMax)
            guard let first = events.first, let last = events.last else { break }
            let decided = try store.decided(after: first.sequence - 1, limit: events.count)
            guard decided.count == events.count, decided.first?.sequence == first.sequence else {
                throw Fault(
                    .conflict, "The log has no decision on event \(first.sequence).",
                    fix: "Were events forgotten at this moment? Run again.")
            }
            batch.reset()
            batch.input = "log"
            padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
            for (index, event) in events.enumerated() {
                parser.parse(padded.add(event.text), line: index + 1, into: batch)
            }
            unreadable += batch.deadLetters.count
            for row in 0..<batch.count {
                take(batch, row, decided[batch.lines[row] - 1].action)
            }
            place = last.sequence
            read += events.count
            progress(read, Double(place) / Double(max(1, end)))
        }
        return unreadable
    }
}
