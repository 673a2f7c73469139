package import Rings

/// What detection looks for and where it draws its lines. The defaults are round numbers; none is
/// fitted to a log.
package struct DetectionSettings: Sendable {
    package var lockstep = Lockstep()
    package var lockstepThreshold = LockstepThreshold()
    package var payees = PayeeConcentration()
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
    /// The fewest accounts of a ring.
    package var members = 3
    /// Scores from which a ring is told of, reviewed and restricted.
    package var toldFrom = 0.5
    package var reviewFrom = 0.6
    package var restrictFrom = 0.8
    /// Plays on other seats from which an account has a life of its own.
    package var honestPlays = 20
    /// The share of an account's plays from which its seats in a ring are all there is to it.
    package var wholly = 0.8
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
    /// What a ring's document holds at most.
    package var linkLimit = 600
    package var recipientLimit = 32

    package init() {}
}
