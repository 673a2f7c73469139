import Vocabulary

/// Who is told what became of the events of one request.
package protocol AnswerReceiver: Sendable {
    /// Called once, on the committing thread, when all that could be are committed: the answers in
    /// the order of the events. It must not block.
    func take(_ answers: Answers)
}

/// Events sent together, and what became of them so far. The walking thread reads the events, the
/// committing thread alone sets answers.
final class Request: @unchecked Sendable {
    let texts: EventTexts
    /// Monotonic nanoseconds.
    let receivedAt: UInt64
    private let receiver: any AnswerReceiver
    private var answers = Answers()

    init(_ texts: EventTexts, receivedAt: UInt64, to receiver: any AnswerReceiver) {
        self.texts = texts
        self.receivedAt = receivedAt
        self.receiver = receiver
    }

    /// Takes the answers of its next events; tells the receiver when they were the last.
    func answer(_ group: GroupAnswers, _ range: Range<Int>) {
        answers.append(group, range)
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
