import CEL
import Decisions
import Packs
import Toolbox
import Vocabulary

/// The deciding thread: decides walked groups and writes their records.
final class LiveDecider: @unchecked Sendable {
    private let accounts: EntityNames
    private let entityKeys: EntityKeys
    /// Of the log, as if all that was decided were committed; set while nothing is on its way.
    var lastSequence: Int64 = 0

    init(pack: Pack) {
        accounts = EntityNames(of: "account", schema: pack.schema)
        entityKeys = EntityKeys(schema: pack.schema)
    }

    /// Decides one group and makes its commit.
    func decide(_ flight: LiveFlight) {
        flight.judges.decide(flight.batch, into: flight.judged, lane: flight.lane)
        flight.commit = makeCommit(flight)
        flight.commit.tallies = flight.judges.compare(
            flight.batch, flight.judged, lane: flight.lane)
        lastSequence += Int64(flight.commit.decisions.count)
    }

    private func makeCommit(_ flight: LiveFlight) -> Commit {
        var commit = Commit()
        commit.receivedAt = flight.receivedAt
        commit.deadLetters = flight.batch.deadLetters.map { letter in
            var letter = letter
            letter.line = flight.lines[letter.line - 1]
            return letter
        }
        let batch = flight.batch
        let accepted = (0..<batch.count).filter { batch.admissions[$0] == .accepted }
        if accepted.isEmpty { return commit }
        commit.events.reserve(
            bytes: accepted.reduce(0) { $0 + batch.texts[$1].count }, texts: accepted.count)
        commit.entities.reserveCapacity(accepted.count * entityKeys.count)
        for index in accepted {
            commit.events.append(batch.texts[index])
            entityKeys.append(batch.entities(index), to: &commit.entities)
            commit.entityEnds.append(commit.entities.count)
        }
        commit.decisions = decisions(accepted, flight)
        return commit
    }

    private func decisions(_ accepted: [Int], _ flight: LiveFlight) -> [StoredDecision] {
        let batch = flight.batch
        var writer = ByteWriter(capacity: 512 * accepted.count)
        var ids: [String] = []
        var ends: [Int] = []
        ids.reserveCapacity(accepted.count)
        ends.reserveCapacity(accepted.count)
        for index in accepted {
            let record = flight.server(of: index).record
            let id = record.id(of: batch.identities[index])
            let row = flight.judged.results.rows[index]
            flight.lane.scratch.time = batch.times[index]
            record.writePacked(
                DecisionRecord.Parts(
                    row: batch.row(index), type: Int(batch.types[index]),
                    identity: batch.identities[index], findings: row.findings,
                    models: row.models, outcome: row.outcome), id: id, scratch: flight.lane.scratch,
                to: &writer)
            flight.lane.scratch.reset()
            ids.append(id)
            ends.append(writer.count)
        }
        let bytes = writer.bytes
        let latencies = latencies(flight)
        return accepted.indices.map { place in
            let index = accepted[place]
            let type = Int(batch.types[index])
            let outcome = flight.judged.results.rows[index].outcome
            let server = flight.server(of: index)
            let pack = server.pack
            return StoredDecision(
                id: ids[place], sequence: lastSequence + Int64(place) + 1,
                time: batch.times[index],
                journey: pack.schema.journeys[pack.schema.types[type].journey],
                action: outcome.action, score: outcome.score,
                account: accounts.name(row: batch.row(index), type: type), packHash: pack.hash,
                latencyMicroseconds: latencies[batch.lines[index] - 1],
                body: RecordText(
                    packed: bytes, (place == 0 ? 0 : ends[place - 1])..<ends[place],
                    words: server.record.words))
        }
    }

    /// By event of the group: microseconds from receipt until now.
    private func latencies(_ flight: LiveFlight) -> [Int64] {
        let decidedAt = monotonicNanoseconds()
        return flight.parts.flatMap { part in
            let latency = Int64((decidedAt - part.request.receivedAt) / 1000)
            return repeatElement(latency, count: part.range.count)
        }
    }
}
