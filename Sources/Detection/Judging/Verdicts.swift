/// What should be done about an account or a ring, weakest first.
package enum Measure: String, Sendable, Comparable {
    case none, review, restrict

    private var rank: Int { self == .none ? 0 : self == .review ? 1 : 2 }
    package static func < (left: Measure, right: Measure) -> Bool { left.rank < right.rank }
}

/// One seat of a ring.
package struct RingMember: Sendable {
    package var seat: UInt32
    package var account: UInt32
    /// 0...1.
    package var strength: Double
    /// What speaks of it, of the families that speak for the ring.
    package var families: [Family]
    /// Whether it sits in the account of a person who does other things.
    package var isHijacked: Bool
    package var measure: Measure
    /// The share of its earning plays that is of what the ring plays, 0...1.
    package var focus: Double

    package init(
        seat: UInt32, account: UInt32, strength: Double, families: [Family], isHijacked: Bool,
        measure: Measure, focus: Double
    ) {
        (self.seat, self.account, self.strength) = (seat, account, strength)
        (self.families, self.isHijacked) = (families, isHijacked)
        (self.measure, self.focus) = (measure, focus)
    }
}

/// A ring that was judged.
package struct JudgedRing: Sendable {
    package var members: [RingMember]
    package var evidence: [FamilyEvidence]
    package var seeds: [Seed]
    package var score: Double
    package var measure: Measure
    /// What its members play more than others do; ascending.
    package var objects: [UInt32]

    package init(
        members: [RingMember], evidence: [FamilyEvidence], seeds: [Seed], score: Double,
        measure: Measure, objects: [UInt32]
    ) {
        (self.members, self.evidence, self.seeds) = (members, evidence, seeds)
        (self.score, self.measure, self.objects) = (score, measure, objects)
    }
}

/// What is said of one account.
package struct AccountJudgement: Sendable {
    package var score = 0.0
    package var measure = Measure.none
    /// Place in ``Judgement/rings``.
    package var ring: Int?
}

/// What is said of accounts and plays.
package struct Judgement: Sendable {
    package var rings: [JudgedRing] = []
    package var accounts: [AccountJudgement] = []
    /// By play: whether it is artificial.
    package var isArtificial: [Bool] = []
    /// By seat: place of its ring, or −1.
    package var ringOfSeat: [Int32] = []
}
