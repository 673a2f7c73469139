import Vocabulary

/// LightGBM's text, versions v3 and v4, with the objective `binary`; boosted, or averaged as its
/// random forest is.
extension ModelSource {
    /// - Throws: ``Fault`` with the line, `unsupported` by name for all that is not known.
    ///   O(bytes).
    func lightgbm() throws(Fault) -> TreeModel<DoubleNode> {
        var lines = KeyedLines(bytes, path: path)
        guard let first = lines.next(), first.key == "tree", first.value.isEmpty else {
            throw lines.fault(1, "does not begin with `tree`, as LightGBM's text does.")
        }
        var header = Header()
        var treeLine = try readHeader(&lines, into: &header)
        let k = try sigmoid(header, lines)
        try check(inputs: header.maxFeature + 1, "max_feature_idx")
        var trees: [FoundTree] = []
        var room = limits.nodes
        while let line = treeLine, line.key == "Tree" {
            guard trees.count < limits.trees else {
                throw lines.fault(line.line, "more than \(limits.trees) trees.", .tooLarge)
            }
            guard try lines.int(line, in: 0...limits.trees) == trees.count else {
                throw lines.fault(line.line, "tree \(trees.count) should stand here.")
            }
            let (tree, next) = try self.tree(&lines, line.line, room: room)
            room -= tree.feature.count
            trees.append(tree)
            treeLine = next
        }
        guard treeLine?.key == "end of trees" else {
            throw lines.fault(
                treeLine?.line ?? lines.line, "`end of trees` is missing: the file is cut off.")
        }
        if let count = header.treeCount, count != trees.count {
            throw lines.fault(
                treeLine?.line ?? lines.line,
                "tree_sizes names \(count) trees, and \(trees.count) stand here.")
        }
        let grown = try GrownTrees<DoubleNode>(
            trees, inputCount: inputs, limits: limits, place: { "\(path): Tree=\($0)" })
        return TreeModel(
            trees: TreeEnsemble(
                grown, base: 0,
                divisor: header.averages && !trees.isEmpty ? Double(trees.count) : 1),
            link: .sigmoid(k: k), explains: true)
    }

    private struct Header {
        var version: KeyedLines.Entry?
        var objective: KeyedLines.Entry?
        var maxFeature = -1
        var averages = false
        var treeCount: Int?
    }

    /// Reads up to the first tree, and gives back the line where it begins.
    private func readHeader(
        _ lines: inout KeyedLines, into header: inout Header
    ) throws(Fault) -> KeyedLines.Entry? {
        var seen: Set<String> = []
        while let entry = lines.next() {
            if entry.key == "Tree" || entry.key == "end of trees" {
                guard let version = header.version else {
                    throw lines.fault(entry.line, "`version` is missing above.")
                }
                guard ["v3", "v4"].contains(lines.text(version)) else {
                    throw lines.fault(
                        version.line,
                        "version is \(Quoted.text(lines.text(version))); v3 and v4 are read.",
                        .unsupported)
                }
                return entry
            }
            guard seen.insert(entry.key).inserted else {
                throw lines.fault(entry.line, "\(Quoted.text(entry.key)) stands here twice.")
            }
            switch entry.key {
            case "version": header.version = entry
            case "objective": header.objective = entry
            case "average_output": header.averages = true
            case "max_feature_idx":
                header.maxFeature = try lines.int(entry, in: 0...Int(Int32.max))
            case "num_class", "num_tree_per_iteration":
                let count = try lines.int(entry, in: 0...Int(Int32.max))
                guard count == 1 else {
                    throw lines.fault(
                        entry.line, "\(entry.key) is \(count); models of one output are read.",
                        .unsupported)
                }
            case "tree_sizes":
                header.treeCount = try lines.words(entry, limit: limits.trees).count
            case "label_index", "feature_names", "feature_infos", "monotone_constraints": break
            default:
                throw lines.fault(
                    entry.line, "\(Quoted.text(entry.key)) is not known here.", .unsupported)
            }
        }
        return nil
    }

    private func sigmoid(_ header: Header, _ lines: KeyedLines) throws(Fault) -> Double {
        guard let entry = header.objective else {
            throw lines.fault(
                1, "there is no objective; a model trained with objective=binary is read.",
                .unsupported)
        }
        let words = lines.text(entry).split(separator: " ").map(String.init)
        guard words.count == 2, words[0] == "binary", words[1].hasPrefix("sigmoid:"),
            let k = Double(words[1].dropFirst("sigmoid:".count)), k > 0, k.isFinite
        else {
            throw lines.fault(
                entry.line,
                "objective is \(Quoted.text(lines.text(entry))); `binary sigmoid:k` is read.",
                .unsupported)
        }
        return k
    }

    private static let treeKeys: Set<String> = [
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type",
        "left_child", "right_child", "leaf_value", "leaf_weight", "leaf_count", "internal_value",
        "internal_weight", "internal_count", "is_linear", "shrinkage",
    ]

