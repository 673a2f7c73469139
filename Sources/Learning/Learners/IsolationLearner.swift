import Glibc
import Models
import Toolbox
package import Vocabulary

/// An isolation forest (Liu, Ting and Zhou, ICDM 2008): rows that random cuts part from the others
/// early are odd. Odd is not bad: its scores sort what to look at, nothing more. Labels and weights
/// are not read.
///
/// A cut is uniform between the least and the greatest value of a column drawn among those that
/// vary at the node; missing values go to the side with more rows.
package struct IsolationLearner: Learner {
    package static let name = "isolation"
    package static let parameters = [
        LearnerParameter("trees", 100, in: 1...2000, isWhole: true, meaning: "how many trees"),
        LearnerParameter(
            "sample", 256, in: 2...65536, isWhole: true,
            meaning: "rows a tree is made of, at most all"),
    ]

    private let trees: Int
    private let sample: Int

    package init(parameters values: [String: Double]) throws(Fault) {
        let values = try LearnerParameter.resolved(
            values, declared: Self.parameters, learner: Self.name)
        (trees, sample) = (Int(values["trees"]!), Int(values["sample"]!))
    }

    /// O(trees · (rows + sample · columns · log sample)).
    package func fit(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, seed: UInt64, threads: Int,
        progress: (Double) -> Void
    ) throws(Fault) -> any FittedModel {
        try Labelled.check(matrix)
        let size = min(sample, matrix.rows)
        guard size >= 2 else {
            throw Fault(.invalid, "There is one row.", fix: "Nothing is odd alone; take more.")
        }
        let trees = grown(trees, threads: threads, progress: progress) { number in
            var random = SplitMix64(seed: seed, stream: UInt64(number))
            var rows = Array(0..<matrix.rows)
            for place in 0..<size { rows.swapAt(place, place + random.below(rows.count - place)) }
            return IsolationLearner.tree(of: matrix, rows: Array(rows[..<size]), &random)
        }
        return FittedTrees(
            trees: AssayTrees(inputs: matrix.columns, sampleSize: size, trees: trees))
    }

    private static func tree(
        of matrix: Matrix, rows: [Int], _ random: inout SplitMix64
    ) -> Tree {
        let depthLimit = Int(log2(Double(rows.count)).rounded(.up))
        var tree = Tree(nodes: [Tree.Node()])
        var open = [(node: 0, rows: rows, depth: 0)]
        while let (node, rows, depth) = open.popLast() {
            tree.nodes[node].cover = Double(rows.count)
            tree.nodes[node].value = Double(depth) + expectedPath(rows.count)
            guard depth < depthLimit, rows.count > 1,
                let (column, threshold) = cut(matrix, rows, &random)
            else { continue }
            let there = rows.filter { !matrix[$0, column].isNaN }
            let left = there.filter { matrix[$0, column] <= threshold }
            let missingLeft = 2 * left.count >= there.count
            var sides = (left: left, right: there.filter { matrix[$0, column] > threshold })
            let missing = rows.filter { matrix[$0, column].isNaN }
            if missingLeft { sides.left += missing } else { sides.right += missing }
            let child = tree.nodes.count
            tree.nodes += [Tree.Node(), Tree.Node()]
            tree.nodes[node].feature = Int32(column)
            tree.nodes[node].threshold = threshold
            tree.nodes[node].left = Int32(child)
            tree.nodes[node].right = Int32(child + 1)
            tree.nodes[node].missingLeft = missingLeft
            open.append((child + 1, sides.right, depth + 1))
            open.append((child, sides.left, depth + 1))
        }
        return tree
    }

    /// A column drawn among those that vary, and where to cut it; nil where none varies.
    private static func cut(
        _ matrix: Matrix, _ rows: [Int], _ random: inout SplitMix64
    ) -> (column: Int, threshold: Double)? {
        var columns = Array(0..<matrix.columns)
        while !columns.isEmpty {
            let place = random.below(columns.count)
            columns.swapAt(place, columns.count - 1)
            let column = columns.removeLast()
            var (least, greatest) = (Double.infinity, -Double.infinity)
            for row in rows where !matrix[row, column].isNaN {
                least = min(least, matrix[row, column])
                greatest = max(greatest, matrix[row, column])
            }
            guard least < greatest else { continue }
            let share = random.unit()
            let threshold = least * (1 - share) + greatest * share
            return (column, threshold < greatest ? max(least, threshold) : least)
        }
        return nil
    }

    /// The mean path of a search without success in a binary tree of so many rows: c(n).
    static func expectedPath(_ count: Int) -> Double {
        if count <= 1 { return 0 }
        if count == 2 { return 1 }
        let size = Double(count)
        return 2 * (log(size - 1) + 0.577_215_664_901_532_9) - 2 * (size - 1) / size
    }

    static func score(path: Double, sampleSize: Int) -> Double {
        exp2(-path / expectedPath(sampleSize))
    }
}
