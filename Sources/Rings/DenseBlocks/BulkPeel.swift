/// The densest block by removing many at a time (Bahmani, Kumar and Vassilvitskii, VLDB 2012).
///
/// Each pass takes out every member that brings at most 2 (1 + ε) times the present density. The
/// densest block passed has at least 1 / (2 + 2ε) of the greatest density. O(edges) in all, in at
/// most log(members) / log(1 + ε) + 1 passes, and what a pass does to keys is sums of whole
/// numbers,
/// so it may be shared among threads and gives the same block. Without background only: it checks
/// ``GreedyPeel``, and takes its place where a graph is spread over machines.
package enum BulkPeel {
    /// - Parameter slack: ε above 0; more makes fewer passes and a weaker promise.
    package static func densest(
        _ graph: BipartiteGraph, _ weights: BlockWeights, slack: Double = 0.1
    ) -> (block: DenseBlock, passes: Int) {
        precondition(slack > 0, "without slack there is no bound on the passes")
        let weights = weights.withoutBackground()
        var passes = Passes(graph, weights)
        // Each pass leaves at most 1 / (1 + slack) of the members, so this ends.
        while passes.left > 0 { passes.take(slack) }
        let rows = (0..<graph.rowCount).filter { passes.isInBest($0) }.map { UInt32($0) }
        let columns = (0..<graph.columnCount).filter { passes.isInBest(graph.rowCount + $0) }
            .map { UInt32($0) }
        return (graph.block(rows: rows, columns: columns, weights), passes.number)
    }
}

extension BlockWeights {
    func withoutBackground() -> BlockWeights {
        var result = self
        result.background = [Int64](repeating: 0, count: background.count)
        return result
    }
}

/// Members are rows, then columns.
private struct Passes {
    let graph: BipartiteGraph
    let weights: BlockWeights
    /// `KeyedHeap.gone` for those taken out.
    var keys: [Int64]
    /// The pass a member went out in; `Int32.max` while it is in.
    var out: [Int32]
    var total: Int64
    var left: Int
    var number = 0
    var best = (density: 0.0, pass: Int32.max)

    init(_ graph: BipartiteGraph, _ weights: BlockWeights) {
        self.graph = graph
        self.weights = weights
        keys = (0..<graph.rowCount).map { row in
            graph.edges(ofRow: row).reduce(weights.rowPriors.isEmpty ? 0 : weights.rowPriors[row]) {
                $0 + weights.count($1, toColumn: Int(graph.rowColumns[$1]), graph)
            }
        }
        total = keys.reduce(0, +)
        for column in 0..<graph.columnCount {
            let prior = weights.columnPriors.isEmpty ? 0 : weights.columnPriors[column]
            total += prior
            keys.append(
                graph.edges(ofColumn: column).reduce(prior) {
                    $0 + weights.count($1, ofColumn: column, graph)
                })
        }
        left = keys.count
        out = [Int32](repeating: Int32.max, count: keys.count)
    }

    mutating func take(_ slack: Double) {
        let density = Double(total) / Double(left)
        if density > best.density { best = (density, Int32(number)) }
        let bound = 2 * (1 + slack) * density
        let pass = Int32(number)
        let going = keys.indices.filter {
            keys[$0] != KeyedHeap.gone && Double(keys[$0]) <= bound
        }
        keys.withUnsafeMutableBufferPointer { keys in
            for member in going {
                out[member] = pass
                total -= keys[member]
                keys[member] = KeyedHeap.gone
                Self.takeEdges(of: member, from: keys, graph, weights)
            }
        }
        left -= going.count
        number += 1
    }

    /// Takes what edges of a member count for from the keys of those that are in.
    private static func takeEdges(
        of member: Int, from keys: UnsafeMutableBufferPointer<Int64>, _ graph: BipartiteGraph,
        _ weights: BlockWeights
    ) {
        if member < graph.rowCount {
            for place in graph.edges(ofRow: member) {
                let column = Int(graph.rowColumns[place])
                if keys[graph.rowCount + column] != KeyedHeap.gone {
                    keys[graph.rowCount + column] -= weights.count(
                        place, toColumn: column, graph)
                }
            }
            return
        }
        let column = member - graph.rowCount
        for place in graph.edges(ofColumn: column) {
            let row = Int(graph.columnRows[place])
            if keys[row] != KeyedHeap.gone {
                keys[row] -= weights.count(place, ofColumn: column, graph)
            }
        }
    }

    func isInBest(_ member: Int) -> Bool { best.density > 0 && out[member] >= best.pass }
}
