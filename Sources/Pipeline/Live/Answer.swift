package import Vocabulary

/// What became of one event that was sent.
package enum Answer: Sendable {
    case decided(StoredDecision)
    /// Its (source, id) was decided before; that decision is the answer.
    case duplicate(StoredDecision)
    case refused(DeadLetter)
}

/// Numbers of a running service, since it started.
package struct ServiceNumbers: Sendable {
    package var decisions = 0
    package var duplicates = 0
    /// Fields that no event type declares, passed over.
    package var unknownFields = 0
    /// By ``Action/rank``.
    package var byAction: [Int] = Array(repeating: 0, count: Action.allCases.count)
    package var deadLetters: [DeadLetter.Code: Int] = [:]
    /// Rule id → how often it fired, live or in shadow.
    package var ruleHits: [String: Int] = [:]
    /// Rule id → how often it could not be decided.
    package var ruleUndecided: [String: Int] = [:]
    /// Events waiting to be decided.
    package var waiting = 0
    /// Decisions at or under each bound of ``latencyBounds``, cumulative; the last is all.
    package var latencyCounts: [Int] = Array(
        repeating: 0, count: ServiceNumbers.latencyBounds.count + 1)
    package var latencySumMicroseconds: Int64 = 0

    /// Upper bounds of the latency histogram, microseconds.
    package static let latencyBounds: [Int64] = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    ]

    package init() {}
}
