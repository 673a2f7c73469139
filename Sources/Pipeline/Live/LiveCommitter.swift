import CEL
import Decisions
import Packs
import Synchronization
import Toolbox
import Vocabulary

/// The committing thread: decides walked groups, writes their records, commits, answers.
final class LiveCommitter: @unchecked Sendable {
    private let pack: Pack
    private let store: any Store
    private let accounts: EntityNames
    private let counted = Mutex(ServiceNumbers())
    private let failure = Mutex((epoch: 0, fault: LiveCommitter.fault(for: nil)))
    /// Of the log; set while nothing is on its way.
    var lastSequence: Int64 = 0 {
        didSet { committedSequence.store(lastSequence, ordering: .releasing) }
    }
    private let committedSequence = Atomic<Int64>(0)

    init(pack: Pack, store: any Store) {
        self.pack = pack
        self.store = store
        accounts = EntityNames(of: "account", schema: pack.schema)
    }

    var numbers: ServiceNumbers { counted.withLock { $0 } }

    /// Sequence of the last event that is committed, for any thread.
    var committed: Int64 { committedSequence.load(ordering: .acquiring) }

    /// Whether a commit failed since the features were built the last time.
    func hasFailed(_ epoch: Int) -> Bool { failure.withLock { $0.epoch >= epoch } }

    /// Why the store was away when last tried.
    var lastFault: Fault {
        get { failure.withLock { $0.fault } }
        set { failure.withLock { $0.fault = newValue } }
    }

    static func fault(for error: (any Error)?) -> Fault {
        if let fault = error as? Fault, fault.code != .conflict { return fault }
        let reason = error.map { "\($0)" } ?? "an earlier one failed."
        return Fault(.unavailable, "The group was not committed: \(reason)", fix: "Send it again.")
    }

    /// Decides one group, commits it, and answers each of its events.
    func finish(_ flight: LiveFlight) {
        guard flight.epoch > failure.withLock({ $0.epoch }) else { return flight.fail(lastFault) }
        do {
            flight.evaluator.decide(
                flight.batch, rows: 0..<flight.batch.count, into: flight.results,
                lane: flight.lane)
            let commit = makeCommit(flight)
            try store.commit(commit)
            lastSequence += Int64(commit.decisions.count)
            count(commit, flight)
            answer(commit, flight)
        } catch {
            let fault = LiveCommitter.fault(for: error)
            failure.withLock { $0 = (flight.epoch, fault) }
            flight.fail(fault)
        }
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
        for index in accepted { commit.events.append(batch.texts[index]) }
        commit.decisions = decisions(accepted, flight)
        return commit
    }

    private func decisions(_ accepted: [Int], _ flight: LiveFlight) -> [StoredDecision] {
        let (batch, record) = (flight.batch, flight.evaluator.record)
        var writer = ByteWriter(capacity: 512 * accepted.count)
        var ids: [String] = []
        var ends: [Int] = []
        ids.reserveCapacity(accepted.count)
        ends.reserveCapacity(accepted.count)
        for index in accepted {
            let id = record.id(of: batch.identities[index])
            let row = flight.results.rows[index]
            flight.lane.scratch.time = batch.times[index]
            record.writePacked(
                DecisionRecord.Parts(
                    row: batch.row(index), type: Int(batch.types[index]),
                    identity: batch.identities[index], findings: row.findings,
                    outcome: row.outcome), id: id, scratch: flight.lane.scratch, to: &writer)
            flight.lane.scratch.reset()
            ids.append(id)
            ends.append(writer.count)
        }
        let bytes = writer.bytes
        let latencies = latencies(flight)
        return accepted.indices.map { place in
            let index = accepted[place]
            let type = Int(batch.types[index])
            let outcome = flight.results.rows[index].outcome
            return StoredDecision(
                id: ids[place], sequence: lastSequence + Int64(place) + 1,
                time: batch.times[index],
                journey: pack.schema.journeys[pack.schema.types[type].journey],
                action: outcome.action, score: outcome.score,
                account: accounts.name(row: batch.row(index), type: type), packHash: pack.hash,
                latencyMicroseconds: latencies[batch.lines[index] - 1],
                body: RecordText(
                    packed: bytes, (place == 0 ? 0 : ends[place - 1])..<ends[place],
                    words: record.words))
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

    /// Answers in the order sent. A duplicate's answer is the decision made before, which is in
    /// the store by now even when both came in one group.
    private func answer(_ commit: Commit, _ flight: LiveFlight) {
        let batch = flight.batch
        var rows = Array(repeating: -1, count: flight.lines.count)
        var letters: [Int: DeadLetter] = [:]
        for (letter, kept) in zip(batch.deadLetters, commit.deadLetters) {
            letters[letter.line - 1] = kept
        }
        for index in 0..<batch.count { rows[batch.lines[index] - 1] = index }
        var next = 0
        flight.forEachPlace { place, event in
            let index = rows[place]
            if index >= 0, batch.admissions[index] == .accepted {
                event.request.answer(.success(.decided(commit.decisions[next])))
                next += 1
            } else if index >= 0, batch.admissions[index] == .duplicate {
                event.request.answer(duplicate(index, flight))
            } else if let letter = letters[place] {
                event.request.answer(.success(.refused(letter)))
            } else {
                event.request.answer(
                    .failure(Fault(.bug, "Event \(event.index + 1) has no answer.")))
            }
        }
        flight.parts = []
    }

    private func duplicate(_ index: Int, _ flight: LiveFlight) -> Result<Answer, Fault> {
        let id = flight.evaluator.record.id(of: flight.batch.identities[index])
        do {
            if let held = try store.decision(id: id) { return .success(.duplicate(held)) }
            return .failure(
                Fault(
                    .conflict,
                    "The event was decided before, under another pack, or so long ago that its "
                        + "decision was forgotten.",
                    fix: "Read its decision by the id you were given then."))
        } catch {
            return .failure(LiveCommitter.fault(for: error))
        }
    }

    private func count(_ commit: Commit, _ flight: LiveFlight) {
        let batch = flight.batch
        counted.withLock { numbers in
            numbers.decisions += commit.decisions.count
            numbers.unknownFields += batch.unknownFields.values.reduce(0, +)
            for letter in commit.deadLetters { numbers.deadLetters[letter.code, default: 0] += 1 }
            for decision in commit.decisions {
                numbers.byAction[decision.action.rank] += 1
                numbers.countLatency(decision.latencyMicroseconds)
            }
            for index in 0..<batch.count {
                if batch.admissions[index] == .duplicate { numbers.duplicates += 1 }
                guard batch.admissions[index] == .accepted else { continue }
                numbers.count(flight.results.rows[index].findings, of: pack)
            }
        }
    }
}
