package import Events
import Glibc
import Insights
package import Packs
import Rules
import Synchronization
import Toolbox
package import Vocabulary

/// Decides events as they are sent, and answers only once event and decision are committed.
///
/// One thread walks: it takes all that waits, up to a batch, walks it as one, commits it as one
/// group, and answers. Under load groups grow by themselves, so the cost of a commit is shared.
package final class DecisionService: Sendable {
    private struct Waiting: Sendable {
        let text: [UInt8]
        /// Position in its own request, from one.
        let line: Int
        let receivedAt: UInt64
        let answer: @Sendable (Result<Answer, Fault>) -> Void
    }

    private struct Queue: Sendable {
        var waiting: [Waiting] = []
        var isOpen = true
    }

    private let walker: LiveWalker
    private let queue = Mutex(Queue())
    private let wake = Wake()
    private let thread = WalkingThread()
    /// Events that may wait; one more is refused with `limited`.
    private let waitingMax: Int
    package let pack: Pack

    /// Rebuilds the features from the store's log, then starts the walking thread.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - waitingMax: events that may wait to be decided.
    ///   - progress: called while rebuilding, with events walked.
    package init(
        pack: Pack, store: any Store, limits: IntakeLimits = IntakeLimits(),
        waitingMax: Int = 16_384, now: @escaping @Sendable () -> Int64,
        progress: (Int) -> Void = { _ in }
    ) throws {
        self.pack = pack
        self.waitingMax = waitingMax
        try store.keep(pack: pack.files, hash: pack.hash)
        walker = LiveWalker(pack: pack, store: store, limits: limits, now: now)
        try walker.rebuild(progress: progress)
        thread.begin { [self] in
            while let group = nextGroup() {
                let sent = group.map {
                    LiveWalker.Sent(text: $0.text, line: $0.line, receivedAt: $0.receivedAt)
                }
                walker.walk(sent) { group[$0].answer($1) }
            }
        }
    }

    /// Decides one event; returns when it is committed.
    ///
    /// - Throws: ``Fault`` `limited` when too many wait, `unavailable` when it could not be
    ///   committed or the service is stopping.
    package func decide(_ text: [UInt8]) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            enqueue([text]) { _, result in continuation.resume(with: result.mapError { $0 }) }
        }
    }

    /// Decides several, in order; returns when all that could be are committed. One event's fault
    /// is that event's alone.
    package func decide(_ texts: [[UInt8]]) async -> [Result<Answer, Fault>] {
        if texts.isEmpty { return [] }
        let gathered = Mutex(Gathering(count: texts.count))
        return await withCheckedContinuation { continuation in
            enqueue(texts) { index, result in
                let done = gathered.withLock { $0.set(result, at: index) }
                if let done { continuation.resume(returning: done) }
            }
        }
    }

    private func enqueue(
        _ texts: [[UInt8]], answer: @escaping @Sendable (Int, Result<Answer, Fault>) -> Void
    ) {
        let receivedAt = monotonicNanoseconds()
        let refusal: Fault? = queue.withLock { queue in
            guard queue.isOpen else {
                return Fault(.unavailable, "The service is stopping.", fix: "Try again soon.")
            }
            guard queue.waiting.count + texts.count <= waitingMax else {
                return Fault(
                    .limited, "\(waitingMax) events are waiting already.",
                    fix: "Send again after the time in Retry-After.")
            }
            for (index, text) in texts.enumerated() {
                queue.waiting.append(
                    Waiting(text: text, line: index + 1, receivedAt: receivedAt) {
                        answer(index, $0)
                    })
            }
            return nil
        }
        if let refusal {
            for index in texts.indices { answer(index, .failure(refusal)) }
        } else {
            wake.raise()
        }
    }

    private func nextGroup() -> [Waiting]? {
        while true {
            let group: [Waiting]? = queue.withLock { queue in
                if queue.waiting.isEmpty { return queue.isOpen ? [] : nil }
                var bytes = 0
                var count = 0
                while count < min(queue.waiting.count, walker.groupMax) {
                    bytes += queue.waiting[count].text.count
                    if count > 0, bytes > walker.groupBytesMax { break }
                    count += 1
                }
                let group = Array(queue.waiting.prefix(count))
                queue.waiting.removeFirst(count)
                return group
            }
            guard let group else { return nil }
            if !group.isEmpty { return group }
            wake.wait()
        }
    }

    /// Lets what waits be decided, then ends the walking thread; returns when it has ended, so
    /// that the store may be closed. Calling it again does nothing.
    package func stop() {
        queue.withLock { $0.isOpen = false }
        wake.raise()
        thread.join()
    }

    package var numbers: ServiceNumbers {
        var numbers = walker.numbers
        numbers.waiting = queue.withLock { $0.waiting.count }
        return numbers
    }
}

/// Answers of one batch request as they come in.
private struct Gathering {
    private var answers: [Result<Answer, Fault>?]
    private var left: Int

    init(count: Int) {
        answers = Array(repeating: nil, count: count)
        left = count
    }

    /// All of them once the last is in.
    mutating func set(
        _ result: Result<Answer, Fault>, at index: Int
    ) -> [Result<Answer, Fault>]? {
        answers[index] = result
        left -= 1
        return left == 0 ? answers.compactMap { $0 } : nil
    }
}
