import Events
import Packs
import Synchronization
import Toolbox
import Vocabulary

/// The walking thread: takes what waits, reads it, walks it through the features, and hands it on
/// to be decided and committed. Rebuilds the features when a commit failed.
final class LiveWalker: @unchecked Sendable {
    private let limits: IntakeLimits
    private let now: @Sendable () -> Int64
    private let decider: LiveDecider
    private let committer: LiveCommitter
    private let free: FlightLine
    private let walked: FlightLine
    private let decided: FlightLine
    /// Who judges; the one in force walks.
    private var judges: Judges
    private var roster: Roster
    private var evaluator: Evaluator { judges.live }
    private let parser: EventParser
    private let rebuilding: LiveRebuild
    private let snapshots: LiveSnapshots?
    private let memory: LiveMemory
    private let batchCapacity: Int
    /// Of the last event walked, and that event's anchor.
    private var sequence: Int64 = 0
    private var anchor = Hash128(high: 0, low: 0)
    private let rebuildingNow = Atomic(false)
    private var epoch = 1
    /// The packs that judge, and those that are to judge from the next group on.
    private let judging: Mutex<(now: Roster, next: Roster?)>
    /// How the versions that are tried fare, for any thread.
    private let candidates: Mutex<[Judges.Candidate]>
    private var lastRebuild: (ended: UInt64, nanoseconds: UInt64) = (0, 0)

    /// Groups on their way at one time: one is walked, one decided, one committed.
    private static let flightCount = 3

    init(
        roster: Roster, store: any Store, limits: IntakeLimits, snapshots: SnapshotSettings?,
        memory: LiveMemory, now: @escaping @Sendable () -> Int64
    ) throws {
        self.limits = limits
        self.now = now
        self.memory = memory
        self.snapshots = snapshots.map { LiveSnapshots($0, store: store, now: now) }
        let evaluator = Evaluator(
            pack: roster.live, limits: limits,
            formerPacks: try store.packHashes(limit: Evaluator.formerPacksMax).reversed())
        judges = Judges(roster, live: evaluator, after: nil)
        self.roster = roster
        parser = evaluator.makeParser()
        rebuilding = LiveRebuild(evaluator, store: store, snapshotPath: snapshots?.path)
        let flights = (0..<LiveWalker.flightCount).map { [judges] _ in LiveFlight(judges: judges) }
        batchCapacity = flights[0].batch.capacity
        free = FlightLine(flights)
        walked = FlightLine([])
        decided = FlightLine([])
        decider = LiveDecider(pack: roster.live)
        committer = LiveCommitter(store: store)
        judging = Mutex((now: roster, next: nil))
        candidates = Mutex(judges.candidates)
    }

    /// Whether the features are being rebuilt after a failed commit, for any thread.
    var isRebuilding: Bool { rebuildingNow.load(ordering: .relaxed) }

    var numbers: ServiceNumbers {
        var numbers = committer.numbers
        numbers.snapshots = snapshots?.numbers
        numbers.memory = memory.groups
        return numbers
    }

    /// Walks all that waits until the line is closed and empty.
    func run(_ line: WaitingLine) {
        // What comes while none is free goes with the next group.
        while let flight = free.take(), let group = next(line) {
            walk(group, flight)
            snapshots?.goOn(afterEvents: group.reduce(0) { $0 + $1.range.count })
        }
        walked.put(nil)
    }

    /// The next group; while none comes, the snapshot that is being taken goes on.
    private func next(_ line: WaitingLine) -> [RequestPart]? {
        while let group = line.next(
            eventsMax: batchCapacity, bytesMax: limits.batchBytesMax,
            milliseconds: snapshots?.patience)
        {
            if !group.isEmpty { return group }
            snapshots?.goOn(afterEvents: 0)
        }
        return nil
    }

    /// Takes a last snapshot, once all threads have ended.
    func end() {
        guard let snapshots else { return }
        let isOfLog = !committer.hasFailed(epoch)
        if isOfLog, snapshots.settings.everyEvents > 0, snapshots.hasMore(than: sequence) {
            snapshots.takeNow(evaluator, sequence: sequence, anchor: anchor)
        } else {
            snapshots.abandon()
        }
    }

    /// Decides what was walked, until there is no more.
    func decideAll() {
        while let flight = walked.take() {
            decider.decide(flight)
            decided.put(flight)
        }
        decided.put(nil)
    }

    /// Commits what was decided, until there is no more.
    ///
    /// - Parameter afterGroup: called once after each group was answered.
    func commitAll(afterGroup: () -> Void) {
        while let flight = decided.take() {
            committer.finish(flight)
            free.put(flight)
            afterGroup()
        }
    }

    /// The packs that judge now, for any thread.
    var standing: Roster { judging.withLock { $0.next ?? $0.now } }

