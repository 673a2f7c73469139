import Synchronization

/// Things that wait for their second half, by the digest of a secret that somebody holds: each is
/// taken once, and is gone after a while. In memory: who was half way begins anew after a restart.
package final class Pending<Content: Sendable>: Sendable {
    private struct Waiting {
        var content: Content
        var expiresAt: Int64
    }

    private let age: Int64
    private let most: Int
    private let held = Mutex<[String: Waiting]>([:])

    /// - Parameters:
    ///   - age: milliseconds that one waits.
    ///   - most: how many may wait; beyond, the one that came first goes.
    package init(age: Int64, most: Int) { (self.age, self.most) = (age, most) }

    /// Keeps it, and returns the secret it is taken by.
    package func put(_ content: Content, now: Int64) -> String {
        let secret = Secret.make()
        held.withLock { held in
            held = held.filter { $0.value.expiresAt > now }
            while held.count >= most,
                let oldest = held.min(by: { $0.value.expiresAt < $1.value.expiresAt })
            { held[oldest.key] = nil }
            held[Secret.digest(secret)] = Waiting(content: content, expiresAt: now + age)
        }
        return secret
    }

    package func look(_ secret: String, now: Int64) -> Content? {
        held.withLock { held in
            held[Secret.digest(secret)].flatMap { $0.expiresAt > now ? $0.content : nil }
        }
    }

    package func take(_ secret: String, now: Int64) -> Content? {
        held.withLock { held in
            held.removeValue(forKey: Secret.digest(secret)).flatMap {
                $0.expiresAt > now ? $0.content : nil
            }
        }
    }
}
