import Rings

/// Weighs what speaks for a candidate, and judges it and its members.
package struct RingJudge: Sendable {
    let conduct: Conduct
    let tallies: Tallies
    let settings: DetectionSettings
    private let test: EvidenceTest
    private let rowsOfSeat: [Range<Int>]
    private let playsOfObject: [Int]
    private let allPlays: Int

    package init(
        _ conduct: Conduct, _ tallies: Tallies, _ test: EvidenceTest,
        _ settings: DetectionSettings
    ) {
        (self.conduct, self.tallies) = (conduct, tallies)
        (self.test, self.settings) = (test, settings)
        let earning = tallies.earning
        var ranges = [Range<Int>](repeating: 0..<0, count: conduct.seatCount)
        var plays = [Int](repeating: 0, count: conduct.objects.count)
        var first = 0
        for row in earning.accounts.indices {
            plays[Int(earning.tracks[row])] += Int(earning.plays[row])
            let seat = Int(earning.accounts[row])
            if row + 1 == earning.accounts.count || Int(earning.accounts[row + 1]) != seat {
                ranges[seat] = first..<row + 1
                first = row + 1
            }
        }
        rowsOfSeat = ranges
        playsOfObject = plays
        allPlays = plays.reduce(0, +)
    }

    /// The ring; nil where too little speaks for it.
    package func judged(_ candidate: RingCandidate) -> JudgedRing? {
        let evidence = test.evidence(for: candidate)
        let score = Family.together(evidence.map { ($0.family, $0.strength) })
        let accounts = Set(candidate.seats.map { conduct.accountOfSeat[Int($0)] })
        guard score >= settings.toldFrom, accounts.count >= settings.members else { return nil }
        let objects = objects(of: candidate.seats)
        let isObject = Set(objects)
        var members = candidate.seats.enumerated().map { place, seat in
            member(seat, evidence.filter { $0.holds[place] }.map(\.family), isObject)
        }
        let focus = members.map(\.focus).sorted()[members.count / 2]
        let measure = measure(evidence, score, focus)
        for place in members.indices {
            members[place].measure = self.measure(of: members[place], in: measure)
        }
        return JudgedRing(
            members: members, evidence: evidence, seeds: candidate.seeds, score: score,
            measure: measure, objects: objects)
    }

    /// What members play more than others do: a quarter of them, at least three, and ten times as
    /// much as everybody else. Ascending.
    private func objects(of seats: [UInt32]) -> [UInt32] {
        var players: [UInt32: (seats: Int, plays: Int)] = [:]
        var all = 0
        for seat in seats {
            for row in rowsOfSeat[Int(seat)] {
                let plays = Int(tallies.earning.plays[row])
                players[tallies.earning.tracks[row], default: (0, 0)].seats += 1
                players[tallies.earning.tracks[row]]!.plays += plays
                all += plays
            }
        }
        let least = max(settings.members, seats.count / 4)
        return players.filter { object, held in
            guard held.seats >= least else { return false }
            let others = Double(max(1, playsOfObject[Int(object)] - held.plays))
            let usual = others / Double(max(1, allPlays - all))
            return Double(held.plays) / Double(all) >= settings.profitLift * usual
        }.keys.sorted()
    }

    private func member(
        _ seat: UInt32, _ families: [Family], _ objects: Set<UInt32>
    ) -> RingMember {
        let account = conduct.accountOfSeat[Int(seat)]
        let tally = tallies.seats[Int(seat)]
        let elsewhere = tallies.playsOfAccount[Int(account)] - tally.plays
        let focused = rowsOfSeat[Int(seat)].reduce(0) {
            $0 + (objects.contains(tallies.earning.tracks[$1]) ? Int(tallies.earning.plays[$1]) : 0)
        }
        let isForeign =
            elsewhere >= settings.honestPlays
            && Double(elsewhere) > (1 - settings.wholly)
                * Double(tallies.playsOfAccount[Int(account)])
        return RingMember(
            seat: seat, account: account, strength: Family.together(families.map { ($0, 1) }),
            families: families, isHijacked: isForeign, measure: .none,
            focus: Double(focused) / Double(max(1, tally.earning)))
    }

    private func measure(
        _ evidence: [FamilyEvidence], _ score: Double, _ focus: Double
    ) -> Measure {
        let grounds = Set(evidence.map(\.family.ground))
        // Fans come together and play one thing too; but they play others besides.
        let fans: Set<Family.Ground> = [.what, .came, .how]
        let isMinded = !grounds.isSubset(of: fans) || focus >= 0.5
        if score >= settings.restrictFrom, grounds.count >= 2, isMinded { return .restrict }
        return score >= settings.reviewFrom ? .review : .none
    }

    private func measure(of member: RingMember, in ring: Measure) -> Measure {
        let grounds = Set(member.families.map(\.ground))
        if ring == .restrict, !member.isHijacked, grounds.count >= 2 { return .restrict }
        return grounds.isEmpty ? .none : min(ring, .review)
    }
}
