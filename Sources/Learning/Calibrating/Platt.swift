import Glibc
package import Models

extension ModelManifest.Calibration {
    /// Platt scaling: a logistic curve over margins, by Newton's method with line search as in Lin,
    /// Lin and Weng (2007). Targets are drawn towards the middle, (marked + 1) / (marked + 2) and
    /// 1 / (others + 2), so that margins which part the labels wholly still have a finite curve.
    ///
    /// - Parameters:
    ///   - margins: finite, at least one.
    ///   - labels: one a margin.
    ///   - weights: 0 or more, not all 0; nil counts each once.
    ///
    /// O(n · rounds), at most 100 rounds.
    package static func platt(
        fittedTo margins: [Double], _ labels: [Bool], weights: [Double]? = nil
    ) -> ModelManifest.Calibration {
        precondition(margins.count == labels.count && !margins.isEmpty, "a margin has a label")
        let fit = PlattFit(margins, labels, weights)
        let (slope, intercept) = fit.best()
        return .platt(slope: slope, intercept: intercept)
    }
}

private struct PlattFit {
    private let margins: [Double]
    private let targets: [Double]
    private let weights: [Double]
    private let start: Double

    private static let roundLimit = 100
    private static let leastStep = 1e-10
    /// Added to the curvature's diagonal, as in the paper.
    private static let ridge = 1e-12
    private static let flatness = 1e-5

    init(_ margins: [Double], _ labels: [Bool], _ weights: [Double]?) {
        self.margins = margins
        let weights = weights ?? [Double](repeating: 1, count: margins.count)
        self.weights = weights
        var (marked, others) = (0.0, 0.0)
        for row in labels.indices {
            if labels[row] { marked += weights[row] } else { others += weights[row] }
        }
        let (high, low) = ((marked + 1) / (marked + 2), 1 / (others + 2))
        targets = labels.map { $0 ? high : low }
        start = log((marked + 1) / (others + 1))
    }

    func best() -> (slope: Double, intercept: Double) {
        var (slope, intercept) = (0.0, start)
        var loss = loss(slope, intercept)
        for _ in 0..<Self.roundLimit {
            let bend = bend(slope, intercept)
            if abs(bend.gradient.0) < Self.flatness, abs(bend.gradient.1) < Self.flatness { break }
            let determinant = bend.first * bend.last - bend.middle * bend.middle
            let step = (
                -(bend.last * bend.gradient.0 - bend.middle * bend.gradient.1) / determinant,
                -(bend.first * bend.gradient.1 - bend.middle * bend.gradient.0) / determinant
            )
            let descent = bend.gradient.0 * step.0 + bend.gradient.1 * step.1
            var size = 1.0
            while size >= Self.leastStep {
                let next = (slope + size * step.0, intercept + size * step.1)
                let nextLoss = self.loss(next.0, next.1)
                if nextLoss < loss + 1e-4 * size * descent {
                    (slope, intercept, loss) = (next.0, next.1, nextLoss)
                    break
                }
                size /= 2
            }
            if size < Self.leastStep { break }
        }
        return (slope, intercept)
    }

    /// Cross-entropy of targets and the curve, written so that nothing overflows.
    private func loss(_ slope: Double, _ intercept: Double) -> Double {
        var sum = 0.0
        for row in margins.indices {
            let odds = slope * margins[row] + intercept
            sum += weights[row] * (max(odds, 0) - targets[row] * odds + log1p(exp(-abs(odds))))
        }
        return sum
    }

    private func bend(
        _ slope: Double, _ intercept: Double
    ) -> (gradient: (Double, Double), first: Double, middle: Double, last: Double) {
        var gradient = (0.0, 0.0)
        var (first, middle, last) = (Self.ridge, 0.0, Self.ridge)
        for row in margins.indices {
            let chance = 1 / (1 + exp(-(slope * margins[row] + intercept)))
            let error = weights[row] * (chance - targets[row])
            let curve = weights[row] * chance * (1 - chance)
            gradient.0 += error * margins[row]
            gradient.1 += error
            first += curve * margins[row] * margins[row]
            middle += curve * margins[row]
            last += curve
        }
        return (gradient, first, middle, last)
    }
}
