import Foundation
import Models
import Testing
import Toolbox
import Vocabulary

/// What is not known is refused by name, with its place.
@Suite struct RefusalTests {
    private func fault(_ text: String, _ format: ModelFormat, inputs: Int = 4) -> String {
        do {
            _ = try RandomFiles.model(text, format, inputs: inputs)
            return "nothing"
        } catch let fault as Fault {
            return fault.message
        } catch { return "\(error)" }
    }

    private var xgboost: String {
        var random = SplitMix64(seed: 1)
        let trees = (0..<3).map { _ in RandomTree(&random, inputs: 4, depth: 3) }
        return RandomFiles.xgboost(trees, inputs: 4)
    }

    @Test(
        "XGBoost",
        arguments: [
            ("[1,7,4]", "[1,6,2]", "version is 1.6"), ("[1,7,4]", "[4,0,0]", "version is 4.0"),
            ("binary:logistic", "multi:softprob", "`multi:softprob`"),
            ("\"gbtree\"", "\"dart\"", "`dart`"), ("\"gbtree\"", "\"gblinear\"", "`gblinear`"),
            ("\"num_class\":\"0\"", "\"num_class\":\"3\"", "num_class is 3"),
            ("\"num_target\":\"1\"", "\"num_target\":\"2\"", "num_target is 2"),
            ("\"feature_types\":[]", "\"feature_types\":[\"c\"]", "feature_types[0] is `c`"),
            ("\"right_children\":[2,", "\"right_children\":[3,", "trees[0] has right_children[0]"),
            (
                "\"boost_from_average\"", "\"boost_from_tomorrow\"",
                "boost_from_tomorrow is not known"
            ),
            (
                "\"size_leaf_vector\":\"0\"}},", "\"size_leaf_vector\":\"2\"}},",
                "size_leaf_vector is 2"
            ),
            ("\"categories\":[]", "\"categories\":[1]", "trees[0].categories holds categories"),
            ("\"split_type\":[0,", "\"split_type\":[1,", "trees[0].split_type has a categorical"),
            ("\"base_score\":\"3.8E-1\"", "\"base_score\":\"1.5\"", "base_score is 1.5"),
            ("\"base_score\":\"3.8E-1\"", "\"base_score\":\"nan\"", "base_score is `nan`"),
            ("\"learner_model_param\"", "\"model_param\"", "model_param is not known"),
            ("\"num_trees\":\"3\"", "\"num_trees\":\"4\"", "num_trees is 4"),
        ])
    func xgboost(old: String, new: String, said: String) {
        let text = xgboost.replacingOccurrences(of: old, with: new)
        #expect(text != xgboost)
        #expect(fault(text, .xgboost).contains(said), "\(fault(text, .xgboost))")
    }

