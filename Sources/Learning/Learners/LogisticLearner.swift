import Glibc
package import Models
package import Toolbox
package import Vocabulary

/// Logistic regression with an L2 penalty on standardised inputs; missing counts as the mean.
/// Nothing is drawn, so the seed changes nothing.
package struct LogisticLearner: Learner {
    package static let name = "logistic"
    package static let parameters = [
        LearnerParameter(
            "penalty", 1, in: 1e-6...1e6,
            meaning: "how strongly weights are held back, as 1/C of scikit-learn"),
        Labelled.positiveWeight,
    ]

    private let penalty: Double
    private let positiveWeight: Double

    package init(parameters values: [String: Double]) throws(Fault) {
        let values = try LearnerParameter.resolved(
            values, declared: Self.parameters, learner: Self.name)
        penalty = values["penalty"]!
        positiveWeight = values[Labelled.positiveWeight.name]!
    }

    /// O(rounds · rows · columns²), on one thread.
    package func fit(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, seed: UInt64, threads: Int,
        progress: (Double) -> Void
    ) throws(Fault) -> any FittedModel {
        let rows = try Labelled(
            matrix, labels, weights: weights, positiveWeight: positiveWeight)
        let model = LogisticModel.fitted(
            columns: matrix.columns, values: matrix.values, labels: labels, weights: rows.weights,
            penalty: penalty)
        progress(1)
        return FittedLogistic(model: model)
    }
}

/// A fitted logistic regression, written as `assayLogistic`.
package struct FittedLogistic: FittedModel {
    package let model: LogisticModel
    package var format: ModelFormat { .logistic }

    package init(model: LogisticModel) { self.model = model }

    package func margins(of matrix: Matrix, threads: Int) -> [Double] {
        matrix.scored(threads: threads) { row in
            var margin = model.bias
            for column in model.means.indices where !row[column].isNaN {
                margin +=
                    model.coefficients[column] * (row[column] - model.means[column])
                    / model.spreads[column]
            }
            return margin
        }
    }

    package func scores(of matrix: Matrix, threads: Int) -> [Double] {
        margins(of: matrix, threads: threads).map { 1 / (1 + exp(-$0)) }
    }

    package func fileText() -> String {
        var writer = ByteWriter()
        writer.append("{\"assayLogistic\":1,\"intercept\":" as StaticString)
        writer.append(model.bias)
        for (name, numbers) in [
            ("weights", model.coefficients), ("means", model.means), ("scales", model.spreads),
        ] {
            writer.append(",\"\(name)\":")
            writer.appendList(numbers) { $0.append($1) }
        }
        writer.append("}\n" as StaticString)
        return writer.text
    }
}
