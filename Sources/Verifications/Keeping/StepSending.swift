import Pipeline
import Synchronization
import Vocabulary

/// Sends events to be decided, and waits for what became of them.
struct StepSending {
    let service: DecisionService

    /// How often a batch is sent again while too many wait, and the pause between, milliseconds.
    private static let triesMax = 100
    private static let pause = 50

    /// What became of events, in their order: nil for those decided, now or before.
    ///
    /// - Throws: the ``Fault`` for which some could not be decided at all, and what `check` throws.
    func send(_ texts: [[UInt8]], _ check: () throws -> Void) throws -> [DeadLetter?] {
        if texts.isEmpty { return [] }
        var batch = EventTexts()
        for text in texts { batch.append(text) }
        let waiting = StepsWaiting()
        for _ in 0..<Self.triesMax {
            guard let fault = service.submit(batch, to: waiting) else {
                return try wait(for: waiting, check).map { result in
                    switch try result.get() {
                    case .decided, .duplicate: nil
                    case .refused(let letter): letter
                    }
                }
            }
            guard fault.code == .limited else { throw fault }
            _ = waiting.results(milliseconds: Self.pause)
            try check()
        }
        throw Fault(
            .limited, "Steps of verifications found no room in the waiting line.",
            fix: "They are logged by the next round.")
    }

    private func wait(
        for waiting: StepsWaiting, _ check: () throws -> Void
    ) throws -> [Result<Answer, Fault>] {
        while true {
            if let results = waiting.results(milliseconds: Self.pause) { return results }
            try check()
        }
    }
}

/// A thread that waits for its answers.
private final class StepsWaiting: AnswerReceiver {
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
