import Glibc
import Toolbox
import Vocabulary

/// Assay's own formats, described on the room's page.
extension ModelSource {
    /// A forest or an isolation forest.
    ///
    /// - Throws: ``Fault`` that names the place. O(bytes).
    func assayTrees(kind expected: String) throws(Fault) -> TreeModel<DoubleNode> {
        let root = try JSONText(bytes, path: path).root
        let top = try root.members(["assayTrees", "kind", "inputs", "sampleSize", "trees"])
        try checkVersion(try root.member("assayTrees", of: top))
        let kind = try root.member("kind", of: top)
        guard try kind.string() == expected else {
            throw kind.fault(
                "is \(Quoted.text(try kind.string())), and the manifest wants `\(expected)`."
            )
        }
        try check(inputs: try root.member("inputs", of: top).int(), "inputs")
        let items = try root.member("trees", of: top).items(limit: limits.trees, "trees")
        guard !items.isEmpty else { throw root.fault("has no tree.") }
        let isForest = expected == "forest"
        var trees: [FoundTree] = []
        var room = limits.nodes
        for item in items {
            let tree = try self.tree(
                item, room: room, values: isForest ? 0...1 : 0...Double(Int32.max))
            room -= tree.feature.count
            trees.append(tree)
        }
        let grown = try GrownTrees<DoubleNode>(
            trees, inputCount: inputs, limits: limits, place: { "\(path): trees[\($0)]" })
        let count = Double(trees.count)
        guard isForest else {
            let size = try root.member("sampleSize", of: top)
            let points = try size.int()
            guard points >= 2, points <= Int(Int32.max) else {
                throw size.fault("is \(points); two rows at least make an isolation tree.")
            }
            return TreeModel(
                trees: TreeEnsemble(grown, base: 0, divisor: -count),
                link: .shortPath(c: Self.meanPath(points)), explains: true)
        }
        if let size = top["sampleSize"] { throw size.fault("stands in isolation forests only.") }
        return TreeModel(
            trees: TreeEnsemble(grown, base: 0, divisor: count), link: .none, explains: true)
    }

    /// c(n): the mean path of an unsuccessful search in a binary tree of n (Liu 2008).
    static func meanPath(_ count: Int) -> Double {
        guard count > 2 else { return count == 2 ? 1 : 0 }
        let below = Double(count - 1)
        return 2 * (log(below) + 0.5772156649015329) - 2 * below / Double(count)
    }

    private func tree(
        _ value: JSONValue, room: Int, values: ClosedRange<Double>
    ) throws(Fault) -> FoundTree {
        let parts = try value.members([
            "feature", "threshold", "left", "right", "missingLeft", "value", "cover",
        ])
        let features = try value.member("feature", of: parts)
        let count = try features.items(limit: room, "nodes").count
        guard count > 0 else { throw features.fault("has no node.") }
        let tree = FoundTree(
            feature: try features.ints(count, in: -1...Int(Int32.max)),
            // At most it goes left there, less than it here.
            threshold: try value.member("threshold", of: parts).numbers(count).map(\.nextUp),
            left: try value.member("left", of: parts).ints(count, in: 0...(count - 1)),
            right: try value.member("right", of: parts).ints(count, in: 0...(count - 1)),
            missing: try value.member("missingLeft", of: parts).ints(count, in: 0...1)
                .map { $0 == 1 ? .left : .right },
            value: try value.member("value", of: parts).numbers(count),
            cover: try value.member("cover", of: parts).numbers(count))
        for node in 0..<count where tree.feature[node] < 0 {
            guard values.contains(tree.value[node]) else {
                throw value.fault(
                    "has a leaf of \(tree.value[node]) at node \(node); "
                        + "\(values.lowerBound) to \(values.upperBound) can be.")
            }
        }
        return tree
    }

    private func checkVersion(_ value: JSONValue) throws(Fault) {
        guard try value.int() == 1 else {
            throw value.fault("is \(try value.int()); version 1 is read.", .unsupported)
        }
    }

    /// A logistic regression.
    ///
    /// - Throws: ``Fault`` that names the place. O(bytes).
    func logistic() throws(Fault) -> LogisticModel {
        let root = try JSONText(bytes, path: path).root
        let top = try root.members(["assayLogistic", "intercept", "weights", "means", "scales"])
        try checkVersion(try root.member("assayLogistic", of: top))
        let place = try root.member("weights", of: top)
        let count = try place.items(limit: limits.inputs, "weights").count
        try check(inputs: count, "weights")
        let weights = try place.numbers(count)
        let means = try root.member("means", of: top).numbers(count)
        let scales = try root.member("scales", of: top).numbers(count)
        for (index, scale) in scales.enumerated() where scale <= 0 {
            throw Fault(
                .invalid, "\(path): scales[\(index)] is \(scale); it must be positive.",
                fix: "An input that never changes has scale 1.")
        }
        return LogisticModel(
            intercept: try root.member("intercept", of: top).number(),
            terms: Flat(
                weights.indices.map {
                    .init(weight: weights[$0], mean: means[$0], scale: scales[$0])
                }))
    }
}
