import Foundation
import Packs
import Synchronization
import Vocabulary

/// One group on its way: walked on one thread, decided on the next, committed on the last.
final class LiveFlight: @unchecked Sendable {
    private(set) var batch: EventBatch
    let judged: Judged
    let lane = Lane()
    /// Who judges it; the one in force walked it.
    private(set) var judges: Judges
    /// Which state of the features it walked; counts rebuilds.
    var epoch = 0
    var receivedAt: Int64 = 0
    var parts: [RequestPart] = []
    /// What its decisions are, once it is decided.
    var commit = Commit()
    /// By event of the group: its position in its own request, from one.
    private(set) var lines: [Int] = []
    private var padded = PaddedText()

    init(judges: Judges) {
        self.judges = judges
        batch = judges.live.makeBatch(stride: judges.stride)
        judged = Judged(capacity: batch.capacity)
    }

    /// Has others judge what is loaded next; rows that are too narrow for them are made anew.
    func take(_ judges: Judges) {
        self.judges = judges
        guard batch.stride < judges.stride else { return }
        batch = judges.live.makeBatch(capacity: batch.capacity, stride: judges.stride)
    }

    /// Who decided a row.
    func server(of index: Int) -> Evaluator {
        guard judged.isOfCanary(index), let canary = judges.canary else { return judges.live }
        return canary.evaluator
    }

    /// Takes a group in and copies its texts to where a parser may read them.
    ///
    /// - Parameter parse: called with each text and its place in the group, from one.
    func load(
        _ group: [RequestPart], receivedAt: Int64,
        parse: (UnsafeBufferPointer<UInt8>, Int) -> Void
    ) {
        parts = group
        self.receivedAt = receivedAt
        lines.removeAll(keepingCapacity: true)
        batch.reset()
        batch.input = "request"
        batch.receivedAt = receivedAt
        padded.prepare(bytes: group.reduce(0) { $0 + $1.bytes })
        for part in group {
            for index in part.range {
                lines.append(index + 1)
                part.request.texts.withText(index) { parse(padded.add($0), lines.count) }
            }
        }
    }

    /// Tells each request of the group what became of its events.
    func answer(_ group: GroupAnswers) {
        var start = 0
        for part in parts {
            let end = start + part.range.count
            part.request.answer(group, start..<end)
            start = end
        }
        parts = []
        commit = Commit()
    }
}

/// Hands flights from one thread to another, in order.
final class FlightLine: Sendable {
    private let flights: Mutex<[LiveFlight?]>
    private let filled = Wake()

    init(_ flights: [LiveFlight]) {
        self.flights = Mutex(flights)
        for _ in flights { filled.raise() }
    }

    /// Nil says that no more will come.
    func put(_ flight: LiveFlight?) {
        flights.withLock { $0.append(flight) }
        filled.raise()
    }

    /// The next; waits for it.
    func take() -> LiveFlight? {
        filled.wait()
        return flights.withLock { $0.removeFirst() }
    }
}