    @Test("Another number of inputs, a cut file, another hash, nesting without end")
    func files() throws {
        #expect(fault(xgboost, .xgboost, inputs: 5).contains("says 4 inputs"))
        #expect(fault(String(xgboost.dropLast(40)), .xgboost).contains("not JSON"))
        #expect(fault("", .xgboost).contains("not JSON"))
        let deep = String(repeating: "[", count: 100_000)
        #expect(fault(deep, .xgboost).contains("not JSON"))
        #expect(throws: Fault.self) {
            var manifest = RandomFiles.manifest(xgboost, .xgboost, inputs: 4)
            manifest.sha256 = String(repeating: "0", count: 64)
            _ = try Model(manifest, bytes: Array(xgboost.utf8), path: "model")
        }
    }

    private func forest(_ feature: String, _ left: String, _ threshold: String = "[0,0,0]")
        -> String
    {
        """
        {"assayTrees":1,"kind":"forest","inputs":4,"trees":[{"feature":\(feature),\
        "threshold":\(threshold),"left":\(left),"right":[2,0,0],"missingLeft":[1,0,0],\
        "value":[0,0.5,1],"cover":[3,1,2]}]}
        """
    }

    @Test("Children that are none, circles, wrong lengths and numbers")
    func trees() {
        #expect(fault(forest("[0,-1,-1]", "[1,0,0]"), .forest) == "nothing")
        #expect(fault(forest("[0,-1,-1]", "[0,0,0]"), .forest).contains("node 0: child 0"))
        #expect(fault(forest("[0,-1,-1]", "[2,0,0]"), .forest).contains("node 0: child 2"))
        #expect(fault(forest("[0,1,-1]", "[1,0,0]"), .forest).contains("node 1: child 0"))
        #expect(fault(forest("[0,-1,-1]", "[3,0,0]"), .forest).contains("left[0]"))
        #expect(fault(forest("[0,-1]", "[1,0,0]"), .forest).contains("more than the 2"))
        #expect(fault(forest("[4,-1,-1]", "[1,0,0]"), .forest).contains("input 4"))
        #expect(
            fault(forest("[0,-1,-1]", "[1,0,0]", "[1e400,0,0]"), .forest).contains("not JSON"))
        #expect(
            fault(forest("[0,-1,-1]", "[1,0,0]", "[1.7976931348623157e308,0,0]"), .forest)
                .contains("node 0: a threshold"))
        #expect(
            fault(
                forest("[0,-1,-1]", "[1,0,0]").replacingOccurrences(of: "0.5", with: "1.5"), .forest
            )
            .contains("leaf of 1.5"))
        var random = SplitMix64(seed: 3)
        var chain = RandomTree(&random, inputs: 4, depth: 0)
        chain.feature = [Int](repeating: -1, count: 601)
        chain.left = [Int](repeating: 0, count: 601)
        chain.right = chain.left
        for node in stride(from: 0, to: 600, by: 2) {
            chain.feature[node] = 0
            chain.left[node] = node + 1
            chain.right[node] = node + 2
        }
        chain.threshold = [Double](repeating: 0, count: 601)
        chain.value = chain.threshold
        chain.isLeft = [Bool](repeating: false, count: 601)
        chain.cover = [Int](repeating: 1, count: 601)
        let text = RandomFiles.assay([chain], inputs: 4, kind: "forest")
        #expect(fault(text, .forest).contains("deeper than 256"))
    }

    @Test(
        "LightGBM",
        arguments: [
            ("version=v4", "version=v2", "v2"),
            ("objective=binary sigmoid:0.5", "objective=regression", "`regression`"),
            ("num_class=1", "num_class=3", "num_class is 3"),
            ("num_cat=0", "num_cat=1", "categorical"),
            ("is_linear=0", "is_linear=1", "linear trees"),
            ("end of trees\n\nfeature_importances:\n", "", "cut off"),
            ("Tree=1", "Tree=7", "tree 1 should"),
            ("leaf_value=", "leaf_value=nan ", "leaf_value has more"),
            ("max_feature_idx=3", "max_feature_idx=8", "says 9 inputs"),
            ("decision_type=", "decision_type=1 ", "decision_type"),
            ("shrinkage", "shrinking", "`shrinking` is not known"),
        ])
    func lightgbm(old: String, new: String, said: String) {
        var random = SplitMix64(seed: 1)
        let trees = (0..<3).map { _ in RandomTree(&random, inputs: 4, depth: 3) }
        let text = RandomFiles.lightgbm(trees, inputs: 4)
        let changed = text.replacingOccurrences(of: old, with: new)
        #expect(text != changed && fault(text, .lightgbm) == "nothing")
        #expect(fault(changed, .lightgbm).contains(said), "\(fault(changed, .lightgbm))")
    }

    @Test("A logistic model's scales are positive, its fields known")
    func logistic() {
        let text = """
            {"assayLogistic":1,"intercept":0,"weights":[1],"means":[0],"scales":[1]}
            """
        #expect(fault(text, .logistic, inputs: 1) == "nothing")
        for (old, new, said) in [
            ("scales\":[1", "scales\":[0", "scales[0] is 0"),
            ("means\":[0", "means\":[", "means has 0"),
            ("\"assayLogistic\":1", "\"assayLogistic\":2", "version 1"),
            ("intercept", "bias", "bias is not known"), (":[1]", ":[\"1\"]", "weights[0]"),
        ] {
            let changed = text.replacingOccurrences(of: old, with: new)
            #expect(fault(changed, .logistic, inputs: 1).contains(said))
        }
    }

    @Test("Calibrations: checked, then applied")
    func calibration() throws {
        let text = """
            {"assayLogistic":1,"intercept":0,"weights":[1],"means":[0],"scales":[1]}
            """
        func model(_ calibration: ModelManifest.Calibration) throws -> Model {
            try RandomFiles.model(text, .logistic, inputs: 1, calibration: calibration)
        }
        let isotonic = try model(
            .isotonic(scores: [0.2, 0.5, 0.6], probabilities: [0.1, 0.1, 0.9]))
        let scratch = isotonic.makeScratch()
        for (probability, expected) in [
            (0.01, 0.1), (0.2, 0.1), (0.4, 0.1), (0.5, 0.1), (0.55, 0.5), (0.6, 0.9), (0.99, 0.9),
        ] {
            let row = [log(probability / (1 - probability))]
            #expect(abs(isotonic.score(row, scratch) - expected) < 1e-9)
        }
        let platt = try model(.platt(slope: 2, intercept: -1))
        #expect(abs(platt.score([0.7], scratch) - 1 / (1 + exp(-0.4))) < 1e-12)
        for bad: ModelManifest.Calibration in [
            .isotonic(scores: [], probabilities: []), .isotonic(scores: [0.1], probabilities: []),
            .isotonic(scores: [0.1, 0.1], probabilities: [0, 1]),
            .isotonic(scores: [0.1, 0.2], probabilities: [0.5, 0.4]),
            .isotonic(scores: [0.1], probabilities: [1.1]),
            .isotonic(scores: [.nan], probabilities: [0]), .platt(slope: .infinity, intercept: 0),
        ] {
            #expect(throws: Fault.self) { try model(bad) }
        }
    }

    @Test("A manifest is read as its Codable form is written, and refused with its place")
    func manifests() throws {
        let manifest = RandomFiles.manifest("x", .xgboost, inputs: 2)
        for calibration: ModelManifest.Calibration? in [
            nil, .platt(slope: 1.5, intercept: -2),
            .isotonic(scores: [0.25, 0.5], probabilities: [0, 1]),
        ] {
            var manifest = manifest
            manifest.calibration = calibration
            let bytes = Array(try JSONEncoder().encode(manifest))
            #expect(try ModelManifest.read(bytes, path: "manifest.json") == manifest)
        }
        let text = String(decoding: try JSONEncoder().encode(manifest), as: UTF8.self)
        for (old, new) in [
            ("\"assayModel\":1", "\"assayModel\":2"), ("xgboost-json", "pickle"),
            ("\"file\":\"model\"", "\"file\":\"../model\""), ("[\"f0\",\"f1\"]", "[]"),
            ("[\"f0\",\"f1\"]", "[\"f0\",\"f0\"]"), ("\"name\"", "\"nom\""),
        ] {
            let changed = text.replacingOccurrences(of: old, with: new)
            #expect(changed != text)
            #expect(throws: Fault.self) {
                try ModelManifest.read(Array(changed.utf8), path: "manifest.json")
            }
        }
    }
}
