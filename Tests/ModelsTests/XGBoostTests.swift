import Foundation
import Models
import Testing
import Toolbox
import Vocabulary

/// Scores and contributions against libxgboost itself, on the same rows.
@Suite(.enabled(if: LibXGBoost.isThere), .serialized) struct XGBoostTests {
    private let inputs = 9

    private func rows(_ count: Int, seed: UInt64) -> (doubles: [Double], floats: [Float]) {
        var random = SplitMix64(seed: seed)
        let doubles = (0..<count).flatMap { _ in RandomFiles.row(&random, inputs: inputs) }
        return (doubles, doubles.map { Float($0) })
    }

    private func trained(_ parameters: [String: String], rounds: Int32 = 60) throws -> String {
        let (rows, floats) = rows(4_000, seed: 3)
        let labels = (0..<4_000).map { index -> Float in
            let row = rows[(index * inputs)..<((index + 1) * inputs)].map { $0.isNaN ? 0.3 : $0 }
            return row[0] * row[1] + row[2] > 0.5 || row[3] > 2 ? 1 : 0
        }
        var all = ["objective": "binary:logistic", "nthread": "1", "max_depth": "6", "eta": "0.2"]
        all.merge(parameters) { _, new in new }
        return try LibXGBoost.train(floats, inputs, labels, rounds: rounds, all)
    }

    /// Compares bits of scores and margins; returns how many rows were compared.
    private func compare(_ text: String, count: Int, seed: UInt64) throws {
        let model = try RandomFiles.model(text, .xgboost, inputs: inputs)
        let peer = try LibXGBoost(text)
        let (doubles, floats) = rows(count, seed: seed)
        let scores = try peer.predict(floats, inputs)
        let margins = try peer.predict(floats, inputs, isMargin: true)
        let isRaw = text.contains("binary:logitraw")
        let scratch = model.makeScratch()
        var wrong = 0
        doubles.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for index in 0..<count {
                let row = base + index * inputs
                let score = Float(model.score(row, scratch))
                let margin = Float(model.margin(row, scratch))
                let same = isRaw || score.bitPattern == scores[index].bitPattern
                if !same || margin.bitPattern != margins[index].bitPattern { wrong += 1 }
            }
        }
        #expect(wrong == 0, "of \(count) rows, seed \(seed)")
    }

    @Test("Trained by libxgboost, 100,000 rows with missing values score to the same bits")
    func trainedModels() throws {
        try compare(try trained([:]), count: 100_000, seed: 1)
        try compare(
            try trained(["tree_method": "hist", "base_score": "0.07", "gamma": "3"]),
            count: 20_000, seed: 2)
        try compare(
            try trained(["tree_method": "exact", "max_depth": "12", "subsample": "0.5"]),
            count: 20_000, seed: 3)
        try compare(
            try trained(
                [
                    "num_parallel_tree": "3", "objective": "binary:logitraw", "base_score": "0.25",
                ], rounds: 11), count: 20_000, seed: 4)
    }

    @Test("Random trees and base scores score to the same bits", arguments: UInt64(1)...12)
    func randomModels(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let trees = (0..<random.below(40)).map { _ in
            RandomTree(&random, inputs: inputs, depth: random.below(14))
        }
        let base = ["5E-1", "1E-1", "9.999999E-1", "1E-7", "3.3333334E-1"][random.below(5)]
        try compare(
            RandomFiles.xgboost(trees, inputs: inputs, base: base), count: 3_000, seed: seed)
    }

    @Test("Contributions are libxgboost's, and sum to the margin")
    func contributions() throws {
        var random = SplitMix64(seed: 5)
        let trees = (0..<30).map { _ in RandomTree(&random, inputs: inputs, depth: 7) }
        for text in [
            try trained(["tree_method": "hist"]), try trained(["gamma": "2", "max_depth": "4"]),
            RandomFiles.xgboost(trees, inputs: inputs),
        ] {
            let model = try RandomFiles.model(text, .xgboost, inputs: inputs)
            let (doubles, floats) = rows(300, seed: 6)
            let expected = try LibXGBoost(text).contributions(floats, inputs)
            let scratch = model.makeScratch()
            var values = [Double](repeating: 0, count: inputs + 1)
            let most = expected.map { abs($0) }.max() ?? 1
            var (sumError, error) = (0.0, 0.0)
            for index in 0..<300 {
                let row = Array(doubles[(index * inputs)..<((index + 1) * inputs)])
                model.contributions(row, into: &values, scratch)
                let sum = values.reduce(0, +)
                sumError = max(sumError, abs(sum - model.margin(row, scratch)))
                for (at, value) in values.enumerated() {
                    let peer = Double(expected[index * (inputs + 1) + at])
                    error = max(error, abs(value - peer) / Double(most))
                }
            }
            #expect(sumError < 1e-5)
            #expect(error < 1e-4)
        }
    }
}
