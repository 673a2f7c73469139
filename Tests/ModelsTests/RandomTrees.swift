import Models
import Toolbox

/// A tree in plain arrays, with the writers of every format and the walk that is surely right.
struct RandomTree {
    var feature: [Int] = []
    var threshold: [Double] = []
    var left: [Int] = []
    var right: [Int] = []
    /// As LightGBM counts: 0 nothing is missing, 1 zeros are, 2 NaN is; 3 is ours, a missing right.
    var missing: [Int] = []
    var isLeft: [Bool] = []
    var value: [Double] = []
    var cover: [Int] = []

    /// - Parameters:
    ///   - depth: at most that many splits.
    ///   - isZero: whether nodes may take zeros for missing, as LightGBM can.
    init(_ random: inout SplitMix64, inputs: Int, depth: Int, isZero: Bool = false) {
        grow(&random, inputs, depth, 200 + random.below(1_000), isZero)
    }

    private mutating func grow(
        _ random: inout SplitMix64, _ inputs: Int, _ depth: Int, _ count: Int, _ isZero: Bool
    ) {
        let node = feature.count
        feature.append(-1)
        // Quarters, so that values meet thresholds exactly.
        // LightGBM splits what is missing from all else at ∞.
        threshold.append(
            isZero && random.chance(0.15) ? .infinity : Double(random.below(17) - 8) / 4)
        left.append(-1)
        right.append(-1)
        missing.append(isZero ? random.below(3) : 2)
        isLeft.append(random.chance(0.5))
        value.append(Double(Float(random.normal() / 4)))
        cover.append(count)
        guard depth > 0, count > 1, node == 0 || random.chance(0.9) else { return }
        feature[node] = random.below(inputs)
        let share = 1 + random.below(count - 1)
        left[node] = feature.count
        grow(&random, inputs, depth - 1, share, isZero)
        right[node] = feature.count
        grow(&random, inputs, depth - 1, count - share, isZero)
    }

    /// The same tree with siblings beside each other, as XGBoost writes it.
    var paired: RandomTree {
        var order = [0]
        var at = 0
        while at < order.count {
            if feature[order[at]] >= 0 { order += [left[order[at]], right[order[at]]] }
            at += 1
        }
        var place = [Int](repeating: -1, count: order.count)
        for (new, old) in order.enumerated() { place[old] = new }
        var tree = self
        for (new, old) in order.enumerated() {
            tree.feature[new] = feature[old]
            tree.threshold[new] = threshold[old]
            tree.left[new] = left[old] < 0 ? -1 : place[left[old]]
            tree.right[new] = right[old] < 0 ? -1 : place[right[old]]
            tree.missing[new] = missing[old]
            tree.isLeft[new] = isLeft[old]
            tree.value[new] = value[old]
            tree.cover[new] = cover[old]
        }
        return tree
    }

    /// Where a value goes; `<` where `isStrict`, else `≤`.
    func goesLeft(_ node: Int, _ value: Double, isStrict: Bool) -> Bool {
        var value = value
        if value.isNaN, missing[node] != 2 { value = 0 }
        if missing[node] == 2, value.isNaN { return isLeft[node] }
        if missing[node] == 1, abs(value) <= Double(Float(1e-35)) { return isLeft[node] }
        return isStrict ? value < threshold[node] : value <= threshold[node]
    }

    /// LightGBM's bits of a split.
    func decision(_ node: Int) -> Int { missing[node] << 2 | (isLeft[node] ? 2 : 0) }

    func leaf(_ row: [Double], isStrict: Bool) -> Double {
        var node = 0
        while feature[node] >= 0 {
            node =
                goesLeft(node, row[feature[node]], isStrict: isStrict) ? left[node] : right[node]
        }
        return value[node]
    }

    /// What the tree says where only some inputs are known: others follow the training data.
    func expectation(
        _ row: [Double], known: Int, isStrict: Bool, node: Int = 0
    ) -> Double {
        guard feature[node] >= 0 else { return value[node] }
        if known >> feature[node] & 1 == 1 {
            let next =
                goesLeft(node, row[feature[node]], isStrict: isStrict) ? left[node] : right[node]
            return expectation(row, known: known, isStrict: isStrict, node: next)
        }
        return [left[node], right[node]].reduce(0) {
            $0 + Double(cover[$1]) / Double(cover[node])
                * expectation(row, known: known, isStrict: isStrict, node: $1)
        }
    }
}

/// Files of random trees.
enum RandomFiles {
    static func list<Element>(_ values: [Element]) -> String {
        "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
    }

