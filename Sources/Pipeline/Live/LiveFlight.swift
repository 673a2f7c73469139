import Foundation
import Packs
import Synchronization
import Vocabulary

/// One group on its way: walked on one thread, decided on the next, committed on the last.
final class LiveFlight: @unchecked Sendable {
    let batch: EventBatch
    let results: Results
    let lane = Lane()
    /// Who walked it.
    var evaluator: Evaluator
    /// Which state of the features it walked; counts rebuilds.
    var epoch = 0
    var receivedAt: Int64 = 0
    var parts: [RequestPart] = []
    /// What its decisions are, once it is decided.
    var commit = Commit()
    /// By event of the group: its position in its own request, from one.
    private(set) var lines: [Int] = []
    private var padded = PaddedText()

    init(evaluator: Evaluator) {
        self.evaluator = evaluator
        batch = evaluator.makeBatch()
        results = Results(capacity: batch.capacity)
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
