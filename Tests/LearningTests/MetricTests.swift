import Learning
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct MetricTests {
    private struct Table {
        var scores: [Double] = []
        var labels: [Bool] = []
        var weights: [Double] = []
        var entities: [Int] = []
        var days: [Int] = []

        var rows: ScoredRows {
            get throws {
                try ScoredRows(
                    scores: scores, labels: labels, weights: weights, entities: entities,
                    days: days)
            }
        }
    }

    /// Few different scores, so that many tie; whole weights, so that rows can be repeated.
    private func table(_ test: UInt64, _ round: Int) -> Table {
        var random = Seed.random(test, round: round)
        var table = Table()
        let kinds = 2 + random.below(30)
        for row in 0..<(8 + random.below(40)) {
            table.scores.append(Double(random.below(kinds)) / Double(kinds))
            table.labels.append(row == 0 || (row > 1 && random.chance(0.3)))
            table.weights.append(row < 2 ? 1 : Double(random.below(4)))
            table.entities.append(random.below(9))
            table.days.append(random.below(3))
        }
        return table
    }

    private static let all: [Metric] = [
        .areaUnderCurve, .averagePrecision, .brier, .logLoss, .calibrationError(bins: 7),
        .recall(falsePositiveRate: 0.1), .precision(at: 5),
        .cost(Costs(loss: 7, friction: 2, review: 0.5), threshold: 0.4),
    ]

    @Test("A row of weight w counts as w rows", arguments: 0..<40)
    func repeated(round: Int) throws {
        let table = table(1, round)
        var copies = Table()
        for row in table.scores.indices {
            for _ in 0..<Int(table.weights[row]) {
                copies.scores.append(table.scores[row])
                copies.labels.append(table.labels[row])
                copies.weights.append(1)
            }
        }
        let (once, often) = (
            try table.rows,
            try ScoredRows(scores: copies.scores, labels: copies.labels)
        )
        for metric in Self.all {
            let (one, other) = (once.value(of: metric), often.value(of: metric))
            guard let one, let other else {
                #expect(one == nil && other == nil, "\(metric.name) \(Seed.hint)")
                continue
            }
            #expect(abs(one - other) < 1e-12, "\(metric.name) \(Seed.hint) round \(round)")
        }
    }

    @Test("Recall at a false-positive rate is the best of all thresholds", arguments: 0..<40)
    func recall(round: Int) throws {
        let table = table(2, round)
        let total = { (label: Bool, from: Double) in
            table.scores.indices.reduce(0.0) { sum, row in
                table.labels[row] == label && table.scores[row] >= from
                    ? sum + table.weights[row] : sum
            }
        }
        for rate in [0, 0.1, 0.35, 1] {
            var best = 0.0
            for threshold in table.scores
            where total(false, threshold) / total(false, -1) <= rate {
                best = max(best, total(true, threshold) / total(true, -1))
            }
            let found = try table.rows.value(of: .recall(falsePositiveRate: rate))
            #expect(found == best, "\(Seed.hint) round \(round)")
        }
    }

    @Test("Precision at k is the mean over all orders of what ties", arguments: 0..<20)
    func precision(round: Int) throws {
        var random = Seed.random(3, round: round)
        let scores = (0..<7).map { _ in Double(random.below(3)) }
        let labels = (0..<7).map { _ in random.chance(0.4) }
        let rows = try ScoredRows(scores: scores, labels: labels)
        for count in [1, 3, 6, 7, 20] {
            let taken = min(count, 7)
            let (mean, orders) = average(scores, labels, taken)
            let found = try #require(rows.value(of: .precision(at: count)))
            #expect(orders > 0 && abs(found - mean) < 1e-12, "\(Seed.hint) round \(round)")
        }
    }

    /// The mean precision among `count` over all sets of rows that are a valid choice.
    private func average(
        _ scores: [Double], _ labels: [Bool], _ count: Int
    ) -> (mean: Double, sets: Int) {
        var (sum, sets) = (0.0, 0)
        for bits in 0..<(1 << scores.count) where bits.nonzeroBitCount == count {
            let taken = scores.indices.filter { bits >> $0 & 1 == 1 }
            let left = scores.indices.filter { bits >> $0 & 1 == 0 }
            let least = taken.map { scores[$0] }.min() ?? 0
            guard left.allSatisfy({ scores[$0] <= least }) else { continue }
            sum += Double(taken.count { labels[$0] }) / Double(count)
            sets += 1
        }
        return (sum / Double(sets), sets)
    }

    @Test("Card precision is what the handbook's words say", arguments: 0..<40)
    func cards(round: Int) throws {
        let table = table(4, round)
        for count in [1, 2, 5, 50] {
            var found: Set<Int> = []
            var sum = 0.0
            for day in Set(table.days).sorted() {
                let here = table.days.indices.filter {
                    table.days[$0] == day && !found.contains(table.entities[$0])
                }
                let cards = Set(here.map { table.entities[$0] }).sorted().map { entity in
                    let own = here.filter { table.entities[$0] == entity }
                    return (
                        entity: entity, score: own.map { table.scores[$0] }.max()!,
                        isBad: own.contains { table.labels[$0] }
                    )
                }
                // Stable: of equal scores the lower number.
                let top = cards.enumerated().sorted {
                    ($1.element.score, $0.offset) < ($0.element.score, $1.offset)
                }.prefix(count).map(\.element)
                found.formUnion(top.filter(\.isBad).map(\.entity))
                sum += Double(top.count(where: \.isBad)) / Double(count)
            }
            let mean = sum / Double(Set(table.days).count)
            let ours = try #require(table.rows.value(of: .cardPrecision(at: count)))
            #expect(abs(ours - mean) < 1e-12, "\(Seed.hint) round \(round)")
        }
    }

    @Test("The cheapest threshold is the cheapest of all", arguments: 0..<40)
    func cost(round: Int) throws {
        let table = table(5, round)
        var random = Seed.random(6, round: round)
        let costs = Costs(
            loss: 20 * random.unit(), friction: 5 * random.unit(), review: 2 * random.unit())
        var (best, at) = (Double.infinity, 0.0)
        for threshold in [Double.infinity] + Set(table.scores).sorted(by: >) {
            var cost = 0.0
            for row in table.scores.indices {
                let isTaken = table.scores[row] >= threshold
                let mistake =
                    isTaken
                    ? (table.labels[row] ? 0 : costs.friction) + costs.review
                    : table.labels[row] ? costs.loss : 0
                cost += table.weights[row] * mistake
            }
            if cost < best - 1e-9 { (best, at) = (cost, threshold) }
        }
        let found = costs.best(
            Ranking(scores: table.scores, marks: table.labels, weights: table.weights))
        #expect(abs(found.cost - best) < 1e-9, "\(Seed.hint) round \(round)")
        #expect(found.threshold == at, "\(Seed.hint) round \(round)")
        let perRow = try #require(table.rows.value(of: .cost(costs, threshold: at)))
        #expect(abs(perRow - best / table.weights.reduce(0, +)) < 1e-9)
    }

    @Test("A table whose calibration error is known")
    func calibrationError() throws {
        let rows = try ScoredRows(
            scores: [0.1, 0.2, 0.9, 0.9, 1], labels: [false, true, true, true, false])
        // Below ½: mean .15, share .5; above: mean 2.8/3, share 2/3.
        let wanted = 0.4 * 0.35 + 0.6 * (2.8 / 3 - 2.0 / 3)
        let error = try #require(rows.value(of: .calibrationError(bins: 2)))
        #expect(abs(error - wanted) < 1e-12)
        let bins = Reliability(rows, bins: 2).bins
        #expect(bins.map(\.weight) == [2, 3] && bins[0].share == 0.5)
    }

    @Test("Log loss of certain mistakes is finite, and scores beyond 0…1 are no chances")
    func chances() throws {
        let certain = try ScoredRows(scores: [0, 1], labels: [true, false])
        let loss = try #require(certain.value(of: .logLoss))
        #expect(loss > 36 && loss < 37)
        let odd = try ScoredRows(scores: [-1, 2], labels: [false, true])
        #expect(odd.value(of: .brier) == nil && odd.value(of: .logLoss) == nil)
        #expect(odd.value(of: .areaUnderCurve) == 1)
        let alike = try ScoredRows(scores: [0.5, 0.6], labels: [true, true])
        #expect(alike.value(of: .areaUnderCurve) == nil)
        #expect(alike.value(of: .cardPrecision(at: 1)) == nil)
    }

    @Test("Rows that are none are refused with their place")
    func faults() {
        #expect(throws: Fault.self) { try ScoredRows(scores: [], labels: []) }
        for (scores, weights) in [([0.5, .nan], [1.0, 1]), ([0.5, 1], [1, -1])] {
            do {
                _ = try ScoredRows(scores: scores, labels: [true, false], weights: weights)
                Issue.record("that was taken")
            } catch {
                #expect(error.message.contains("row 1"))
            }
        }
    }
}
