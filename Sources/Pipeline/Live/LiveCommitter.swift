import Decisions
import Synchronization
import Vocabulary

/// The committing thread: commits decided groups and answers them.
final class LiveCommitter: @unchecked Sendable {
    private let store: any Store
    private let counted = Mutex(ServiceNumbers())
    private let failure = Mutex((epoch: 0, fault: LiveCommitter.fault(for: nil)))
    private let committedSequence = Atomic<Int64>(0)

    init(store: any Store) {
        self.store = store
    }

    var numbers: ServiceNumbers { counted.withLock { $0 } }

    /// Sequence of the last event that is committed, for any thread.
    var committed: Int64 {
        get { committedSequence.load(ordering: .acquiring) }
        set { committedSequence.store(newValue, ordering: .releasing) }
    }

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

    /// Commits one group and answers each of its events.
    func finish(_ flight: LiveFlight) {
        guard flight.epoch > failure.withLock({ $0.epoch }) else {
            return fail(flight, lastFault)
        }
        do {
            try store.commit(flight.commit)
        } catch {
            let fault = LiveCommitter.fault(for: error)
            failure.withLock { $0 = (flight.epoch, fault) }
            return fail(flight, fault)
        }
        if let last = flight.commit.decisions.last { committed = last.sequence }
        for candidate in flight.judges.candidates {
            if let tally = flight.commit.tallies[candidate.progress.step] {
                candidate.progress.commit(tally)
            }
        }
        count(flight.commit, flight)
        flight.answer(answers(flight.commit, flight))
    }

    private func fail(_ flight: LiveFlight, _ fault: Fault) {
        flight.answer(GroupAnswers(all: fault, events: flight.lines.count))
    }

    /// In the order sent. A duplicate's answer is the decision made before, which is in the store
    /// by now even when both came in one group.
    private func answers(_ commit: Commit, _ flight: LiveFlight) -> GroupAnswers {
        let batch = flight.batch
        var places = Array(repeating: Int.min, count: flight.lines.count)
        var others: [Result<Answer, Fault>] = []
        var next = 0
        for index in 0..<batch.count {
            let place = batch.lines[index] - 1
            switch batch.admissions[index] {
            case .accepted:
                places[place] = next
                next += 1
            case .duplicate:
                others.append(duplicate(index, flight))
                places[place] = -others.count
            case .refused: break
            }
        }
        for (letter, kept) in zip(batch.deadLetters, commit.deadLetters) {
            others.append(.success(.refused(kept)))
            places[letter.line - 1] = -others.count
        }
        for place in places.indices where places[place] == .min {
            let line = flight.lines[place]
            others.append(.failure(Fault(.bug, "Event \(line) has no answer.")))
            places[place] = -others.count
        }
        return GroupAnswers(decisions: commit.decisions, places: places, others: others)
    }

    private func duplicate(_ index: Int, _ flight: LiveFlight) -> Result<Answer, Fault> {
        do {
            for id in flight.judges.ids(of: flight.batch.identities[index]) {
                if let held = try store.decision(id: id) { return .success(.duplicate(held)) }
            }
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
            for index in commit.decisions.indices {
                numbers.byAction[commit.decisions[index].action.rank] += 1
                numbers.countLatency(commit.decisions[index].latencyMicroseconds)
            }
            for index in 0..<batch.count {
                if batch.admissions[index] == .duplicate { numbers.duplicates += 1 }
                guard batch.admissions[index] == .accepted else { continue }
                numbers.count(
                    flight.judged.results.rows[index].findings, of: flight.server(of: index).pack)
            }
        }
    }
}
