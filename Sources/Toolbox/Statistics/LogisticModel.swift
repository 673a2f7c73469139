import Glibc

/// A probability from features: 1 / (1 + exp(−(bias + Σ coefficient · (value − mean) / spread))).
///
/// A value that is NaN is missing and counts as its mean.
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
        values.indices.map {
            values[$0].isNaN ? 0 : coefficients[$0] * (values[$0] - means[$0]) / spreads[$0]
        }
    }

    /// The log odds: bias and contributions. O(features).
    package func margin(_ values: [Double]) -> Double {
        precondition(values.count == means.count, "the model was made for other features")
        return contributions(values).reduce(bias, +)
    }

    /// 0…1. O(features).
    package func score(_ values: [Double]) -> Double { 1 / (1 + exp(-margin(values))) }

    /// Fits to rows by ``fitted(columns:values:labels:weights:penalty:)``, each counting once.
    package static func fitted(
        _ rows: [[Double]], _ labels: [Bool], penalty: Double = 1
    ) -> LogisticModel {
        precondition(!rows.isEmpty, "nothing to fit")
        return fitted(
            columns: rows[0].count, values: rows.flatMap { $0 }, labels: labels, weights: nil,
            penalty: penalty)
    }

    /// Fits by Newton's method, halving a step that goes too far, with a penalty of
    /// `penalty` / 2 · Σ coefficient² on the standardised features; the bias is not held back. That
    /// is scikit-learn's `LogisticRegression(C=1/penalty)` behind a `StandardScaler`. Means and
    /// deviations are of the values that are there, each row counting once.
    /// O(rounds · (rows · features² + features³)).
    ///
    /// - Parameters:
    ///   - values: row after row, at least one; NaN is missing.
    ///   - labels: one a row.
    ///   - weights: 0 or more; nil counts each row once.
    ///   - penalty: above 0, so that the best is one and finite.
    package static func fitted(
        columns: Int, values: [Double], labels: [Bool], weights: [Double]?, penalty: Double
    ) -> LogisticModel {
        precondition(
            !labels.isEmpty && values.count == labels.count * columns && penalty > 0,
            "nothing to fit")
        let (means, spreads) = standards(columns, values)
        var search = LogisticSearch(
            columns: columns,
            rows: standardised(values, means, spreads), labels: labels, weights: weights,
            penalty: penalty)
        let best = search.best()
        return LogisticModel(
            means: means, spreads: spreads, coefficients: Array(best[..<columns]),
            bias: best[columns])
    }

    /// Mean and standard deviation of each column's values; 0 and 1 for one without any.
    private static func standards(_ columns: Int, _ values: [Double]) -> ([Double], [Double]) {
        var (counts, sums) = (
            [Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns)
        )
        var squares = sums
        let rows = values.count / columns
        for row in 0..<rows {
            for column in 0..<columns {
                let value = values[row * columns + column]
                guard !value.isNaN else { continue }
                counts[column] += 1
                sums[column] += value
            }
        }
        let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
        for row in 0..<rows {
            for column in 0..<columns {
                let away = values[row * columns + column] - means[column]
                if !away.isNaN { squares[column] += away * away }
            }
        }
        let spreads = zip(squares, counts).map { square, count in
            let spread = (square / max(1, count)).squareRoot()
            return spread > 1e-9 ? spread : 1
        }
        return (means, spreads)
    }

    /// Each row standardised, missing values 0, and a 1 behind it for the bias.
    private static func standardised(
        _ values: [Double], _ means: [Double], _ spreads: [Double]
    ) -> [Double] {
        let columns = means.count
        var rows: [Double] = []
        rows.reserveCapacity(values.count / columns * (columns + 1))
        for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns {
                let value = (values[start + column] - means[column]) / spreads[column]
                rows.append(value.isNaN ? 0 : value)
            }
            rows.append(1)
        }
        return rows
    }
}
