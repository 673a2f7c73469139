import NIOCore
import Synchronization

/// Answered requests on their way back to their event loops: a loop is woken once a group of
/// decisions, not once a request.
final class Outboxes: Sendable {
    private let boxes: [Outbox]

    init(of group: any EventLoopGroup) {
        boxes = group.makeIterator().map { Outbox(loop: $0) }
    }

    /// The box of one event loop.
    func box(of loop: any EventLoop) -> Outbox {
        boxes.first { $0.loop === loop } ?? Outbox(loop: loop)
    }

    /// Hands each loop what lies in its box.
    func send() { for box in boxes { box.send() } }
}

/// Answered requests of one event loop.
final class Outbox: Sendable {
    /// A request with its answers.
    enum Answered {
        case short(ShortRequest)
        case long(LaneRequest)

        /// Writes the answers; on the event loop.
        func finish() {
            switch self {
            case .short(let request): request.finish()
            case .long(let request): request.finish()
            }
        }
    }

    let loop: any EventLoop
    /// For the event loop alone.
    let writer = AnswerWriter()
    private let answered = Mutex<[Answered]>([])

    init(loop: any EventLoop) {
        self.loop = loop
    }

    func put(_ request: Answered) { answered.withLock { $0.append(request) } }

    func send() {
        let requests = answered.withLock { held in
            defer { held = [] }
            return held
        }
        if requests.isEmpty { return }
        loop.execute { for request in requests { request.finish() } }
    }
}
