import Glibc
import Toolbox
package import Vocabulary

/// Half-space trees (Tan, Ting and Liu, IJCAI 2011): how odd a row is beside the last window of a
/// stream, in constant time and memory. For triage: odd is not bad.
///
/// The first window only says where values lie and how they spread; then trees of random halvings
/// count how much of each window falls into each part of the space. Where few fell, a row is odd.
/// A missing value counts as lower than all.
///
/// ```swift
/// var trees = try HalfSpaceTrees(columns: 3, seed: 1)
/// for row in stream { if trees.take(row) > 0.9 { lookAt(row) } }
/// ```
package struct HalfSpaceTrees: Sendable {
    package static let parameters = [
        LearnerParameter("trees", 25, in: 1...200, isWhole: true, meaning: "how many trees"),
        LearnerParameter("depth", 15, in: 1...20, isWhole: true, meaning: "halvings of a tree"),
        LearnerParameter(
            "window", 250, in: 10...1e6, isWhole: true, meaning: "rows of a window"),
    ]

    package let columns: Int
    /// Rows taken so far.
    package private(set) var count = 0

    private let trees: Int
    private let depth: Int
    private let window: Int
    private let seed: UInt64
    /// By node of all trees: what it halves; empty until the first window is over.
    private var cutColumns: [Int32] = []
    private var cuts: [Double] = []
    /// By node: rows of the last whole window, and of the present one.
    private var reference: [Int32] = []
    private var latest: [Int32] = []
    /// The first window's rows, until it is over.
    private var first: [Double] = []

    /// Below this share of a window a part of the space is not halved further, as in the paper.
    private static let smallShare = 0.1

    /// - Throws: ``Fault`` `invalid` for parameters that are not declared or beyond their bounds.
    package init(
        columns: Int, parameters values: [String: Double] = [:], seed: UInt64
    ) throws(Fault) {
        precondition(columns > 0, "a row has a value")
        let values = try LearnerParameter.resolved(
            values, declared: Self.parameters, learner: "half_space")
        (trees, depth) = (Int(values["trees"]!), Int(values["depth"]!))
        (window, self.columns, self.seed) = (Int(values["window"]!), columns, seed)
    }

    /// Bytes of all that is kept; the same for any number of rows behind the first window.
    package var bytes: Int {
        cuts.count * 8 + (cutColumns.count + reference.count + latest.count) * 4 + first.count * 8
    }

    private var nodesOfTree: Int { (2 << depth) - 1 }

    /// How odd a row is beside the last window, 0…1; NaN until two windows are over. Then the row
    /// belongs to the present window. O(trees · depth).
    package mutating func take(_ row: [Double]) -> Double {
        precondition(row.count == columns, "a row has a value for each column")
        defer { endWindow() }
        count += 1
        if cuts.isEmpty {
            first += row
            return .nan
        }
        let score = count > 2 * window ? self.score(row) : .nan
        for tree in 0..<trees {
            var node = 0
            latest[tree * nodesOfTree] += 1
            for _ in 0..<depth {
                node = child(of: node, tree, row)
                latest[tree * nodesOfTree + node] += 1
            }
        }
        return score
    }

    /// How odd a row is beside the last window, 0…1; NaN until two windows are over.
    ///
    /// The paper's score, Σ mass · 2^depth where each tree's walk ends, on a scale of logarithms
    /// and turned round.
    package func score(_ row: [Double]) -> Double {
        guard count >= 2 * window else { return .nan }
        let small = Self.smallShare * Double(window)
        var sum = 0.0
        for tree in 0..<trees {
            var (node, level) = (0, 0)
            while level < depth, Double(reference[tree * nodesOfTree + node]) > small {
                node = child(of: node, tree, row)
                level += 1
            }
            sum += Double(reference[tree * nodesOfTree + node]) * exp2(Double(level))
        }
        let most = Double(trees) * Double(window) * exp2(Double(depth))
        return 1 - log2(1 + sum) / log2(1 + most)
    }

    private func child(of node: Int, _ tree: Int, _ row: [Double]) -> Int {
        let place = tree * nodesOfTree + node
        // NaN is not at or above anything, so it goes to the lower half.
        return 2 * node + (row[Int(cutColumns[place])] >= cuts[place] ? 2 : 1)
    }

    private mutating func endWindow() {
        guard count % window == 0 else { return }
        if cuts.isEmpty {
            makeTrees()
            first = []
        } else {
            swap(&reference, &latest)
            for node in latest.indices { latest[node] = 0 }
        }
    }

    /// Each tree halves a space of its own, drawn around the first window's values.
    private mutating func makeTrees() {
        let nodes = trees * nodesOfTree
        cutColumns = [Int32](repeating: 0, count: nodes)
        cuts = [Double](repeating: 0, count: nodes)
        reference = [Int32](repeating: 0, count: nodes)
        latest = reference
        for tree in 0..<trees {
            var random = SplitMix64(seed: seed, stream: UInt64(tree))
            let spaces = (0..<columns).map { column in space(column, &random) }
            halve(tree * nodesOfTree, 0, 0, spaces, &random)
        }
    }

    /// Twice as wide as the values on the longer side of a point drawn among them.
    private func space(_ column: Int, _ random: inout SplitMix64) -> ClosedRange<Double> {
        var (least, greatest) = (Double.infinity, -Double.infinity)
        for place in stride(from: column, to: first.count, by: columns) {
            let value = first[place]
            if value.isFinite { (least, greatest) = (min(least, value), max(greatest, value)) }
        }
        if least > greatest { (least, greatest) = (0, 1) }
        let width = greatest > least ? greatest - least : 1
        let middle = random.unit()
        let half = 2 * max(middle, 1 - middle)
        return least + (middle - half) * width...least + (middle + half) * width
    }

    private mutating func halve(
        _ start: Int, _ node: Int, _ level: Int, _ spaces: [ClosedRange<Double>],
        _ random: inout SplitMix64
    ) {
        guard level < depth else { return }
        let column = random.below(columns)
        let space = spaces[column]
        let middle = space.lowerBound / 2 + space.upperBound / 2
        cutColumns[start + node] = Int32(column)
        cuts[start + node] = middle
        var lower = spaces
        var upper = spaces
        lower[column] = space.lowerBound...middle
        upper[column] = middle...space.upperBound
        halve(start, 2 * node + 1, level + 1, lower, &random)
        halve(start, 2 * node + 2, level + 1, upper, &random)
    }
}