    /// Canaries that were stopped, by the step of the ledger that began them, for any thread.
    var stops: [(step: Int64, release: PolicyRelease, stop: RolloutGuard.Stop)] {
        candidates.withLock { $0 }.compactMap { candidate in
            candidate.progress.stop.map { (candidate.progress.step, candidate.release, $0) }
        }
    }

    /// Has other packs judge from the next group on, for any thread; nothing waits for it.
    ///
    /// - Throws: ``Fault`` `conflict` where one was made for other events or features.
    func judge(by roster: Roster) throws {
        try judging.withLock { held in
            guard roster.packs.allSatisfy({ Evaluator.fits($0, walkedBy: held.now.live) }) else {
                throw Fault(
                    .conflict, "The pack differs in what events or features are.",
                    fix: "Start the service again with it.")
            }
            held.next = roster
        }
    }

    /// Takes the next packs, where there are some.
    private func changeJudges() {
        let next = judging.withLock { held in
            guard let next = held.next else { return nil as Roster? }
            held = (next, nil)
            return next
        }
        guard let next else { return }
        let former = judges.canary.map { [$0.evaluator.pack.hash] } ?? []
        roster = next
        judges = Judges(
            next, live: evaluator.judging(by: next.live, after: former), after: judges)
        candidates.withLock { $0 = judges.candidates }
    }

    /// The same judges over other features.
    private func restart(_ live: Evaluator) {
        judges = judges.restarted(live, roster)
        candidates.withLock { $0 = judges.candidates }
    }

    private func walk(_ group: [RequestPart], _ flight: LiveFlight) {
        changeJudges()
        flight.take(judges)
        let receivedAt = now()
        let fault = committer.hasFailed(epoch) ? mend(flight) : nil
        flight.load(group, receivedAt: receivedAt) {
            if fault == nil { parser.parse($0, line: $1, into: flight.batch) }
        }
        flight.epoch = fault == nil ? epoch : 0
        flight.take(judges)
        if fault == nil {
            evaluator.admit(flight.batch)
            for part in 0..<evaluator.featureParts {
                evaluator.walkFeatures(flight.batch, part: part)
            }
            note(flight)
            memory.look(evaluator, now: receivedAt)
        }
        walked.put(flight)
    }

    /// Counts what was walked, and begins a snapshot where one is due.
    private func note(_ flight: LiveFlight) {
        let batch = flight.batch
        var last: Int?
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            sequence += 1
            last = index
        }
        guard let last, let snapshots else { return }
        anchor = SnapshotHeader.anchor(batch.texts[last], receivedAt: flight.receivedAt)
        guard snapshots.isDue(at: sequence) else { return }
        snapshots.begin(evaluator, sequence: sequence, anchor: anchor) {
            [committer, epoch, sequence] in
            committer.hasFailed(epoch)
                ? .shut : committer.committed >= sequence ? .open : .waiting
        }
    }

    /// Rebuilds after a failed commit, when nothing is on its way any more. Not more than half of
    /// the time goes into it, so that a store that stays away is told of at once.
    ///
    /// - Parameter held: the one flight that is not on its way.
    private func mend(_ held: LiveFlight) -> Fault? {
        var others: [LiveFlight] = []
        while others.count < LiveWalker.flightCount - 1, let flight = free.take() {
            others.append(flight)
        }
        defer { for flight in others { free.put(flight) } }
        if lastRebuild.ended > 0,
            monotonicNanoseconds() < lastRebuild.ended + lastRebuild.nanoseconds
        {
            return committer.lastFault
        }
        rebuildingNow.store(true, ordering: .relaxed)
        defer { rebuildingNow.store(false, ordering: .relaxed) }
        // The features of before are let go first, so that they are not in memory twice.
        restart(evaluator.fresh())
        for flight in others + [held] { flight.take(judges) }
        do {
            try rebuild { _ in }
            epoch += 1
            return nil
        } catch {
            let fault = LiveCommitter.fault(for: error)
            committer.lastFault = fault
            return fault
        }
    }

    /// Makes the features as if the service had never stopped, from a snapshot and the log.
    @discardableResult
    func rebuild(progress: (Int) -> Void) throws -> StartReport {
        let started = monotonicNanoseconds()
        defer {
            let ended = monotonicNanoseconds()
            lastRebuild = (ended, ended - started)
        }
        snapshots?.abandon()
        let rebuilt = try rebuilding.run(evaluator, progress: progress)
        restart(rebuilt.evaluator)
        (sequence, anchor) = (rebuilt.sequence, rebuilt.anchor)
        memory.begin(evaluator)
        // It may be all that is left of what was forgotten; the next is not to write over it.
        if rebuilt.report.passedOver != nil, rebuilt.report.firstKept != nil, let snapshots {
            SnapshotInput.putAside(snapshots.settings.path)
        }
        snapshots?.begin(at: rebuilt.header, bytes: rebuilt.report.bytes)
        decider.lastSequence = sequence
        committer.committed = sequence
        return rebuilt.report
    }
}
