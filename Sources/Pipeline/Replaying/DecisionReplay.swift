import CEL
import Decisions
import Events
import Packs
import Toolbox
package import Vocabulary

/// A decision made again from the log, beside the one that was kept.
package struct DecisionReplay: Sendable {
    package var kept: StoredDecision
    /// The record as the replay wrote it.
    package var replayed: String
    /// Events walked to get there.
    package var eventsWalked: Int

    /// Whether both are the same bytes.
    package var isEqual: Bool { kept.record == replayed }

    /// Walks the log from its start to the decision's event, with the pack that decided it.
    ///
    /// - Throws: ``Fault`` `notFound` when the store has no such decision or no longer its pack.
    package static func run(id: String, store: any Store) throws -> DecisionReplay {
        guard let kept = try store.decision(id: id) else {
            throw Fault(
                .notFound, "There is no decision \(id) in the store.",
                fix: "Copy the id from `assay replay`, the API or the console.")
        }
        guard let files = try store.pack(hash: kept.packHash) else {
            throw Fault(
                .notFound, "The store no longer has the pack \(kept.packHash) that decided it.")
        }
        guard let pack = PackLoader.read(texts: files).pack else {
            throw Fault(
                .unsupported, "This engine cannot read the pack \(kept.packHash).",
                fix: "Replay with the engine named in the decision.")
        }
        return try walk(to: kept, pack: pack, store: store)
    }

    private static func walk(
        to kept: StoredDecision, pack: Pack, store: any Store
    ) throws -> DecisionReplay {
        let evaluator = Evaluator(pack: pack)
        let batch = evaluator.makeBatch()
        let results = Results(capacity: batch.capacity)
        let parser = evaluator.makeParser()
        let lane = Lane()
        var padded = PaddedText()
        var sequence: Int64 = 0
        while sequence < kept.sequence {
            let limit = min(Int64(batch.capacity), kept.sequence - sequence)
            let events = try store.events(
                after: sequence, limit: Int(limit), bytesMax: evaluator.limits.batchBytesMax)
            guard let last = events.last else { break }
            batch.reset()
            padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
            for event in events {
                batch.receivedAt = event.receivedAt
                parser.parse(padded.add(event.text), line: Int(event.sequence), into: batch)
            }
            evaluator.walk(batch, into: results, lane: lane)
            sequence = last.sequence
        }
        let index = batch.count - 1
        guard sequence == kept.sequence, index >= 0, batch.lines[index] == Int(sequence),
            batch.admissions[index] == .accepted
        else {
            throw Fault(.bug, "The log does not lead to event \(kept.sequence) of the decision.")
        }
        var writer = ByteWriter()
        evaluator.write(index, of: batch, results, lane: lane, to: &writer)
        return DecisionReplay(kept: kept, replayed: writer.text, eventsWalked: Int(sequence))
    }
}
