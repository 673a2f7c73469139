/// The densest block by greedy removal: FRAUDAR (Hooi et al., KDD 2016).
///
/// Whoever brings least is taken out, over and over; of all the blocks passed on the way the
/// densest is the answer. Without background its density is at least half of the greatest there is
/// (Charikar 2000). With it there is no such promise, and ``LocalSearch`` finds more.
///
/// Without background, those who bring too little for any such block are first taken out in no
/// order (``PeelCore``), which leaves the same block and is most of the work where there is a dense
/// one. O(edges · log(rows + columns)); with background, a column's key is put right only when it
/// comes to the front of the heap, which costs little in practice. 32 bytes a row or column,
/// besides the graph.
package enum GreedyPeel {
    /// The densest block passed; empty for a graph without members or without a positive density.
    package static func densest(_ graph: BipartiteGraph, _ weights: BlockWeights) -> DenseBlock {
        var peel = Peel(graph, weights)
        peel.run()
        let (rows, columns) = peel.best()
        return graph.block(rows: rows, columns: columns, weights)
    }

    /// Several blocks: each is found after the edges of those before it were taken out.
    ///
    /// Column weights stay those of the first graph.
    /// - Parameters:
    ///   - limit: the most blocks.
    ///   - share: stops at a block whose density is below this share of the first's, 0…1.
    package static func blocks(
        _ graph: BipartiteGraph, _ weights: BlockWeights, limit: Int = 5, share: Double = 0.2
    ) -> [DenseBlock] {
        var rest = graph
        var found: [DenseBlock] = []
        while found.count < limit {
            let block = densest(rest, weights)
            if block.edgeCount == 0 || block.density <= 0 { break }
            if let first = found.first, block.density < share * first.density { break }
            found.append(block)
            if found.count < limit {
                rest = rest.removing(rows: block.rows, columns: block.columns)
            }
        }
        return found
    }
}

/// One run of removals.
private struct Peel {
    let graph: BipartiteGraph
    let weights: BlockWeights
    /// A row's key lacks what all rows have in common: minus the background of the columns left.
    var rows: KeyedHeap
    /// A column's key has the background of as many rows as were left when it was put right.
    var columns: KeyedHeap
    var rowsWhenRight: [Int32]
    var rowBackground: Int64
    var total: Int64
    /// Rows are themselves, columns are − 1 − themselves, in the order taken out.
    var order: [Int32] = []
    var bestLength = 0
    var bestDensity = 0.0

    init(_ graph: BipartiteGraph, _ weights: BlockWeights) {
        self.graph = graph
        self.weights = weights
        let rowsAll = Int64(graph.rowCount)
        var total: Int64 = 0
        let rowKeys = (0..<graph.rowCount).map { row in
            let prior = weights.rowPriors.isEmpty ? 0 : weights.rowPriors[row]
            total += prior
            return graph.edges(ofRow: row).reduce(prior) {
                $0 + weights.count($1, toColumn: Int(graph.rowColumns[$1]), graph)
            }
        }
        let columnKeys = (0..<graph.columnCount).map { column in
            let prior = weights.columnPriors.isEmpty ? 0 : weights.columnPriors[column]
            let key = graph.edges(ofColumn: column).reduce(prior) {
                $0 + weights.count($1, ofColumn: column, graph)
            }
            let above = key - rowsAll * weights.background[column]
            total += above
            return above
        }
        rowBackground = weights.background.reduce(0, +)
        var core = PeelCore(rowKeys: rowKeys, columnKeys: columnKeys, total: total)
        core.take(graph, weights)
        self.total = core.total
        rows = KeyedHeap(core.rowKeys)
        columns = KeyedHeap(core.columnKeys)
        rowsWhenRight = [Int32](repeating: Int32(graph.rowCount), count: graph.columnCount)
        order.reserveCapacity(graph.rowCount + graph.columnCount)
    }

    mutating func run() {
        // Each turn takes one member out.
        while rows.count + columns.count > 0 {
            let density = Double(total) / Double(rows.count + columns.count)
            if density > bestDensity { (bestDensity, bestLength) = (density, order.count) }
            let row = rows.least.map { $0.key - rowBackground } ?? Int64.max
            let column = rightColumn(below: row)
            if column < row { takeColumn() } else { takeRow() }
        }
    }

    /// The least true key of a column, or one not below `bound`.
    private mutating func rightColumn(below bound: Int64) -> Int64 {
        let left = Int32(rows.count)
        // A key put right does not change again in this turn, so each column comes at most once.
        while let least = columns.least {
            if least.key >= bound { return least.key }
            let behind = Int64(rowsWhenRight[least.element] - left)
            if behind == 0 || weights.background[least.element] == 0 { return least.key }
            rowsWhenRight[least.element] = left
            columns.raiseLeast(to: least.key + behind * weights.background[least.element])
        }
        return Int64.max
    }

    private mutating func takeRow() {
        guard let least = rows.least else { return }
        total -= least.key - rowBackground
        rows.removeLeast()
        order.append(Int32(least.element))
        for place in graph.edges(ofRow: least.element) {
            let column = Int(graph.rowColumns[place])
            if columns.contains(column) {
                columns.lower(column, by: weights.count(place, toColumn: column, graph))
            }
        }
    }

    private mutating func takeColumn() {
        guard let least = columns.least else { return }
        total -= least.key
        rowBackground -= weights.background[least.element]
        columns.removeLeast()
        order.append(-1 - Int32(least.element))
        for place in graph.edges(ofColumn: least.element) {
            let row = Int(graph.columnRows[place])
            if rows.contains(row) {
                rows.lower(row, by: weights.count(place, ofColumn: least.element, graph))
            }
        }
    }

    /// What was left when density was greatest; nothing when it never was positive.
    func best() -> (rows: [UInt32], columns: [UInt32]) {
        guard bestDensity > 0 else { return ([], []) }
        var rows: [UInt32] = []
        var columns: [UInt32] = []
        for member in order[bestLength...] {
            if member >= 0 {
                rows.append(UInt32(member))
            } else {
                columns.append(UInt32(-1 - member))
            }
        }
        return (rows.sorted(), columns.sorted())
    }
}
