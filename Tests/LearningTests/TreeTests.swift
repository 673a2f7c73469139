import Learning
import Models
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct TreeTests {
    /// Rows with ties, missing values and columns that do not vary.
    private func rows(_ test: UInt64, _ round: Int) -> (Matrix, [Bool], [Double]) {
        var random = Seed.random(test, round: round)
        let count = 4 + random.below(60)
        var matrix = Matrix(columns: 4)
        for _ in 0..<count {
            matrix.append(row: [
                Double(random.below(5)), random.chance(0.2) ? .nan : random.unit(), 3,
                random.chance(0.5) ? .nan : Double(random.below(2)) * 1e300,
            ])
        }
        let labels = (0..<count).map { row in
            let value = matrix[row, 1]
            return random.chance(value.isNaN ? 0.6 : value)
        }
        // Thirds are not exact, so that nothing rests on sums that come out even.
        let weights = (0..<count).map { _ in Double(random.below(4)) / 3 }
        return (matrix, labels, weights)
    }

    /// Σ over the sides of (marked² + others²) / weight.
    private func purity(_ sides: [[Int]], _ labels: [Bool], _ weights: [Double]) -> Double {
        sides.reduce(0.0) { sum, rows in
            let weight = rows.reduce(0) { $0 + weights[$1] }
            let marked = rows.reduce(0) { $0 + (labels[$1] ? weights[$1] : 0) }
            return sum + (marked * marked + (weight - marked) * (weight - marked)) / weight
        }
    }

    /// The purest of all cuts: every column, every value, missing on either side.
    private func best(
        _ matrix: Matrix, _ rows: [Int], _ labels: [Bool], _ weights: [Double], leafRows: Int
    ) -> Double? {
        var best: Double?
        for column in 0..<matrix.columns {
            let missing = rows.filter { matrix[$0, column].isNaN }
            let there = rows.filter { !matrix[$0, column].isNaN }
            for value in Set(there.map { matrix[$0, column] }) {
                let low = there.filter { matrix[$0, column] <= value }
                let high = there.filter { matrix[$0, column] > value }
                for sides in [[low + missing, high], [low, high + missing]]
                where sides.allSatisfy({ $0.count >= max(1, leafRows) }) {
                    best = max(best ?? -1, purity(sides, labels, weights))
                }
            }
        }
        return best
    }

    @Test("Every cut of a tree is the purest there is", arguments: 0..<80)
    func oracle(round: Int) {
        let (matrix, labels, weights) = rows(31, round)
        let leafRows = 1 + round % 3
        let used = weights.indices.filter { weights[$0] > 0 }
        guard !used.isEmpty else { return }
        let limits = GiniTree.Limits(columns: 4, depth: 0, leafRows: leafRows)
        var growth = GiniTree(
            RankedColumns(matrix, threads: 1), labels, weights: weights, limits: limits,
            random: Seed.random(32, round: round))
        let tree = growth.grow()
        var rowsOfNode = [[Int]](repeating: [], count: tree.nodes.count)
        rowsOfNode[0] = used
        for (index, node) in tree.nodes.enumerated() {
            let here = rowsOfNode[index]
            let weight = here.reduce(0) { $0 + weights[$1] }
            let marked = here.reduce(0) { $0 + (labels[$1] ? weights[$1] : 0) }
            #expect(abs(node.cover - weight) < 1e-9 && abs(node.value - marked / weight) < 1e-9)
            let purest = best(matrix, here, labels, weights, leafRows: leafRows)
            guard node.feature >= 0 else {
                let isPure = Set(here.map { labels[$0] }).count == 1
                #expect(isPure || purest == nil, "\(Seed.hint) round \(round)")
                continue
            }
            #expect(node.left > index && node.right > index)
            var sides: [[Int]] = [[], []]
            for row in here {
                let value = matrix[row, Int(node.feature)]
                let goesLeft = value.isNaN ? node.missingLeft : value <= node.threshold
                sides[goesLeft ? 0 : 1].append(row)
            }
            (rowsOfNode[Int(node.left)], rowsOfNode[Int(node.right)]) = (sides[0], sides[1])
            let ours = purity(sides, labels, weights)
            #expect(abs(ours - (purest ?? -1)) < 1e-9, "\(Seed.hint) round \(round)")
        }
    }

    @Test("Sorting and tables give the same tree as fewer rows with more ranks do")
    func sortedRanks() {
        // Most ranks are of rows without weight, so that nodes are sorted, not tabled.
        var random = Seed.random(33)
        var matrix = Matrix(columns: 2)
        for _ in 0..<3000 { matrix.append(row: [random.unit(), random.unit()]) }
        let labels = (0..<3000).map { matrix[$0, 0] + matrix[$0, 1] > 0.9 + 0.2 * random.unit() }
        let used = (0..<3000).filter { $0 % 40 == 0 }
        var weights = [Double](repeating: 0, count: 3000)
        for row in used { weights[row] = 1 }
        let limits = GiniTree.Limits(columns: 2, depth: 0, leafRows: 1)
        func grown(_ matrix: Matrix, _ labels: [Bool], _ weights: [Double]) -> Tree {
            var growth = GiniTree(
                RankedColumns(matrix, threads: 2), labels, weights: weights, limits: limits,
                random: SplitMix64(seed: 1))
            return growth.grow()
        }
        let sparse = grown(matrix, labels, weights)
        let dense = grown(
            matrix.rows(used), used.map { labels[$0] }, used.map { _ in 1 })
        #expect(sparse == dense, "\(Seed.hint)")
    }

    @Test("Depth and rows of a leaf are kept", arguments: 0..<10)
    func limits(round: Int) throws {
        let (matrix, labels, _) = rows(34, round)
        guard Set(labels).count == 2 else { return }
        let learner = try ForestLearner(parameters: ["trees": 3, "depth": 2, "leaf_rows": 2])
        let model = try learner.fit(
            matrix, labels, weights: nil, seed: 1, threads: 1, progress: { _ in })
        let fitted = try #require(model as? FittedTrees)
        for tree in fitted.trees.trees {
            #expect(tree.nodes.count <= 7, "\(Seed.hint) round \(round)")
        }
    }

    @Test("A forest is the same whatever the threads, and its file says the same")
    func threads() throws {
        let (matrix, labels, weights) = rows(35, 0)
        let learner = try ForestLearner(parameters: ["trees": 13, "positive_weight": 5])
        var shares: [Double] = []
        let one = try learner.fit(matrix, labels, weights: weights, seed: 7, threads: 1) {
            shares.append($0)
        }
        let three = try learner.fit(
            matrix, labels, weights: weights, seed: 7, threads: 3, progress: { _ in })
        let other = try learner.fit(
            matrix, labels, weights: weights, seed: 8, threads: 3, progress: { _ in })
        #expect(try one.fileText() == three.fileText(), "\(Seed.hint)")
        #expect(try one.fileText() != other.fileText())
        #expect(one.scores(of: matrix, threads: 1) == three.scores(of: matrix, threads: 4))
        #expect(shares.last == 1 && shares == shares.sorted())
        #expect(one.format == .forest)
        #expect(one.scores(of: matrix, threads: 1) == one.margins(of: matrix, threads: 1))
    }

    @Test("What scikit-learn's forest separates, ours does")
    func separates() throws {
        var random = Seed.random(36)
        func made(_ count: Int) -> (Matrix, [Bool]) {
            var matrix = Matrix(columns: 3)
            var labels: [Bool] = []
            for _ in 0..<count {
                let row = (0..<3).map { _ in random.unit() }
                matrix.append(row: row)
                labels.append((row[0] - 0.5) * (row[1] - 0.5) > 0)
            }
            return (matrix, labels)
        }
        let (train, test) = (made(1500), made(600))
        let model = try ForestLearner(parameters: ["trees": 50]).fit(
            train.0, train.1, weights: nil, seed: 1, threads: 2, progress: { _ in })
        let rows = try ScoredRows(
            scores: model.scores(of: test.0, threads: 2), labels: test.1)
        #expect(try #require(rows.value(of: .areaUnderCurve)) > 0.97, "\(Seed.hint)")
    }
}
