import Cases
import Enforcements
import Vocabulary

/// What a case is about in money, and what of it measures in force cover already.
struct AtStake: Sendable {
    /// Such as `24.43 EUR`; `unknown` where nothing is known to be lost.
    let figure: String
    let words: String
    /// Such as `Already covered by exclude: 20.00 EUR of 24.43 EUR.`; nil for nothing.
    let covered: String?

    init(_ one: Case, _ facts: SubjectFacts, unit: String) {
        let money = { (minor: Int64) in Money(minor: minor, unit: unit).words }
        figure = one.loss > 0 ? money(one.atStake) : "unknown"
        covered = one.covered.map {
            "Already covered by \(AtStake.measures(facts)): \(money($0)) of \(money(one.loss))."
        }
        words =
            one.state == .closed
            ? "was at stake when it was closed"
            : one.origin == .appeal
                ? "is what a wrong measure costs here"
                : "at stake: lost if nothing more is done, as expected"
    }

    /// What covers it, as far as is known now.
    private static func measures(_ facts: SubjectFacts) -> String {
        if let stopped = facts.stopped, stopped.members > 0 {
            return "measures against \(Counted.grouped(stopped.members)) of "
                + Counted.words(stopped.of, "member", "members")
        }
        return facts.inForce?.measure.words
            ?? "a measure that was in force"
    }
}
