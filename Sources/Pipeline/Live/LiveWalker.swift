import Events
import Packs
import Synchronization
import Toolbox
import Vocabulary

/// The walking thread: takes what waits, reads it, walks it through the features, and hands it on
/// to be decided and committed. Rebuilds the features when a commit failed.
final class LiveWalker: @unchecked Sendable {
    private let pack: Pack
    private let limits: IntakeLimits
    private let store: any Store
    private let now: @Sendable () -> Int64
    private let decider: LiveDecider
    private let committer: LiveCommitter
    private let free: FlightLine
    private let walked: FlightLine
    private let decided: FlightLine
    private var evaluator: Evaluator
    private let parser: EventParser
    private let rebuilding: LiveFlight
    private var padded = PaddedText()
    private var epoch = 1
    private var lastRebuild: (ended: UInt64, nanoseconds: UInt64) = (0, 0)

    /// Groups on their way at one time: one is walked, one decided, one committed.
    private static let flightCount = 3
    /// Events read from the log at a time while rebuilding.
    private static let rebuildEvents = 2048

    init(
        pack: Pack, store: any Store, limits: IntakeLimits, now: @escaping @Sendable () -> Int64
    ) {
        self.pack = pack
        self.limits = limits
        self.store = store
        self.now = now
        let evaluator = Evaluator(pack: pack, limits: limits)
        self.evaluator = evaluator
        parser = evaluator.makeParser()
        rebuilding = LiveFlight(evaluator: evaluator)
        free = FlightLine(
            (0..<LiveWalker.flightCount).map { _ in LiveFlight(evaluator: evaluator) })
        walked = FlightLine([])
        decided = FlightLine([])
        decider = LiveDecider(pack: pack)
        committer = LiveCommitter(pack: pack, store: store)
    }

    var numbers: ServiceNumbers { committer.numbers }

    /// Walks all that waits until the line is closed and empty.
    func run(_ line: WaitingLine) {
        let eventsMax = rebuilding.batch.capacity
        // What comes while none is free goes with the next group.
        while let flight = free.take(),
            let group = line.next(eventsMax: eventsMax, bytesMax: limits.batchBytesMax)
        {
            walk(group, flight)
        }
        walked.put(nil)
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

    private func walk(_ group: [RequestPart], _ flight: LiveFlight) {
        let receivedAt = now()
        let fault = committer.hasFailed(epoch) ? mend(flight) : nil
        flight.load(group, receivedAt: receivedAt) {
            if fault == nil { parser.parse($0, line: $1, into: flight.batch) }
        }
        flight.epoch = fault == nil ? epoch : 0
        flight.evaluator = evaluator
        if fault == nil {
            evaluator.admit(flight.batch)
            for part in 0..<evaluator.featureParts {
                evaluator.walkFeatures(flight.batch, part: part)
            }
        }
        walked.put(flight)
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

    /// Walks the whole log anew, so that the features are as if the service had never stopped.
    func rebuild(progress: (Int) -> Void) throws {
        let started = monotonicNanoseconds()
        evaluator = Evaluator(pack: pack, limits: limits)
        let batch = rebuilding.batch
        var last: Int64 = 0
        var count = 0
        while true {
            let events = try store.events(
                after: last, limit: min(LiveWalker.rebuildEvents, batch.capacity),
                bytesMax: limits.batchBytesMax)
            guard let end = events.last else { break }
            batch.reset()
            batch.input = "log"
            padded.prepare(bytes: events.reduce(0) { $0 + $1.text.count })
            for (index, event) in events.enumerated() {
                batch.receivedAt = event.receivedAt
                parser.parse(padded.add(event.text), line: index + 1, into: batch)
            }
            evaluator.walk(batch, into: rebuilding.results, lane: rebuilding.lane)
            last = end.sequence
            count += events.count
            progress(count)
        }
        decider.lastSequence = last
        let ended = monotonicNanoseconds()
        lastRebuild = (ended, ended - started)
    }
}
