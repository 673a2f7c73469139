import Foundation
import Resolution
import Testing
import Toolbox

@Suite struct ExpectationTests {
    /// Every pair on its own, in loops that anyone can read.
    private func naive(
        _ pairs: [[Int]], levels: [Int], u: [[Double]], m: [[Double]], share: Double,
        heldOut: Set<Int>, keepsU: Bool, rounds: Int
    ) -> (m: [[Double]], u: [[Double]], share: Double) {
        var (m, u, share) = (m, u, share)
        for _ in 0..<rounds {
            var matched = levels.map { [Double](repeating: 0.05, count: $0) }
            var others = matched
            var same = 0.0
            for pair in pairs {
                var yes = share
                var no = 1 - share
                for (place, level) in pair.enumerated()
                where level < levels[place] && !heldOut.contains(place) {
                    yes *= m[place][level]
                    no *= u[place][level]
                }
                let chance = yes / (yes + no)
                same += chance
                for (place, level) in pair.enumerated() where level < levels[place] {
                    matched[place][level] += chance
                    others[place][level] += 1 - chance
                }
            }
            for place in levels.indices where !heldOut.contains(place) {
                let all = matched[place].reduce(0, +)
                m[place] = matched[place].map { $0 / all }
                let rest = others[place].reduce(0, +)
                if !keepsU { u[place] = others[place].map { $0 / rest } }
            }
            share = same / Double(pairs.count)
        }
        return (m, u, share)
    }

    @Test("Rounds over counted combinations are those over every pair", arguments: [true, false])
    func rounds(keepsU: Bool) {
        var random = SplitMix64(seed: 7)
        let levels = [3, 2, 4]
        let pairs = (0..<400).map { _ in levels.map { random.below($0 + 1) } }
        var counts = PatternCounts(levelCounts: levels)
        for pair in pairs { counts.add(levels: pair, count: 1) }
        let u = [[0.2, 0.3, 0.5], [0.1, 0.9], [0.1, 0.1, 0.2, 0.6]]
        let m = [[0.8, 0.1, 0.1], [0.9, 0.1], [0.7, 0.1, 0.1, 0.1]]
        for rounds in [1, 2, 5] {
            let learnt = Expectation(
                counts, u: u, m: m, share: 0.3, heldOut: [1], keepsU: keepsU, roundsMax: rounds)
            let plain = naive(
                pairs, levels: levels, u: u, m: m, share: 0.3, heldOut: [1], keepsU: keepsU,
                rounds: rounds)
            #expect(abs(learnt.share - plain.share) < 1e-9)
            for (one, other) in zip(learnt.m.joined(), plain.m.joined()) {
                #expect(abs(one - other) < 1e-9)
            }
            for (one, other) in zip(learnt.u.joined(), plain.u.joined()) {
                #expect(abs(one - other) < 1e-9)
            }
        }
    }

    @Test("What pairs were drawn from is found again, without being told which are the same")
    func recovery() {
        let (levels, share) = ([3, 3, 2, 3], 0.1)
        let m = [[0.85, 0.1, 0.05], [0.9, 0.06, 0.04], [0.95, 0.05], [0.8, 0.1, 0.1]]
        let u = [[0.02, 0.08, 0.9], [0.01, 0.04, 0.95], [0.2, 0.8], [0.05, 0.1, 0.85]]
        var random = SplitMix64(seed: 11)
        var counts = PatternCounts(levelCounts: levels)
        for _ in 0..<200_000 {
            let shares = random.chance(share) ? m : u
            let drawn = shares.map { WeightedChoice(weights: $0).draw(&random) }
            counts.add(levels: drawn, count: 1)
        }
        let start = levels.map { count in
            [0.9] + [Double](repeating: 0.1 / Double(count - 1), count: count - 1)
        }
        let learnt = Expectation(counts, u: u, m: start, share: 0.5, keepsU: true)
        #expect(abs(learnt.share - share) < 0.005)
        for (found, true_) in zip(learnt.m.joined(), m.joined()) {
            #expect(abs(found - true_) < 0.02)
        }
    }

    @Test("A weight is the sum of its parts, and a probability follows from it")
    func weights() throws {
        var random = SplitMix64(seed: 3)
        let people = PeopleTable(people: 200, copies: 2, random: &random)
        let settings = PeopleTable.settings
        let table = PeopleTable.table(people.rows, settings: settings)
        let resolved = try Resolver(table: table, isLink: false, threads: 2).run(settings)
        let scorer = Scorer(resolved.model, table: table)
        #expect(!resolved.pairs.isEmpty)
        for pair in resolved.pairs {
            let bits = scorer.parts(Int(pair.left), Int(pair.right)).bits
            #expect(abs(bits.reduce(0, +) - pair.evidence) < 1e-9)
            let weight = pair.evidence + resolved.model.prior
            let odds = pow(2, weight)
            let probability = resolved.model.probability(evidence: pair.evidence)
            #expect(abs(probability - odds / (1 + odds)) < 1e-9)
        }
    }

    @Test("A model is read as it was written")
    func modelJSON() throws {
        var random = SplitMix64(seed: 5)
        let people = PeopleTable(people: 60, copies: 1, random: &random)
        let settings = PeopleTable.settings
        let table = PeopleTable.table(people.rows, settings: settings)
        let model = try Resolver(table: table, isLink: false, threads: 1).run(settings).model
        let again = try MatchModel(json: Array(try model.json().utf8), path: "model.json")
        #expect(again == model)
    }
}
