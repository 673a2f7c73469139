/// Everything known of a ring, as `rings.ndjson` has a line of it and as its page shows it.
///
/// Times are milliseconds since 1970 of the events' own clocks; scores and strengths are 0...1.
package struct RingDocument: Codable, Sendable, Hashable {
    package var ring: String
    package var score: Double
    /// What its members as a whole deserve: `none`, `review` or `restrict`.
    package var action: String
    package var accounts: Int
    /// Of `accounts`, people's own that somebody else got into.
    package var hijacked: Int
    /// Plays judged artificial, and those of them that earn.
    package var plays: Int
    package var earningPlays: Int
    package var firstSeen: Int64
    package var lastSeen: Int64
    /// In words, the strongest first.
    package var evidence: [Evidence]
    package var members: [Member]
    /// Who profits and who was used, the most plays first; bounded.
    package var recipients: [Recipient]
    /// What ties members to each other and to what they share; bounded, for a picture.
    package var links: [Link]
    /// Acts of its members by day; the picture of its life.
    package var days: [Day]
    /// What became of it from run to run: `born`, `grew`, `split from ring-3`.
    package var history: [Step]

    package struct Evidence: Codable, Sendable, Hashable {
        /// Such as `lockstep`; see `Family` of Detection.
        package var family: String
        package var strength: Double
        /// Members it speaks of.
        package var members: Int
        /// A sentence.
        package var words: String

        package init(family: String, strength: Double, members: Int, words: String) {
            (self.family, self.strength, self.members) = (family, strength, members)
            self.words = words
        }
    }

    package struct Member: Codable, Sendable, Hashable {
        package var account: String
        /// `core`, `fringe` or `hijacked`.
        package var role: String
        package var strength: Double
        package var action: String
        package var plays: Int
        package var artificial: Int
        package var firstSeen: Int64
        package var families: [String]

        package init(
            account: String, role: String, strength: Double, action: String, plays: Int,
            artificial: Int, firstSeen: Int64, families: [String]
        ) {
            (self.account, self.role, self.strength) = (account, role, strength)
            (self.action, self.plays, self.artificial) = (action, plays, artificial)
            (self.firstSeen, self.families) = (firstSeen, families)
        }
    }

    package struct Recipient: Codable, Sendable, Hashable {
        /// `payee` or `artist`.
        package var kind: String
        package var name: String
        /// `beneficiary`, `victim` or `none`.
        package var role: String
        package var score: Double
        /// The ring's earning plays that reach it, and everybody's.
        package var plays: Int
        package var everywhere: Int
        package var words: String

        package init(
            kind: String, name: String, role: String, score: Double, plays: Int, everywhere: Int,
            words: String
        ) {
            (self.kind, self.name, self.role, self.score) = (kind, name, role, score)
            (self.plays, self.everywhere, self.words) = (plays, everywhere, words)
        }
    }

    package struct Link: Codable, Sendable, Hashable {
        /// `account:u1`, `device:d7`, `payee:p3`.
        package var from: String
        package var to: String
        /// `lockstep`, `device`, `address`, `instrument`, `payee`.
        package var kind: String
        /// Matches, or plays: what the link's width shows.
        package var weight: Double

        package init(from: String, to: String, kind: String, weight: Double) {
            (self.from, self.to, self.kind, self.weight) = (from, to, kind, weight)
        }
    }

    package struct Day: Codable, Sendable, Hashable {
        /// Midnight, UTC.
        package var day: Int64
        package var accounts: Int
        package var plays: Int

        package init(day: Int64, accounts: Int, plays: Int) {
            (self.day, self.accounts, self.plays) = (day, accounts, plays)
        }
    }

    package struct Step: Codable, Sendable, Hashable {
        package var asOf: Int64
        package var what: String
        package var accounts: Int

        package init(asOf: Int64, what: String, accounts: Int) {
            (self.asOf, self.what, self.accounts) = (asOf, what, accounts)
        }
    }

    package init(
        ring: String, score: Double, action: String, accounts: Int, hijacked: Int, plays: Int,
        earningPlays: Int, firstSeen: Int64, lastSeen: Int64, evidence: [Evidence],
        members: [Member], recipients: [Recipient], links: [Link], days: [Day], history: [Step]
    ) {
        (self.ring, self.score, self.action) = (ring, score, action)
        (self.accounts, self.hijacked) = (accounts, hijacked)
        (self.plays, self.earningPlays) = (plays, earningPlays)
        (self.firstSeen, self.lastSeen) = (firstSeen, lastSeen)
        (self.evidence, self.members, self.recipients) = (evidence, members, recipients)
        (self.links, self.days, self.history) = (links, days, history)
    }
}
