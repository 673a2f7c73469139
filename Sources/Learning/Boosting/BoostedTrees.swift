import CXGBoost
import Models
package import Vocabulary

/// Gradient-boosted trees for yes or no, grown by libxgboost (Chen and Guestrin, KDD 2016). Its
/// parameters bear XGBoost's own names, but for `trees`.
package struct BoostedTrees: Learner {
    package static let name = "xgboost"

    package static let parameters = [
        LearnerParameter(
            "trees", 100, in: 1...10_000, isWhole: true, meaning: "trees, one a round"),
        LearnerParameter(
            "eta", 0.1, in: 0.0001...1, meaning: "how much of each tree's correction is taken"),
        LearnerParameter(
            "max_depth", 4, in: 1...16, isWhole: true, meaning: "splits from the root to a leaf"),
        LearnerParameter(
            "min_child_weight", 5, in: 0...1e6,
            meaning: "least sum of p · (1 − p) of the rows in a leaf"),
        LearnerParameter("subsample", 1, in: 0.01...1, meaning: "share of rows each tree sees"),
        LearnerParameter(
            "colsample_bytree", 1, in: 0.01...1, meaning: "share of inputs each tree sees"),
        LearnerParameter("lambda", 1, in: 0...1e6, meaning: "weight of squared leaf values"),
        LearnerParameter("alpha", 0, in: 0...1e6, meaning: "weight of absolute leaf values"),
        LearnerParameter("gamma", 0, in: 0...1e6, meaning: "least gain of a split"),
        LearnerParameter(
            "max_bin", 1024, in: 2...65_535, isWhole: true, meaning: "bins of each input"),
        LearnerParameter(
            "positive_weight", 1, in: 1e-6...1e6,
            meaning: "how many times a marked row counts, beside its own weight"),
        LearnerParameter(
            "max_delta_step", 0, in: 0...1e3, meaning: "greatest step of a leaf; 0 for any"),
    ]

    private let values: [String: Double]

    package init(parameters given: [String: Double]) throws(Fault) {
        values = try LearnerParameter.resolved(
            given, declared: BoostedTrees.parameters, learner: BoostedTrees.name)
    }

    /// Version of the library that is found at run time.
    ///
    /// - Throws: ``Fault`` `unavailable` where it is not installed.
    package static func libraryVersion() throws(Fault) -> String { try XGBoostLibrary().version }

    /// Grows the trees. The same rows, parameters and seed give the same model on one version of
    /// the library, whatever the threads. O(trees · rows · inputs).
    ///
    /// - Throws: ``Fault`` `unavailable` without the library, `invalid` for what it refuses.
    package func fit(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, seed: UInt64, threads: Int,
        progress: (Double) -> Void
    ) throws(Fault) -> any FittedModel {
        let library = try XGBoostLibrary()
        _ = library.api.pointee.setGlobalConfig("{\"verbosity\": 0}")
        let rows = try BoosterRows(library, matrix)
        try rows.set("label", labels.map { $0 ? 1 : 0 })
        if let weights { try rows.set("weight", weights.map { Float($0) }) }
        let booster = try Booster(library, rows)
        try booster.set("objective", "binary:logistic")
        try booster.set("tree_method", "hist")
        try booster.set("nthread", "\(threads)")
        // As many bits of the seed as the library takes.
        try booster.set("seed", "\(seed & 0x7FFF_FFFF)")
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where name != "trees" {
            let isWhole = value == value.rounded() && abs(value) < 1e9
            let name = name == "positive_weight" ? "scale_pos_weight" : name
            try booster.set(name, isWhole ? "\(Int(value))" : "\(value)")
        }
        let trees = Int(values["trees"] ?? 1)
        for round in 0..<trees {
            try booster.update(round, rows)
            progress(Double(round + 1) / Double(trees))
        }
        return FittedBooster(booster: booster)
    }
}

/// Trees as libxgboost holds them; it scores one matrix at a time.
private final class FittedBooster: FittedModel, @unchecked Sendable {
    private let booster: Booster
    let format = ModelFormat.xgboost

    init(booster: Booster) { self.booster = booster }

    func scores(of matrix: Matrix, threads: Int) -> [Double] {
        booster.predict(matrix, isMargin: false, threads)
    }

    func margins(of matrix: Matrix, threads: Int) -> [Double] {
        booster.predict(matrix, isMargin: true, threads)
    }

    func fileText() throws(Fault) -> String { try booster.json() }
}