    /// Reads a tree, and gives back the line behind it.
    private func tree(
        _ lines: inout KeyedLines, _ start: Int, room: Int
    ) throws(Fault) -> (FoundTree, KeyedLines.Entry?) {
        var entries: [String: KeyedLines.Entry] = [:]
        var next = lines.next()
        while let entry = next, entry.key != "Tree", entry.key != "end of trees" {
            guard
                Self.treeKeys.contains(entry.key) || entry.key.hasPrefix("leaf_")
                    || entry.key == "num_features"
            else {
                throw lines.fault(
                    entry.line, "\(Quoted.text(entry.key)) is not known here.", .unsupported)
            }
            guard entries.updateValue(entry, forKey: entry.key) == nil else {
                throw lines.fault(entry.line, "\(Quoted.text(entry.key)) stands here twice.")
            }
            next = lines.next()
        }
        for key in ["is_linear", "num_cat"] {
            if let entry = entries[key], try lines.int(entry, in: 0...Int(Int32.max)) != 0 {
                throw lines.fault(
                    entry.line,
                    key == "num_cat"
                        ? "categorical splits are not read." : "linear trees are not read.",
                    .unsupported)
            }
        }
        if let strange = entries.values.first(where: { !Self.treeKeys.contains($0.key) }) {
            throw lines.fault(
                strange.line, "\(Quoted.text(strange.key)) is not known here.", .unsupported)
        }
        return (try LightGBMTree(entries, lines, start, room: room).found(), next)
    }
}

/// The lines of one tree: splits from 0 on, leaves as ~leaf.
private struct LightGBMTree {
    let entries: [String: KeyedLines.Entry]
    let lines: KeyedLines
    let start: Int
    let leaves: Int

    init(
        _ entries: [String: KeyedLines.Entry], _ lines: KeyedLines, _ start: Int, room: Int
    ) throws(Fault) {
        (self.entries, self.lines, self.start) = (entries, lines, start)
        guard let entry = entries["num_leaves"] else {
            throw lines.fault(start, "the tree has no num_leaves.")
        }
        leaves = try lines.int(entry, in: 1...max(1, room / 2))
    }

    private var splits: Int { leaves - 1 }

    private func entry(_ key: String) throws(Fault) -> KeyedLines.Entry {
        guard let entry = entries[key] else {
            throw lines.fault(start, "the tree has no \(key).")
        }
        return entry
    }

    private func ints(_ key: String, _ range: ClosedRange<Int>) throws(Fault) -> [Int] {
        splits == 0 ? [] : try lines.ints(try entry(key), splits, in: range)
    }

    func found() throws(Fault) -> FoundTree {
        let children = -leaves...max(0, splits - 1)
        let counts = 0...Int(Int32.max)
        let node = { (child: Int) in Int32(child >= 0 ? child : splits + ~child) }
        let feature = try ints("split_feature", counts)
        let none = [Int32](repeating: -1, count: leaves)
        let zeros = [Double](repeating: 0, count: leaves)
        var thresholds =
            splits == 0
            ? [] : try lines.numbers(try entry("threshold"), splits, allowsInfinity: true)
        var ways = try missing()
        // LightGBM's way to split what is missing from all else.
        for split in thresholds.indices where thresholds[split] == .infinity {
            thresholds[split] = 0
            ways[split] = ways[split].belowInfinity
        }
        let leafCounts =
            splits == 0
            ? [1] : try lines.ints(try entry("leaf_count"), leaves, in: counts)
        return FoundTree(
            feature: feature.map { Int32($0) } + none,
            // At most it goes left there, less than it here.
            threshold: thresholds.map(\.nextUp) + zeros,
            left: try ints("left_child", children).map(node) + none,
            right: try ints("right_child", children).map(node) + none,
            missing: ways + [FoundTree.Missing](repeating: .zero, count: leaves),
            value: [Double](repeating: 0, count: splits)
                + (try lines.numbers(try entry("leaf_value"), leaves)),
            cover: (try ints("internal_count", counts) + leafCounts).map { Double($0) })
    }

    /// Bits of a decision: 0 categorical, 1 the default is left, 2 and 3 what is missing
    /// (0 nothing, 1 zeros, 2 NaN).
    private func missing() throws(Fault) -> [FoundTree.Missing] {
        guard splits > 0 else { return [] }
        let place = try entry("decision_type")
        var ways: [FoundTree.Missing] = []
        for bits in try ints("decision_type", 0...15) {
            guard bits & 1 == 0 else {
                throw lines.fault(
                    place.line, "decision_type[\(ways.count)]: categorical splits are not read.",
                    .unsupported)
            }
            let isLeft = bits & 2 != 0
            switch bits >> 2 {
            case 0: ways.append(.zero)
            case 1: ways.append(isLeft ? .leftAsZero : .rightAsZero)
            case 2: ways.append(isLeft ? .left : .right)
            default:
                throw lines.fault(
                    place.line, "decision_type[\(ways.count)] is \(bits), which is not known.",
                    .unsupported)
            }
        }
        return ways
    }
}