    static func xgboost(
        _ trees: [RandomTree], inputs: Int, version: [Int] = [1, 7, 4], base: String = "3.8E-1",
        objective: String = "binary:logistic"
    ) -> String {
        let texts = trees.map(\.paired).enumerated().map { index, tree -> String in
            let count = tree.feature.count
            let zeros = list([Int](repeating: 0, count: count))
            let noughts = list([Double](repeating: 0, count: count))
            var parents = [Int](repeating: Int(Int32.max), count: count)
            for node in 0..<count where tree.feature[node] >= 0 {
                parents[tree.left[node]] = node
                parents[tree.right[node]] = node
            }
            let conditions = (0..<count).map {
                Float(tree.feature[$0] < 0 ? tree.value[$0] : tree.threshold[$0])
            }
            return """
                {"base_weights":\(noughts),"categories":[],"categories_nodes":[],\
                "categories_segments":[],"categories_sizes":[],\
                "default_left":\(list(tree.isLeft.map { $0 ? 1 : 0 })),"id":\(index),\
                "left_children":\(list(tree.left)),"loss_changes":\(noughts),\
                "parents":\(list(parents)),"right_children":\(list(tree.right)),\
                "split_conditions":\(list(conditions)),\
                "split_indices":\(list(tree.feature.map { max(0, $0) })),"split_type":\(zeros),\
                "sum_hessian":\(list(tree.cover.map { Float($0) })),\
                "tree_param":{"num_deleted":"0",\
                "num_feature":"\(inputs)","num_nodes":"\(count)","size_leaf_vector":"0"}}
                """
        }
        let info = list([Int](repeating: 0, count: trees.count))
        return """
            {"learner":{"attributes":{},"feature_names":[],"feature_types":[],\
            "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1",\
            "num_trees":"\(trees.count)","size_leaf_vector":"0"},"tree_info":\(info),\
            "trees":[\(texts.joined(separator: ","))]},"name":"gbtree"},\
            "learner_model_param":{"base_score":"\(base)","boost_from_average":"1",\
            "num_class":"0","num_feature":"\(inputs)","num_target":"1"},\
            "objective":{"name":"\(objective)","reg_loss_param":{"scale_pos_weight":"1"}}},\
            "version":\(list(version))}
            """
    }

    static func assay(
        _ trees: [RandomTree], inputs: Int, kind: String, sampleSize: Int? = nil
    ) -> String {
        let texts = trees.map { tree in
            """
            {"feature":\(list(tree.feature)),"threshold":\(list(tree.threshold)),\
            "left":\(list(tree.left.map { max(0, $0) })),\
            "right":\(list(tree.right.map { max(0, $0) })),\
            "missingLeft":\(list(tree.isLeft.map { $0 ? 1 : 0 })),"value":\(list(tree.value)),\
            "cover":\(list(tree.cover))}
            """
        }
        let size = sampleSize.map { "\"sampleSize\":\($0)," } ?? ""
        return """
            {"assayTrees":1,"kind":"\(kind)","inputs":\(inputs),\(size)\
            "trees":[\(texts.joined(separator: ","))]}
            """
    }

    static func lightgbm(_ trees: [RandomTree], inputs: Int, averages: Bool = false) -> String {
        var text = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            max_feature_idx=\(inputs - 1)
            objective=binary sigmoid:0.5
            \(averages ? "average_output\n" : "")label_index=0
            feature_names=\(words((0..<inputs).map { "f\($0)" }))
            tree_sizes=\(words(trees.map { _ in 1 }))


            """
        for (index, tree) in trees.enumerated() {
            let splits = tree.feature.indices.filter { tree.feature[$0] >= 0 }
            let leaves = tree.feature.indices.filter { tree.feature[$0] < 0 }
            let name = { (node: Int) -> Int in
                splits.firstIndex(of: node) ?? ~(leaves.firstIndex(of: node) ?? 0)
            }
            text += """
                Tree=\(index)
                num_leaves=\(leaves.count)
                num_cat=0
                split_feature=\(words(splits.map { tree.feature[$0] }))
                threshold=\(words(splits.map { tree.threshold[$0] }))
                decision_type=\(words(splits.map { tree.decision($0) }))
                left_child=\(words(splits.map { name(tree.left[$0]) }))
                right_child=\(words(splits.map { name(tree.right[$0]) }))
                leaf_value=\(words(leaves.map { tree.value[$0] }))
                leaf_count=\(words(leaves.map { tree.cover[$0] }))
                internal_count=\(words(splits.map { tree.cover[$0] }))
                is_linear=0
                shrinkage=1


                """
        }
        return text + "end of trees\n\nfeature_importances:\n"
    }

    private static func words<Element>(_ values: [Element]) -> String {
        values.map { "\($0)" }.joined(separator: " ")
    }

    static func manifest(
        _ text: String, _ format: ModelFormat, inputs: Int,
        calibration: ModelManifest.Calibration? = nil
    ) -> ModelManifest {
        ModelManifest(
            name: "m", format: format, file: "model",
            sha256: ModelManifest.sha256(of: Array(text.utf8)),
            inputs: (0..<inputs).map { "f\($0)" }, calibration: calibration)
    }

    static func model(
        _ text: String, _ format: ModelFormat, inputs: Int,
        calibration: ModelManifest.Calibration? = nil
    ) throws -> Model {
        try Model(
            manifest(text, format, inputs: inputs, calibration: calibration),
            bytes: Array(text.utf8), path: "model")
    }

    /// Quarters, zeros, numbers that are none of a float, and missing ones.
    static func row(_ random: inout SplitMix64, inputs: Int, missing: Double = 0.2) -> [Double] {
        (0..<inputs).map { _ in
            if random.chance(missing) { return .nan }
            if random.chance(0.3) { return Double(random.below(17) - 8) / 4 }
            return random.normal() * 1.5
        }
    }
}
