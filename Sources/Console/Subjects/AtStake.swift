import Cases
import Enforcements
import Vocabulary

/// What a case is about in money, by what is in force already.
struct AtStake: Sendable {
    /// Such as `24.43 EUR`; `unknown` where nothing is known to be lost.
    let figure: String
    let words: String

    init(_ one: Case, _ facts: SubjectFacts, unit: String) {
        let whole = one.loss > 0 ? Money(minor: one.loss, unit: unit).words : "unknown"
        if one.state == .closed {
            (figure, words) = (whole, "was expected to be lost when it was closed")
        } else if one.origin == .appeal {
            (figure, words) = (whole, "is what a wrong measure costs here")
        } else if let stopped = facts.stopped, stopped.members > 0 {
            // A ring's case is priced by the members that may still earn.
            let isAll = stopped.members >= stopped.of
            figure = whole
            words =
                (isAll ? "expected loss, stopped while all " : "lost if nothing more is done: ")
                + (isAll ? "" : "\(Counted.grouped(stopped.members)) of ")
                + Counted.words(stopped.of, "member", "members")
                + (stopped.of == 1 ? " is" : " are") + " kept from earning"
        } else if let measure = facts.inForce?.measure, measure >= .exclude, one.loss > 0 {
            figure = whole
            words =
                "expected loss, stopped while \(measure.words) is "
                + "in force"
        } else {
            (figure, words) = (whole, "lost if nothing is done, as expected")
        }
    }
}
