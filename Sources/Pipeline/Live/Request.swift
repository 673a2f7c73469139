package import Vocabulary

/// Who is told what became of the events of one request.
package protocol AnswerReceiver: Sendable {
    /// Called once, on the committing thread, when all that could be are committed: the answers in
    /// the order of the events. It must not block.
    func take(_ answers: [Result<Answer, Fault>])
}

/// Events sent together, and what became of them so far. The walking thread reads the events, the
/// committing thread alone sets answers.
final class Request: @unchecked Sendable {
    let texts: EventTexts
    /// Monotonic nanoseconds.
    let receivedAt: UInt64
    private let receiver: any AnswerReceiver
    private var answers: [Result<Answer, Fault>] = []

    init(_ texts: EventTexts, receivedAt: UInt64, to receiver: any AnswerReceiver) {
        self.texts = texts
        self.receivedAt = receivedAt
        self.receiver = receiver
    }

    /// Takes the answer of the next event; tells the receiver when it was the last.
    func answer(_ result: Result<Answer, Fault>) {
        if answers.isEmpty { answers.reserveCapacity(texts.count) }
        answers.append(result)
        if answers.count == texts.count { receiver.take(answers) }
    }
}

/// Some consecutive events of one request.
struct RequestPart {
    let request: Request
    let range: Range<Int>

    var bytes: Int {
        request.texts.range(range.upperBound - 1).upperBound
            - request.texts.range(range.lowerBound).lowerBound
    }
}

/// One event of a request.
struct RequestPlace {
    let request: Request
    let index: Int
}
