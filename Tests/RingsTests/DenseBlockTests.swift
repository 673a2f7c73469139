import Glibc
import Rings
import Testing
import Toolbox

/// Density by the definition, without any of the kernels' sums.
private func density(
    _ graph: BipartiteGraph, _ rows: [UInt32], _ columns: [UInt32], background: Bool = false
) -> Double {
    var sum = 0.0
    for column in columns {
        let degree = Double(graph.degree(ofColumn: Int(column)))
        let weight = 1 / log(degree + 5)
        let inside = Double(graph.rows(of: Int(column)).count { rows.contains($0) })
        let expected =
            background
            ? Double(rows.count) * degree / Double(graph.rowCount) : 0
        sum += weight * (inside - expected)
    }
    return sum / Double(max(1, rows.count + columns.count))
}

/// The greatest density of any block, by trying all of them.
private func bestDensity(_ graph: BipartiteGraph) -> Double {
    var best = 0.0
    for rowBits in 0..<(1 << graph.rowCount) {
        let rows = (0..<graph.rowCount).filter { rowBits >> $0 & 1 == 1 }.map { UInt32($0) }
        for columnBits in 0..<(1 << graph.columnCount) {
            let columns = (0..<graph.columnCount).filter { columnBits >> $0 & 1 == 1 }
                .map { UInt32($0) }
            best = max(best, density(graph, rows, columns))
        }
    }
    return best
}

/// Greedy removal by looking at every member each time; the density it reaches.
private func naivePeel(_ graph: BipartiteGraph, background: Bool) -> Double {
    var rows = (0..<graph.rowCount).map { UInt32($0) }
    var columns = (0..<graph.columnCount).map { UInt32($0) }
    var best = 0.0
    while !rows.isEmpty || !columns.isEmpty {
        let count = Double(rows.count + columns.count)
        let now = density(graph, rows, columns, background: background)
        best = max(best, now)
        var least = (Double.infinity, 0, true)
        for isRow in [true, false] {
            for index in (isRow ? rows : columns).indices {
                var (lessRows, lessColumns) = (rows, columns)
                if isRow { lessRows.remove(at: index) } else { lessColumns.remove(at: index) }
                let rest = density(graph, lessRows, lessColumns, background: background)
                let key = now * count - rest * max(1, count - 1)
                if key < least.0 - 1e-5 { least = (key, index, isRow) }
            }
        }
        if least.2 { rows.remove(at: least.1) } else { columns.remove(at: least.1) }
    }
    return best
}

@Suite struct DenseBlockTests {
    @Test(
        "The peel is what its slow twin is, and at least half of the best",
        arguments: UInt64(1)...60)
    func half(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let graph = Worlds.graph(
            &random, rows: 1 + random.below(5), columns: 1 + random.below(5),
            count: random.below(26))
        let weights = BlockWeights(graph)
        let found = GreedyPeel.densest(graph, weights)
        let best = bestDensity(graph)
        #expect(found.density >= best / 2 - 1e-4, "seed \(seed)")
        #expect(found.density <= best + 1e-4, "seed \(seed)")
        #expect(abs(found.density - naivePeel(graph, background: false)) < 1e-4, "seed \(seed)")
        let bulk = BulkPeel.densest(graph, weights, slack: 0.1).block
        #expect(bulk.density >= best / 2.2 - 1e-4, "seed \(seed)")
        #expect(abs(bulk.density - density(graph, bulk.rows, bulk.columns)) < 1e-4)
    }

    @Test("Above the background the peel is what its slow twin is", arguments: UInt64(1)...60)
    func background(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let graph = Worlds.graph(
            &random, rows: 2 + random.below(10), columns: 2 + random.below(10),
            count: random.below(60))
        let weights = BlockWeights(graph).aboveBackground(of: graph)
        let found = GreedyPeel.densest(graph, weights)
        // Ties taken in another order may end elsewhere; the density stated must be true.
        let stated = density(graph, found.rows, found.columns, background: true)
        #expect(abs(found.density - stated) < 1e-4, "seed \(seed)")
        #expect(found.density >= 0)
    }

    @Test(
        "On larger graphs bulk and greedy keep their promises to each other",
        arguments: UInt64(1)...10)
    func bulk(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let graph = Worlds.graph(&random, rows: 300, columns: 200, count: 3_000, weighted: true)
        let weights = BlockWeights(graph)
        let greedy = GreedyPeel.densest(graph, weights)
        let (bulk, passes) = BulkPeel.densest(graph, weights, slack: 0.1)
        #expect(bulk.density >= greedy.density / 2.2, "seed \(seed)")
        #expect(Double(passes) <= log(500) / log(1.1) + 1)
    }

