import TestKit
import Testing
import Toolbox

@Suite struct StatisticsTests {
    @Test("A fit is where the penalised likelihood is flat", arguments: UInt64(1)...5)
    func fit(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows = (0..<200).map { _ in [random.normal(), 3 * random.normal() + 1, 5] }
        let labels = rows.map { $0[0] + 0.3 * $0[1] + random.normal() > 0.5 }
        let model = LogisticModel.fitted(rows, labels, penalty: 2)
        for feature in 0..<3 {
            var slope = 2 * model.coefficients[feature]
            for (row, label) in zip(rows, labels) {
                let standard = (row[feature] - model.means[feature]) / model.spreads[feature]
                slope += (model.score(row) - (label ? 1 : 0)) * standard
            }
            #expect(abs(slope) < 1e-6, "seed \(seed)")
        }
        #expect(model.coefficients[0] > 0.5 && abs(model.coefficients[2]) < 1e-9)
    }

    @Test("A ranking is what counting pairs and thresholds says", arguments: UInt64(1)...40)
    func ranking(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = 2 + random.below(30)
        // Few different scores, so that many tie.
        let scores = (0..<count).map { _ in Double(random.below(8)) / 8 }
        var marks = (0..<count).map { _ in random.chance(0.3) }
        (marks[0], marks[1]) = (true, false)
        let ranking = Ranking(scores: scores, marks: marks)
        let marked = marks.indices.filter { marks[$0] }
        let others = marks.indices.filter { !marks[$0] }
        var wins = 0.0
        for one in marked {
            for other in others {
                wins += scores[one] > scores[other] ? 1 : scores[one] == scores[other] ? 0.5 : 0
            }
        }
        let area = wins / Double(marked.count * others.count)
        #expect(abs(ranking.areaUnderCurve - area) < 1e-12, "seed \(seed)")
        var (average, before, atRecall, atPrecision) = (0.0, 0.0, 0.0, 0.0)
        for threshold in Set(scores).sorted(by: >) {
            let taken = scores.indices.filter { scores[$0] >= threshold }
            let hits = Double(taken.count { marks[$0] })
            let (precision, recall) = (hits / Double(taken.count), hits / Double(marked.count))
            average += (recall - before) * precision
            before = recall
            if recall >= 0.64 { atRecall = max(atRecall, precision) }
            if precision >= 0.9 { atPrecision = max(atPrecision, recall) }
        }
        #expect(abs(ranking.averagePrecision - average) < 1e-12, "seed \(seed)")
        #expect(ranking.precision(atRecall: 0.64) == atRecall, "seed \(seed)")
        #expect(ranking.recall(atPrecision: 0.9) == atPrecision, "seed \(seed)")
    }

    @Test("Weighted ranks are what counting weighted pairs says", arguments: 0..<40)
    func weightedRanking(round: Int) {
        var random = Seed.random(71, round: round)
        let count = 2 + random.below(30)
        let scores = (0..<count).map { _ in Double(random.below(8)) / 8 }
        var marks = (0..<count).map { _ in random.chance(0.3) }
        (marks[0], marks[1]) = (true, false)
        let weights = (0..<count).map { $0 > 1 && random.chance(0.2) ? 0 : 0.1 + random.unit() }
        let ranking = Ranking(scores: scores, marks: marks, weights: weights)
        var (wins, pairs) = (0.0, 0.0)
        for one in marks.indices where marks[one] {
            for other in marks.indices where !marks[other] {
                let weight = weights[one] * weights[other]
                pairs += weight
                wins +=
                    weight
                    * (scores[one] > scores[other] ? 1 : scores[one] == scores[other] ? 0.5 : 0)
            }
        }
        #expect(abs(ranking.areaUnderCurve - wins / pairs) < 1e-12, "\(Seed.hint)")
        let total = marks.indices.reduce(0.0) { $0 + (marks[$1] ? weights[$1] : 0) }
        var (average, before) = (0.0, 0.0)
        for threshold in Set(scores).sorted(by: >) {
            let taken = scores.indices.filter { scores[$0] >= threshold }
            let hits = taken.reduce(0.0) { $0 + (marks[$1] ? weights[$1] : 0) }
            let all = taken.reduce(0.0) { $0 + weights[$1] }
            if all > 0 { average += (hits - before) / total * hits / all }
            before = hits
        }
        #expect(abs(ranking.averagePrecision - average) < 1e-12, "\(Seed.hint)")
    }

    @Test("A ranking taken again under other weights is the one made of them")
    func again() {
        var random = Seed.random(72)
        let scores = (0..<50).map { _ in Double(random.below(9)) }
        let marks = (0..<50).map { _ in random.chance(0.5) }
        let order = RankingOrder(scores: scores, marks: marks)
        var ranking = order.unranked
        for _ in 0..<3 {
            let weights = (0..<50).map { _ in Double(random.below(3)) }
            order.rows.map { weights[$0] }.withUnsafeBufferPointer {
                order.rank($0.baseAddress!, into: &ranking)
            }
            #expect(ranking == Ranking(scores: scores, marks: marks, weights: weights))
        }
    }

    @Test("What is made at once stands in the order of the items", arguments: [1, 2, 7, nil])
    func concurrent(threads: Int?) {
        #expect(
            concurrently(Array(0..<100), threads: threads) { $0 * $0 } == (0..<100).map { $0 * $0 })
        #expect(concurrently([Int](), threads: threads) { $0 }.isEmpty)
    }
}
