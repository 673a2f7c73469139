package import Enforcements

/// One measure against all members of a ring, and their cases closed with it: looked at before,
/// taken back after.
package struct RingOrder: Sendable, Hashable, Codable {
    package var ring: String
    package var members: [EnforcedEntity]
    package var closing: CaseDesk.Closing
    package var by: String
    /// Whether the ring's own case is closed although some whom it names are not touched; nil
    /// for no.
    package var endsRing: Bool?

    package init(
        ring: String, members: [EnforcedEntity], closing: CaseDesk.Closing, by: String
    ) {
        (self.ring, self.members, self.closing, self.by) = (ring, members, closing, by)
    }

    /// What it would do.
    package struct Preview: Sendable, Hashable {
        package var members: Int
        /// Under a measure as strong anyway.
        package var already: Int
        /// Of its measure alone, against the caps; nil where it orders none.
        package var hand: HandOrder.Preview?
        /// Cases that would be closed: of those it touches, and the ring's own where all are.
        package var closes: [Case] = []
        /// Cases that stay open, of those it names and does not touch, and of the ring.
        package var stays: [Case] = []
        /// Why a second person must agree; empty where none is needed.
        package var asksSecond: String
        /// Members whose last verdict speaks against the order: cleared, or of a life of their own.
        package var doubtful: [EnforcedEntity]
        /// Expected loss that ends, minor units.
        package var loss: Int64

        package init(
            members: Int, already: Int, asksSecond: String, doubtful: [EnforcedEntity],
            loss: Int64
        ) {
            (self.members, self.already) = (members, already)
            (self.asksSecond, self.doubtful, self.loss) = (asksSecond, doubtful, loss)
        }
    }

    package struct Outcome: Sendable, Hashable {
        /// Names the order, for the second person and for undoing it.
        package var batch: String
        package var applied: Int
        package var held: Int
        package var casesClosed: Int

        package init(batch: String, applied: Int, held: Int, casesClosed: Int) {
            (self.batch, self.applied, self.held) = (batch, applied, held)
            self.casesClosed = casesClosed
        }
    }
}
