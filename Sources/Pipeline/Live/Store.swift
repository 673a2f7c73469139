package import Vocabulary

/// What one group commit writes, all of it or none.
package struct Commit: Sendable {
    /// Events as they were sent, in the order they were decided; same count as `decisions`.
    package var events = EventTexts()
    /// In step with `events`; their sequences are consecutive and follow the log's last.
    package var decisions: [StoredDecision] = []
    /// Keys of the entities that the events name, event after event; see ``EntityKeys``.
    package var entities: [UInt64] = []
    /// By event: where its keys end.
    package var entityEnds: [Int] = []
    package var deadLetters: [DeadLetter] = []
    /// What versions in shadow or canary came to on these events, by the step of the ledger that
    /// put them there; it is added to what was counted before.
    package var tallies: [Int64: PolicyTally] = [:]
    /// When the group was received, milliseconds since 1970.
    package var receivedAt: Int64 = 0

    package init() {}

    package var isEmpty: Bool { decisions.isEmpty && deadLetters.isEmpty }
}

/// An accepted event as the log keeps it.
package struct LoggedEvent: Sendable, Hashable {
    package var sequence: Int64
    /// When its group was received, milliseconds since 1970; a rebuild admits by it as live did.
    package var receivedAt: Int64
    /// As it was sent.
    package var text: [UInt8]

    package init(sequence: Int64, receivedAt: Int64, text: [UInt8]) {
        self.sequence = sequence
        self.receivedAt = receivedAt
        self.text = text
    }
}

/// How much of a log one look for events may read: each is a named bound of work, not of time.
package struct LogReach: Sendable, Hashable {
    /// Blocks whose filter is asked whether they may name what is sought.
    package var filters: Int
    /// Blocks that are read whole, since they may.
    package var blocks: Int

    package init(filters: Int, blocks: Int) { (self.filters, self.blocks) = (filters, blocks) }

    /// The whole log, for command lines that wait for it.
    package static let all = LogReach(filters: .max, blocks: .max)
    /// What a page waits for: some ten million events, of which 130,000 are read.
    package static let page = LogReach(filters: 20_000, blocks: 256)
}

/// The latest events that name something, and how far back was looked.
package struct NamedEvents: Sendable {
    /// The latest first.
    package var events: [LoggedEvent] = []
    /// Where to go on: no event from here on was left out; nil when the log holds no more.
    package var before: Int64?

    package init() {}
}

