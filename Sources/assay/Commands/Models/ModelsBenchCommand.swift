import ArgumentParser
import CXGBoost
import Models
import Toolbox
import Vocabulary

/// `assay models bench`: boosted trees here and in libxgboost, one thread, in one process, for
/// `script/bench`. Rounds of each take turns, and the best of each counts.
struct ModelsBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Times trees against libxgboost.", shouldDisplay: false)

    @Option(help: "How many trees.")
    var trees = 100

    @Option(help: "How many splits from root to leaf.")
    var depth = 6

    @Option(help: "How many inputs.")
    var inputs = 30

    @Option(help: "How often each is timed.")
    var rounds = 7

    @Option(help: "Where chance begins.")
    var seed: UInt64 = 1

    private static let rowCount = 10_000
    private static let singleCount = 2_000

    func run() throws {
        var random = SplitMix64(seed: seed)
        let text = BenchModel.text(&random, trees: trees, depth: depth, inputs: inputs)
        let bytes = Array(text.utf8)
        let model = try Model(
            ModelManifest(
                name: "bench", format: .xgboost, file: "model.json",
                sha256: ModelManifest.sha256(of: bytes), inputs: (0..<inputs).map { "f\($0)" }),
            bytes: bytes, path: "the bench's model")
        var booster: UnsafeMutableRawPointer?
        guard assay_xgboost_open() == 0,
            assay_xgboost_load(bytes, UInt64(bytes.count), "1", &booster) == 0
        else {
            throw Fault(
                .unavailable, "libxgboost: \(String(cString: assay_xgboost_fault()))",
                fix: "Install it: apt-get install libxgboost-dev.")
        }
        defer { assay_xgboost_free(booster) }
        let rows = (0..<Self.rowCount * inputs).map { _ in
            random.chance(0.05) ? Float.nan : Float(random.unit())
        }
        let times = try time(model, booster, rows)
        print(
            """
            {"ours_us":\(times.ours),"single_us":\(times.single),"batch_us":\(times.batch),\
            "explain_us":\(times.explain),\
            "single_ratio":\(times.single / times.ours),"batch_ratio":\(times.batch / times.ours)}
            """)
    }

    private struct Times {
        var ours = Double.infinity
        var single = Double.infinity
        var batch = Double.infinity
        var explain = Double.infinity
    }

    /// Best microseconds a row.
    private func time(
        _ model: Model, _ booster: UnsafeMutableRawPointer?, _ rows: [Float]
    ) throws -> Times {
        let scratch = model.makeScratch()
        let doubles = rows.map { Double($0) }
        var scores = [Double](repeating: 0, count: Self.rowCount)
        var parts = [Double](repeating: 0, count: inputs + 1)
        var peers = [Float](repeating: 0, count: Self.rowCount)
        var times = Times()
        for _ in 0..<rounds {
            times.ours = min(
                times.ours,
                Self.microseconds(Self.rowCount) {
                    for row in 0..<Self.rowCount {
                        scores[row] = doubles.withUnsafeBufferPointer {
                            $0.baseAddress.map { model.score($0 + row * inputs, scratch) } ?? .nan
                        }
                    }
                })
            times.batch = min(
                times.batch,
                Self.microseconds(Self.rowCount) {
                    var found: UnsafePointer<Float>?
                    _ = assay_xgboost_predict(
                        booster, rows, UInt64(Self.rowCount), UInt64(inputs), 0, &found)
                    for row in peers.indices { peers[row] = found?[row] ?? .nan }
                })
            times.single = min(
                times.single,
                Self.microseconds(Self.singleCount) {
                    var found: UnsafePointer<Float>?
                    rows.withUnsafeBufferPointer { rows in
                        for row in 0..<Self.singleCount {
                            _ = assay_xgboost_predict(
                                booster, rows.baseAddress.map { $0 + row * inputs }, 1,
                                UInt64(inputs), 0, &found)
                        }
                    }
                })
            times.explain = min(
                times.explain,
                Self.microseconds(100) {
                    for row in 0..<100 {
                        doubles.withUnsafeBufferPointer {
                            guard let base = $0.baseAddress else { return }
                            model.contributions(base + row * inputs, into: &parts, scratch)
                        }
                    }
                })
        }
        guard zip(scores, peers).allSatisfy({ Float($0).bitPattern == $1.bitPattern }) else {
            throw Fault(.bug, "The scores are not libxgboost's.")
        }
        return times
    }

    private static func microseconds(_ count: Int, _ work: () -> Void) -> Double {
        let clock = ContinuousClock()
        let elapsed = clock.measure(work).components
        let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
        return nanoseconds / 1_000 / Double(count)
    }
}

/// A model of full trees with random splits, as XGBoost 1.7 writes one.
private enum BenchModel {
    static func text(
        _ random: inout SplitMix64, trees: Int, depth: Int, inputs: Int
    ) -> String {
        let count = (1 << (depth + 1)) - 1
        let splits = (1 << depth) - 1
        let texts = (0..<trees).map { tree -> String in
            let left = (0..<count).map { $0 < splits ? 2 * $0 + 1 : -1 }
            let right = (0..<count).map { $0 < splits ? 2 * $0 + 2 : -1 }
            let conditions = (0..<count).map {
                Float($0 < splits ? 0.1 + 0.8 * random.unit() : random.normal() / 10)
            }
            let indices = (0..<count).map { $0 < splits ? random.below(inputs) : 0 }
            let defaults = (0..<count).map { _ in random.below(2) }
            let covers = (0..<count).map { Float(splits + 1) / Float(1 << level($0)) }
            let zeros = list([Int](repeating: 0, count: count))
            let noughts = list([Float](repeating: 0, count: count))
            return """
                {"base_weights":\(noughts),"categories":[],"categories_nodes":[],\
                "categories_segments":[],"categories_sizes":[],"default_left":\(list(defaults)),\
                "id":\(tree),"left_children":\(list(left)),"loss_changes":\(noughts),\
                "parents":\(list((0..<count).map { $0 == 0 ? Int(Int32.max) : ($0 - 1) / 2 })),\
                "right_children":\(list(right)),"split_conditions":\(list(conditions)),\
                "split_indices":\(list(indices)),"split_type":\(zeros),\
                "sum_hessian":\(list(covers)),"tree_param":{"num_deleted":"0",\
                "num_feature":"\(inputs)","num_nodes":"\(count)","size_leaf_vector":"0"}}
                """
        }
        return """
            {"learner":{"attributes":{},"feature_names":[],"feature_types":[],\
            "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1",\
            "num_trees":"\(trees)","size_leaf_vector":"0"},\
            "tree_info":\(list([Int](repeating: 0, count: trees))),\
            "trees":[\(texts.joined(separator: ","))]},"name":"gbtree"},\
            "learner_model_param":{"base_score":"5E-1","boost_from_average":"1",\
            "num_class":"0","num_feature":"\(inputs)","num_target":"1"},\
            "objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},\
            "version":[1,7,4]}
            """
    }

    private static func level(_ node: Int) -> Int {
        (node + 1).bitWidth - 1 - (node + 1).leadingZeroBitCount
    }

    private static func list<Element>(_ values: [Element]) -> String {
        "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
    }
}
