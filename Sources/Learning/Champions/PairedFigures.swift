import Toolbox

/// Figures of two models on the same labelled events, and what they differ by.
struct PairedFigures {
    struct Figure {
        var first: Double?
        var second: Double?
        /// Second less first in 95 % of resamples.
        var low: Double?
        var high: Double?
    }

    private let labels: [Bool]
    private let weights: [Double]
    private let scores: [[Double]]
    /// By model: events by falling score.
    private let orders: [[Int]]

    /// O(n log n).
    init(first: [Double], second: [Double], labels: [Bool], weights: [Double]) {
        (self.labels, self.weights) = (labels, weights)
        scores = [first, second]
        orders = scores.map { scores in
            scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        }
    }

    /// Average precision, area under the ROC curve, and by threshold precision and recall.
    /// Intervals are percentiles over resamples of events, the same for both (paired bootstrap,
    /// Efron and Tibshirani 1993). O(resamples · n · (1 + thresholds)).
    func figures(thresholds: [Double], resamples: Int, seed: UInt64) -> [Figure] {
        let whole = [0, 1].map { values($0, thresholds, counts: nil) }
        var differences = [[Double]](repeating: [], count: whole[0].count)
        var random = SplitMix64(seed: seed)
        var counts = [Double](repeating: 0, count: labels.count)
        for _ in 0..<(labels.isEmpty ? 0 : resamples) {
            for index in counts.indices { counts[index] = 0 }
            for _ in labels { counts[random.below(labels.count)] += 1 }
            let (first, second) = (
                values(0, thresholds, counts: counts), values(1, thresholds, counts: counts)
            )
            for place in differences.indices {
                guard let one = first[place], let other = second[place] else { continue }
                differences[place].append(other - one)
            }
        }
        return differences.indices.map { place in
            let sorted = differences[place].sorted()
            return Figure(
                first: whole[0][place], second: whole[1][place],
                low: PairedFigures.percentile(0.025, of: sorted),
                high: PairedFigures.percentile(0.975, of: sorted))
        }
    }

    private static func percentile(_ share: Double, of sorted: [Double]) -> Double? {
        guard let last = sorted.indices.last else { return nil }
        let place = share * Double(last)
        let below = Int(place)
        let above = min(below + 1, last)
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }

    private func values(_ model: Int, _ thresholds: [Double], counts: [Double]?) -> [Double?] {
        func weight(_ index: Int) -> Double { weights[index] * (counts?[index] ?? 1) }
        var values = ranked(model, weight)
        for threshold in thresholds {
            var (hits, acted, positives) = (0.0, 0.0, 0.0)
            for index in labels.indices {
                let isActed = scores[model][index] >= threshold
                if labels[index] { positives += weight(index) }
                if isActed { acted += weight(index) }
                if isActed, labels[index] { hits += weight(index) }
            }
            values.append(acted > 0 ? hits / acted : nil)
            values.append(positives > 0 ? hits / positives : nil)
        }
        return values
    }

    /// Average precision (Σ recall gained × precision) and area under the ROC curve, ties as one.
    private func ranked(_ model: Int, _ weight: (Int) -> Double) -> [Double?] {
        var (positives, negatives) = (0.0, 0.0)
        var (precision, area) = (0.0, 0.0)
        let order = orders[model]
        var start = 0
        while start < order.count {
            var (more, others) = (0.0, 0.0)
            var end = start
            while end < order.count, scores[model][order[end]] == scores[model][order[start]] {
                if labels[order[end]] { more += weight(order[end]) }
                if !labels[order[end]] { others += weight(order[end]) }
                end += 1
            }
            // Each of the tie's negatives stands below the positives before, and ties with these.
            area += others * (positives + more / 2)
            positives += more
            negatives += others
            if more > 0 { precision += more * positives / (positives + negatives) }
            start = end
        }
        return [
            positives > 0 ? precision / positives : nil,
            positives > 0 && negatives > 0 ? area / (positives * negatives) : nil,
        ]
    }
}
