import Rings
import Vocabulary

/// What one family of evidence says of a ring.
package struct FamilyEvidence: Sendable {
    package var family: Family
    /// By place in the ring's seats: whether it speaks of that seat.
    package var holds: [Bool]
    /// −log10 of the probability of so many by chance.
    package var surprise: Double
    /// 0...1: the share of members it speaks of, where it is beyond chance.
    package var strength: Double
    /// The share of others it speaks of, 0...1.
    package var usual: Double
    /// Of what is shared: the place of its kind.
    package var kind: Int?

    package var count: Int { holds.count { $0 } }
}

/// Asks each family of evidence what it says of a ring.
///
/// A family speaks for a ring when it holds `coverage` of the members, and so many would come by
/// chance with at most 10^-`surprise`: a binomial with the share it has among everybody else.
package struct EvidenceTest: Sendable {
    let conduct: Conduct
    let tallies: Tallies
    let findings: Findings
    let ties: Ties
    let settings: DetectionSettings
    /// A timing score that only ``DetectionSettings/timingTail`` of all seats are above.
    private let machineFrom: Double
    /// The share of all seats with a score that are there or above.
    private let machineShare: Double
    /// Shares among all: seats that a value of each kind ties to another account, and seats that
    /// the rules exclude.
    private let tiedShares: [Double]
    private let ruledShare: Double
    private let isRuled: [Bool]
    private let signUpTimes: [Int64]

    package init(
        _ conduct: Conduct, _ tallies: Tallies, _ findings: Findings, _ ties: Ties,
        kinds: [ValueKind], _ settings: DetectionSettings
    ) {
        (self.conduct, self.tallies, self.findings) = (conduct, tallies, findings)
        (self.ties, self.settings) = (ties, settings)
        let scores = findings.timing.compactMap { $0 }.sorted()
        let tail = Int(Double(scores.count) * (1 - settings.timingTail))
        let machineFrom = scores.isEmpty ? 1 : scores[min(scores.count - 1, tail)]
        self.machineFrom = machineFrom
        machineShare =
            Double(scores.count { $0 >= machineFrom }) / Double(max(1, scores.count))
        isRuled = zip(tallies.seats, conduct.accountOfSeat).map { seat, account in
            Int(conduct.worstAction[Int(account)]) >= settings.ruledAction.rank
                || seat.asked >= settings.ruledPlays
                    && Double(seat.excluded) >= settings.ruledShare * Double(seat.asked)
        }
        let everyone = Double(max(1, conduct.seatCount))
        ruledShare = Double(isRuled.count { $0 }) / everyone
        tiedShares = kinds.indices.map { kind in
            let tied = (0..<UInt32(conduct.seatCount)).count { seat in
                Self.isTied(seat, kind, conduct, ties) { _ in true }
            }
            return Double(tied) / everyone
        }
        signUpTimes = tallies.signedUp.compactMap { $0 }.sorted()
    }

    /// All families that speak for a ring, in the order of ``Family``.
    package func evidence(for ring: RingCandidate) -> [FamilyEvidence] {
        var all: [FamilyEvidence] = []
        for family in [Family.lockstep, .block, .payee] {
            all.append(found(family, ring))
        }
        all.append(sharing(ring))
        all.append(arrival(ring))
        all.append(
            tested(
                .timing, ring,
                ring.seats.map { findings.timing[Int($0)].map { $0 >= machineFrom } ?? false },
                usual: machineShare))
        all.append(
            tested(
                .rules, ring, ring.seats.map { isRuled[Int($0)] },
                usual: others(ruledShare, ring.seats.count { isRuled[Int($0)] })))
        all.append(takeover(ring))
        return all.filter { $0.strength > 0 }
    }

    /// The share among those outside, where `inside` of all that it holds are inside.
    private func others(_ share: Double, _ inside: Int) -> Double {
        let all = Double(max(1, conduct.seatCount))
        return max(0, (share * all - Double(inside)) / all)
    }

    /// Seats of one account are one trial. The share of others is taken as one in a hundred at
    /// least, so that what nobody else does is no proof by itself.
    private func tested(
        _ family: Family, _ ring: RingCandidate, _ holds: [Bool], usual: Double
    ) -> FamilyEvidence {
        let accounts = ring.seats.map { conduct.accountOfSeat[Int($0)] }
        let count = Double(Set(zip(accounts, holds).filter { $0.1 }.map(\.0)).count)
        let all = Double(Set(accounts).count)
        let surprise = Chance.binomial(
            atLeast: count, trials: all, probability: min(0.99, max(usual, 0.01)))
        let share = count / max(1, all)
        let speaks = surprise >= settings.surprise && share >= settings.coverage
        return FamilyEvidence(
            family: family, holds: holds, surprise: surprise, strength: speaks ? share : 0,
            usual: usual)
    }

    /// What a detector found by itself needs no other test.
    private func found(_ family: Family, _ ring: RingCandidate) -> FamilyEvidence {
        var members: Set<UInt32> = []
        for seed in ring.seeds where seed.family == family { members.formUnion(seed.seats) }
        let holds = ring.seats.map { members.contains($0) }
        let share = Double(holds.count { $0 }) / Double(max(1, holds.count))
        var surprise = settings.surprise
        for payee in findings.payees where family == .payee {
            if ring.seeds.contains(where: { $0.family == .payee && $0.what == payee.payee }) {
                surprise = max(surprise, payee.surprise)
            }
        }
        return FamilyEvidence(
            family: family, holds: holds, surprise: surprise,
            strength: share >= settings.coverage ? share : 0, usual: 0)
    }

    /// Members that share a rare value of one kind with another account of the ring: of the kinds,
    /// the one that holds the largest share of them.
    private func sharing(_ ring: RingCandidate) -> FamilyEvidence {
        let inside = Set(ring.seats)
        let found = tiedShares.enumerated().map { kind, usual in
            var evidence = tested(
                .infrastructure, ring,
                ring.seats.map { seat in
                    Self.isTied(seat, kind, conduct, ties) { inside.contains($0) }
                }, usual: usual)
            evidence.kind = kind
            return evidence
        }
        return found.max { ($0.strength, $0.surprise) < ($1.strength, $1.surprise) }
            ?? tested(.infrastructure, ring, ring.seats.map { _ in false }, usual: 1)
    }

    /// Whether a value of a kind ties a seat to a seat of another account that counts.
    private static func isTied(
        _ seat: UInt32, _ kind: Int, _ conduct: Conduct, _ ties: Ties,
        where counts: (UInt32) -> Bool
    ) -> Bool {
        let account = conduct.accountOfSeat[Int(seat)]
        return ties.holders.columns(of: Int(seat)).contains { value in
            Int(conduct.kindOfValue[Int(value)]) == kind && ties.strengths[Int(value)] > 0
                && ties.holders.rows(of: Int(value)).contains {
                    conduct.accountOfSeat[Int($0)] != account && counts($0)
                }
        }
    }

    /// Members that signed up in one stretch of time: the middle nine tenths of those known.
    private func arrival(_ ring: RingCandidate) -> FamilyEvidence {
        let times = ring.seats.compactMap { tallies.signedUp[Int(conduct.accountOfSeat[Int($0)])] }
            .sorted()
        guard times.count >= settings.members else {
            return tested(.arrival, ring, ring.seats.map { _ in false }, usual: 1)
        }
        let cut = times.count / 20
        let (from, to) = (times[cut], times[times.count - 1 - cut])
        let holds = ring.seats.map { seat in
            let time = tallies.signedUp[Int(conduct.accountOfSeat[Int(seat)])]
            return time.map { $0 >= from && $0 <= to } ?? false
        }
        let inside = Set(
            zip(ring.seats, holds).filter { $0.1 }.map { conduct.accountOfSeat[Int($0.0)] }
        ).count
        let all = signUpTimes.count { $0 >= from && $0 <= to }
        let usual =
            Double(max(1, all - inside)) / Double(max(1, conduct.accounts.count - inside))
        return tested(.arrival, ring, holds, usual: usual)
    }

    /// Members whose seat is an intruder's.
    private func takeover(_ ring: RingCandidate) -> FamilyEvidence {
        let foreign = Set(findings.takeovers.map(\.seat))
        let share = Double(foreign.count) / Double(max(1, conduct.seatCount))
        let holds = ring.seats.map { foreign.contains($0) }
        return tested(
            .takeover, ring, holds, usual: others(share, holds.count { $0 }))
    }
}
