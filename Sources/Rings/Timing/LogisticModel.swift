import Glibc

/// A probability from features: 1 / (1 + exp(−(bias + Σ coefficient · (value − mean) / spread))).
package struct LogisticModel: Sendable, Equatable {
    package var means: [Double]
    /// Standard deviations; 1 for a feature that does not vary.
    package var spreads: [Double]
    package var coefficients: [Double]
    package var bias: Double

    package init(means: [Double], spreads: [Double], coefficients: [Double], bias: Double) {
        precondition(
            means.count == spreads.count && means.count == coefficients.count,
            "a feature has a mean, a spread and a coefficient")
        self.means = means
        self.spreads = spreads
        self.coefficients = coefficients
        self.bias = bias
    }

    /// What each feature adds to the log odds, to explain a score.
    package func contributions(_ values: [Double]) -> [Double] {
        values.indices.map { coefficients[$0] * (values[$0] - means[$0]) / spreads[$0] }
    }

    /// 0…1. O(features).
    package func score(_ values: [Double]) -> Double {
        precondition(values.count == means.count, "the model was made for other features")
        return 1 / (1 + exp(-contributions(values).reduce(bias, +)))
    }

    /// The most rounds of Newton's method.
    package static let roundLimit = 50

    /// Fits by Newton's method with a penalty of `penalty` / 2 · Σ coefficient² on the standardised
    /// features. O(rounds · (rows · features² + features³)).
    ///
    /// - Parameters:
    ///   - rows: at least one; all with as many values.
    ///   - labels: true is a bot.
    ///   - penalty: above 0, so that the best is one and finite.
    package static func fitted(
        _ rows: [[Double]], _ labels: [Bool], penalty: Double = 1
    ) -> LogisticModel {
        precondition(!rows.isEmpty && rows.count == labels.count && penalty > 0, "nothing to fit")
        let width = rows[0].count
        let count = Double(rows.count)
        let means = (0..<width).map { column in rows.reduce(0.0) { $0 + $1[column] } / count }
        let spreads = (0..<width).map { column in
            let square = rows.reduce(0.0) {
                $0 + ($1[column] - means[column]) * ($1[column] - means[column])
            }
            let spread = (square / count).squareRoot()
            return spread > 1e-9 ? spread : 1
        }
        let standard = rows.map { row in
            row.indices.map { (row[$0] - means[$0]) / spreads[$0] } + [1]
        }
        var weights = [Double](repeating: 0, count: width + 1)
        for _ in 0..<roundLimit {
            let step = newtonStep(standard, labels, weights, penalty)
            for index in weights.indices { weights[index] -= step[index] }
            if step.allSatisfy({ abs($0) < 1e-9 }) { break }
        }
        return LogisticModel(
            means: means, spreads: spreads, coefficients: Array(weights[..<width]),
            bias: weights[width])
    }

    private static func newtonStep(
        _ rows: [[Double]], _ labels: [Bool], _ weights: [Double], _ penalty: Double
    ) -> [Double] {
        let width = weights.count
        var gradient = weights.map { $0 * penalty }
        gradient[width - 1] = 0
        var curvature = [[Double]](
            repeating: [Double](repeating: 0, count: width), count: width)
        for (row, label) in zip(rows, labels) {
            let sum = zip(row, weights).reduce(0.0) { $0 + $1.0 * $1.1 }
            let chance = 1 / (1 + exp(-sum))
            let error = chance - (label ? 1 : 0)
            let bend = max(1e-9, chance * (1 - chance))
            for first in 0..<width {
                gradient[first] += error * row[first]
                for second in 0...first {
                    curvature[first][second] += bend * row[first] * row[second]
                }
            }
        }
        for index in 0..<width { curvature[index][index] += index == width - 1 ? 1e-9 : penalty }
        return solved(curvature, gradient)
    }

    /// x of A x = b for a positive definite A, of which the lower half is read (Cholesky).
    private static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var lower = matrix
        var answer = right
        let width = right.count
        for row in 0..<width {
            for column in 0...row {
                var sum = lower[row][column]
                for inner in 0..<column { sum -= lower[row][inner] * lower[column][inner] }
                lower[row][column] =
                    row == column
                    ? max(sum, 1e-12).squareRoot() : sum / lower[column][column]
            }
        }
        for row in 0..<width {
            for inner in 0..<row { answer[row] -= lower[row][inner] * answer[inner] }
            answer[row] /= lower[row][row]
        }
        for row in (0..<width).reversed() {
            for inner in (row + 1)..<max(row + 1, width) {
                answer[row] -= lower[inner][row] * answer[inner]
            }
            answer[row] /= lower[row][row]
        }
        return answer
    }
}
