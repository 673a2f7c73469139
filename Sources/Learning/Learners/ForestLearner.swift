package import Models
import Toolbox
package import Vocabulary

/// A random forest (Breiman 2001) with scikit-learn's standard settings: each tree is grown to the
/// end on rows drawn with replacement, √columns drawn at a node; the score is the mean of the
/// leaves' shares of marked rows. A missing value goes where it went best in training.
package struct ForestLearner: Learner {
    package static let name = "forest"
    package static let parameters = [
        LearnerParameter("trees", 100, in: 1...2000, isWhole: true, meaning: "how many trees"),
        LearnerParameter(
            "columns", 0, in: 0...4096, isWhole: true,
            meaning: "columns drawn at a node, at most all; 0 is the root of their number"),
        LearnerParameter(
            "depth", 0, in: 0...64, isWhole: true,
            meaning: "cuts from root to leaf at most; 0 is no bound"),
        LearnerParameter(
            "leaf_rows", 1, in: 1...1e6, isWhole: true, meaning: "different rows in a leaf"),
        Labelled.positiveWeight,
    ]

    private let trees: Int
    private let columns: Int
    private let depth: Int
    private let leafRows: Int
    private let positiveWeight: Double

    package init(parameters values: [String: Double]) throws(Fault) {
        let values = try LearnerParameter.resolved(
            values, declared: Self.parameters, learner: Self.name)
        (trees, columns) = (Int(values["trees"]!), Int(values["columns"]!))
        (depth, leafRows) = (Int(values["depth"]!), Int(values["leaf_rows"]!))
        positiveWeight = values[Labelled.positiveWeight.name]!
    }

    /// O(columns · rows · log rows + trees · depth · rows · columns drawn).
    package func fit(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, seed: UInt64, threads: Int,
        progress: (Double) -> Void
    ) throws(Fault) -> any FittedModel {
        let rows = try Labelled(matrix, labels, weights: weights, positiveWeight: positiveWeight)
        let data = RankedColumns(matrix, threads: threads)
        let root = Int(Double(matrix.columns).squareRoot())
        let limits = GiniTree.Limits(
            columns: columns == 0 ? max(1, root) : min(columns, matrix.columns), depth: depth,
            leafRows: leafRows)
        let trees = grown(trees, threads: threads, progress: progress) { number in
            var random = SplitMix64(seed: seed, stream: UInt64(number))
            var drawn = [Double](repeating: 0, count: data.rows)
            for _ in 0..<data.rows { drawn[random.below(data.rows)] += 1 }
            if let weights = rows.weights {
                for row in drawn.indices { drawn[row] *= weights[row] }
            }
            var tree = GiniTree(data, labels, weights: drawn, limits: limits, random: random)
            return tree.grow()
        }
        return FittedTrees(trees: AssayTrees(inputs: matrix.columns, trees: trees))
    }
}

/// A fitted forest or isolation forest, written as `assayTrees`.
package struct FittedTrees: FittedModel {
    package let trees: AssayTrees

    package var format: ModelFormat { trees.sampleSize == nil ? .forest : .isolation }

    /// The leaves' mean; of an isolation forest 2^(−mean path / expected path).
    package func scores(of matrix: Matrix, threads: Int) -> [Double] {
        let means = trees.means(of: matrix, threads: threads)
        guard let sampleSize = trees.sampleSize else { return means }
        return means.map { IsolationLearner.score(path: $0, sampleSize: sampleSize) }
    }

    /// The leaves' mean; of an isolation forest the mean path, negated.
    package func margins(of matrix: Matrix, threads: Int) -> [Double] {
        let means = trees.means(of: matrix, threads: threads)
        return trees.sampleSize == nil ? means : means.map { -$0 }
    }

    package func fileText() -> String { trees.text }
}