/// The log of accepted events: what every state can be rebuilt from.
package protocol EventLog: Sendable {
    /// Writes one group durably; when it returns, nothing of it can be lost. An empty group does
    /// nothing; the pack of its decisions was kept before.
    ///
    /// - Throws: ``Fault`` `unavailable` when it could not be written; then none of it was.
    func commit(_ commit: Commit) throws

    /// Sequence of the last event, 0 for an empty log.
    func lastSequence() throws -> Int64

    /// Events after `sequence`, in order: at most `limit`, and beyond the first no more than
    /// `bytesMax` of text.
    func events(after sequence: Int64, limit: Int, bytesMax: Int) throws -> [LoggedEvent]

    /// The latest events of one account, the latest first: at most `limit`, before `sequence`.
    func events(ofAccount name: String, before sequence: Int64, limit: Int) throws -> [LoggedEvent]

    /// The latest events whose entities have a key, the latest first: at most `limit`, before
    /// `sequence`, as far back as `reach` allows.
    ///
    /// - Parameter isNamed: tells for an event of a block that may have the key; the log does not
    ///   know what events say.
    func events(
        naming key: UInt64, before sequence: Int64, limit: Int, reach: LogReach,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> NamedEvents

    /// Forgets whole blocks received before a time, with their decisions, in one transaction; the
    /// last group stays.
    ///
    /// - Parameters:
    ///   - sequence: its group, and all behind it, stay too; so does, for some time, what was
    ///     decided and not acted on yet.
    ///   - limit: events to forget at most, and those of one group more.
    /// - Returns: sequence of the first event still there, 0 for an empty log.
    func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64
}

/// Which decisions to list; nil wants all.
package struct DecisionFilter: Sendable {
    package var action: Action?
    package var account: String?
    /// Only those before this sequence, for paging.
    package var before: Int64?
    /// At most ``limitMax``.
    package var limit: Int

    /// Decisions one listing may have.
    package static let limitMax = 1000

    package init(
        action: Action? = nil, account: String? = nil, before: Int64? = nil, limit: Int = 50
    ) {
        self.action = action
        self.account = account
        self.before = before
        self.limit = limit
    }
}

/// What was decided on one event, without its record.
package struct DecidedEvent: Sendable, Hashable {
    package var sequence: Int64
    /// Of the event, milliseconds since 1970.
    package var time: Int64
    package var action: Action

    package init(sequence: Int64, time: Int64, action: Action) {
        (self.sequence, self.time, self.action) = (sequence, time, action)
    }
}

/// Reads what was decided.
package protocol DecisionArchive: Sendable {
    /// What was decided on the events after `sequence`, in order, at most `limit`. O(limit),
    /// however long the log is.
    func decided(after sequence: Int64, limit: Int) throws -> [DecidedEvent]
    func decision(id: String) throws -> StoredDecision?
    /// The latest first.
    func decisions(_ filter: DecisionFilter) throws -> [StoredDecision]
    /// Accounts by greatest score, then by decisions acted on, at most `limit`.
    func worstAccounts(limit: Int) throws -> [AccountStanding]
    /// Decisions by action.
    func actionCounts() throws -> [Action: Int]
    /// The latest first.
    func deadLetters(limit: Int) throws -> [DeadLetter]
}

/// Keeps the packs that decided, so that any decision can be replayed with its own.
package protocol PackArchive: Sendable {
    /// Keeps a pack's files under its hash; keeping it again changes nothing.
    func keep(pack files: [String: String], hash: String) throws
    /// Hashes of the packs kept last, the latest first, at most `limit`.
    func packHashes(limit: Int) throws -> [String]
    /// The files of a pack; nil when it was never kept.
    func pack(hash: String) throws -> [String: String]?
}

/// What the last run of detection came to, in numbers.
package struct DetectionCounts: Sendable, Hashable {
    /// Event time of the last event it read, and when it ended, milliseconds since 1970.
    package var asOf: Int64
    package var endedAt: Int64
    package var rings: Int
    /// Accounts to restrict, and to review.
    package var restricted: Int
    package var reviewed: Int

    package init(asOf: Int64, endedAt: Int64, rings: Int, restricted: Int, reviewed: Int) {
        self.asOf = asOf
        self.endedAt = endedAt
        self.rings = rings
        self.restricted = restricted
        self.reviewed = reviewed
    }
}

/// Keeps what detection found last.
package protocol RingArchive: Sendable {
    /// Puts a run in the place of the last one, in one transaction.
    ///
    /// - Throws: ``Fault`` `bug` when it has a ring, an account or a recipient twice, `unavailable`
    ///   when it could not be written; then the last run is still there.
    func keep(_ run: DetectionRun) throws
    /// The last run without its rings, accounts and recipients; nil before the first.
    func lastRun() throws -> DetectionRun?
    /// Numbers of the last run, at no cost that grows with it; nil before the first.
    func detectionCounts() throws -> DetectionCounts?
    /// The largest score times accounts first, at most `limit`; without their documents.
    func rings(limit: Int) throws -> [RingRecord]
    func ring(id: String) throws -> RingRecord?
    func verdict(ofAccount name: String) throws -> AccountVerdict?
    /// Beneficiaries, then victims, then others, the surest first, at most `limit`.
    func recipients(limit: Int) throws -> [RecipientVerdict]
}

/// Everything a service needs of a database.
package typealias Store = EventLog & DecisionArchive & PackArchive & RingArchive & ModelRegistry
    & LabelArchive
