import Glibc
import Vocabulary

/// XGBoost's JSON, 1.7 to 3.x: boosted trees with the objective `binary:logistic`, or
/// `binary:logitraw`, whose margin is put through the same curve.
extension ModelSource {
    /// - Throws: ``Fault`` `unsupported` by name for all that is not known. O(bytes).
    func xgboost() throws(Fault) -> TreeModel<SingleNode> {
        let root = try JSONText(bytes, path: path).root
        let top = try root.members(["learner", "version"])
        let version = try version(try root.member("version", of: top))
        let learner = try root.member("learner", of: top)
        let parts = try learner.members([
            "attributes", "feature_names", "feature_types", "gradient_booster",
            "learner_model_param", "objective",
        ])
        let objective = try objective(try learner.member("objective", of: parts))
        let base = try base(
            try learner.member("learner_model_param", of: parts), objective, version)
        try checkTypes(parts["feature_types"])
        let found = try booster(try learner.member("gradient_booster", of: parts))
        let place = "\(path): learner.gradient_booster.model.trees"
        let grown = try GrownTrees<SingleNode>(
            found, inputCount: inputs, limits: limits, place: { "\(place)[\($0)]" })
        return TreeModel(
            trees: TreeEnsemble(grown, base: base, divisor: 1), link: .singleSigmoid,
            explains: true)
    }

    private enum Objective { case logistic, raw }

    private func version(_ value: JSONValue) throws(Fault) -> (major: Int, minor: Int) {
        let numbers = try value.ints(3, in: 0...1_000_000)
        let (major, minor) = (Int(numbers[0]), Int(numbers[1]))
        guard major > 1 || (major == 1 && minor >= 7), major <= 3 else {
            throw value.fault(
                "is \(major).\(minor); XGBoost's 1.7 to 3.x are read.",
                fix: "Load it with XGBoost 1.7 to 3 and save it as JSON again.", .unsupported)
        }
        return (major, minor)
    }

    private func objective(_ value: JSONValue) throws(Fault) -> Objective {
        let name = try value.member("name", of: try value.members())
        switch try name.string() {
        case "binary:logistic": return .logistic
        case "binary:logitraw": return .raw
        default:
            throw name.fault(
                "is \(Quoted.text(try name.string())); binary:logistic and binary:logitraw "
                    + "are read.", .unsupported)
        }
    }

    /// The margin that all trees add to, as XGBoost makes it of `base_score`.
    private func base(
        _ value: JSONValue, _ objective: Objective, _ version: (major: Int, minor: Int)
    ) throws(Fault) -> Float {
        let members = try value.members([
            "base_score", "boost_from_average", "num_class", "num_feature", "num_target",
        ])
        for (name, most) in [("num_class", 1), ("num_target", 1)] {
            guard let count = members[name] else { continue }
            let number = try whole(count)
            guard number <= most else {
                throw count.fault("is \(number); models of one output are read.", .unsupported)
            }
        }
        try check(
            inputs: try whole(try value.member("num_feature", of: members)),
            "learner.learner_model_param.num_feature")
        let place = try value.member("base_score", of: members)
        var text = Substring(try place.string())
        if text.hasPrefix("["), text.hasSuffix("]"), version.major >= 3 {
            text = text.dropFirst().dropLast()
        }
        guard let score = Float(text), score.isFinite else {
            throw place.fault("is \(Quoted.text(String(text))), which is no number.")
        }
        guard objective == .logistic else { return score }
        guard score > 0, score < 1 else {
            throw place.fault("is \(score); a probability between 0 and 1 is needed.")
        }
        return try margin(of: score, version, place)
    }

    /// `ProbToMargin`: 1.7 takes the logarithm as it is, 3.2 first moves the score 1e-6 away from
    /// 0 and 1. Between the two nobody has looked, so such a score is refused there.
    private func margin(
        of score: Float, _ version: (major: Int, minor: Int), _ place: JSONValue
    ) throws(Fault) -> Float {
        let bounded = min(max(score, 1e-6), 1 - 1e-6)
        if bounded == score || version.major == 1 { return -logf(1 / score - 1) }
        guard version.major == 3, version.minor >= 2 else {
            throw place.fault("is \(score), nearer than 1e-6 to 0 or 1.", .unsupported)
        }
        return -logf(1 / bounded - 1)
    }

    private func checkTypes(_ value: JSONValue?) throws(Fault) {
        guard let value else { return }
        for type in try value.items(limit: limits.inputs, "types") {
            guard ["float", "int", "i", "q"].contains(try type.string()) else {
                throw type.fault(
                    "is \(Quoted.text(try type.string())): categorical inputs are not read.",
                    fix: "Train on numbers, such as one column for each category.", .unsupported)
            }
        }
    }

