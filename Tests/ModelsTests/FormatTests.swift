import Foundation
import Models
import Testing
import Toolbox
import Vocabulary

/// Every format against the walk that is surely right.
@Suite struct FormatTests {
    private let inputs = 7

    private func check(
        _ model: Model, seed: UInt64, rows: Int = 400,
        _ expected: ([Double]) -> (margin: Double, score: Double)
    ) {
        var random = SplitMix64(seed: seed &+ 99)
        let scratch = model.makeScratch()
        for _ in 0..<rows {
            let row = RandomFiles.row(&random, inputs: inputs)
            let (margin, score) = expected(row)
            #expect(abs(model.margin(row, scratch) - margin) <= 1e-12, "seed \(seed)")
            #expect(abs(model.score(row, scratch) - score) <= 1e-12, "seed \(seed)")
        }
    }

    private func trees(_ random: inout SplitMix64, isZero: Bool = false) -> [RandomTree] {
        (0..<(1 + random.below(30))).map { _ in
            RandomTree(&random, inputs: inputs, depth: random.below(12), isZero: isZero)
        }
    }

    @Test(
        "LightGBM's text: ≤ goes left, zeros and NaN where their bits say",
        arguments: [false, true])
    func lightgbm(averages: Bool) throws {
        for seed in UInt64(1)...10 {
            var random = SplitMix64(seed: seed)
            let trees = trees(&random, isZero: true)
            let model = try RandomFiles.model(
                RandomFiles.lightgbm(trees, inputs: inputs, averages: averages), .lightgbm,
                inputs: inputs)
            check(model, seed: seed) { row in
                let sum = trees.reduce(0) { $0 + $1.leaf(row, isStrict: false) }
                let margin = averages ? sum / Double(trees.count) : sum
                return (margin, 1 / (1 + exp(-0.5 * margin)))
            }
        }
    }

    @Test("A forest is the mean of its leaves")
    func forest() throws {
        for seed in UInt64(1)...10 {
            var random = SplitMix64(seed: seed)
            var trees = trees(&random)
            for tree in trees.indices {
                trees[tree].value = trees[tree].value.map { min(abs($0), 1) }
            }
            let model = try RandomFiles.model(
                RandomFiles.assay(trees, inputs: inputs, kind: "forest"), .forest, inputs: inputs)
            check(model, seed: seed) { row in
                let mean =
                    trees.reduce(0) { $0 + $1.leaf(row, isStrict: false) } / Double(trees.count)
                return (mean, mean)
            }
        }
    }

    @Test("An isolation forest scores short paths high")
    func isolation() throws {
        var random = SplitMix64(seed: 3)
        var trees = trees(&random)
        for tree in trees.indices { trees[tree].value = trees[tree].value.map { abs($0) * 20 } }
        let model = try RandomFiles.model(
            RandomFiles.assay(trees, inputs: inputs, kind: "isolation", sampleSize: 256),
            .isolation, inputs: inputs)
        let c = 2 * (log(255.0) + 0.577_215_664_901_532_9) - 2 * 255.0 / 256
        check(model, seed: 3) { row in
            let mean = trees.reduce(0) { $0 + $1.leaf(row, isStrict: false) } / Double(trees.count)
            return (-mean, pow(2, -mean / c))
        }
    }

    @Test("A logistic model; a missing input counts as its mean")
    func logistic() throws {
        let text = """
            {"assayLogistic":1,"intercept":-1.5,"weights":[0.5,-2,0,1,1,1,1],\
            "means":[1,0,0,0,0,0,3],"scales":[2,1,1,1,1,1,4]}
            """
        let model = try RandomFiles.model(text, .logistic, inputs: inputs)
        let weights = [0.5, -2, 0, 1, 1, 1, 1]
        let means = [1.0, 0, 0, 0, 0, 0, 3]
        let scales = [2.0, 1, 1, 1, 1, 1, 4]
        let parts = { (row: [Double]) in
            row.indices.map {
                row[$0].isNaN ? 0 : weights[$0] * (row[$0] - means[$0]) / scales[$0]
            }
        }
        check(model, seed: 4) { row in
            let margin = parts(row).reduce(-1.5, +)
            return (margin, 1 / (1 + exp(-margin)))
        }
        var random = SplitMix64(seed: 8)
        let row = RandomFiles.row(&random, inputs: inputs)
        var values = [Double](repeating: 0, count: inputs + 1)
        model.contributions(row, into: &values, model.makeScratch())
        #expect(values == parts(row) + [-1.5])
    }

    @Test("Contributions are Shapley's values by their definition", arguments: UInt64(1)...15)
    func shapley(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let inputs = 5
        let isStrict = seed % 2 == 0
        let trees = (0..<4).map { _ in
            RandomTree(&random, inputs: inputs, depth: 6, isZero: !isStrict)
        }
        let model =
            isStrict
            ? try RandomFiles.model(
                RandomFiles.xgboost(trees, inputs: inputs, base: "5E-1"), .xgboost, inputs: inputs)
            : try RandomFiles.model(
                RandomFiles.lightgbm(trees, inputs: inputs), .lightgbm, inputs: inputs)
        let scratch = model.makeScratch()
        var values = [Double](repeating: 0, count: inputs + 1)
        for _ in 0..<20 {
            let row = RandomFiles.row(&random, inputs: inputs).map { Double(Float($0)) }
            model.contributions(row, into: &values, scratch)
            let said = (0..<(1 << inputs)).map { known in
                trees.reduce(0) {
                    $0 + $1.expectation(row, known: known, isStrict: isStrict)
                }
            }
            for input in 0..<inputs {
                var expected = 0.0
                for known in 0..<(1 << inputs) where known >> input & 1 == 0 {
                    expected +=
                        weight(known.nonzeroBitCount, of: inputs)
                        * (said[known | 1 << input] - said[known])
                }
                #expect(abs(values[input] - expected) < 1e-9, "seed \(seed)")
            }
            #expect(abs(values[inputs] - said[0]) < 1e-9, "seed \(seed)")
        }
    }

    /// |S|! (n − |S| − 1)! / n!
    private func weight(_ size: Int, of count: Int) -> Double {
        let factorial = { (number: Int) in (0..<number).reduce(1.0) { $0 * Double($1 + 1) } }
        return factorial(size) * factorial(count - size - 1) / factorial(count)
    }
}
