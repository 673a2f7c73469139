import Foundation
import Glibc
import Learning
import Models
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct LearnerTests {
    private static let learners: [any Learner.Type] = [
        LogisticLearner.self, ForestLearner.self, IsolationLearner.self,
    ]

    @Test("Parameters that are not known or beyond bounds are refused by name")
    func parameters() throws {
        for learner in Self.learners {
            _ = try learner.init(parameters: [:])
            for parameter in learner.parameters {
                #expect(parameter.bounds.contains(parameter.standard))
                #expect(throws: Fault.self) {
                    try learner.init(parameters: [
                        parameter.name: parameter.bounds.upperBound + 1
                    ])
                }
            }
            do {
                _ = try learner.init(parameters: ["treees": 3])
                Issue.record("that was taken")
            } catch {
                #expect(error.description.contains("treees"))
                #expect(error.description.contains(learner.parameters[0].name))
            }
        }
        #expect(throws: Fault.self) { try ForestLearner(parameters: ["trees": 2.5]) }
        #expect(throws: Fault.self) { try ForestLearner(parameters: ["trees": .nan]) }
    }

    @Test("Rows that nothing can be learned from are refused")
    func refused() throws {
        let fine = Matrix(columns: 1, values: [1, 2, 3])
        let endless = Matrix(columns: 1, values: [1, .infinity, 3])
        for learner in Self.learners {
            let made = try learner.init(parameters: [:])
            func fit(_ matrix: Matrix, _ labels: [Bool], _ weights: [Double]? = nil) throws {
                _ = try made.fit(
                    matrix, labels, weights: weights, seed: 1, threads: 1, progress: { _ in })
            }
            #expect(throws: Fault.self) { try fit(Matrix(columns: 1), []) }
            #expect(throws: Fault.self) { try fit(endless, [true, false, true]) }
            guard learner != IsolationLearner.self else { continue }
            #expect(throws: Fault.self) { try fit(fine, [true, true, true]) }
            #expect(throws: Fault.self) { try fit(fine, [true, false, true], [1, 0, 1]) }
            #expect(throws: Fault.self) { try fit(fine, [true, false, true], [1, -1, 1]) }
        }
    }

    @Test("A logistic fit is where the weighted, penalised likelihood is flat", arguments: 0..<8)
    func logistic(round: Int) throws {
        var random = Seed.random(41, round: round)
        var matrix = Matrix(columns: 3)
        for _ in 0..<300 {
            matrix.append(row: [
                random.normal(), random.chance(0.2) ? .nan : 3 * random.normal() + 1, 5,
            ])
        }
        let labels = (0..<300).map { matrix[$0, 0] + random.normal() > 0.5 }
        let weights = (0..<300).map { _ in Double(random.below(4)) }
        let learner = try LogisticLearner(parameters: ["penalty": 2, "positive_weight": 3])
        let model = try learner.fit(
            matrix, labels, weights: weights, seed: 0, threads: 1, progress: { _ in })
        let fitted = try #require(model as? FittedLogistic).model
        let scores = model.scores(of: matrix, threads: 2)
        for column in 0..<4 {
            var slope = column < 3 ? 2 * fitted.coefficients[column] : 0
            for row in 0..<300 {
                let value = column < 3 ? matrix[row, column] : 1
                let standard =
                    column < 3 ? (value - fitted.means[column]) / fitted.spreads[column] : 1
                let weight = weights[row] * (labels[row] ? 3 : 1)
                slope +=
                    weight * (scores[row] - (labels[row] ? 1 : 0)) * (value.isNaN ? 0 : standard)
            }
            #expect(abs(slope) < 1e-5, "column \(column) \(Seed.hint) round \(round)")
        }
        let row = (0..<3).map { matrix[7, $0] }
        #expect(abs(fitted.score(row) - scores[7]) < 1e-12)
        #expect(try model.fileText().hasPrefix("{\"assayLogistic\":1,\"intercept\":"))
    }

    @Test("A logistic fit of rows that are parted wholly is finite")
    func parted() throws {
        let matrix = Matrix(columns: 1, values: (0..<40).map { Double($0) * 1e6 })
        let model = try LogisticLearner(parameters: ["penalty": 1e-6]).fit(
            matrix, (0..<40).map { $0 >= 20 }, weights: nil, seed: 0, threads: 1,
            progress: { _ in })
        let scores = model.scores(of: matrix, threads: 1)
        #expect(scores.allSatisfy { $0.isFinite })
        #expect(scores[19] < 0.1 && scores[20] > 0.9)
    }

    @Test("An isolation forest puts a far row first, and keeps Liu's numbers")
    func isolation() throws {
        var random = Seed.random(42)
        var matrix = Matrix(columns: 2)
        for row in 0..<2000 {
            matrix.append(row: [random.normal(), row % 50 == 0 ? .nan : random.normal()])
        }
        matrix.append(row: [9, -9])
        let labels = [Bool](repeating: false, count: 2001)
        let learner = try IsolationLearner(parameters: [:])
        let model = try learner.fit(
            matrix, labels, weights: nil, seed: 1, threads: 2, progress: { _ in })
        let again = try learner.fit(
            matrix, labels, weights: nil, seed: 1, threads: 1, progress: { _ in })
        let scores = model.scores(of: matrix, threads: 2)
        #expect(scores == again.scores(of: matrix, threads: 1), "\(Seed.hint)")
        #expect(scores.firstIndex(of: scores.max()!) == 2000, "\(Seed.hint)")
        #expect(scores[2000] > 0.7 && scores.allSatisfy { $0 > 0 && $0 < 1 })
        let trees = try #require(model as? FittedTrees).trees
        #expect(trees.sampleSize == 256 && trees.trees.count == 100)
        // c(256) = 10.2448; a tree's leaves weigh 256 rows in all.
        let path = model.margins(of: matrix, threads: 1)[2000]
        #expect(abs(scores[2000] - exp2(path / 10.244770920119917)) < 1e-9)
        for tree in trees.trees {
            let leaves = tree.nodes.filter { $0.feature < 0 }
            #expect(leaves.reduce(0) { $0 + $1.cover } == 256)
            #expect(leaves.allSatisfy { $0.value >= 1 && $0.value < 18 })
        }
    }

    @Test("Half-space trees find what is odd, forget, and do not grow")
    func halfSpaces() throws {
        var random = Seed.random(43)
        var trees = try HalfSpaceTrees(columns: 3, seed: 1)
        var (scores, labels): ([Double], [Bool]) = ([], [])
        var bytes = 0
        for place in 0..<12_000 {
            let isOdd = place > 1000 && random.chance(0.01)
            let row = (0..<3).map { column in
                isOdd
                    ? 6 + random.normal() : column == 1 && place % 9 == 0 ? .nan : random.normal()
            }
            let score = trees.take(row)
            if place == 500 { bytes = trees.bytes }
            #expect(score.isNaN == (place < 500))
            guard place >= 1000 else { continue }
            #expect((0...1).contains(score))
            scores.append(score)
            labels.append(isOdd)
        }
        let rows = try ScoredRows(scores: scores, labels: labels)
        let area = try #require(rows.value(of: .areaUnderCurve))
        #expect(area > 0.95, "\(area) \(Seed.hint)")
        #expect(trees.bytes == bytes && trees.count == 12_000)
        // What everybody does for two windows is not odd any more.
        let before = trees.score([6, 6, 6])
        for _ in 0..<500 { _ = trees.take((0..<3).map { _ in 6 + random.normal() }) }
        #expect(trees.score([6, 6, 6]) < before - 0.2, "\(Seed.hint)")
    }

    @Test("Half-space trees: one seed, one stream of scores")
    func halfSpaceSeeds() throws {
        func scores(_ seed: UInt64) throws -> [Double] {
            var random = SplitMix64(seed: 5)
            var trees = try HalfSpaceTrees(
                columns: 2, parameters: ["window": 20, "depth": 6], seed: seed)
            return (0..<100).map { _ in trees.take([random.unit(), random.unit()]) }
                .filter { !$0.isNaN }
        }
        #expect(try scores(1) == scores(1) && scores(1) != scores(2))
        #expect(throws: Fault.self) {
            try HalfSpaceTrees(columns: 2, parameters: ["depth": 99], seed: 1)
        }
    }

    // MARK: Files

    /// A file's JSON, read by somebody else's reader.
    private func object(_ text: String) throws -> [String: Any] {
        try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func sample() -> (matrix: Matrix, labels: [Bool]) {
        var random = Seed.random(44)
        var matrix = Matrix(columns: 3)
        for _ in 0..<400 {
            matrix.append(row: [
                random.unit(), random.chance(0.3) ? .nan : random.normal() * 1e5,
                Double(random.below(4)),
            ])
        }
        return (matrix, (0..<400).map { matrix[$0, 0] + random.unit() > 1 })
    }

    @Test("The files of forests hold what they score", arguments: [0, 1])
    func treeFiles(kind: Int) throws {
        let (matrix, labels) = sample()
        let learner: any Learner =
            kind == 0
            ? try ForestLearner(parameters: ["trees": 7])
            : try IsolationLearner(parameters: ["trees": 9, "sample": 100])
        let model = try learner.fit(
            matrix, labels, weights: nil, seed: 1, threads: 2, progress: { _ in })
        let file = try object(model.fileText())
        #expect(file["assayTrees"] as? Int == 1 && file["inputs"] as? Int == 3)
        #expect(file["kind"] as? String == ["forest", "isolation"][kind])
        #expect(file["sampleSize"] as? Int == [nil, 100][kind])
        let trees = try #require(file["trees"] as? [[String: [Double]]])
        let scores = model.scores(of: matrix, threads: 1)
        for row in 0..<matrix.rows {
            var sum = 0.0
            for tree in trees {
                var node = 0
                while let feature = tree["feature"].map({ Int($0[node]) }), feature >= 0 {
                    let value = matrix[row, feature]
                    let goesLeft =
                        value.isNaN
                        ? tree["missingLeft"]![node] == 1 : value <= tree["threshold"]![node]
                    node = Int(tree[goesLeft ? "left" : "right"]![node])
                }
                sum += tree["value"]![node]
            }
            let mean = sum / Double(trees.count)
            // c(100)
            let score = kind == 0 ? mean : exp2(-mean / 8.364671030072245)
            #expect(abs(score - scores[row]) < 1e-12, "\(Seed.hint) row \(row)")
        }
    }

    @Test("The file of a logistic regression holds what it scores")
    func logisticFile() throws {
        let (matrix, labels) = sample()
        let model = try LogisticLearner(parameters: [:]).fit(
            matrix, labels, weights: nil, seed: 1, threads: 2, progress: { _ in })
        let file = try object(model.fileText())
        let numbers = try ["weights", "means", "scales"].map {
            try #require(file[$0] as? [Double])
        }
        let intercept = try #require(file["intercept"] as? Double)
        let margins = model.margins(of: matrix, threads: 1)
        for row in 0..<matrix.rows {
            var margin = intercept
            for column in 0..<3 where !matrix[row, column].isNaN {
                margin +=
                    numbers[0][column] * (matrix[row, column] - numbers[1][column])
                    / numbers[2][column]
            }
            #expect(abs(margin - margins[row]) < 1e-9, "\(Seed.hint)")
        }
    }
}
