import Glibc
package import Models
import Toolbox
package import Vocabulary

/// A calibration, and what it does to scores that it did not see.
package struct CalibrationTrial: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case isotonic, platt
    }

    package struct Figures: Sendable, Hashable {
        /// Mean square of chance less label.
        package var brier: Double
        /// Expected calibration error over ``CalibrationTrial/bins`` bins.
        package var error: Double
        package var logLoss: Double
    }

    package let kind: Kind
    /// Fitted to all rows.
    package let calibration: ModelManifest.Calibration
    /// Of the scores as they are; nil where they are no chances.
    package let before: Figures?
    /// Of each fold's scores by the calibration of all others.
    package let after: Figures

    /// Bins of the calibration error.
    package static let bins = 10

    /// Tries each kind by cross-validation. Folds are drawn by entity where there are entities, so
    /// that no entity stands on both sides.
    ///
    /// - Parameters:
    ///   - rows: with scores the model gave to rows it was not fitted to.
    ///   - margins: one a row.
    ///   - folds: 2 or more.
    ///   - seed: which row is in which fold.
    /// - Throws: ``Fault`` `invalid` where a fold's others have only one kind of label.
    ///
    /// O(folds · n log n).
    package static func all(
        _ rows: ScoredRows, margins: [Double], folds: Int, seed: UInt64
    ) throws(Fault) -> [CalibrationTrial] {
        precondition(margins.count == rows.scores.count && folds >= 2, "a row has a margin")
        let foldOfRow = rows.scores.indices.map { row in
            var random = SplitMix64(seed: seed, stream: UInt64(rows.entities?[row] ?? row))
            return random.below(folds)
        }
        for fold in 0..<folds {
            let others = rows.labels.indices.filter { foldOfRow[$0] != fold }
            let marked = others.count { rows.labels[$0] }
            guard marked > 0, marked < others.count else {
                throw Fault(
                    .invalid, "There are too few rows of one kind to calibrate in \(folds) folds.",
                    fix: "Set more time aside for calibration, or take fewer folds.")
            }
        }
        let before = rows.areChances ? figures(rows.scores, rows) : nil
        return Kind.allCases.map { kind in
            var chances = rows.scores
            for fold in 0..<folds {
                let others = chances.indices.filter { foldOfRow[$0] != fold }
                let calibration = fitted(kind, others, rows, margins)
                for row in chances.indices where foldOfRow[row] == fold {
                    chances[row] = calibration.chance(score: rows.scores[row], margin: margins[row])
                }
            }
            return CalibrationTrial(
                kind: kind,
                calibration: fitted(kind, Array(chances.indices), rows, margins),
                before: before, after: figures(chances, rows))
        }
    }

    private static func fitted(
        _ kind: Kind, _ places: [Int], _ rows: ScoredRows, _ margins: [Double]
    ) -> ModelManifest.Calibration {
        let labels = places.map { rows.labels[$0] }
        let weights = rows.weights.map { weights in places.map { weights[$0] } }
        return switch kind {
        case .isotonic:
            .isotonic(fittedTo: places.map { rows.scores[$0] }, labels, weights: weights)
        case .platt: .platt(fittedTo: places.map { margins[$0] }, labels, weights: weights)
        }
    }

    private static func figures(_ chances: [Double], _ rows: ScoredRows) -> Figures {
        // Chances are finite and the rest was checked when the rows were made.
        let scored = try? ScoredRows(
            scores: chances, labels: rows.labels, weights: rows.weights)
        return Figures(
            brier: scored?.value(of: .brier) ?? .nan,
            error: scored?.value(of: .calibrationError(bins: bins)) ?? .nan,
            logLoss: scored?.value(of: .logLoss) ?? .nan)
    }
}

extension ModelManifest.Calibration {
    /// The chance that a score and its margin stand for, as `Models` computes it. O(log points).
    package func chance(score: Double, margin: Double) -> Double {
        switch self {
        case .platt(let slope, let intercept):
            return 1 / (1 + exp(-(slope * margin + intercept)))
        case .isotonic(let scores, let probabilities):
            var (low, high) = (0, scores.count)
            while low < high {
                let middle = (low + high) / 2
                if scores[middle] <= score { low = middle + 1 } else { high = middle }
            }
            if low == 0 { return probabilities[0] }
            if low == scores.count { return probabilities[low - 1] }
            let share = (score - scores[low - 1]) / (scores[low] - scores[low - 1])
            let (least, most) = (probabilities[low - 1], probabilities[low])
            return least + (most - least) * share
        }
    }
}
