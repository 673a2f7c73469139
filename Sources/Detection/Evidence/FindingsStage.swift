package import Rings
import Toolbox

/// Runs every detector on a log's conduct.
package struct FindingsStage: Sendable {
    let conduct: Conduct
    let tallies: Tallies
    let kinds: [ValueKind]
    /// What is played, such as `track`.
    let objectKind: String
    let settings: DetectionSettings

    package init(
        _ conduct: Conduct, _ tallies: Tallies, _ kinds: [ValueKind], objectKind: String,
        _ settings: DetectionSettings
    ) {
        (self.conduct, self.tallies, self.kinds) = (conduct, tallies, kinds)
        (self.objectKind, self.settings) = (objectKind, settings)
    }

    /// Groups of seats in lockstep, by the sums of all days.
    package func lockstep(_ sums: PairSums, into findings: inout Findings) {
        let owners = conduct.accountOfSeat
        let found = sums.lockstep(settings.lockstepThreshold) {
            owners[Int($0)] != owners[Int($1)]
        }
        findings.pairs = found.pairs
        findings.seeds += found.groups.map { Seed(family: .lockstep, seats: $0) }
        if sums.refusedMatches > 0 {
            findings.leftOut.append(
                "\(sums.refusedMatches) matches beyond the \(settings.lockstep.pairLimit) pairs "
                    + "a day may hold")
        }
        if sums.unpairedActions > 0 {
            findings.leftOut.append(
                "\(sums.unpairedActions) plays of objects with more than "
                    + "\(settings.lockstep.hotLimit) plays an hour were not paired")
        }
    }

    /// Plays that smear over one payee's catalogue.
    package func payees(into findings: inout Findings) {
        let unknown = UInt32(conduct.payees.count)
        findings.payees = settings.payees.findings(
            counts(of: conduct.payeeOfObject, unknown: unknown), accountCount: conduct.seatCount,
            payeeCount: conduct.payees.count + 1
        ).filter {
            // Fans of a big label pass too; they are no part of what it is paid to speak of.
            $0.payee != unknown
                && Double($0.concentrated) >= settings.payeePart * Double($0.plays)
        }
        findings.seeds += findings.payees.map {
            Seed(family: .payee, seats: $0.accounts.map(\.account), what: $0.payee)
        }
    }

    /// Earning plays with each object's payee, or whatever takes its place.
    package func counts(of payees: [UInt32], unknown: UInt32) -> PlayCounts {
        var counts = tallies.earning
        counts.payeeOfTrack = payees.map { $0 == Names.none ? unknown : $0 }
        return counts
    }

    /// Lists that seats live on: of what they play, and of what they do besides.
    package func blocks(into findings: inout Findings) {
        let earning = tallies.earning
        let plays = BlockStage(settings: settings, least: settings.blockPlays).groups(
            BlockStage.Counts(
                seats: earning.accounts, objects: earning.tracks, counts: earning.plays),
            seatCount: conduct.seatCount, objectCount: conduct.objects.count)
        let acts = conduct.acts
        let pairs = Set(
            acts.seats.indices.map {
                UInt64(acts.seats[$0]) << 32 | UInt64(acts.objects[$0])
            }
        ).sorted()
        let others = BlockStage(settings: settings, least: settings.blockActs).groups(
            BlockStage.Counts(
                seats: pairs.map { UInt32($0 >> 32) },
                objects: pairs.map { UInt32(truncatingIfNeeded: $0) },
                counts: pairs.map { _ in 1 }),
            seatCount: conduct.seatCount, objectCount: acts.names.count)
        findings.seeds += plays.map { Seed(family: .block, seats: $0) }
        findings.seeds += others.map { seats in
            let mains = seats.compactMap {
                tallies.mainSeat(ofAccount: conduct.accountOfSeat[Int($0)])
            }
            return Seed(family: .block, seats: Set(mains).sorted(), isOwn: false)
        }
    }

    /// Values that more accounts are on than a household has, and that are rare enough to tie.
    package func crowds(_ ties: Ties, into findings: inout Findings) {
        for value in 0..<UInt32(conduct.values.count) where ties.strengths[Int(value)] > 0 {
            let seats = ties.holders.rows(of: Int(value))
            let accounts = Set(seats.map { conduct.accountOfSeat[Int($0)] })
            if accounts.count > kinds[Int(conduct.kindOfValue[Int(value)])].household {
                findings.seeds.append(
                    Seed(family: .infrastructure, seats: Array(seats), what: value))
            }
        }
    }

    /// Sign-ups that came together, by each way of grouping.
    package func bursts(into findings: inout Findings) {
        let signUps = conduct.signUps
        for groups in signUps.groups {
            let known = groups.indices.filter { groups[$0] != Names.none }
            let found = settings.bursts.find(
                groups: known.map { groups[$0] }, times: known.map { signUps.times[$0] },
                accounts: known.map { signUps.accounts[$0] })
            findings.seeds += found.map { burst in
                let seats = burst.accounts.compactMap { tallies.mainSeat(ofAccount: $0) }
                return Seed(family: .arrival, seats: Set(seats).sorted())
            }
        }
    }

    /// The chance, by seat, that a machine acts.
    package func timing(into findings: inout Findings) {
        var times = [[Int64]](repeating: [], count: conduct.seatCount)
        for (seat, tally) in tallies.seats.enumerated() where tally.plays > 0 {
            times[seat].reserveCapacity(tally.plays)
        }
        for (place, seat) in conduct.plays.seats.enumerated() {
            times[Int(seat)].append(conduct.plays.times[place])
        }
        findings.timing = times.map { times in
            TimingFeatures(times: times).map { LogisticModel.timing.score($0.values) }
        }
    }

    /// Intruders in people's accounts.
    package func takeovers(into findings: inout Findings) {
        findings.takeovers = settings.takeover.findings(lives())
    }

    private func lives() -> SeatLives {
        let makers = sums(by: conduct.makerOfObject)
        let addresses = conduct.links.values.indices.filter { place in
            let value = conduct.links.values[place]
            // What makes the seat is its own, and says nothing of where it was.
            return value != conduct.valueOfSeat[Int(conduct.links.seats[place])]
        }
        return SeatLives(
            accountOfSeat: conduct.accountOfSeat, makerSeats: makers.seats, makers: makers.whom,
            makerPlays: makers.plays, placeSeats: addresses.map { conduct.links.seats[$0] },
            places: addresses.map { conduct.links.values[$0] },
            first: tallies.seats.map(\.first))
    }

    /// Earning plays by seat and whoever the object belongs to.
    private func sums(
        by owners: [UInt32]
    ) -> (seats: [UInt32], whom: [UInt32], plays: [UInt32]) {
        var plays: [UInt64: UInt32] = [:]
        let earning = tallies.earning
        for place in earning.accounts.indices {
            let owner = owners[Int(earning.tracks[place])]
            if owner == Names.none { continue }
            plays[UInt64(earning.accounts[place]) << 32 | UInt64(owner), default: 0] +=
                earning.plays[place]
        }
        let keys = plays.keys.sorted()
        return (
            keys.map { UInt32($0 >> 32) }, keys.map { UInt32(truncatingIfNeeded: $0) },
            keys.map { plays[$0]! }
        )
    }
}
