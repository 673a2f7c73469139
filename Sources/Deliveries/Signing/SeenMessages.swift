import Synchronization
import Vocabulary

/// Remembers which webhooks came in, so that one that is caught and sent again does nothing.
///
/// Where what a message does is kept in a store, its id is best kept in the same transaction, for
/// good; this is for what is not, within the tolerance of ``WebhookVerifier``.
package protocol SeenMessages: Sendable {
    /// Remembers it; false when it came before.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``Fault`` `limited` when too many are remembered, which must be answered with 429
    ///   or 503: forgetting one that is fresh would let it in twice.
    func take(_ proof: WebhookVerifier.Proof, now: Int64) throws -> Bool

    /// Forgets it, since processing failed and the sender will try again.
    func giveBack(_ proof: WebhookVerifier.Proof) throws
}

/// Ids in memory, each for as long as its request would pass the verifier; at most ``most``.
package final class RecentMessages: SeenMessages {
    private struct Held {
        var until: [String: Int64] = [:]
        /// The earliest of them, or before.
        var nextEnd = Int64.max
    }

    /// Ids it remembers at once; one more is refused.
    package let most: Int
    private let held = Mutex(Held())

    package init(most: Int = 100_000) { self.most = most }

    package var count: Int { held.withLock { $0.until.count } }

    /// O(1), and once in a while O(count).
    package func take(_ proof: WebhookVerifier.Proof, now: Int64) throws -> Bool {
        try held.withLock { held in
            if let until = held.until[proof.id] {
                // A genuine retry carries a later time, for which it must be known as well.
                held.until[proof.id] = max(until, proof.until)
                return false
            }
            if held.until.count >= most, held.nextEnd <= now {
                held.until = held.until.filter { $0.value > now }
                held.nextEnd = held.until.values.min() ?? .max
            }
            guard held.until.count < most else {
                throw Fault(
                    .limited, "Too many webhooks came in within minutes.",
                    fix: "Send it again later.")
            }
            held.until[proof.id] = proof.until
            held.nextEnd = min(held.nextEnd, proof.until)
            return true
        }
    }

    package func giveBack(_ proof: WebhookVerifier.Proof) throws {
        _ = held.withLock { $0.until.removeValue(forKey: proof.id) }
    }
}
