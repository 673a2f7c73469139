import Toolbox

/// How a receiver misbehaves, so that senders can be rehearsed.
package struct ReceiverConduct: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Processes, and answers late.
        case slow
        /// Answers 500 and processes nothing.
        case failing = "500"
        /// Stops listening after some requests, and comes back.
        case downAfter = "down-after"
        /// Processes, and cuts the connection without an answer, so that it is sent again.
        case duplicate
        /// Answers 429 with `Retry-After: 1` and processes nothing.
        case busy
        /// Sends on elsewhere, with 302.
        case redirect
        /// Answers 410: it is no more.
        case gone
    }

    package var kinds: [Kind]
    /// Share of requests that each kind meets, but `down-after`.
    package var share: Double
    /// Requests until it goes down.
    package var after: Int
    package var downMilliseconds: Int
    package var slowMilliseconds: Int

    package init(
        kinds: [Kind] = [], share: Double = 1, after: Int = 100, downMilliseconds: Int = 5000,
        slowMilliseconds: Int = 15_000
    ) {
        (self.kinds, self.share, self.after) = (kinds, share, after)
        (self.downMilliseconds, self.slowMilliseconds) = (downMilliseconds, slowMilliseconds)
    }

    /// What one request meets; nil for an answer in time.
    func drawn(by random: inout SplitMix64) -> Kind? {
        kinds.first { $0 != .downAfter && random.chance(share) }
    }
}
