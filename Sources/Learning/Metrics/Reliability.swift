import Toolbox

/// Scores held against how often they came true, in bins of equal width: a reliability diagram.
package struct Reliability: Sendable, Hashable {
    /// The rows with scores from `range.lowerBound` on, below the other end.
    package struct Bin: Sendable, Hashable {
        package var range: ClosedRange<Double>
        package var weight: Double
        /// Mean of the scores; NaN in an empty bin, as `share`.
        package var score: Double
        /// Share of the marked.
        package var share: Double
    }

    package let bins: [Bin]

    /// - Parameters:
    ///   - rows: with scores within 0…1.
    ///   - count: 1 or more bins.
    ///
    /// O(n).
    package init(_ rows: ScoredRows, bins count: Int) {
        self.init(
            scores: rows.scores, marks: rows.labels,
            weights: rows.weights ?? [Double](repeating: 1, count: rows.scores.count),
            bins: rows.scores.map { Reliability.bin($0, of: count) }, count: count)
    }

    init(
        scores: some Sequence<Double>, marks: [Bool], weights: [Double], bins: [Int], count: Int
    ) {
        var weightOfBin = [Double](repeating: 0, count: count)
        var (scoreOfBin, marksOfBin) = (weightOfBin, weightOfBin)
        for (place, score) in scores.enumerated() {
            let bin = bins[place]
            weightOfBin[bin] += weights[place]
            scoreOfBin[bin] += weights[place] * score
            marksOfBin[bin] += marks[place] ? weights[place] : 0
        }
        self.bins = (0..<count).map { bin in
            Bin(
                range: Double(bin) / Double(count)...Double(bin + 1) / Double(count),
                weight: weightOfBin[bin], score: scoreOfBin[bin] / weightOfBin[bin],
                share: marksOfBin[bin] / weightOfBin[bin])
        }
    }

    /// Expected calibration error (Naeini et al., AAAI 2015): the mean over rows of the distance
    /// between their bin's mean score and its share of marked; 0…1.
    package var error: Double {
        let total = bins.reduce(0) { $0 + $1.weight }
        return bins.reduce(0) { sum, bin in
            bin.weight > 0 ? sum + bin.weight / total * abs(bin.score - bin.share) : sum
        }
    }

    static func bin(_ score: Double, of count: Int) -> Int {
        guard score > 0 else { return 0 }
        return score < 1 ? min(count - 1, Int(score * Double(count))) : count - 1
    }
}
