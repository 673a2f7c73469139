import Rings
import Vocabulary

/// Judges rings, accounts and plays from what the detectors found.
package enum JudgementStage {
    /// O(plays + links + Σ seats of rings).
    package static func judgement(
        _ stage: FindingsStage, _ findings: Findings, _ ties: Ties
    ) -> Judgement {
        let (conduct, tallies, settings) = (stage.conduct, stage.tallies, stage.settings)
        let test = EvidenceTest(
            conduct, tallies, findings, ties, kinds: stage.kinds, settings)
        let candidates = RingFormation.candidates(
            findings, seatCount: conduct.seatCount, settings: settings)
        let judge = RingJudge(conduct, tallies, test, settings)
        var judgement = Judgement()
        judgement.rings = judge.rings(candidates).sorted {
            ($1.score * Double($1.members.count), $0.members[0].seat)
                < ($0.score * Double($0.members.count), $1.members[0].seat)
        }
        judgement.accounts = [AccountJudgement](
            repeating: AccountJudgement(), count: conduct.accounts.count)
        judgement.ringOfSeat = [Int32](repeating: -1, count: conduct.seatCount)
        judgeLoners(&judgement, conduct, tallies, findings, settings)
        for (place, ring) in judgement.rings.enumerated() {
            for member in ring.members {
                if judgement.ringOfSeat[Int(member.seat)] < 0 {
                    judgement.ringOfSeat[Int(member.seat)] = Int32(place)
                }
                let score = ring.score * member.strength
                let held = judgement.accounts[Int(member.account)]
                if held.ring == nil || (member.measure, score) > (held.measure, held.score) {
                    judgement.accounts[Int(member.account)] = AccountJudgement(
                        score: max(score, held.score), measure: max(member.measure, held.measure),
                        ring: place)
                }
            }
        }
        judgement.isArtificial = artificial(judgement, conduct)
        return judgement
    }

    /// What one account's own conduct says of it, which never restricts.
    private static func judgeLoners(
        _ judgement: inout Judgement, _ conduct: Conduct, _ tallies: Tallies,
        _ findings: Findings, _ settings: DetectionSettings
    ) {
        for (seat, account) in conduct.accountOfSeat.enumerated() {
            var families: [(family: Family, strength: Double)] = []
            let tally = tallies.seats[seat]
            if tally.asked >= settings.ruledPlays {
                families.append((.rules, Double(tally.excluded) / Double(tally.asked)))
            }
            if let machine = findings.timing[seat] { families.append((.timing, machine)) }
            // Half of it, as one account proves less than many do.
            let score = Family.together(families) / 2
            judgement.accounts[Int(account)].score = max(
                judgement.accounts[Int(account)].score, score)
            let isRuled = families.first.map {
                $0.family == .rules && $0.strength >= settings.ruledShare
            }
            if isRuled == true { judgement.accounts[Int(account)].measure = .review }
        }
        for (account, rank) in conduct.worstAction.enumerated()
        where Int(rank) >= settings.ruledAction.rank {
            judgement.accounts[account].score = max(
                judgement.accounts[account].score, Family.rules.weight / 2)
            judgement.accounts[account].measure = .review
        }
        for takeover in findings.takeovers {
            let account = Int(takeover.account)
            judgement.accounts[account].score = max(
                judgement.accounts[account].score, Family.takeover.weight)
            judgement.accounts[account].measure = .review
        }
    }

    /// Artificial is: all that restricted accounts play, all that an intruder plays for a ring,
    /// what the ring plays where a member is only reviewed, and what the rules excluded. An
    /// intruder who is in no ring may only listen.
    private static func artificial(
        _ judgement: Judgement, _ conduct: Conduct
    ) -> [Bool] {
        var isWhole = conduct.accountOfSeat.map {
            judgement.accounts[Int($0)].measure == .restrict
        }
        var objectsOfSeat: [UInt32: Set<UInt32>] = [:]
        for ring in judgement.rings where ring.measure > .none {
            let objects = Set(ring.objects)
            for member in ring.members where member.measure == .review {
                let isIntruder = ring.measure == .restrict || member.families.contains(.takeover)
                if member.isHijacked, isIntruder {
                    isWhole[Int(member.seat)] = true
                } else {
                    objectsOfSeat[member.seat, default: []].formUnion(objects)
                }
            }
        }
        let plays = conduct.plays
        return (0..<plays.count).map { play in
            let seat = plays.seats[play]
            return isWhole[Int(seat)] || plays.marks[play].contains(.excluded)
                || objectsOfSeat[seat]?.contains(plays.objects[play]) == true
        }
    }
}
