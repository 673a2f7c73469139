import Pipeline
import Synchronization
import Vocabulary

/// Sends events to be decided and waits for what became of them.
struct VerdictSending {
    let service: DecisionService
    let gate: Gate

    /// Events sent at a time: few beside those that may wait, so that others find room.
    var batchMax: Int { min(512, max(1, service.waitingMax / 8)) }
    /// How often a batch is sent again while too many wait, and the pause between, milliseconds.
    private static let triesMax = 600
    private static let pause = 100

    /// What became of events, in their order: nil for those decided, now or before.
    ///
    /// - Parameter texts: at most ``batchMax``.
    /// - Throws: ``Stopped``, or the ``Fault`` for which some could not be decided at all.
    func send(_ texts: [[UInt8]]) throws -> [DeadLetter?] {
        var batch = EventTexts()
        for text in texts { batch.append(text) }
        return try answers(batch).map { result in
            switch try result.get() {
            case .decided, .duplicate: nil
            case .refused(let letter): letter
            }
        }
    }

    private func answers(_ batch: EventTexts) throws -> [Result<Answer, Fault>] {
        let waiting = WaitingThread()
        for _ in 0..<Self.triesMax {
            try gate.check()
            guard let fault = service.submit(batch, to: waiting) else {
                while true {
                    if let results = waiting.results(milliseconds: Self.pause) { return results }
                    try gate.check()
                }
            }
            if service.isStopping { throw Stopped() }
            guard fault.code == .limited else { throw fault }
            try gate.pause(milliseconds: Self.pause)
        }
        throw Fault(
            .limited, "Verdicts found no room in the waiting line for a minute.",
            fix: "They are sent by the next run.")
    }
}

/// A thread that waits for its answers.
private final class WaitingThread: AnswerReceiver {
    private let held = Mutex<[Result<Answer, Fault>]?>(nil)
    private let wake = Wake()

    func take(_ answers: Answers) {
        held.withLock { $0 = answers.results }
        wake.raise()
    }

    /// Nil when none came within a time.
    func results(milliseconds: Int) -> [Result<Answer, Fault>]? {
        guard wake.wait(milliseconds: milliseconds) else { return nil }
        return held.withLock { $0 }
    }
}
