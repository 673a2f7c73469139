import API
import Cases
import Vocabulary

// When a reason of the list is not enough.

extension Sent {
    /// A case that was on the screen for less than this was not looked at: a key that was held
    /// down, or pressed twice.
    static let lookMilliseconds: Int64 = 1000

    /// What is severe, what answers an appeal, and what nobody looked at wants a sentence.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``Fault`` `invalid`; the page is shown again with the form as it was.
    func expectSentence(_ definition: CasesDefinition, now: Int64) throws(Fault) {
        guard !form["why"].contains(where: { $0.isLetter }) else { return }
        if let measure = EnforcementMeasure(rawValue: form["measure"]),
            definition.fourEyes.contains(measure) || measure >= .restrict
        {
            throw Fault(
                .invalid, "\(measure.words) asks for a sentence.",
                fix: "Say why, in words that the person and a second reviewer may read.")
        }
        if AppealReasons.all.contains(where: { $0.name == form["reason"] }) {
            throw Fault(
                .invalid, "Who appeals is answered in a sentence.",
                fix: "Say what you looked at, and what it shows.")
        }
        if let shown = Int64(form["shown"]), now - shown < Sent.lookMilliseconds {
            throw Fault(
                .invalid, "The case was on the screen for less than a second.",
                fix: "Look at it; to close it as fast as this, say why in a sentence.")
        }
    }
}
