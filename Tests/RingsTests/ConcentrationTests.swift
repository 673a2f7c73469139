import Rings
import Testing
import Toolbox

@Suite struct ConcentrationTests {
    @Test("Chernoff's bounds never say rarer than it is, and come near")
    func chance() {
        for (count, trials, share) in [(10, 50, 0.05), (40, 50, 0.3), (3, 1_000, 0.001)] {
            let true0 = naiveBinomial(count, trials, share)
            let bound = Chance.binomial(
                atLeast: Double(count), trials: Double(trials), probability: share)
            #expect(bound <= true0 + 1e-9 && bound >= true0 - 2)
        }
        for (count, mean) in [(10, 2.0), (212, 0.3), (5, 4.0)] {
            let true0 = naivePoisson(count, mean)
            let bound = Chance.poisson(atLeast: Double(count), mean: mean)
            #expect(true0.isInfinite || (bound <= true0 + 1e-9 && bound >= true0 - 2))
        }
        #expect(Chance.poisson(atLeast: 3, mean: 0) == Chance.limit)
        #expect(Chance.poisson(atLeast: 3, mean: 4) == 0)
        #expect(Chance.binomial(atLeast: 5, trials: 5, probability: 0) == Chance.limit)
        #expect(Chance.binomial(atLeast: 0, trials: 0, probability: 0.5) == 0)
    }

    /// 400 people with an artist they love, 40 payees of 25 tracks; payee 0's long catalogue of
    /// 1,000 is smeared by 30 accounts.
    private func world(_ seed: UInt64) -> PlayCounts {
        var random = SplitMix64(seed: seed)
        var plays: [[UInt32]: UInt32] = [:]
        let payeeOfTrack = (0..<2_000).map { (track: Int) -> UInt32 in
            track < 1_000 ? 0 : UInt32(1 + (track - 1_000) / 25)
        }
        for person in 0..<400 {
            let loved = 1_000 + 25 * random.below(40)
            for _ in 0..<300 {
                let other = random.chance(0.15) ? random.below(1_000) : 1_000 + random.below(1_000)
                let track = random.chance(0.3) ? loved + random.below(25) : other
                plays[[UInt32(person), UInt32(track)], default: 0] += 1
            }
        }
        for bot in 400..<430 {
            for _ in 0..<300 {
                let track = random.chance(0.85) ? random.below(1_000) : random.below(2_000)
                plays[[UInt32(bot), UInt32(track)], default: 0] += 1
            }
        }
        let rows = plays.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        return PlayCounts(
            accounts: rows.map { $0[0] }, tracks: rows.map { $0[1] },
            plays: rows.map { plays[$0] ?? 0 }, payeeOfTrack: payeeOfTrack)
    }

    @Test("A smear is found by its payee, and love of an artist is not", arguments: UInt64(1)...5)
    func smear(seed: UInt64) throws {
        let findings = PayeeConcentration().findings(
            world(seed), accountCount: 430, payeeCount: 41)
        #expect(findings.map(\.payee) == [0], "seed \(seed)")
        let accounts = try #require(findings.first).accounts.map(\.account)
        #expect(accounts.count >= 27 && accounts.allSatisfy { $0 >= 400 }, "seed \(seed)")
    }

    @Test("Who profits from a group is the payee its members play, not the one all play")
    func profits() throws {
        let counts = world(1)
        let groups = (0..<430).map { Int32($0 >= 400 ? 0 : -1) }
        let found = GroupPayees.profits(
            counts, groupOfAccount: groups, groupCount: 1, payeeCount: 41)
        let first = try #require(found[0].first)
        #expect(first.payee == 0 && first.breadth > 0.999 && first.lift > 3)
        let paid = counts.accounts.indices.reduce(0) {
            counts.accounts[$1] >= 400 && counts.tracks[$1] < 1_000
                ? $0 + Int(counts.plays[$1]) : $0
        }
        #expect(first.paid == paid)
        #expect(
            GroupPayees.profits(
                counts, groupOfAccount: groups, groupCount: 2, payeeCount: 41)[1].isEmpty)
    }

    @Test("Nothing, and one account, end well")
    func bounds() {
        let none = PlayCounts(accounts: [], tracks: [], plays: [], payeeOfTrack: [])
        #expect(PayeeConcentration().findings(none, accountCount: 0, payeeCount: 0).isEmpty)
        let one = PlayCounts(accounts: [0], tracks: [0], plays: [500], payeeOfTrack: [0])
        #expect(PayeeConcentration().findings(one, accountCount: 1, payeeCount: 1).isEmpty)
    }
}
