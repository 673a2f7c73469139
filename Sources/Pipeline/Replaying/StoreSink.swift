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
    private let accounts: EntityNames
    private var sequence: Int64 = 0
    package let wantsDecisions = true
    package let wantsFeatures = false

    /// - Throws: ``Fault`` `conflict` when the store already holds events: a replay into it would
    ///   start from features it does not have.
    package init(store: any Store, evaluator: Evaluator) throws {
        self.store = store
        self.evaluator = evaluator
        accounts = EntityNames(of: "account", schema: evaluator.pack.schema)
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
            commit.decisions.append(
                stored(index, flight, record: String(decoding: record, as: UTF8.self)))
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

    private func stored(
        _ index: Int, _ flight: DecidedBatch, record: String
    ) -> StoredDecision {
        let batch = flight.batch
        let type = Int(batch.types[index])
        let outcome = flight.results.rows[index].outcome
        let schema = evaluator.pack.schema
        return StoredDecision(
            id: evaluator.record.id(of: batch.identities[index]), sequence: sequence,
            time: batch.times[index], journey: schema.journeys[schema.types[type].journey],
            action: outcome.action, score: outcome.score,
            account: accounts.name(row: batch.row(index), type: type),
            packHash: evaluator.pack.hash, latencyMicroseconds: 0, record: record)
    }
}
