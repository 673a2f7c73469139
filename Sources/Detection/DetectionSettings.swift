package import Rings
package import Vocabulary

/// What detection looks for and where it draws its lines. The defaults are round numbers; none is
/// fitted to a log.
package struct DetectionSettings: Sendable {
    package var lockstep = Lockstep()
    package var lockstepThreshold = LockstepThreshold()
    package var payees = PayeeConcentration()
    /// The share of what a payee is paid for that those who concentrate on it play, at least.
    package var payeePart = 0.1
    package var shared = SharedValues()
    package var bursts = Bursts()
    package var takeover = Takeover()

    /// The share of the smaller of two groups that the other must hold to be one ring with it.
    package var overlap = 0.5
    /// −log10 of the probability by chance from which a family speaks for a ring.
    package var surprise = 6.0
    /// The share of members that a family must hold to speak for a ring.
    package var coverage = 0.5
    /// The share of the others whose times look more like a machine's than these.
    package var timingTail = 0.05
    /// Share of a seat's earning plays that the rules exclude, and the fewest plays of such a seat.
    package var ruledShare = 0.5
    package var ruledPlays = 20
    /// The least action of a decision that speaks against the account itself.
    package var ruledAction = Action.hold
    /// The fewest earning plays, and other acts, of a seat that may be in a block.
    package var blockPlays = 20
    package var blockActs = 2
    /// The share of a seat's earning plays that is of a block's objects, and the share of those
    /// that its members play on average, from which they live on them.
    package var blockFocus = 0.5
    package var blockFill = 0.25
    /// How many times as often as the hour explains members must meet, where nothing but what they
    /// play and their hours speaks for a ring.
    package var meetings = 3.0
    /// The fewest accounts of a ring.
    package var members = 3
    /// Scores from which a ring is told of, reviewed and restricted.
    package var toldFrom = 0.5
    package var reviewFrom = 0.6
    package var restrictFrom = 0.8
    /// Plays on seats outside all rings from which an account is a person's, whatever else it does.
    package var honestPlays = 5
    /// Whoever is paid profits from these on: the share of the ring's earning plays, how many times
    /// the usual share that is, and the part of all it is paid that rings pay.
    package var profitShare = 0.1
    package var profitLift = 10.0
    package var profitDependence = 0.5
    /// Who is not, is used from these on: how many times the usual share, and the share of members
    /// that play it.
    package var usedLift = 2.0
    package var usedBreadth = 0.25
    /// The fewest plays of a ring that say anything of who is paid.
    package var profitPlays = 20
    /// The median share of members' plays that is of what the ring plays, from which only one thing
    /// brought them together.
    package var singleMinded = 0.5
    /// What a ring's document holds at most.
    package var linkLimit = 600
    package var recipientLimit = 32

    package init() {}
}
