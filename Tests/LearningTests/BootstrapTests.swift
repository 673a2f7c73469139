import Learning
import TestKit
import Testing
import Toolbox

@Suite struct BootstrapTests {
    @Test("The same resamples whatever the threads; another seed draws others")
    func threads() throws {
        var random = Seed.random(11)
        let labels = (0..<500).map { _ in random.chance(0.2) }
        let rows = try ScoredRows(
            scores: labels.map { random.unit() + ($0 ? 0.3 : 0) }, labels: labels,
            entities: (0..<500).map { _ in random.below(90) },
            days: (0..<500).map { _ in random.below(4) })
        let metrics: [Metric] = [.areaUnderCurve, .averagePrecision, .cardPrecision(at: 10)]
        let one = rows.intervals(of: metrics, resamples: 60, seed: 3, threads: 1)
        #expect(one == rows.intervals(of: metrics, resamples: 60, seed: 3, threads: 3))
        #expect(one != rows.intervals(of: metrics, resamples: 60, seed: 4, threads: 1))
        for interval in one {
            let (low, high) = (try #require(interval.low), try #require(interval.high))
            #expect(low < high && interval.resamples == 60, "\(Seed.hint)")
        }
        let none = rows.intervals(of: metrics, resamples: 0, seed: 3, threads: 2)
        #expect(none.map(\.value) == one.map(\.value))
        #expect(none.allSatisfy { $0.low == nil && $0.high == nil })
    }

    @Test("95 % intervals of a mean hold the truth about 95 % of the time")
    func coverage() throws {
        // Brier score of scores that are all ½ against fair labels spread by their scores: the
        // truth is the mean of a known square.
        let (tables, size) = (200, 150)
        var held = 0
        for table in 0..<tables {
            var random = Seed.random(12, round: table)
            let scores = (0..<size).map { _ in random.unit() }
            let labels = scores.map { random.chance($0) }
            let rows = try ScoredRows(scores: scores, labels: labels)
            let interval = rows.intervals(
                of: [.brier], resamples: 300, seed: UInt64(table), threads: 2)[0]
            // E (s − y)² = E s(1 − s) = 1/6.
            let (low, high) = (try #require(interval.low), try #require(interval.high))
            if low <= 1.0 / 6, 1.0 / 6 <= high { held += 1 }
        }
        #expect((176...200).contains(held), "\(held) of \(tables), \(Seed.hint)")
    }

    @Test("Rows of one entity are drawn together, so their interval is wider")
    func clusters() throws {
        var random = Seed.random(13)
        var (scores, labels, entities): ([Double], [Bool], [Int]) = ([], [], [])
        for entity in 0..<60 {
            let (score, label) = (random.unit(), random.chance(0.4))
            for _ in 0..<25 {
                scores.append(score)
                labels.append(label)
                entities.append(entity)
            }
        }
        let width = { (entities: [Int]?) in
            let interval = try ScoredRows(scores: scores, labels: labels, entities: entities)
                .intervals(of: [.areaUnderCurve], resamples: 300, seed: 1, threads: 2)[0]
            return try #require(interval.high) - (try #require(interval.low))
        }
        #expect(try width(entities) > 3 * width(nil), "\(Seed.hint)")
    }

    @Test("Percentiles lie between neighbours as numpy's do")
    func percentiles() {
        let interval = Interval(value: 1, drawn: [4, 1, 3, 2])
        #expect(abs(interval.low! - 1.075) < 1e-12 && abs(interval.high! - 3.925) < 1e-12)
        #expect(Interval(value: nil, drawn: []).low == nil)
    }
}
