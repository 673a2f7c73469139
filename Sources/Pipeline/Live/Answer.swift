import Packs
import Rules
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
    /// By kind of entity: how the memory of its features stands.
    package var memory: [EntityNumbers] = []
    /// Of snapshots, where the service takes any; and the age of the last, seconds.
    package var snapshots: SnapshotNumbers?
    package var snapshotAgeSeconds: Double?
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

extension ServiceNumbers {
    /// Adds one decision to the cumulative histogram.
    mutating func countLatency(_ microseconds: Int64) {
        latencySumMicroseconds += microseconds
        for index in ServiceNumbers.latencyBounds.indices
        where microseconds <= ServiceNumbers.latencyBounds[index] {
            latencyCounts[index] += 1
        }
        latencyCounts[ServiceNumbers.latencyBounds.count] += 1
    }

    /// Adds what the rules found on one event.
    mutating func count(_ findings: Findings, of pack: Pack) {
        for rule in findings.fired { ruleHits[pack.rules.rules[rule].id, default: 0] += 1 }
        for rule in findings.shadow { ruleHits[pack.rules.rules[rule].id, default: 0] += 1 }
        for item in findings.undecided {
            ruleUndecided[pack.rules.rules[item.rule].id, default: 0] += 1
        }
    }
}
