import Pipeline
import StoreSQLite
import Synchronization
import Vocabulary

/// A store whose next commits may be made to fail.
final class BrittleStore: EventLog, DecisionArchive, PackArchive, RingArchive,
    ModelRegistry, LabelArchive
{
    let held: SQLiteStore
    private let failures = Atomic<Int>(0)
    private let runFailures = Atomic<Int>(0)

    init(_ held: SQLiteStore) { self.held = held }

    func failNext(_ count: Int) { failures.store(count, ordering: .relaxed) }

    /// The next runs of detection are not kept.
    func failNextRuns(_ count: Int) { runFailures.store(count, ordering: .relaxed) }

    func commit(_ commit: Commit) throws {
        if failures.load(ordering: .relaxed) > 0 {
            failures.subtract(1, ordering: .relaxed)
            throw Fault(.unavailable, "The disk is away.")
        }
        try held.commit(commit)
    }

    func lastSequence() throws -> Int64 { try held.lastSequence() }

    func events(after sequence: Int64, limit: Int, bytesMax: Int) throws -> [LoggedEvent] {
        try held.events(after: sequence, limit: limit, bytesMax: bytesMax)
    }

    func events(
        naming key: UInt64, before sequence: Int64, limit: Int, reach: LogReach,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> NamedEvents {
        try held.events(
            naming: key, before: sequence, limit: limit, reach: reach, where: isNamed)
    }

    func events(
        ofAccount name: String, before sequence: Int64, limit: Int
    ) throws -> [LoggedEvent] {
        try held.events(ofAccount: name, before: sequence, limit: limit)
    }

    func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64 {
        try held.forget(receivedBefore: milliseconds, keepingFrom: sequence, limit: limit)
    }

    func decided(after sequence: Int64, limit: Int) throws -> [DecidedEvent] {
        try held.decided(after: sequence, limit: limit)
    }
    func decision(id: String) throws -> StoredDecision? { try held.decision(id: id) }
    func decisions(_ filter: DecisionFilter) throws -> [StoredDecision] {
        try held.decisions(filter)
    }
    func worstAccounts(limit: Int) throws -> [AccountStanding] {
        try held.worstAccounts(limit: limit)
    }
    func actionCounts() throws -> [Action: Int] { try held.actionCounts() }
    func deadLetters(limit: Int) throws -> [DeadLetter] { try held.deadLetters(limit: limit) }
    func keep(pack files: [String: String], hash: String) throws {
        try held.keep(pack: files, hash: hash)
    }
    func packHashes(limit: Int) throws -> [String] { try held.packHashes(limit: limit) }
    func pack(hash: String) throws -> [String: String]? { try held.pack(hash: hash) }

    func keep(_ run: DetectionRun) throws {
        if runFailures.load(ordering: .relaxed) > 0 {
            runFailures.subtract(1, ordering: .relaxed)
            throw Fault(.unavailable, "The disk is away.")
        }
        try held.keep(run)
    }
    func lastRun() throws -> DetectionRun? { try held.lastRun() }
    func detectionCounts() throws -> DetectionCounts? { try held.detectionCounts() }
    func rings(limit: Int) throws -> [RingRecord] { try held.rings(limit: limit) }
    func ring(id: String) throws -> RingRecord? { try held.ring(id: id) }
    func verdict(ofAccount name: String) throws -> AccountVerdict? {
        try held.verdict(ofAccount: name)
    }
    func recipients(limit: Int) throws -> [RecipientVerdict] { try held.recipients(limit: limit) }

    func register(
        model name: String, files: [String: String], at: Int64, by: String, why: String
    ) throws -> Int {
        try held.register(model: name, files: files, at: at, by: by, why: why)
    }
    func modelReleases() throws -> [ModelRelease] { try held.modelReleases() }
    func modelFiles(name: String, version: Int) throws -> [String: String]? {
        try held.modelFiles(name: name, version: version)
    }
    func modelFile(name: String, version: Int, path: String) throws -> String? {
        try held.modelFile(name: name, version: version, path: path)
    }
    func move(_ release: ModelRelease, at: Int64, by: String, why: String) throws {
        try held.move(release, at: at, by: by, why: why)
    }
    func rollBack(model name: String, at: Int64, by: String, why: String) throws -> ModelRelease {
        try held.rollBack(model: name, at: at, by: by, why: why)
    }
    func modelChanges(limit: Int) throws -> [ModelChange] { try held.modelChanges(limit: limit) }
    func modelChanges(of name: String, limit: Int) throws -> [ModelChange] {
        try held.modelChanges(of: name, limit: limit)
    }
    func lastModelChange() throws -> Int64 { try held.lastModelChange() }

    func record(_ labels: [Label], received: Set<Int>) throws -> Int {
        try held.record(labels, received: received)
    }
    func labels(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, label: Label)] {
        try held.labels(after: sequence, limit: limit)
    }
    func labels(of subject: Label.Subject) throws -> [Label] { try held.labels(of: subject) }
    func withdrawnLabels(after sequence: Int64, limit: Int) throws -> [WithdrawnLabel] {
        try held.withdrawnLabels(after: sequence, limit: limit)
    }
    func labelState() throws -> LabelState { try held.labelState() }
    func labelCounts() throws -> [LabelCount] { try held.labelCounts() }
}
