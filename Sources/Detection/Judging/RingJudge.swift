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

    /// A candidate for which enough speaks.
    private struct Told {
        var candidate: RingCandidate
        var evidence: [FamilyEvidence]
        var score: Double
    }

    /// The rings among the candidates, in their order.
    package func rings(_ candidates: [RingCandidate]) -> [JudgedRing] {
        let told = withoutSleepers(candidates.compactMap(told))
        // What an account plays on seats of no ring is its owner's.
        var isInRing = [Bool](repeating: false, count: conduct.seatCount)
        for ring in told {
            for seat in ring.candidate.seats { isInRing[Int(seat)] = true }
        }
        return told.map { judged($0, isInRing) }
    }

    /// Sleepers to one list live on it, keep the hours of a machine and meet by the way; who acts
    /// in step meets far more often.
    private func withoutSleepers(_ told: [Told]) -> [Told] {
        let doubtful = told.indices.filter {
            Set(told[$0].evidence.map(\.family)).isSubset(of: [.lockstep, .block, .timing])
        }
        let met = Meetings(settings.lockstep).ratios(
            of: doubtful.map { told[$0].candidate.seats }, conduct.plays)
        let sleepers = zip(doubtful, met).filter { $0.1 < settings.meetings }.map(\.0)
        return told.indices.filter { !sleepers.contains($0) }.map { told[$0] }
    }

    private func told(_ candidate: RingCandidate) -> Told? {
        let evidence = test.evidence(for: candidate)
        // Sleepers share a few noises too, and keep the hours of a machine; a concert brings
        // sign-ups.
        let families = Set(evidence.map(\.family))
        if families.isSubset(of: [.block, .timing]) || families == [.arrival] { return nil }
        let score = Family.together(evidence.map { ($0.family, $0.strength) })
        let accounts = Set(candidate.seats.map { conduct.accountOfSeat[Int($0)] })
        guard score >= settings.toldFrom, accounts.count >= settings.members else { return nil }
        return Told(candidate: candidate, evidence: evidence, score: score)
    }

    private func judged(_ told: Told, _ isInRing: [Bool]) -> JudgedRing {
        let objects = objects(of: told.candidate.seats)
        let isObject = Set(objects)
        var members = told.candidate.seats.enumerated().map { place, seat in
            member(
                seat, told.evidence.filter { $0.holds[place] }.map(\.family), isObject, isInRing)
        }
        let focus = members.map(\.focus).sorted()[members.count / 2]
        let measure = measure(told.evidence, told.score, focus)
        for place in members.indices {
            members[place].measure = self.measure(of: members[place], in: measure)
        }
        return JudgedRing(
            members: members, evidence: told.evidence, seeds: told.candidate.seeds,
            score: told.score, measure: measure, objects: objects)
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
        _ seat: UInt32, _ families: [Family], _ objects: Set<UInt32>, _ isInRing: [Bool]
    ) -> RingMember {
        let account = conduct.accountOfSeat[Int(seat)]
        let tally = tallies.seats[Int(seat)]
        let elsewhere = tallies.seatsOfAccount[Int(account)].reduce(0) {
            $0 + (isInRing[Int($1)] ? 0 : tallies.seats[Int($1)].plays)
        }
        let focused = rowsOfSeat[Int(seat)].reduce(0) {
            $0 + (objects.contains(tallies.earning.tracks[$1]) ? Int(tallies.earning.plays[$1]) : 0)
        }
        return RingMember(
            seat: seat, account: account, strength: Family.together(families.map { ($0, 1) }),
            families: families, isHijacked: elsewhere >= settings.honestPlays, measure: .none,
            focus: Double(focused) / Double(max(1, tally.earning)))
    }

    private func measure(
        _ evidence: [FamilyEvidence], _ score: Double, _ focus: Double
    ) -> Measure {
        let grounds = Self.restricting(evidence.map(\.family))
        // Fans come together and play one thing too; but they play others besides. People at a
        // kiosk come together and share a device; what they do is their own.
        let isMinded = grounds != [.what, .came] || focus >= settings.singleMinded
        let isAtOdds = !grounds.isSubset(of: [.with, .came])
        if score >= settings.restrictFrom, grounds.count >= 2, isMinded, isAtOdds {
            return .restrict
        }
        return score >= settings.reviewFrom ? .review : .none
    }

    private func measure(of member: RingMember, in ring: Measure) -> Measure {
        let grounds = Self.restricting(member.families)
        if ring == .restrict, !member.isHijacked, grounds.count >= 2 { return .restrict }
        // Who only came at the same time, or is odd, belongs to nothing.
        return Set(member.families).isSubset(of: [.arrival, .timing]) ? .none : min(ring, .review)
    }

    /// Grounds that may restrict. How somebody keeps time is odd at most, and being odd adds to a
    /// score but is no ground to restrict.
    private static func restricting(_ families: [Family]) -> Set<Family.Ground> {
        Set(families.map(\.ground)).subtracting([.how])
    }
}
