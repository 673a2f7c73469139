import CEL
import Decisions
import Events
import Packs
import Rules
import Synchronization
import Toolbox
import Vocabulary

/// Walks groups of sent events on one thread: parse, walk, commit, answer.
final class LiveWalker: @unchecked Sendable {
    /// One event as it was sent.
    struct Sent {
        var text: [UInt8]
        /// Position in its own request, from one.
        var line: Int
        /// Monotonic nanoseconds.
        var receivedAt: UInt64
    }

    typealias Reply = (_ index: Int, _ result: Result<Answer, Fault>) -> Void

    private let pack: Pack
    private let limits: IntakeLimits
    private let store: any Store
    private let now: @Sendable () -> Int64
    private var evaluator: Evaluator
    private let batch: EventBatch
    private let results: Results
    private let parser: EventParser
    private let lane = Lane()
    private let counted = Mutex(ServiceNumbers())
    private var lastSequence: Int64 = 0
    private var padded = PaddedText()
    /// Set when a commit failed: the features then hold events that the log does not.
    private var needsRebuild = false

    /// Events read from the log at a time while rebuilding.
    private static let rebuildEvents = 2048

    init(
        pack: Pack, store: any Store, limits: IntakeLimits, now: @escaping @Sendable () -> Int64
    ) {
        self.pack = pack
        self.limits = limits
        self.store = store
        self.now = now
        evaluator = Evaluator(pack: pack, limits: limits)
        batch = evaluator.makeBatch()
        results = Results(capacity: batch.capacity)
        parser = evaluator.makeParser()
    }

    /// Events a group may have.
    var groupMax: Int { batch.capacity }

    /// Bytes of text a group may have, beyond its first event.
    var groupBytesMax: Int { limits.batchBytesMax }

    var numbers: ServiceNumbers { counted.withLock { $0 } }

    /// Walks the whole log anew, so that the features are as if the service had never stopped.
    func rebuild(progress: (Int) -> Void) throws {
        evaluator = Evaluator(pack: pack, limits: limits)
        lastSequence = 0
        while true {
            let events = try store.events(
                after: lastSequence, limit: min(LiveWalker.rebuildEvents, batch.capacity),
                bytesMax: limits.batchBytesMax)
            guard let last = events.last else { break }
            parse(events.map { (text: $0.text, receivedAt: $0.receivedAt) })
            evaluator.walk(batch, into: results, lane: lane)
            lastSequence = last.sequence
            progress(Int(lastSequence))
        }
        needsRebuild = false
    }

    private func parse(_ texts: [(text: [UInt8], receivedAt: Int64)]) {
        batch.reset()
        batch.input = "request"
        padded.prepare(bytes: texts.reduce(0) { $0 + $1.text.count })
        for (index, sent) in texts.enumerated() {
            batch.receivedAt = sent.receivedAt
            parser.parse(padded.add(sent.text), line: index + 1, into: batch)
        }
    }

    /// Decides one group, commits it, and replies to each of its events.
    func walk(_ group: [Sent], reply: Reply) {
        do {
            if needsRebuild { try rebuild { _ in } }
            let receivedAt = now()
            parse(group.map { (text: $0.text, receivedAt: receivedAt) })
            evaluator.walk(batch, into: results, lane: lane)
            var commit = makeCommit(group)
            commit.receivedAt = receivedAt
            try store.commit(commit)
            lastSequence += Int64(commit.decisions.count)
            count(commit)
            answer(group.count, commit, reply)
        } catch {
            needsRebuild = true
            let fault = LiveWalker.fault(for: error)
            for index in group.indices { reply(index, .failure(fault)) }
        }
    }

    private static func fault(for error: any Error) -> Fault {
        if let fault = error as? Fault, fault.code != .conflict { return fault }
        return Fault(.unavailable, "The group was not committed: \(error)", fix: "Send it again.")
    }

    private func makeCommit(_ group: [Sent]) -> Commit {
        var commit = Commit()
        commit.deadLetters = batch.deadLetters.map { letter in
            var letter = letter
            letter.line = group[letter.line - 1].line
            return letter
        }
        let decidedAt = monotonicNanoseconds()
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            let place = batch.lines[index] - 1
            commit.events.append(group[place].text)
            commit.decisions.append(
                stored(
                    index, sequence: lastSequence + Int64(commit.decisions.count) + 1,
                    latency: decidedAt - group[place].receivedAt))
        }
        return commit
    }

    private func stored(_ index: Int, sequence: Int64, latency: UInt64) -> StoredDecision {
        var text = ByteWriter(capacity: 1024)
        evaluator.write(index, of: batch, results, lane: lane, to: &text)
        return evaluator.stored(
            index, of: batch, results, record: text.text, sequence: sequence,
            latencyMicroseconds: Int64(latency / 1000))
    }

    /// Replies in the order sent. A duplicate's answer is the decision made before, which is in
    /// the store by now even when both came in one group.
    private func answer(_ count: Int, _ commit: Commit, _ reply: Reply) {
        var answers: [Result<Answer, Fault>?] = Array(repeating: nil, count: count)
        for (letter, kept) in zip(batch.deadLetters, commit.deadLetters) {
            answers[letter.line - 1] = .success(.refused(kept))
        }
        var next = commit.decisions.makeIterator()
        for index in 0..<batch.count {
            switch batch.admissions[index] {
            case .accepted:
                answers[batch.lines[index] - 1] = next.next().map { .success(.decided($0)) }
            case .duplicate: answers[batch.lines[index] - 1] = duplicate(index)
            case .refused: break
            }
        }
        for (index, answer) in answers.enumerated() {
            reply(index, answer ?? .failure(Fault(.bug, "Event \(index + 1) has no answer.")))
        }
    }

    private func duplicate(_ index: Int) -> Result<Answer, Fault> {
        let id = evaluator.record.id(of: batch.identities[index])
        do {
            if let held = try store.decision(id: id) { return .success(.duplicate(held)) }
            return .failure(
                Fault(
                    .conflict, "The event was decided before, under another pack.",
                    fix: "Read its decision by the id you were given then."))
        } catch {
            return .failure(LiveWalker.fault(for: error))
        }
    }

    private func count(_ commit: Commit) {
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
                let findings = results.rows[index].findings
                for rule in findings.fired + findings.shadow {
                    numbers.ruleHits[pack.rules.rules[rule].id, default: 0] += 1
                }
                for item in findings.undecided {
                    numbers.ruleUndecided[pack.rules.rules[item.rule].id, default: 0] += 1
                }
            }
        }
    }
}

extension ServiceNumbers {
    /// Adds one decision to the cumulative histogram.
    mutating func countLatency(_ microseconds: Int64) {
        latencySumMicroseconds += microseconds
        for index in ServiceNumbers.latencyBounds.indices
        where microseconds <= ServiceNumbers.latencyBounds[index] {
            latencyCounts[index] += 1
        }
        latencyCounts[ServiceNumbers.latencyBounds.count] += 1
    }
}
