import Foundation
import Monitoring
import TestKit
import Testing
import Toolbox

@Suite struct OutcomeTests {
    private let day = 86_400_000.0

    private func rows(
        _ count: Int, seed: UInt64, truth: (Double) -> Double, propensity: (Double) -> Double
    ) -> [Outcomes.Row] {
        var random = SplitMix64(seed: seed)
        var rows: [Outcomes.Row] = []
        for _ in 0..<count {
            let score = random.unit() * random.unit()
            let kept = propensity(score)
            guard random.chance(kept) else { continue }
            rows.append(
                Outcomes.Row(
                    time: 0, score: score, isPositive: random.chance(truth(score)),
                    propensity: kept, segment: random.chance(0.3) ? "a" : "b"))
        }
        return rows
    }

    private func calibration(_ rows: [Outcomes.Row]) -> Comparison? {
        OutcomeJudge(threshold: 0.5).judge(rows).comparisons.first { $0.kind == .calibration }
    }

    @Test func onlyRowsOlderThanTheDelayCount() {
        var outcomes = Outcomes()
        for day in 0..<30 {
            outcomes.add(
                Outcomes.Row(time: Int64(day) * 86_400_000, score: 0.5, isPositive: true))
        }
        outcomes.add(Outcomes.Row(time: 0, score: .nan, isPositive: true))
        #expect(outcomes.refused == 1)
        let days = outcomes.matured(on: 20, delay: 7).map { DriftReference.day($0.time) }
        #expect(days == Array(7...13))
    }

    /// Rows of an entity's label are worth one row, and estimates do not move.
    @Test func rowsOfAnEntityAreWorthOne() throws {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        var outcomes = Outcomes()
        var (rows, bad) = (0.0, 0.0)
        for entity in 1...4000 {
            let isPositive = random.chance(0.2)
            let count = 1 + random.below(isPositive ? 20 : 4)
            rows += Double(count)
            bad += isPositive ? Double(count) : 0
            for step in 0..<count {
                outcomes.add(
                    Outcomes.Row(
                        time: Int64(step), score: 0.9, isPositive: isPositive,
                        cluster: UInt64(entity)))
            }
        }
        let matured = outcomes.matured(on: 7, delay: 7)
        #expect(matured.count == 4000)
        let share = try #require(Estimate(matured) { $0.isPositive })
        #expect(share.worth < 4000)
        #expect(abs(share.value - bad / rows) < 1e-9, "seed \(seed)")
    }

    /// Scores that hold pass, also where only some rows were labelled and the sure ones more often.
    @Test func goodScoresPassAndWrongOnesDoNot() throws {
        let seed = Seed.value
        let good = rows(20_000, seed: seed, truth: { $0 }, propensity: { _ in 1 })
        #expect(try #require(calibration(good)).effect < 0.3, "seed \(seed)")
        let sampled = rows(40_000, seed: seed, truth: { $0 }, propensity: { 0.2 + 0.8 * $0 })
        let weighed = try #require(calibration(sampled))
        #expect(weighed.effect < 0.3 && weighed.probability > 1e-6, "seed \(seed)")
        let wrong = rows(20_000, seed: seed, truth: { $0 * 0.4 }, propensity: { _ in 1 })
        let found = try #require(calibration(wrong))
        #expect(found.effect > 0.3 && found.probability < 1e-6, "seed \(seed)")
    }

    /// Weighed by 1 / propensity, precision is that of all rows; its interval holds it.
    @Test func precisionIsWeighed() throws {
        let seed = Seed.value
        var held = 0
        for round in 0..<40 {
            let sampled = rows(
                20_000, seed: seed &+ UInt64(round), truth: { $0 < 0.7 ? 0 : 1 },
                propensity: { $0 < 0.7 ? 0.1 : 0.9 })
            let figures = OutcomeJudge(threshold: 0.5).judge(sampled).figures
            let precision = try #require(figures.precision)
            // Scores are products of two uniforms: P(s > x) = 1 − x + x ln x.
            let share = { (x: Double) in 1 - x + x * log(x) }
            let truth = share(0.7) / share(0.5)
            if precision.low <= truth, truth <= precision.high { held += 1 }
            #expect(precision.worth < Double(precision.rows))
        }
        // Of 40 at 95 %, fewer than 33 come once in a thousand times.
        #expect(held >= 33, "seed \(seed): \(held) of 40")
    }

    @Test func aSegmentHitMoreOftenIsTold() {
        var random = SplitMix64(seed: 4)
        let rows = (0..<8000).map { place in
            let segment = place % 4 == 0 ? "small" : "large"
            let isHit = random.chance(segment == "small" ? 0.1 : 0.02)
            return Outcomes.Row(
                time: 0, score: isHit ? 0.9 : 0.1, isPositive: false, segment: segment)
        }
        let found = OutcomeJudge(threshold: 0.5).judge(rows).comparisons
            .filter { $0.kind == .disparity && $0.effect >= $0.limit && $0.probability < 1e-6 }
        #expect(found.map(\.subject) == ["small"])
    }
}
