/// A decision as a store keeps it: the record's bytes, and what is needed to find it.
package struct StoredDecision: Sendable, Hashable {
    package var id: String
    /// Place of its event in the event log, from one.
    package var sequence: Int64
    /// Event time, milliseconds since 1970.
    package var time: Int64
    package var journey: String
    package var action: Action
    /// 0...1.
    package var score: Double
    /// The account the event names; empty where it names none.
    package var account: String
    package var packHash: String
    /// From receipt to decision; belongs to the envelope, not to the record.
    package var latencyMicroseconds: Int64
    /// The record, packed or not.
    package var body: RecordText

    /// The record, UTF-8 JSON; the same bytes whenever it is replayed.
    package var record: String { body.text }

    package init(
        id: String, sequence: Int64, time: Int64, journey: String, action: Action, score: Double,
        account: String, packHash: String, latencyMicroseconds: Int64, record: String
    ) {
        self.init(
            id: id, sequence: sequence, time: time, journey: journey, action: action, score: score,
            account: account, packHash: packHash, latencyMicroseconds: latencyMicroseconds,
            body: RecordText(record))
    }

    package init(
        id: String, sequence: Int64, time: Int64, journey: String, action: Action, score: Double,
        account: String, packHash: String, latencyMicroseconds: Int64, body: RecordText
    ) {
        self.id = id
        self.sequence = sequence
        self.time = time
        self.journey = journey
        self.action = action
        self.score = score
        self.account = account
        self.packHash = packHash
        self.latencyMicroseconds = latencyMicroseconds
        self.body = body
    }
}

/// An account with what was decided on it, for lists of the worst.
package struct AccountStanding: Sendable, Hashable {
    package var account: String
    package var decisions: Int
    /// Decisions that took an action other than `allow`.
    package var actedOn: Int
    package var scoreMax: Double
    /// Id of the decision with the greatest score, the latest of equals.
    package var worstDecision: String

    package init(
        account: String, decisions: Int, actedOn: Int, scoreMax: Double, worstDecision: String
    ) {
        self.account = account
        self.decisions = decisions
        self.actedOn = actedOn
        self.scoreMax = scoreMax
        self.worstDecision = worstDecision
    }
}
