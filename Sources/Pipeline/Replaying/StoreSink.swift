import CEL
import Decisions
import Events
import Packs
import Toolbox
import Vocabulary

/// Commits every decided batch to a store, one group a batch.
package final class StoreSink: ReplaySink, @unchecked Sendable {
    private let store: any Store
    private let evaluator: Evaluator
    private let entityKeys: EntityKeys
    private var sequence: Int64 = 0
    package let wantsDecisions = true

    /// - Throws: ``Fault`` `conflict` when the store already holds events: a replay into it would
    ///   start from features it does not have.
    package init(store: any Store, evaluator: Evaluator) throws {
        self.store = store
        self.evaluator = evaluator
        entityKeys = EntityKeys(schema: evaluator.pack.schema)
        let held = try store.lastSequence()
        guard held == 0 else {
            throw Fault(
                .conflict, "The store already holds \(held) events.",
                fix: "Name an empty store, or send the events to `assay serve`.")
        }
        try store.keep(pack: evaluator.pack.files, hash: evaluator.pack.hash)
    }

    package func take(_ flight: DecidedBatch) throws {
        let batch = flight.batch
        var commit = Commit()
        commit.deadLetters = batch.deadLetters
        commit.receivedAt = batch.receivedAt
        var records = flight.parts.lazy.flatMap { $0.decisions.bytes.split(separator: 0x0A) }
            .makeIterator()
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            guard let record = records.next() else {
                throw Fault(.bug, "A decision of \(batch.input) has no record.")
            }
            sequence += 1
            commit.events.append(text(of: index, flight))
            entityKeys.append(batch.entities(index), to: &commit.entities)
            commit.entityEnds.append(commit.entities.count)
            commit.decisions.append(
                evaluator.stored(
                    index, of: batch, flight.results,
                    record: String(decoding: record, as: UTF8.self), sequence: sequence,
                    latencyMicroseconds: 0))
        }
        if !commit.isEmpty { try store.commit(commit) }
    }

    package func finish() {}

    private func text(of index: Int, _ flight: DecidedBatch) -> [UInt8] {
        guard flight.text.isCSV else { return Array(flight.batch.texts[index]) }
        var writer = ByteWriter()
        EventJSON.write(row: index, of: flight.batch, schema: evaluator.pack.schema, to: &writer)
        return writer.bytes
    }
}
