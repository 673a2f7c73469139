/// What became of an event or an entity, as somebody recorded it.
package struct Label: Sendable, Hashable {
    /// What a label speaks of.
    package enum Subject: Sendable, Hashable {
        /// One event, by what makes it unique.
        case event(source: String, id: String)
        /// An entity, such as (`account`, `u1`).
        case entity(kind: String, name: String)
    }

    package var subject: Subject
    /// The question it answers, such as `fraud`: small letters, digits and `_`.
    package var name: String
    /// Whether the answer is yes: abusive, fraudulent, fake.
    package var isPositive: Bool
    /// Who says so, such as `chargeback`, `case`, `appeal`, `exploration`.
    package var source: String
    /// How sure the source is, in (0, 1].
    package var confidence: Double
    /// When what it speaks of happened, milliseconds since 1970.
    package var time: Int64
    /// When it became known, milliseconds since 1970; not before `time`.
    package var recordedAt: Int64
    /// The probability with which its subject was chosen to be labelled, in (0, 1]: 1 where all
    /// are, less where a sample is. Estimates weigh it by 1 / propensity.
    package var propensity: Double

    package init(
        subject: Subject, name: String, isPositive: Bool, source: String, confidence: Double = 1,
        time: Int64, recordedAt: Int64, propensity: Double = 1
    ) {
        self.subject = subject
        self.name = name
        self.isPositive = isPositive
        self.source = source
        self.confidence = confidence
        self.time = time
        self.recordedAt = recordedAt
        self.propensity = propensity
    }
}
