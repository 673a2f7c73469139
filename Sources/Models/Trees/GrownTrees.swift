import Vocabulary

/// Trees as they are laid out for scoring, made from trees as they were found. Everything that
/// could lead a walk astray is refused here: children that are none, circles, numbers that are not
/// finite, too much of anything.
struct GrownTrees<Node: TreeNode> {
    private(set) var nodes: [Node] = []
    private(set) var covers: [Double] = []
    private(set) var roots: [Int32] = []
    private(set) var depths: [Int] = []
    /// What all trees say on average, by cover; neither base nor divisor is in it.
    private(set) var expected = 0.0
    let slots: Slots

    /// Which slot of a prepared row stands for an input and a way of going where it is missing.
    struct Slots {
        private(set) var inputs: [UInt16] = [0]
        private(set) var runs: [TreeEnsemble<Node>.Run] = []
        private var slots: [Int]
        private let inputCount: Int

        init(_ trees: [FoundTree], inputCount: Int) {
            self.inputCount = inputCount
            slots = [Int](repeating: 0, count: inputCount * FoundTree.Missing.allCases.count)
            for tree in trees {
                for (node, feature) in tree.feature.enumerated()
                where feature >= 0 && feature < inputCount {
                    slots[Int(tree.missing[node].rawValue) * inputCount + Int(feature)] = 1
                }
            }
            for missing in FoundTree.Missing.allCases {
                let start = Int32(inputs.count)
                for input in 0..<inputCount where self[missing, input] != 0 {
                    slots[Int(missing.rawValue) * inputCount + input] = inputs.count
                    inputs.append(UInt16(input))
                }
                if Int32(inputs.count) > start {
                    runs.append(.init(missing: missing, slots: start..<Int32(inputs.count)))
                }
            }
        }

        subscript(missing: FoundTree.Missing, input: Int) -> Int {
            slots[Int(missing.rawValue) * inputCount + input]
        }
    }

    /// - Parameters:
    ///   - inputCount: at most 4,096, so that a slot fits its node.
    ///   - place: what errors call a tree.
    /// - Throws: ``Fault`` that names tree and node. O(nodes).
    init(
        _ trees: [FoundTree], inputCount: Int, limits: ModelLimits, place: (Int) -> String
    ) throws(Fault) {
        slots = Slots(trees, inputCount: inputCount)
        for (index, tree) in trees.enumerated() {
            guard nodes.count + tree.feature.count < limits.nodes else {
                throw Fault(.tooLarge, "\(place(index)): more than \(limits.nodes) nodes in all.")
            }
            try lay(tree, inputCount: inputCount, limits: limits, place: place(index))
        }
        // The leaf that fills up the last eight trees.
        nodes.append(Node(threshold: -0.0, slot: 0, step: 0))
        covers.append(0)
    }

    /// Roots, filled up to a multiple of eight.
    var paddedRoots: [Int32] {
        let count = (roots.count + 7) / 8 * 8
        return roots
            + [Int32](repeating: Int32(nodes.count - 1), count: count - roots.count)
    }

    /// The depth of the deepest of each eight trees.
    var steps: [Int32] {
        stride(from: 0, to: depths.count, by: 8).map { start in
            Int32(depths[start..<min(start + 8, depths.count)].max() ?? 0)
        }
    }

    /// Lays a tree level by level.
    private mutating func lay(
        _ tree: FoundTree, inputCount: Int, limits: ModelLimits, place: String
    ) throws(Fault) {
        let count = tree.feature.count
        guard count > 0 else { throw Fault(.invalid, "\(place): there is no node.") }
        guard count <= limits.treeNodes else {
            throw Fault(.tooLarge, "\(place): \(count) nodes; at most \(limits.treeNodes) can be.")
        }
        let root = nodes.count
        var seen = [Bool](repeating: false, count: count)
        var line = [0]
        seen[0] = true
        var (at, levelEnd, depth) = (0, 1, 0)
        while at < line.count {
            if at == levelEnd {
                depth += 1
                levelEnd = line.count
                guard depth <= limits.depth else {
                    throw Fault(.tooLarge, "\(place): deeper than \(limits.depth) splits.")
                }
            }
            let index = line[at]
            try check(tree, index, inputCount, "\(place), node \(index)")
            if tree.feature[index] >= 0 {
                for child in [Int(tree.left[index]), Int(tree.right[index])] {
                    guard child >= 0, child < count, !seen[child] else {
                        throw Fault(
                            .invalid,
                            "\(place), node \(index): child \(child) is none below it."
                        )
                    }
                    seen[child] = true
                    line.append(child)
                }
            }
            add(tree, index, step: line.count - 2 - at)
            at += 1
        }
        roots.append(Int32(root))
        depths.append(depth)
        expected += mean(of: root)
    }

    private func check(
        _ tree: FoundTree, _ index: Int, _ inputCount: Int, _ place: String
    ) throws(Fault) {
        let cover = tree.cover[index]
        guard cover >= 0, cover.isFinite else {
            throw Fault(.invalid, "\(place): a cover of \(cover).")
        }
        guard tree.feature[index] >= 0 else {
            guard Node.value(tree.value[index]).isFinite else {
                throw Fault(.invalid, "\(place): a leaf of \(tree.value[index]).")
            }
            return
        }
        guard tree.feature[index] < inputCount else {
            throw Fault(
                .invalid,
                "\(place): input \(tree.feature[index]), and the model has \(inputCount).")
        }
        guard Node.value(tree.threshold[index]).isFinite else {
            throw Fault(.invalid, "\(place): a threshold of \(tree.threshold[index]).")
        }
    }

    private mutating func add(_ tree: FoundTree, _ index: Int, step: Int) {
        let feature = Int(tree.feature[index])
        nodes.append(
            feature < 0
                ? Node(threshold: Node.value(tree.value[index]), slot: 0, step: 0)
                : Node(
                    threshold: Node.value(tree.threshold[index]),
                    slot: slots[tree.missing[index], feature], step: step))
        covers.append(tree.cover[index])
    }

    /// What a tree, the last one laid, says on average.
    private func mean(of root: Int) -> Double {
        var means = [Double](repeating: 0, count: nodes.count - root)
        for index in (root..<nodes.count).reversed() {
            let node = nodes[index]
            guard node.step > 0 else {
                means[index - root] = Node.double(node.threshold)
                continue
            }
            let left = index + node.step
            means[index - root] =
                means[left - root] * share(of: covers[left], in: covers[index])
                + means[left + 1 - root] * share(of: covers[left + 1], in: covers[index])
        }
        return means[0]
    }
}

/// The share of a node's training data that went to a child; half where there was none.
@inline(__always)
func share(of child: Double, in parent: Double) -> Double {
    parent > 0 ? child / parent : 0.5
}
