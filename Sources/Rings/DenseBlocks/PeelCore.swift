/// Takes out, before a peel, whoever cannot be in the block that the peel will find.
///
/// If the member of the best block that brings least brought less than the block's density, the
/// peel would have found a denser block next. So all of them bring at least that density, which is
/// at least half of the greatest there is (Charikar 2000), and so at least half of the density of
/// any block at hand, such as ``BulkPeel``'s. Whoever brings less is taken out, then whoever brings
/// less once they are out, and so on, in whatever order: what is left is the largest part in which
/// all bring so much, and the peel itself comes through that part, with the same keys, before it
/// comes to its best block. O(edges), and no heap.
struct PeelCore {
    /// ``KeyedHeap/gone`` for those taken out.
    private(set) var rowKeys: [Int64]
    private(set) var columnKeys: [Int64]
    private(set) var total: Int64
    /// To be taken out: rows are themselves, columns are − 1 − themselves.
    private var waiting: [Int32] = []

    init(rowKeys: [Int64], columnKeys: [Int64], total: Int64) {
        self.rowKeys = rowKeys
        self.columnKeys = columnKeys
        self.total = total
    }

    /// Does nothing with a background or with priors below 0, where there is no such promise.
    mutating func take(_ graph: BipartiteGraph, _ weights: BlockWeights) {
        guard weights.background.allSatisfy({ $0 == 0 }),
            weights.rowPriors.allSatisfy({ $0 >= 0 }), weights.columnPriors.allSatisfy({ $0 >= 0 })
        else { return }
        let density = BulkPeel.densest(graph, weights).block.density * BlockWeights.scale
        // One less, for what rounding may add.
        let bound = Int64((density / 2).rounded(.down)) - 1
        for row in rowKeys.indices where rowKeys[row] < bound { waiting.append(Int32(row)) }
        for column in columnKeys.indices where columnKeys[column] < bound {
            waiting.append(-1 - Int32(column))
        }
        // Each member waits at most once: when its key falls below the bound.
        while let member = waiting.popLast() {
            if member >= 0 {
                takeRow(Int(member), bound, graph, weights)
            } else {
                takeColumn(-1 - Int(member), bound, graph, weights)
            }
        }
    }

    private mutating func takeRow(
        _ row: Int, _ bound: Int64, _ graph: BipartiteGraph, _ weights: BlockWeights
    ) {
        total -= rowKeys[row]
        rowKeys[row] = KeyedHeap.gone
        for place in graph.edges(ofRow: row) {
            let column = Int(graph.rowColumns[place])
            let before = columnKeys[column]
            if before == KeyedHeap.gone { continue }
            let key = before - weights.count(place, toColumn: column, graph)
            columnKeys[column] = key
            if key < bound && before >= bound { waiting.append(-1 - Int32(column)) }
        }
    }

    private mutating func takeColumn(
        _ column: Int, _ bound: Int64, _ graph: BipartiteGraph, _ weights: BlockWeights
    ) {
        total -= columnKeys[column]
        columnKeys[column] = KeyedHeap.gone
        for place in graph.edges(ofColumn: column) {
            let row = Int(graph.columnRows[place])
            let before = rowKeys[row]
            if before == KeyedHeap.gone { continue }
            let key = before - weights.count(place, ofColumn: column, graph)
            rowKeys[row] = key
            if key < bound && before >= bound { waiting.append(Int32(row)) }
        }
    }
}
