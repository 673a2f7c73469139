import CEL
import Decisions
import Events
import Packs
package import Pipeline
import Rules
import Toolbox
import Vocabulary

/// Compares what a ``Judgement`` says with a full replay of its pack, decision by decision: action
/// and all actions, score, rules that fired live and in shadow, and what was undecided and why.
package final class Verification: ReplaySink, @unchecked Sendable {
    package let wantsDecisions = false
    private let judgement: Judgement
    private let undecided: [[Findings.Undecided?]]
    private let identities: (high: Flat<UInt64>, low: Flat<UInt64>)
    private var row = 0
    package private(set) var compared = 0
    package private(set) var differing = 0
    /// The first rows that differ, for people.
    package private(set) var differences: [String] = []
    /// One hash over the content of all decisions, of the replay and of the judgement.
    package private(set) var replayed: UInt64 = 1
    package private(set) var judged: UInt64 = 1
    static let differencesMax = 5

    package init(_ judgement: Judgement, threads: Int) throws {
        self.judgement = judgement
        undecided = judgement.undecidedWords
        identities = try judgement.walk.identities(threads: threads)
    }

    /// Whether every decision is the same, and none is missing.
    package var isEqual: Bool {
        differing == 0 && compared == judgement.walk.rows && replayed == judged
    }

    package func take(_ flight: DecidedBatch) throws {
        let batch = flight.batch
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            compare(flight.results.rows[index], batch.identities[index])
            row += 1
        }
    }

    private func compare(_ real: Results.Row, _ identity: Hash128) {
        compared += 1
        guard row < judgement.walk.rows else { return note("is not in the cache") }
        let found = judgement.findings(row, undecided)
        let one = Verification.hash(real.outcome, real.findings, identity)
        let other = Verification.hash(
            judgement.outcomes[row], found,
            Hash128(high: identities.high.base[row], low: identities.low.base[row]))
        replayed = Hash64.combine(replayed, one)
        judged = Hash64.combine(judged, other)
        let isSame =
            real.outcome == judgement.outcomes[row] && real.findings.fired == found.fired
            && real.findings.shadow == found.shadow && one == other
        if !isSame {
            note(
                "\(judgement.outcomes[row].action) at \(judgement.outcomes[row].score), replayed "
                    + "\(real.outcome.action) at \(real.outcome.score)")
        }
    }

    private func note(_ words: String) {
        differing += 1
        if differences.count < Verification.differencesMax {
            differences.append("event \(row + 1): \(words)")
        }
    }

    private static func hash(
        _ outcome: Outcome, _ findings: Findings, _ identity: Hash128
    ) -> UInt64 {
        var hash = Hash64.combine(identity.high, identity.low)
        func add(_ number: Int) { hash = Hash64.combine(hash, UInt64(truncatingIfNeeded: number)) }
        hash = Hash64.combine(hash, outcome.score.bitPattern)
        add(outcome.action.rank)
        if outcome.action != .allow { for action in outcome.actions { add(action.rank) } }
        for rule in findings.fired { add(rule + 1) }
        add(-1)
        for rule in findings.shadow { add(rule + 1) }
        add(-2)
        for item in findings.undecided {
            add(item.rule)
            add(item.missing ?? -1)
            add(Int(item.error.rawValue))
        }
        return hash
    }

    package func finish() {}
}
