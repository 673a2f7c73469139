import Dispatch
import Synchronization
import Vocabulary

/// The one thread on which passwords are hashed: each takes memory and time, so one goes at a time,
/// and what serves pages is not held up.
package final class HashingThread: Sendable {
    private let queue = DispatchQueue(label: "assay.access.hashing")
    private let waitingMax: Int
    private let waiting = Atomic(0)

    package init(waitingMax: Int) { self.waitingMax = waitingMax }

    /// Runs `body` on it, after those that came before.
    ///
    /// - Throws: ``Fault`` `limited` when too many wait; what `body` throws.
    package func run<Answer: Sendable>(
        _ body: @escaping @Sendable () throws -> Answer
    ) async throws -> Answer {
        let before = waiting.add(1, ordering: .relaxed).oldValue
        defer { waiting.subtract(1, ordering: .relaxed) }
        guard before < waitingMax else {
            throw Fault(.limited, "Too many people are signing in.", fix: "Try again in a second.")
        }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
