import CEL
import Events
import Packs
import Toolbox
import Vocabulary

/// The row of a kept decision as it was when it was decided, with its findings and outcome.
///
/// Its values live as long as it does.
final class RebuiltDecision {
    let kept: StoredDecision
    let evaluator: Evaluator
    let batch: EventBatch
    let results: Results
    let lane = Lane()
    /// The row of the decision's event.
    private(set) var index = 0
    /// Events that were walked to get there.
    private(set) var eventsWalked = 0

    private init(_ kept: StoredDecision, _ pack: Pack) {
        self.kept = kept
        evaluator = Evaluator(pack: pack)
        batch = evaluator.makeBatch()
        results = Results(capacity: batch.capacity)
    }

    /// The record as it would be written now.
    var record: String {
        var writer = ByteWriter()
        evaluator.write(index, of: batch, results, lane: lane, to: &writer)
        return writer.text
    }

    /// A kept decision and the pack that decided it.
    ///
    /// - Throws: ``Fault`` `notFound` when the store has no such decision or no longer its pack.
    private static func open(id: String, store: any Store) throws -> RebuiltDecision {
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
        return RebuiltDecision(kept, pack)
    }

    // MARK: From the log

    /// Walks the log from its start to the decision's event. O(events before it).
    ///
    /// - Throws: as ``open(id:store:)``, and ``Fault`` `notFound` when the start of the log, and so
    ///   what the features were made of, was forgotten.
    static func walking(to id: String, store: any Store) throws -> RebuiltDecision {
        let decision = try open(id: id, store: store)
        if let first = try store.firstKept() { throw decision.forgotten(first) }
        try decision.walk(store)
        return decision
    }

    private func forgotten(_ first: LoggedEvent) -> Fault {
        let time = CivilTime(milliseconds: first.receivedAt).rfc3339
        return Fault(
            .notFound,
            "The decision \(kept.id) cannot be made again: events received before \(time) were "
                + "forgotten, and its features may rest on them. Its event has the sequence "
                + "\(kept.sequence), the first still kept \(first.sequence).",
            fix: "Its record, with the features it read, is kept: see `assay explain \(kept.id)`.")
    }

    private func walk(_ store: any Store) throws {
        let parser = evaluator.makeParser()
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
        index = batch.count - 1
        eventsWalked = Int(sequence)
        guard sequence == kept.sequence, index >= 0, batch.lines[index] == Int(sequence),
            batch.admissions[index] == .accepted
        else {
            throw Fault(.bug, "The log does not lead to event \(kept.sequence) of the decision.")
        }
    }

    // MARK: From the record

    /// The row from the event itself and the features its record names, where that gives the
    /// record again byte for byte; else from the log.
    ///
    /// A record names every feature that a rule of its journey reads, so this is the usual case,
    /// and takes no time to speak of.
    ///
    /// - Parameter walksMax: events that are walked at most.
    static func remembering(
        _ id: String, store: any Store, walksMax: Int64 = .max
    ) throws -> RebuiltDecision {
        let decision = try open(id: id, store: store)
        if try decision.remember(store) { return decision }
        guard decision.kept.sequence <= walksMax else {
            throw Fault(
                .limited,
                "The record of \(id) does not tell all its rules read, and "
                    + "\(decision.kept.sequence) events would have to be walked.",
                fix: "Run `assay explain \(id) --rules --from-log`.")
        }
        return try walking(to: id, store: store)
    }

    private func remember(_ store: any Store) throws -> Bool {
        let events = try store.events(
            after: kept.sequence - 1, limit: 1, bytesMax: evaluator.limits.batchBytesMax)
        guard let event = events.first, event.sequence == kept.sequence else { return false }
        var padded = PaddedText()
        padded.prepare(bytes: event.text.count)
        batch.receivedAt = event.receivedAt
        evaluator.makeParser().parse(
            padded.add(event.text), line: Int(event.sequence), into: batch)
        guard batch.count == 1, batch.deadLetters.isEmpty else { return false }
        let row = batch.row(0)
        let pack = evaluator.pack
        let slots = Dictionary(
            uniqueKeysWithValues: pack.featureSlots.map { (pack.slotNames[$0], $0) })
        for (name, scalar) in try RecordView(record: kept.record).features {
            guard let slot = slots[name],
                let value = scalar.value(as: pack.slotTypes[slot], in: batch.arena)
            else { return false }
            row[slot] = value
        }
        judge()
        guard record == kept.record else { return false }
        // Writing the record has let go of what the rules computed.
        judge()
        return true
    }

    private func judge() {
        lane.scratch.forget()
        evaluator.judge(batch, index, into: results, lane: lane)
    }
}
