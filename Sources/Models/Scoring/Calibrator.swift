import Toolbox
package import Vocabulary

/// A checked calibration, ready to be applied.
package struct Calibrator: Sendable {
    private enum Way: Sendable {
        case none
        case isotonic(scores: Flat<Double>, probabilities: Flat<Double>)
        case platt(slope: Double, intercept: Double)
    }

    private let way: Way

    /// - Parameter path: where the calibration stands, for faults.
    /// - Throws: ``Fault`` `invalid` for scores that do not rise, probabilities that fall or are
    ///   none, and numbers that are not finite. O(points).
    package init(
        _ calibration: ModelManifest.Calibration?, limits: ModelLimits, path: String
    ) throws(Fault) {
        switch calibration {
        case nil: way = .none
        case .platt(let slope, let intercept):
            guard slope.isFinite, intercept.isFinite else {
                throw Fault(.invalid, "\(path): calibration.platt: a number that is not finite.")
            }
            way = .platt(slope: slope, intercept: intercept)
        case .isotonic(let scores, let probabilities):
            let place = "\(path): calibration.isotonic"
            guard scores.count == probabilities.count, !scores.isEmpty else {
                throw Fault(
                    .invalid,
                    "\(place): \(scores.count) scores and \(probabilities.count) probabilities.",
                    fix: "Give as many of each, and one at least.")
            }
            guard scores.count <= limits.calibrationPoints else {
                throw Fault(.tooLarge, "\(place): more than \(limits.calibrationPoints) points.")
            }
            for index in scores.indices {
                guard scores[index].isFinite, index == 0 || scores[index - 1] < scores[index] else {
                    throw Fault(.invalid, "\(place).scores[\(index)]: scores must rise strictly.")
                }
                guard probabilities[index] >= 0, probabilities[index] <= 1,
                    index == 0 || probabilities[index - 1] <= probabilities[index]
                else {
                    throw Fault(
                        .invalid,
                        "\(place).probabilities[\(index)]: must be in 0 ... 1 and must not fall.")
                }
            }
            way = .isotonic(scores: Flat(scores), probabilities: Flat(probabilities))
        }
    }

    /// The chance that a score and its margin stand for; without a calibration the score itself.
    /// O(log points).
    @inline(__always)
    package func probability(_ probability: Double, margin: Double) -> Double {
        switch way {
        case .none: probability
        case .platt(let slope, let intercept):
            LogisticModel.sigmoid(slope * margin + intercept)
        case .isotonic(let scores, let probabilities):
            Self.step(probability, scores, probabilities)
        }
    }

    private static func step(
        _ score: Double, _ scores: Flat<Double>, _ probabilities: Flat<Double>
    ) -> Double {
        guard !score.isNaN else { return .nan }
        // The first point above the score.
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores.base[middle] <= score { low = middle + 1 } else { high = middle }
        }
        if low == 0 { return probabilities.base[0] }
        if low == scores.count { return probabilities.base[low - 1] }
        let (from, to) = (scores.base[low - 1], scores.base[low])
        let (least, most) = (probabilities.base[low - 1], probabilities.base[low])
        return least + (most - least) * ((score - from) / (to - from))
    }
}
