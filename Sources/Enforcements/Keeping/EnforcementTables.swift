package import Vocabulary

/// Which enforcements to list; nil and empty want all.
package struct EnforcementFilter: Sendable, Hashable {
    package var entity: EnforcedEntity?
    package var policy: String?
    /// Empty for all.
    package var states: Set<Enforcement.State> = []
    /// Such as `rule:looped_tracks`; see ``EnforcementOrigin/scopes(policy:by:)``.
    package var scope: String?
    /// Only the active measure of each entity that began last, and no strikes.
    package var isLatestOfEntity = false
    /// Whose violation, or order, was at this time or later, milliseconds since 1970.
    package var since: Int64?
    /// Only those begun before this entry of the ledger, for paging.
    package var before: Int64?
    /// At most ``limitMax``.
    package var limit: Int

    /// Enforcements one listing may have.
    package static let limitMax = 1000

    package init(limit: Int = 50) { self.limit = limit }
}

/// Appeals that were decided on what one thing caused.
package struct OverturnCount: Sendable, Hashable {
    /// Such as `rule:looped_tracks`.
    package var scope: String
    /// Enforcements that were carried out.
    package var applied: Int
    package var appealed: Int
    package var decided: Int
    package var overturned: Int

    package init(scope: String, applied: Int, appealed: Int, decided: Int, overturned: Int) {
        (self.scope, self.applied) = (scope, applied)
        (self.appealed, self.decided, self.overturned) = (appealed, decided, overturned)
    }
}

/// What enforcements are kept in, within one transaction.
package protocol EnforcementTables: AccessHands {
    /// Sequence of the last decision that was carried out; nil before the first run.
    func carriedUpTo() throws -> Int64?
    func setCarried(upTo sequence: Int64) throws

    /// When the event at a place of the log was received, milliseconds since 1970; nil where the
    /// log does not say.
    func received(sequence: Int64) throws -> Int64?

    func enforcement(id: String) throws -> Enforcement?
    /// The first of them, at most `limit`, of whom nothing is known: an account is known by its
    /// decisions, others by what detection says or by events in the log that name them, and
    /// everybody by a measure, whatever became of it. May read much of the log.
    func unseen(of entities: Set<EnforcedEntity>, limit: Int) throws -> [EnforcedEntity]
    /// Under one policy against one entity, the latest first, at most ``historyMax``.
    func history(of entity: EnforcedEntity, policy: String) throws -> [Enforcement]
    /// Entities that something touched after a time and when it did last, the latest, at most
    /// `limit`.
    func touched(
        by scope: String, after time: Int64, limit: Int
    ) throws -> [EnforcedEntity: Int64]
    /// How many different entities wait for a second person, of what something would touch.
    func waiting(by scope: String) throws -> Int
    /// Active ones whose time is over, at most `limit`.
    func due(at time: Int64, limit: Int) throws -> [Enforcement]
    /// Those that have waited since before a time, at most `limit`.
    func waiting(since time: Int64, limit: Int) throws -> [Enforcement]
    /// How many wait for a second person.
    func waitingCount() throws -> Int
    /// The latest first.
    func enforcements(_ filter: EnforcementFilter) throws -> [Enforcement]

    /// Writes a line of the ledger.
    ///
    /// - Returns: its sequence.
    func append(_ entry: LedgerEntry) throws -> Int64
    /// Keeps what stands once an entry was appended.
    func put(_ enforcement: Enforcement, isNew: Bool) throws
    func entries(of enforcement: String) throws -> [LedgerEntry]
    func entries(after sequence: Int64, limit: Int) throws -> [LedgerEntry]
    /// Sequence of the last line of the ledger; 0 for none.
    func lastEntry() throws -> Int64
    func tell(_ message: OutboxMessage) throws

    /// Keeps a policy under a digest of all it says.
    func keep(policy: EnforcementPolicy) throws -> String
    func policy(digest: String) throws -> EnforcementPolicy?

    func appeal(id: String) throws -> Appeal?
    func appeals(_ filter: AppealFilter) throws -> [Appeal]
    func put(_ appeal: Appeal) throws
    func keep(_ label: Label) throws
    /// Ids of the cases behind an enforcement: those whose closing ordered it, or that judged the
    /// event it came from. What they said is taken back with it.
    func grounds(behind enforcement: Enforcement) throws -> [String]
    /// The question that those cases answered; nil where no case was.
    func labelName(behind enforcement: Enforcement) throws -> String?
    /// Takes back what those cases said. A label stays, and so does the line that takes it back;
    /// who reads labels is given those that stand.
    func withdrawLabels(
        behind enforcement: Enforcement, at: Int64, by: String, why: String
    ) throws
    /// By scope of one kind, such as `rule`, the most overturned first.
    func overturns(by kind: String, limit: Int) throws -> [OverturnCount]
    /// How many measures each scope of a kind caused, such as of each rule, at most `limit` scopes.
    /// By name, without the kind. O(measures of the kind).
    func measures(by kind: String, limit: Int) throws -> [String: Int]
}

extension EnforcementTables {
    /// What an order by hand did to one entity; nil for one it passed over.
    package func enforcement(batch: String, entity: EnforcedEntity) throws -> Enforcement? {
        try enforcement(id: EnforcementNames.enforcement(batch: batch, entity: entity))
    }
}

/// Bounds of enforcements.
package enum EnforcementBounds {
    /// Enforcements of one policy against one entity that are looked at; older ones count for
    /// nothing.
    package static let historyMax = 1000
    /// Enforcements changed in one transaction, so that groups of events need not wait long.
    package static let perTransaction = 256
    /// Decisions judged in one transaction, and those of one block more.
    package static let decisionsPerTransaction = 256
    /// How long one may wait for a second person before it lapses, milliseconds: 30 d.
    package static let waitingMax: Int64 = 30 * 86_400_000
    /// Entities an order by hand may name.
    package static let ordered = 100_000
    /// Facts that a statement of reasons names.
    package static let factsMax = 8
    /// Characters of the text of an appeal.
    package static let textMax = 8000
    /// Appeals against one enforcement.
    package static let appealsMax = 3
}

/// A store of enforcements.
package protocol EnforcementStore: Sendable {
    /// Does all of `body` in one transaction that may write, or nothing.
    func enforcing<Answer>(
        _ body: (any EnforcementTables) throws -> Answer
    ) throws -> Answer
    /// Reads a snapshot; `body` writes nothing.
    func readingEnforcements<Answer>(
        _ body: (any EnforcementTables) throws -> Answer
    ) throws -> Answer
    /// Sequence of the last event of the log; 0 for an empty one.
    func lastSequence() throws -> Int64
    /// Decisions behind a place that took an action other than `allow`, in order, at most `limit`
    /// and those of one block more.
    ///
    /// - Returns: them, and the place up to which there are no others.
    func decisionsToCarry(
        after sequence: Int64, limit: Int
    ) throws -> (decisions: [StoredDecision], upTo: Int64)
}