    /// 2,000 rows at random and a block of 60 × 20 filled by half, with camouflage.
    private func hidden(_ seed: UInt64) -> BipartiteGraph {
        var random = SplitMix64(seed: seed)
        var edges = Worlds.edges(&random, rows: 2_000, columns: 1_000, count: 40_000)
        for row in 2_000..<2_060 {
            for column in 0..<20 where random.chance(0.5) {
                edges.rows.append(UInt32(row))
                edges.columns.append(UInt32(column))
            }
            for _ in 0..<10 {
                edges.rows.append(UInt32(row))
                edges.columns.append(UInt32(20 + random.below(980)))
            }
        }
        return BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: nil, rowCount: 2_060,
            columnCount: 1_000)
    }

    @Test("A block filled by half is found above the background", arguments: UInt64(1)...5)
    func search(seed: UInt64) throws {
        let graph = hidden(seed)
        let weights = BlockWeights(graph).aboveBackground(of: graph)
        let block = try #require(LocalSearch().blocks(graph, weights).blocks.first)
        #expect(block.columns == (0..<20).map { UInt32($0) }, "seed \(seed)")
        #expect(block.rows.count { $0 >= 2_000 } >= 55, "seed \(seed)")
        #expect(block.rows.count <= 65, "seed \(seed)")
    }

    @Test("Camouflage does not lower the density of the block that hides")
    func camouflage() {
        var random = SplitMix64(seed: 3)
        var edges = Worlds.edges(&random, rows: 500, columns: 300, count: 3_000)
        for row in 500..<540 {
            for column in 0..<10 {
                edges.rows.append(UInt32(row))
                edges.columns.append(UInt32(column))
            }
        }
        let plain = BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: nil, rowCount: 540, columnCount: 300)
        for row in 500..<540 {
            for _ in 0..<30 {
                edges.rows.append(UInt32(row))
                edges.columns.append(UInt32(10 + random.below(290)))
            }
        }
        let hidden = BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: nil, rowCount: 540, columnCount: 300)
        let before = GreedyPeel.densest(plain, BlockWeights(plain))
        let after = GreedyPeel.densest(hidden, BlockWeights(hidden))
        #expect(before.rows.count >= 40)
        #expect(after.density >= before.density - 1e-9)
    }

    @Test("Several blocks come one after the other, each from what the others left")
    func several() {
        var edges: (rows: [UInt32], columns: [UInt32]) = ([], [])
        for (first, size) in [(0, 30), (30, 20), (50, 10)] {
            for row in first..<(first + size) {
                for column in first..<(first + size) {
                    edges.rows.append(UInt32(row))
                    edges.columns.append(UInt32(column))
                }
            }
        }
        let graph = BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: nil, rowCount: 60, columnCount: 60)
        let blocks = GreedyPeel.blocks(graph, BlockWeights(graph), limit: 5, share: 0.1)
        #expect(blocks.map(\.rows.count) == [30, 20, 10])
        #expect(blocks.map(\.fill) == [1, 1, 1])
        #expect(GreedyPeel.blocks(graph, BlockWeights(graph), limit: 2).count == 2)
    }

    @Test("A prior draws a row in")
    func priors() {
        let graph = BipartiteGraph(
            rows: [0, 1], columns: [0, 0], weights: nil, rowCount: 3, columnCount: 1)
        let weights = BlockWeights(graph, rowPriors: [0, 0, 9])
        #expect(GreedyPeel.densest(graph, weights).rows == [2])
    }

    @Test("Nothing, one account, and a graph that is one block end well")
    func bounds() {
        let none = BipartiteGraph(
            rows: [], columns: [], weights: nil, rowCount: 0, columnCount: 0)
        #expect(GreedyPeel.densest(none, BlockWeights(none)).rows.isEmpty)
        #expect(GreedyPeel.blocks(none, BlockWeights(none)).isEmpty)
        #expect(BulkPeel.densest(none, BlockWeights(none)).passes == 0)
        #expect(LocalSearch().blocks(none, BlockWeights(none)).blocks.isEmpty)
        let one = BipartiteGraph(
            rows: [0], columns: [0], weights: nil, rowCount: 1, columnCount: 1)
        #expect(GreedyPeel.densest(one, BlockWeights(one)).rows == [0])
        let alone = BipartiteGraph(
            rows: [], columns: [], weights: nil, rowCount: 1, columnCount: 0)
        #expect(GreedyPeel.densest(alone, BlockWeights(alone)).rows.isEmpty)
        let all = BipartiteGraph(
            rows: (0..<10_000).map { UInt32($0 / 100) },
            columns: (0..<10_000).map { UInt32($0 % 100) }, weights: nil, rowCount: 100,
            columnCount: 100)
        let block = GreedyPeel.densest(all, BlockWeights(all))
        #expect(block.rows.count == 100 && block.columns.count == 100)
        let above = BlockWeights(all).aboveBackground(of: all)
        #expect(GreedyPeel.densest(all, above).density < 1e-3)
    }
}
