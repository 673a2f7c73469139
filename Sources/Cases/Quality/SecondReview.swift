package import Vocabulary

/// A closed case that a second person judges without being told what the first decided, or who.
package struct SecondReview: Sendable, Hashable {
    package var caseID: String
    package var queue: String
    package var first: String
    package var firstDisposition: Disposition
    package var firstReason: String
    /// When the case was closed, milliseconds since 1970.
    package var closedAt: Int64
    /// Empty while nobody did.
    package var second = ""
    package var secondDisposition: Disposition?
    package var why = ""
    package var at: Int64?

    package init(
        caseID: String, queue: String, first: String, firstDisposition: Disposition,
        firstReason: String, closedAt: Int64
    ) {
        (self.caseID, self.queue, self.first) = (caseID, queue, first)
        (self.firstDisposition, self.firstReason) = (firstDisposition, firstReason)
        self.closedAt = closedAt
    }

    package var agrees: Bool? { secondDisposition.map { $0 == firstDisposition } }
}

/// What the second reviewer is shown: neither the answer nor the name.
package struct BlindReview: Sendable, Hashable {
    package var caseID: String
    package var queue: String
    package var closedAt: Int64
}

/// A case whose answer is known, dealt among the others to see whether it is found.
package struct GoldenCase: Sendable, Hashable {
    /// The closed case it was made of.
    package var source: String
    package var queue: String
    package var answer: Disposition
    package var why: String
    package var by: String
    /// Milliseconds since 1970.
    package var at: Int64
    package var isRetired = false

    /// Golden cases that are kept.
    package static let most = 2000

    package init(
        source: String, queue: String, answer: Disposition, why: String, by: String, at: Int64
    ) {
        (self.source, self.queue, self.answer) = (source, queue, answer)
        (self.why, self.by, self.at) = (why, by, at)
    }
}

/// How somebody answered a golden case.
package struct GoldenAnswer: Sendable, Hashable {
    /// The case that was dealt.
    package var caseID: String
    package var source: String
    package var person: String
    package var answer: Disposition
    package var expected: Disposition
    package var at: Int64

    package init(
        caseID: String, source: String, person: String, answer: Disposition,
        expected: Disposition, at: Int64
    ) {
        (self.caseID, self.source, self.person) = (caseID, source, person)
        (self.answer, self.expected, self.at) = (answer, expected, at)
    }
}

/// How a case was closed, so that it can be counted, and taken out of the counts when it is undone.
package struct ClosedCase: Sendable, Hashable {
    package var caseID: String
    package var queue: String
    package var person: String
    package var disposition: Disposition
    package var closedAt: Int64
    package var isInTime: Bool
    package var isTouchedInTime: Bool
    /// From opening to closing.
    package var hours: Double
    /// From the last taking to closing; nil where nobody took it.
    package var minutes: Double?
    /// Minor units.
    package var loss: Int64
    /// By pilot, the reviewer's arms among them.
    package var arms: [String: String]

    package init(
        caseID: String, queue: String, person: String, disposition: Disposition, closedAt: Int64,
        isInTime: Bool, isTouchedInTime: Bool, hours: Double, minutes: Double?, loss: Int64,
        arms: [String: String]
    ) {
        (self.caseID, self.queue, self.person) = (caseID, queue, person)
        (self.disposition, self.closedAt) = (disposition, closedAt)
        (self.isInTime, self.isTouchedInTime) = (isInTime, isTouchedInTime)
        (self.hours, self.minutes, self.loss, self.arms) = (hours, minutes, loss, arms)
    }
}
