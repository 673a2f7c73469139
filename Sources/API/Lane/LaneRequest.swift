import NIOHTTP1
import Pipeline
import Vocabulary

/// One request of the fast lane, from its head to its answer. All of it belongs to the event loop,
/// but for `answers`, which the committing thread sets before it hands the request back.
final class LaneRequest: AnswerReceiver, @unchecked Sendable {
    let head: HTTPRequestHead
    let route: DecideRoute
    /// Media type of the body.
    let type: String
    /// Bytes kept for the body; given back with the answer.
    let reserved: Int
    /// Whether that is what the head said.
    let isDeclared: Bool
    /// Where each event of a batch stood.
    var lines: [Int] = []
    private let outbox: Outbox
    /// Held until the answer, also when the connection is gone: it gives back what is reserved.
    private let lane: FastLane
    private var answers = Answers()

    init(
        head: HTTPRequestHead, route: DecideRoute, type: String,
        room: (reserved: Int, isDeclared: Bool), lane: FastLane, outbox: Outbox
    ) {
        self.head = head
        self.route = route
        self.type = type
        reserved = room.reserved
        isDeclared = room.isDeclared
        self.lane = lane
        self.outbox = outbox
    }

    func take(_ answers: Answers) {
        self.answers = answers
        outbox.put(.long(self))
    }

    /// Writes the answer; on the event loop.
    func finish() {
        let answers = answers
        self.answers = Answers()
        lane.finish(self, answers)
    }
}
