import Foundation

/// What matured labels say of a model.
package struct OutcomeFigures: Sendable, Codable, Hashable {
    /// Bins of scores: mean score, and the share that was bad.
    package struct Bin: Sendable, Codable, Hashable {
        package var score: Double
        package var rate: Estimate
    }

    package var rows: Int
    package var positives: Int
    package var bins: [Bin]
    /// Of rows scored at least the threshold, the share that was bad.
    package var precision: Estimate?
    /// Of bad rows, the share that was scored so.
    package var recall: Estimate?
    /// By segment: of good rows, the share that was scored so.
    package var falsePositives: [String: Estimate]
}

/// Compares scores with what became of the rows.
package struct OutcomeJudge: Sendable {
    /// Score from which a row counts as found.
    package var threshold: Double
    /// What precision is to reach; nil for whatever it is.
    package var precisionMin: Double?
    /// Good rows of a segment from which it is judged.
    package var segmentRowsMin = 200
    /// Segments that are judged at most, the largest ones.
    package var segmentsMax = 50

    private static let bins = 10
    /// Share of expected bad rows that may be misplaced.
    private static let misplacedMax = 0.3
    /// Times by which good rows of a segment may be hit more often.
    private static let disparityMax = 2.0

    package init(threshold: Double, precisionMin: Double? = nil) {
        (self.threshold, self.precisionMin) = (threshold, precisionMin)
    }

    /// Figures, and the comparisons that belong to the day's family. O(n log n).
    package func judge(
        _ rows: [Outcomes.Row]
    ) -> (figures: OutcomeFigures, comparisons: [Comparison]) {
        let bins = cut(rows)
        var figures = OutcomeFigures(
            rows: rows.count, positives: rows.count { $0.isPositive }, bins: bins.map(\.bin),
            precision: Estimate(rows.lazy.filter { $0.score >= threshold }) { $0.isPositive },
            recall: Estimate(rows.lazy.filter(\.isPositive)) { $0.score >= threshold },
            falsePositives: [:])
        var comparisons = [calibration(bins, rows.count), precision(figures.precision)]
            .compactMap { $0 }
        let good = rows.filter { !$0.isPositive }
        let segments = Dictionary(grouping: good.filter { !$0.segment.isEmpty }, by: \.segment)
            .filter { $0.value.count >= segmentRowsMin }
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .prefix(segmentsMax)
        for (name, members) in segments {
            figures.falsePositives[name] = Estimate(members) { $0.score >= threshold }
            let others = good.filter { $0.segment != name }
            guard let disparity = disparity(name, members, others) else { continue }
            comparisons.append(disparity)
        }
        return (figures, comparisons)
    }

    private struct Cut {
        var expected: Double
        var observed: Double
        var variance: Double
        var bin: OutcomeFigures.Bin
    }

    /// Bins of about equally many expected bad rows, so that each says something.
    private func cut(_ rows: [Outcomes.Row]) -> [Cut] {
        let sorted = rows.sorted { $0.score < $1.score }
        let all = sorted.reduce(0) { $0 + $1.score / $1.propensity }
        var cuts: [Cut] = []
        var start = 0
        var mass = 0.0
        for (place, row) in sorted.enumerated() {
            mass += row.score / row.propensity
            let isLast = place == sorted.count - 1
            guard isLast || mass >= all / Double(Self.bins) * Double(cuts.count + 1) else {
                continue
            }
            if !isLast, sorted[place + 1].score == row.score { continue }
            let members = sorted[start...place]
            start = place + 1
            guard let rate = Estimate(members, hit: { $0.isPositive }) else { continue }
            var cut = Cut(
                expected: 0, observed: 0, variance: 0,
                bin: OutcomeFigures.Bin(score: 0, rate: rate))
            var weights = 0.0
            for member in members {
                let weight = 1 / member.propensity
                cut.expected += weight * member.score
                cut.observed += member.isPositive ? weight : 0
                cut.variance += weight * weight * member.score * (1 - member.score)
                weights += weight
            }
            cut.bin.score = cut.expected / weights
            cuts.append(cut)
        }
        return cuts
    }

    /// Hosmer and Lemeshow (1980) on bins that were not fitted: Σ (O − E)² / V is about χ² with as
    /// many degrees of freedom as there are bins. Bins of less than five expected are put together.
    private func calibration(_ cuts: [Cut], _ rows: Int) -> Comparison? {
        var groups: [Cut] = []
        for cut in cuts {
            if let last = groups.last, last.variance < Homogeneity.expectedMin {
                groups[groups.count - 1].expected += cut.expected
                groups[groups.count - 1].observed += cut.observed
                groups[groups.count - 1].variance += cut.variance
            } else {
                groups.append(cut)
            }
        }
        let expected = groups.reduce(0) { $0 + $1.expected }
        let observed = groups.reduce(0) { $0 + $1.observed }
        guard groups.contains(where: { $0.variance >= Homogeneity.expectedMin }) else { return nil }
        let usable = groups.filter { $0.variance > 0 }
        let statistic = usable.reduce(0) {
            $0 + ($1.observed - $1.expected) * ($1.observed - $1.expected) / $1.variance
        }
        let misplaced = usable.reduce(0) { $0 + abs($1.observed - $1.expected) }
        // E|O − E| is √(2V/π) by chance.
        let noise = usable.reduce(0) { $0 + (2 * $1.variance / .pi).squareRoot() }
        let effect = max(0, misplaced - noise) / expected
        return Comparison(
            kind: .calibration, subject: "score", days: 7, rows: rows, value: observed,
            usual: expected, effect: effect, limit: Self.misplacedMax,
            threshold: expected * (1 + Self.misplacedMax),
            probability: Tails.chiSquare(statistic, freedom: Double(usable.count)))
    }

    private func precision(_ estimate: Estimate?) -> Comparison? {
        guard let precisionMin, let estimate else { return nil }
        return Comparison(
            kind: .precision, subject: "score", days: 7, rows: estimate.rows,
            value: estimate.value, usual: precisionMin, effect: precisionMin - estimate.value,
            limit: 0.02, threshold: precisionMin,
            probability: Tails.binomialAtMost(
                estimate.value * estimate.worth, of: estimate.worth, precisionMin))
    }

    private func disparity(
        _ name: String, _ members: [Outcomes.Row], _ others: [Outcomes.Row]
    ) -> Comparison? {
        guard let inside = Estimate(members, hit: { $0.score >= threshold }),
            let outside = Estimate(others, hit: { $0.score >= threshold }), outside.worth >= 1
        else { return nil }
        func hits(_ estimate: Estimate) -> (Int, Int) {
            let rows = max(1, Int(estimate.worth.rounded()))
            return (Int((estimate.value * Double(rows)).rounded()), rows)
        }
        let (k, n) = hits(inside)
        let (l, m) = hits(outside)
        let usual = max(outside.value, 0.5 / outside.worth)
        return Comparison(
            kind: .disparity, subject: name, days: 7, rows: inside.rows, value: inside.value,
            usual: outside.value, effect: inside.value / usual, limit: Self.disparityMax,
            threshold: min(1, usual * Self.disparityMax),
            probability: TwoShares.probability(k, of: n, l, of: m))
    }
}
