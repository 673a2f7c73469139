package import Vocabulary

/// One line of the ledger of enforcements; never changed once it is written.
package struct LedgerEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// It begins, and is carried out.
        case applied
        /// It begins, and waits for a second person.
        case held
        /// A person let one that waited be carried out.
        case approved
        /// One that waited is not carried out.
        case refused
        /// What it counted was taken back, so that it is a lower rung.
        case lowered
        /// Its time is over.
        case expired
        /// It is taken back, with its strike.
        case reversed
        case appealed
        case upheld
        case overturned
    }

    /// Place in the ledger, from one; 0 before it is written.
    package var sequence: Int64 = 0
    package var kind: Kind
    /// Id of the enforcement.
    package var enforcement: String
    package var entity: EnforcedEntity
    /// Of `enforcement.yaml`; empty by hand.
    package var policy: String
    /// From one; 0 for a strike alone and by hand.
    package var rung: Int
    package var measure: EnforcementMeasure
    /// Strikes that it rests on.
    package var points: Double
    /// Milliseconds since 1970; `until` is nil for one that lasts until it is taken back.
    package var from: Int64
    package var until: Int64?
    package var at: Int64
    /// A person, or ``Person/machine``.
    package var by: String
    package var why: String
    /// Sequence of the entry that this follows from.
    package var cause: Int64?
    /// Id of the message that tells of it; empty for none.
    package var message = ""
    /// Id of the appeal; empty for none.
    package var appeal = ""
    /// Of one that is held: entities that would be touched with it.
    package var reach = 0
    /// Only where it begins.
    package var origin: EnforcementOrigin?

    /// What begins an enforcement.
    package init(
        _ kind: Kind, _ enforcement: String, of entity: EnforcedEntity, policy: String, rung: Int,
        measure: EnforcementMeasure, points: Double, from: Int64, until: Int64?, by: String,
        why: String, origin: EnforcementOrigin
    ) {
        (self.kind, self.enforcement, self.entity) = (kind, enforcement, entity)
        (self.policy, self.rung, self.measure, self.points) = (policy, rung, measure, points)
        (self.from, self.until, self.at) = (from, until, from)
        (self.by, self.why, self.origin) = (by, why, origin)
    }

    /// What becomes of an enforcement; it says what stands until it is changed.
    package init(
        _ kind: Kind, on enforcement: Enforcement, at: Int64, by: String, why: String,
        cause: Int64? = nil
    ) {
        (self.kind, self.enforcement, entity) = (kind, enforcement.id, enforcement.entity)
        (policy, rung) = (enforcement.policy, enforcement.rung)
        (measure, points) = (enforcement.measure, enforcement.points)
        (from, until) = (enforcement.from, enforcement.until)
        (self.at, self.by, self.why, self.cause) = (at, by, why, cause)
    }
}
