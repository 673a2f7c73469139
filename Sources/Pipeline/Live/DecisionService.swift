package import Events
package import Packs
import Synchronization
import Toolbox
package import Vocabulary

/// Decides events as they are sent, and answers only once event and decision are committed.
///
/// Three threads: one takes all that waits, up to a batch, and walks it through the features; the
/// next decides it and writes its records; the last commits it as one group, and answers. While
/// one group is committed, the next is decided and the one behind that is walked. Under load
/// groups grow by themselves, so the cost of a commit is shared.
package final class DecisionService: Sendable {
    private let walker: LiveWalker
    private let line: WaitingLine
    private let walking = WalkingThread()
    private let deciding = WalkingThread()
    private let committing = WalkingThread()
    private let hasStopped = Atomic(false)
    private let listeners = Mutex<[@Sendable () -> Void]>([])
    private let now: @Sendable () -> Int64
    /// The pack in force now.
    package var pack: Pack { roster.live }
    /// The packs that judge now.
    package var roster: Roster { walker.standing }
    /// Canaries that stopped themselves, by the step of the ledger that began them.
    package var stops: [(step: Int64, release: PolicyRelease, stop: RolloutGuard.Stop)] {
        walker.stops
    }
    private let packs: any PackArchive
    /// How it came by its features.
    package let start: StartReport

    /// Rebuilds the features from a snapshot and the store's log, then starts the threads.
    ///
    /// - Parameters:
    ///   - snapshots: where to read and keep snapshots; nil for none.
    ///   - now: milliseconds since 1970.
    ///   - waitingMax: events that may wait to be decided; one more is refused with `limited`.
    ///   - notice: told in a sentence when entities were forgotten to stay within the pack's
    ///     memory, once a minute at most; called on the walking thread.
    ///   - progress: called while rebuilding, with events walked.
    package convenience init(
        pack: Pack, store: any Store, limits: IntakeLimits = IntakeLimits(),
        waitingMax: Int = 16_384, snapshots: SnapshotSettings? = nil,
        now: @escaping @Sendable () -> Int64,
        notice: @escaping @Sendable (String) -> Void = { _ in },
        progress: (Int) -> Void = { _ in }
    ) throws {
        try self.init(
            roster: Roster(live: pack), store: store, limits: limits, waitingMax: waitingMax,
            snapshots: snapshots, now: now, notice: notice, progress: progress)
    }

    /// Begins with versions of the policy on trial; see the other initialiser.
    package init(
        roster: Roster, store: any Store, limits: IntakeLimits = IntakeLimits(),
        waitingMax: Int = 16_384, snapshots: SnapshotSettings? = nil,
        now: @escaping @Sendable () -> Int64,
        notice: @escaping @Sendable (String) -> Void = { _ in },
        progress: (Int) -> Void = { _ in }
    ) throws {
        packs = store
        line = WaitingLine(eventsMax: waitingMax)
        try DecisionService.keep(roster, in: store)
        self.now = now
        walker = try LiveWalker(
            roster: roster, store: store, limits: limits, snapshots: snapshots,
            memory: LiveMemory(notice: notice), now: now)
        start = try walker.rebuild(progress: progress)
        walking.begin("assay.walk") { [walker, line] in walker.run(line) }
        deciding.begin("assay.decide") { [walker] in walker.decideAll() }
        committing.begin("assay.commit") { [self] in
            walker.commitAll {
                for listener in listeners.withLock({ $0 }) { listener() }
            }
        }
    }

    /// Has another pack judge, and none beside it.
    package func judge(by pack: Pack) throws { try judge(by: Roster(live: pack)) }

    /// Has other packs judge: every event walked from the next group on is decided by them, and
    /// none is lost or waits. Features go on as they are.
    ///
    /// - Throws: ``Fault`` `conflict` where a pack differs in what events or features are,
    ///   `unavailable` when it could not be kept.
    package func judge(by roster: Roster) throws {
        try DecisionService.keep(roster, in: packs)
        try walker.judge(by: roster)
    }

    /// Keeps the packs that decide; a shadow decides nothing.
    private static func keep(_ roster: Roster, in packs: any PackArchive) throws {
        for pack in [roster.live] + (roster.canary.map { [$0.pack] } ?? []) {
            try packs.keep(pack: pack.files, hash: pack.hash)
        }
    }

    /// Takes events in, to be decided in order.
    ///
    /// - Returns: why they were not taken: `limited` when too many wait, `unavailable` when the
    ///   service is stopping; the receiver hears nothing then.
    package func submit(_ texts: EventTexts, to receiver: any AnswerReceiver) -> Fault? {
        if texts.isEmpty {
            receiver.take(Answers())
            return nil
        }
        return line.append(Request(texts, receivedAt: monotonicNanoseconds(), to: receiver))
    }

    /// Calls `listener` on the committing thread after each group was answered; it must not block.
    package func afterEachGroup(_ listener: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.append(listener) }
    }

    /// Decides one event; returns when it is committed.
    ///
    /// - Throws: ``Fault`` `limited` when too many wait, `unavailable` when it could not be
    ///   committed or the service is stopping.
    package func decide(_ text: [UInt8]) async throws -> Answer {
        guard let result = await decide([text]).first else {
            throw Fault(.bug, "An event has no answer.")
        }
        return try result.get()
    }

    /// Decides several, in order; returns when all that could be are committed. One event's fault
    /// is that event's alone.
    package func decide(_ texts: [[UInt8]]) async -> [Result<Answer, Fault>] {
        var joined = EventTexts()
        for text in texts { joined.append(text) }
        return await withCheckedContinuation { continuation in
            if let fault = submit(joined, to: WaitingTask(continuation: continuation)) {
                continuation.resume(returning: texts.map { _ in .failure(fault) })
            }
        }
    }

    /// Lets what waits be decided, then ends the threads and takes a last snapshot; returns when
    /// that is done, so that the store may be closed. Calling it again does nothing.
    package func stop() {
        line.close()
        walking.join()
        deciding.join()
        committing.join()
        if !hasStopped.exchange(true, ordering: .relaxed) { walker.end() }
        // They hold what holds the service.
        listeners.withLock { $0 = [] }
    }

    /// Whether nothing is decided for now, since the features are rebuilt after a failed commit.
    package var isRebuilding: Bool { walker.isRebuilding }

    /// Whether it was told to stop, and takes no more events.
    package var isStopping: Bool { line.isClosed }

    /// Events that may wait at once.
    package var waitingMax: Int { line.eventsMax }

    package var numbers: ServiceNumbers {
        var numbers = walker.numbers
        numbers.waiting = line.count
        if let last = numbers.snapshots, last.takenAt > 0 {
            numbers.snapshotAgeSeconds = Double(max(0, now() - last.takenAt)) / 1000
        }
        return numbers
    }
}

/// A task that waits for its answers.
private struct WaitingTask: AnswerReceiver {
    let continuation: CheckedContinuation<[Result<Answer, Fault>], Never>

    func take(_ answers: Answers) { continuation.resume(returning: answers.results) }
}
