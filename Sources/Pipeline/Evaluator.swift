package import CEL
package import Decisions
package import Events
import Features
package import Models
package import Packs
package import Rules
package import Toolbox
package import Vocabulary

/// One event's walk: admit → features → rules → decide. Live and replay both go through here.
///
/// A batch goes through the steps in this order. Within a step, what may run at once is said at the
/// step; between batches, each step takes them in the order they came. A request is a batch of one.
package final class Evaluator: Sendable {
    package let pack: Pack
    package let record: DecisionRecord
    package let limits: IntakeLimits
    private let accounts: EntityNames
    let gatekeeper: Gatekeeper
    let features: FeatureEngine
    /// Hashes of packs that decided with this walk before, the latest last.
    private let formerPacks: [String]
    static let formerPacksMax = 16

    /// Version of the engine, as decisions record it.
    package static let engineVersion = "0.1.0"

    /// - Parameter formerPacks: hashes of packs that may have decided on events of this log before,
    ///   the latest last; an event that is sent again is found under the last 16 of them.
    package convenience init(
        pack: Pack, limits: IntakeLimits = IntakeLimits(), formerPacks: [String] = []
    ) {
        self.init(
            pack, limits,
            gatekeeper: Gatekeeper(
                limits: limits, latenessMilliseconds: pack.latenessMilliseconds),
            features: FeatureEngine(
                definitions: pack.features, schema: pack.schema,
                latenessMilliseconds: pack.latenessMilliseconds,
                memoryBytesMax: pack.memoryBytesMax),
            formerPacks: formerPacks.filter { $0 != pack.hash })
    }

    /// The same judge under the same limits, which has walked nothing.
    func fresh() -> Evaluator {
        Evaluator(pack: pack, limits: limits, formerPacks: formerPacks)
    }

    /// Whether another pack may judge what this one's walk has filled: the events and the features
    /// are the same. Its rows may be wider; a batch has room for the widest.
    static func fits(_ pack: Pack, walkedBy other: Pack) -> Bool {
        pack.walkHash == other.walkHash
    }

    /// The same walk, judged by another pack that fits from here on. O(rules), whatever was walked.
    ///
    /// - Parameter others: hashes of packs that decided beside this one until now.
    func judging(by pack: Pack, after others: [String] = []) -> Evaluator {
        precondition(Evaluator.fits(pack, walkedBy: self.pack))
        let last = others + [self.pack.hash]
        let former = (formerPacks.filter { !last.contains($0) } + last).filter { $0 != pack.hash }
        return Evaluator(
            pack, limits, gatekeeper: gatekeeper, features: features,
            formerPacks: former)
    }

    private init(
        _ pack: Pack, _ limits: IntakeLimits, gatekeeper: Gatekeeper, features: FeatureEngine,
        formerPacks: [String]
    ) {
        self.pack = pack
        self.limits = limits
        self.gatekeeper = gatekeeper
        self.features = features
        self.formerPacks = formerPacks.suffix(Evaluator.formerPacksMax)
        accounts = EntityNames(of: "account", schema: pack.schema)
        record = DecisionRecord(
            schema: pack.schema, rules: pack.rules, models: pack.models,
            trials: pack.policy.withholding.trials, names: pack.slotNames,
            versions: DecisionRecord.Versions(
                pack: pack.name, packVersion: pack.version, packHash: pack.hash,
                engine: Evaluator.engineVersion, policyVersion: pack.policyVersion),
            featureSlots: pack.featureSlots)
    }

    /// Room for a batch of this pack's rows.
    ///
    /// - Parameter stride: slots a row is to have at least, where others judge it too.
    package func makeBatch(capacity: Int? = nil, stride: Int = 0) -> EventBatch {
        EventBatch(
            capacity: capacity ?? limits.batchEventsMax, stride: max(stride, pack.stride),
            entityCount: pack.schema.entities.count, markWords: features.markWords)
    }

    /// A parser for one thread.
    package func makeParser() -> EventParser { EventParser(schema: pack.schema, limits: limits) }

    /// Step 1: each event once, not from the future, not too late; and which conditions of the
    /// features hold. One batch at a time.
    package func admit(_ batch: EventBatch) {
        gatekeeper.admit(batch)
        features.mark(batch)
    }

    /// How many parts step 2 has; they may run at once.
    package var featureParts: Int { features.groups.count }

    /// Step 2, one part: the features of one entity key. One batch at a time a part.
    package func walkFeatures(_ batch: EventBatch, part: Int) { features.groups[part].walk(batch) }

    /// Steps 3 and 4: formulas, rules and policy on some rows. Any rows at once, each with its
    /// lane; what was decided on a lane is to be written before it decides again.
    package func decide(_ batch: EventBatch, rows: Range<Int>, into results: Results, lane: Lane) {
        lane.scratch.forget()
        for index in rows where batch.admissions[index] == .accepted {
            fillFormulas(batch, index, lane: lane)
            judge(batch, index, into: results, lane: lane)
            lane.scratch.reset()
        }
    }

    /// The formulas of one row, which are of the walk, whoever judges it.
    func fillFormulas(_ batch: EventBatch, _ index: Int, lane: Lane) {
        lane.scratch.time = batch.times[index]
        features.fillFormulas(batch.row(index), lane.scratch)
    }

    /// Empties what a pack's models, rules and policy wrote into a row, so that another may judge
    /// it.
    func clear(_ batch: EventBatch, _ index: Int) {
        let start = pack.featureSlots.upperBound
        UnsafeMutableRawPointer(batch.row(index) + start).initializeMemory(
            as: UInt8.self, repeating: 0,
            count: (batch.stride - start) * MemoryLayout<Value>.stride)
    }

    /// Models, rules and policy on one row whose features are all filled. What they computed lives
    /// until the lane's scratch is reset.
    func judge(_ batch: EventBatch, _ index: Int, into results: Results, lane: Lane) {
        let row = batch.row(index)
        let type = Int(batch.types[index])
        let journey = pack.schema.types[type].journey
        lane.scratch.time = batch.times[index]
        pack.models.score(
            row, type: type, journey: journey, scratch: lane.models,
            into: &results.rows[index].models)
        pack.rules.evaluate(
            row: row, journey: journey, scratch: lane.scratch,
            into: &results.rows[index].findings)
        results.rows[index].outcome = pack.policy.decide(
            row: row, journey: journey, scratch: lane.scratch)
        pack.policy.withholding.apply(
            to: &results.rows[index].outcome, row: row, type: type, journey: journey,
            identity: batch.identities[index], scratch: lane.scratch)
    }

    /// All steps on one thread.
    package func walk(_ batch: EventBatch, into results: Results, lane: Lane) {
        admit(batch)
        for part in 0..<featureParts { walkFeatures(batch, part: part) }
        decide(batch, rows: 0..<batch.count, into: results, lane: lane)
    }

    /// The bytes of one decision.
    package func write(
        _ index: Int, of batch: EventBatch, _ results: Results, lane: Lane,
        to writer: inout ByteWriter
    ) {
        lane.scratch.time = batch.times[index]
        let parts = DecisionRecord.Parts(
            row: batch.row(index), type: Int(batch.types[index]),
            identity: batch.identities[index], findings: results.rows[index].findings,
            models: results.rows[index].models, outcome: results.rows[index].outcome)
        record.write(parts, scratch: lane.scratch, to: &writer)
        lane.scratch.reset()
    }

    /// One decision as a store keeps it.
    ///
    /// - Parameters:
    ///   - record: what ``write(_:of:_:lane:to:)`` wrote for the row.
    ///   - sequence: place of its event in the log, from one.
    ///   - latencyMicroseconds: from receipt to decision; 0 where nobody waited.
    package func stored(
        _ index: Int, of batch: EventBatch, _ results: Results, record: String, sequence: Int64,
        latencyMicroseconds: Int64
    ) -> StoredDecision {
        let type = Int(batch.types[index])
        let outcome = results.rows[index].outcome
        return StoredDecision(
            id: self.record.id(of: batch.identities[index]), sequence: sequence,
            time: batch.times[index],
            journey: pack.schema.journeys[pack.schema.types[type].journey],
            action: outcome.action, score: outcome.score,
            account: accounts.name(row: batch.row(index), type: type), packHash: pack.hash,
            latencyMicroseconds: latencyMicroseconds, record: record)
    }

    /// Ids that the decision on an event may have under packs that decided with this walk, the
    /// present one first.
    func ids(of identity: Hash128) -> [String] {
        [record.id(of: identity)]
            + formerPacks.reversed().map { DecisionRecord.id(of: identity, packHash: $0) }
    }

    /// Duplicates met so far.
    package var duplicates: Int { gatekeeper.duplicates }

    /// Entities and bytes held for features, by group, and bytes for recognising duplicates.
    package var memory: (groups: [(entities: Int, bytes: Int)], identities: Int) {
        (features.groups.map { ($0.size.entities, $0.size.bytes) }, gatekeeper.bytes)
    }
}

/// The working memory of one thread.
package final class Lane: @unchecked Sendable {
    package let scratch = Scratch()
    let models = ServingScratch()

    package init() {}
}

/// What was decided on the rows of one batch; reused from batch to batch.
package final class Results: @unchecked Sendable {
    package struct Row {
        package var findings = Findings()
        package var models = ModelFindings()
        package var outcome = Outcome(score: 0)
    }

    package let rows: UnsafeMutablePointer<Row>
    private let capacity: Int

    package init(capacity: Int) {
        self.capacity = capacity
        rows = .allocate(capacity: capacity)
        rows.initialize(repeating: Row(), count: capacity)
    }

    deinit {
        rows.deinitialize(count: capacity)
        rows.deallocate()
    }
}
