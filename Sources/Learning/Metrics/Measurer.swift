import Glibc
import Toolbox

/// Rows prepared once, so that metrics can be taken of many resamples of them.
struct Measurer: Sendable {
    private let rows: ScoredRows
    private let metrics: [Metric]
    private let order: RankingOrder
    /// By place in the order.
    private let weights: [Double]
    /// Who is drawn: by place, the row or its entity.
    private let clusters: [Int]
    private let clusterCount: Int
    private let cards: CardDays?
    private let areChances: Bool
    /// By metric: what each place adds to a mean of Brier score or log loss.
    private let terms: [Int: [Double]]
    /// By metric: each place's bin.
    private let bins: [Int: [Int]]

    /// O(n log n + n · metrics).
    init(_ rows: ScoredRows, _ metrics: [Metric]) {
        self.rows = rows
        self.metrics = metrics
        let order = RankingOrder(scores: rows.scores, marks: rows.labels)
        self.order = order
        weights = order.rows.map { rows.weights?[$0] ?? 1 }
        clusters = order.rows.map { rows.entities?[$0] ?? $0 }
        clusterCount = (clusters.max() ?? 0) + 1
        areChances = rows.areChances
        cards =
            metrics.contains { if case .cardPrecision = $0 { true } else { false } }
            ? CardDays(rows) : nil
        var (terms, bins): ([Int: [Double]], [Int: [Int]]) = ([:], [:])
        for (index, metric) in metrics.enumerated() {
            switch metric {
            case .brier:
                terms[index] = order.rows.map { row in
                    let miss = rows.scores[row] - (rows.labels[row] ? 1 : 0)
                    return miss * miss
                }
            case .logLoss:
                terms[index] = order.rows.map { row in
                    let chance = min(max(rows.scores[row], Double.ulpOfOne), 1 - Double.ulpOfOne)
                    return -log(rows.labels[row] ? chance : 1 - chance)
                }
            case .calibrationError(let count):
                bins[index] = order.rows.map { Reliability.bin(rows.scores[$0], of: count) }
            default: break
            }
        }
        (self.terms, self.bins) = (terms, bins)
    }

    /// Each metric, by resample. The same whatever the threads.
    func drawn(resamples: Int, seed: UInt64, threads: Int) -> [[Double?]] {
        let present = Set(clusters).sorted()
        return concurrently(Array(0..<resamples), threads: threads) { resample in
            var random = SplitMix64(seed: seed, stream: UInt64(resample))
            var multiplicity = [Int32](repeating: 0, count: clusterCount)
            for _ in present { multiplicity[present[random.below(present.count)]] += 1 }
            return values(multiplicity: multiplicity)
        }
    }

    /// Each metric.
    ///
    /// - Parameter multiplicity: how often each cluster counts; nil is once.
    func values(multiplicity: [Int32]?) -> [Double?] {
        var weights = self.weights
        if let multiplicity {
            for place in weights.indices { weights[place] *= Double(multiplicity[clusters[place]]) }
        }
        var ranking = order.unranked
        weights.withUnsafeBufferPointer { order.rank($0.baseAddress!, into: &ranking) }
        return metrics.indices.map { index in
            value(index, ranking, weights, multiplicity).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    private func value(
        _ index: Int, _ ranking: Ranking, _ weights: [Double], _ multiplicity: [Int32]?
    ) -> Double? {
        switch metrics[index] {
        case .areaUnderCurve: ranking.hasBothKinds ? ranking.areaUnderCurve : nil
        case .averagePrecision: ranking.averagePrecision
        case .brier, .logLoss: areChances ? mean(terms[index]!, weights) : nil
        case .calibrationError(let count):
            areChances
                ? Reliability(
                    scores: order.rows.lazy.map { rows.scores[$0] }, marks: order.marks,
                    weights: weights, bins: bins[index]!, count: count
                ).error : nil
        case .recall(let rate):
            ranking.hasBothKinds ? ranking.recall(atFalsePositiveRate: rate) : nil
        case .precision(let count): ranking.precision(amongFirst: Double(count))
        case .cardPrecision(let count): cards?.precision(at: count, multiplicity: multiplicity)
        case .cost(let costs, let threshold): costs.perRow(ranking, from: threshold)
        }
    }

    private func mean(_ terms: [Double], _ weights: [Double]) -> Double {
        var (sum, total) = (0.0, 0.0)
        for place in weights.indices {
            sum += terms[place] * weights[place]
            total += weights[place]
        }
        return sum / total
    }
}
