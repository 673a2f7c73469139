import Experiments
import Foundation
import Learning
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite("Statistics of experiments")
struct StatisticsTests {
    @Test("The wealth of a bet is the product that its definition says")
    func wealth() {
        var random = Seed.random(701)
        let bets = DifferenceBets(share: 0.3, baseline: 0.4, effect: 0.1)
        var gains: [Double] = []
        for _ in 0..<300 {
            let isTreated = random.chance(0.3)
            gains.append(bets.gain(random.chance(0.5) ? 1 : 0, isTreated: isTreated))
        }
        // The bounds are where a plain mixture of products crosses 2 / alpha.
        func product(_ difference: Double, _ sign: Double) -> Double {
            zip(bets.stakes, bets.weights).reduce(0) { sum, bet in
                sum + bet.1
                    * gains.reduce(1) { $0 * (1 + sign * bet.0 * ($1 - difference)) }
            }
        }
        var counts: [Double: Int] = [:]
        for gain in gains { counts[gain, default: 0] += 1 }
        let found = bets.interval(counts.map { ($0.key, $0.value) }, alpha: 0.05)
        let grid = stride(from: -1.0, through: 1, by: 0.001)
        let held = grid.filter { product($0, 1) < 40 && product($0, -1) < 40 }
        #expect(abs((held.first ?? 9) - found.low) < 0.0011, "\(Seed.hint)")
        #expect(abs((held.last ?? 9) - found.high) < 0.0011, "\(Seed.hint)")
    }

    @Test("Wealth kept up entity by entity is that of all at once")
    func running() {
        var random = Seed.random(702)
        let bets = DifferenceBets(share: 0.5, baseline: 0.3, effect: 0.1)
        var running = RunningBets(bets, at: 0)
        var gains: [(gain: Double, count: Int)] = []
        for entity in 1...4000 {
            let isTreated = random.chance(0.5)
            let outcome = random.chance(isTreated ? 0.36 : 0.3) ? 1.0 : 0
            let gain = bets.gain(outcome, isTreated: isTreated)
            running.take(gain)
            if let place = gains.firstIndex(where: { $0.gain == gain }) {
                gains[place].count += 1
            } else {
                gains.append((gain, 1))
            }
            guard entity % 500 == 0 else { continue }
            let bounds = bets.interval(gains, alpha: 0.1)
            #expect(running.saysAbove(alpha: 0.05) == (bounds.low >= -1e-9), "\(Seed.hint)")
            #expect(running.saysBelow(alpha: 0.05) == (bounds.high <= 1e-9), "\(Seed.hint)")
        }
    }

    @Test("Wilson's interval is the published one, and a known second number carries it over")
    func intervals() throws {
        // Brown, Cai and DasGupta (2001), and prop.test without correction in R.
        let eight = ShareInterval.score(0.8, of: 10)
        #expect(abs(eight.low - 0.4901625) < 1e-6 && abs(eight.high - 0.9433178) < 1e-6)
        let none = ShareInterval.score(0, of: 10)
        #expect(none.low == 0 && abs(none.high - 0.2775328) < 1e-6)
        let bad = Interval(30, 20, 45)
        let recall = try #require(RatioInterval.share(bad, of: Interval(10, 10, 10)))
        #expect(abs(recall.value - 0.75) < 1e-12)
        #expect(abs(recall.low - 20.0 / 30) < 1e-9 && abs(recall.high - 45.0 / 55) < 1e-9)
        let all = try #require(RatioInterval.share(Interval(5, 2, 9), of: Interval(0, 0, 0)))
        #expect(all.value == 1 && all.high == 1)
        #expect(RatioInterval.share(Interval(0, 0, 0), of: Interval(0, 0, 3)) == nil)
    }

    @Test("Arms that lose entities are told, and even ones are not")
    func ratio() {
        #expect(!SampleRatio(counts: [5020, 4980], shares: [0.5, 0.5]).isOff)
        #expect(!SampleRatio(counts: [0, 0], shares: [0.5, 0.5]).isOff)
        #expect(SampleRatio(counts: [5000, 4500], shares: [0.5, 0.5]).isOff)
        var alarms = 0
        for round in 0..<200 {
            var random = Seed.random(703, round: round)
            var counts = [0, 0]
            var isOff = false
            for entity in 0..<5000 {
                counts[random.chance(0.9) ? 0 : 1] += 1
                if entity % 20 == 0 {
                    isOff = isOff || SampleRatio(counts: counts, shares: [0.9, 0.1]).isOff
                }
            }
            if isOff { alarms += 1 }
        }
        // 0.1 % over all time.
        #expect(alarms <= 2, "\(Seed.hint)")
    }

    @Test("Looked at after every entity it alarms as seldom as it says, and finds what is there")
    func rehearsal() {
        let rehearsal = ExperimentRehearsal(draws: 200, seed: 5)
        let design = ExperimentRehearsal.Design(
            name: "quick", share: 0.5, truth: 0.4, baseline: 0.35, effect: 0.1, entities: 3000)
        let result = rehearsal.run(design, number: 0)
        #expect(result.falseAlarms <= 0.08)
        #expect(result.power >= 0.8)
        #expect(result.coverage >= 0.93)
        #expect(result.wrongWay <= 0.02)
    }

    @Test("Intervals of a holdout cover the truth")
    func holdouts() {
        let rehearsal = HoldoutRehearsal(draws: 300, seed: 5)
        for (number, entities) in [1.0, 4.0].enumerated() {
            let result = rehearsal.run(
                HoldoutRehearsal.Design(
                    events: 20_000, prevalence: 0.05, recall: 0.7, precision: 0.8, share: 0.05,
                    eventsPerEntity: entities), number: number)
            #expect((0.91...0.985).contains(result.precisionCoverage), "\(result)")
            #expect((0.91...0.985).contains(result.recallCoverage), "\(result)")
        }
    }

    @Test("An estimate without clusters is what it was: by hand")
    func ratioByHand() throws {
        let cases = [true, true, false, true, false].enumerated().map { place, isPositive in
            SampleEstimate.Case(
                isPositive: isPositive, isActedOn: true, propensity: place < 2 ? 0.1 : 0.5)
        }
        let ratio = try #require(SampleEstimate.ratio(cases) { $0.isPositive })
        #expect(abs(ratio.value - 22.0 / 26) < 1e-12 && abs(ratio.hits - 22) < 1e-12)
        #expect(ratio.labels == 5 && ratio.clusters == 5)
        #expect(abs(ratio.effective - 26.0 * 26 / 212) < 1e-12)
    }
}
