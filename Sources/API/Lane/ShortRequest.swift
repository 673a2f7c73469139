import Pipeline
import Vocabulary

/// One request of the short lane, while its events are with the service. All of it belongs to the
/// event loop, but for `answers`, which the committing thread sets before it hands it back.
final class ShortRequest: AnswerReceiver, @unchecked Sendable {
    let route: DecideRoute
    /// Bytes kept for the body; given back with the answer.
    let reserved: Int
    /// Where each event of a batch stood.
    let lines: [Int]
    private let lane: ShortLane
    private let outbox: Outbox
    private var answers = Answers()

    init(
        route: DecideRoute, reserved: Int, lines: [Int], lane: ShortLane, outbox: Outbox
    ) {
        self.route = route
        self.reserved = reserved
        self.lines = lines
        self.lane = lane
        self.outbox = outbox
    }

    func take(_ answers: Answers) {
        self.answers = answers
        outbox.put(.short(self))
    }

    /// Writes the answer; on the event loop.
    func finish() { lane.finish(self, answers) }
}