    private func booster(_ value: JSONValue) throws(Fault) -> [FoundTree] {
        let members = try value.members()
        let name = try value.member("name", of: members)
        guard try name.string() == "gbtree" else {
            throw name.fault(
                "is \(Quoted.text(try name.string())); the booster gbtree is read.", .unsupported)
        }
        _ = try value.members(["model", "name"])
        let model = try value.member("model", of: members)
        let parts = try model.members([
            "cats", "gbtree_model_param", "iteration_indptr", "tree_info", "trees",
        ])
        if let cats = parts["cats"] {
            for (_, part) in try cats.members() where !part.isEmpty {
                throw part.fault("holds categories, which are not read.", .unsupported)
            }
        }
        let items = try model.member("trees", of: parts)
            .items(limit: limits.trees, "trees")
        let parameters = try model.member("gbtree_model_param", of: parts)
        let count = try parameters.member("num_trees", of: try parameters.members())
        guard try whole(count) == items.count else {
            throw count.fault("is \(try whole(count)), and \(items.count) trees stand here.")
        }
        _ = try model.member("tree_info", of: parts).ints(items.count, in: 0...0)
        var trees: [FoundTree] = []
        var room = limits.nodes
        for item in items {
            let tree = try self.tree(item, room: room)
            room -= tree.feature.count
            trees.append(tree)
        }
        return trees
    }

    private static let treeMembers = [
        "base_weights", "categories", "categories_nodes", "categories_segments",
        "categories_sizes", "default_left", "id", "left_children", "loss_changes", "parents",
        "right_children", "split_conditions", "split_indices", "split_type", "sum_hessian",
        "tree_param",
    ]

    private func tree(_ value: JSONValue, room: Int) throws(Fault) -> FoundTree {
        let parts = try value.members(Self.treeMembers)
        let parameters = try value.member("tree_param", of: parts)
        let numbers = try parameters.members([
            "num_deleted", "num_feature", "num_nodes", "size_leaf_vector",
        ])
        if let size = numbers["size_leaf_vector"], try whole(size) > 1 {
            throw size.fault(
                "is \(try whole(size)): leaves of several values are not read.",
                .unsupported)
        }
        let nodeCount = try parameters.member("num_nodes", of: numbers)
        let count = try whole(nodeCount)
        guard count > 0, count <= room else {
            throw nodeCount.fault(
                "is \(count); 1 to \(limits.nodes) nodes can be in all.", .tooLarge)
        }
        for name in ["categories", "categories_nodes", "categories_segments", "categories_sizes"] {
            if let part = parts[name], !part.isEmpty {
                throw part.fault("holds categories, which are not read.", .unsupported)
            }
        }
        if let types = parts["split_type"] {
            guard try types.ints(count, in: 0...1).allSatisfy({ $0 == 0 }) else {
                throw types.fault("has a categorical split, which is not read.", .unsupported)
            }
        }
        let nodes = -1...(count - 1)
        let left = try value.member("left_children", of: parts).ints(count, in: nodes)
        let right = try value.member("right_children", of: parts).ints(count, in: nodes)
        // XGBoost walks to the left child or the one behind it, whatever the right one is.
        for node in 0..<count where left[node] >= 0 && right[node] != left[node] + 1 {
            throw value.fault(
                "has right_children[\(node)] = \(right[node]), which is not the node behind "
                    + "left_children[\(node)] = \(left[node]), as XGBoost writes it.")
        }
        let indices = try value.member("split_indices", of: parts)
            .ints(count, in: 0...Int(Int32.max))
        let conditions = try value.member("split_conditions", of: parts).numbers(count)
        let defaults = try value.member("default_left", of: parts).ints(count, in: 0...1)
        return FoundTree(
            feature: left.indices.map { left[$0] < 0 ? -1 : indices[$0] },
            threshold: conditions, left: left, right: right,
            missing: defaults.map { $0 == 1 ? .left : .right }, value: conditions,
            cover: try value.member("sum_hessian", of: parts).numbers(count))
    }

    /// A whole number that stands in a text.
    private func whole(_ value: JSONValue) throws(Fault) -> Int {
        let text = try value.string()
        guard let number = Int(text), number >= 0 else {
            throw value.fault("is \(Quoted.text(text)), which is no count.")
        }
        return number
    }
}

/// Texts of a file within errors.
enum Quoted {
    /// The text in quotes, at most 80 characters of it.
    static func text(_ text: String) -> String {
        text.count <= 80 ? "`\(text)`" : "`\(text.prefix(80))…`"
    }
}
