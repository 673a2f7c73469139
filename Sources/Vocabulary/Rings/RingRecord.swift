/// A ring as a store keeps it and as people read it: who acts as one, shown why.
package struct RingRecord: Sendable, Hashable {
    /// Such as `ring-12`: the same from run to run while the ring grows, splits and merges.
    package var id: String
    /// Chance that its members act for somebody, 0...1.
    package var score: Double
    /// What its members as a whole deserve: `none`, `review` or `restrict`.
    package var action: String
    /// Accounts in it, hijacked ones included.
    package var accounts: Int
    /// Plays judged artificial.
    package var plays: Int
    /// Event times of the first and last act of its members, milliseconds since 1970.
    package var firstSeen: Int64
    package var lastSeen: Int64
    /// The strongest piece of evidence, in a sentence.
    package var summary: String
    /// Everything known of it: one line of JSON, as `rings.ndjson` has it.
    package var document: String

    package init(
        id: String, score: Double, action: String, accounts: Int, plays: Int, firstSeen: Int64,
        lastSeen: Int64, summary: String, document: String
    ) {
        self.id = id
        self.score = score
        self.action = action
        self.accounts = accounts
        self.plays = plays
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.summary = summary
        self.document = document
    }
}

/// What detection says of one account.
package struct AccountVerdict: Sendable, Hashable {
    package var account: String
    /// 0...1.
    package var score: Double
    /// `none`, `review` or `restrict`.
    package var action: String
    /// Empty where it is in none.
    package var ring: String

    package init(account: String, score: Double, action: String, ring: String) {
        self.account = account
        self.score = score
        self.action = action
        self.ring = ring
    }
}

/// What detection says of a payee or an artist: who profits from rings, and who was used.
package struct RecipientVerdict: Sendable, Hashable {
    /// `payee` or `artist`.
    package var kind: String
    package var name: String
    /// `beneficiary`, `victim` or `none`.
    package var role: String
    /// Chance of that role, 0...1.
    package var score: Double
    /// Why, in a sentence.
    package var reason: String

    package init(kind: String, name: String, role: String, score: Double, reason: String) {
        self.kind = kind
        self.name = name
        self.role = role
        self.score = score
        self.reason = reason
    }
}

/// All that one run of detection found; it takes the place of what the run before it found.
package struct DetectionRun: Sendable {
    /// Event time of the last event it read, milliseconds since 1970.
    package var asOf: Int64
    /// When it ended, milliseconds since 1970.
    package var endedAt: Int64
    /// Place in the log of the last event it read; 0 for files.
    package var sequence: Int64
    /// The largest score times accounts first.
    package var rings: [RingRecord]
    /// Accounts whose action is not `none`, or whose last verdict's was not.
    package var accounts: [AccountVerdict]
    package var recipients: [RecipientVerdict]
    /// What the next run needs to give rings the same names, and which verdicts were sent; bytes
    /// of its own making.
    package var state: [UInt8]

    package init(
        asOf: Int64, endedAt: Int64, sequence: Int64, rings: [RingRecord],
        accounts: [AccountVerdict], recipients: [RecipientVerdict], state: [UInt8]
    ) {
        self.asOf = asOf
        self.endedAt = endedAt
        self.sequence = sequence
        self.rings = rings
        self.accounts = accounts
        self.recipients = recipients
        self.state = state
    }
}
