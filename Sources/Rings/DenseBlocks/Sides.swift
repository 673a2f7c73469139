/// Chooses one side of a block for the other.
///
/// 16 bytes a row or column of the graph, kept from choice to choice; otherwise linear in what a
/// choice touches.
struct Sides {
    let graph: BipartiteGraph
    let weights: BlockWeights
    /// Edges looked at.
    var work = 0
    private var rowSums: [Int64]
    private var columnSums: [Int64]
    private var keys: [Key] = []

    private struct Key {
        var value: Int64
        var member: UInt32
    }

    init(_ graph: BipartiteGraph, _ weights: BlockWeights) {
        self.graph = graph
        self.weights = weights
        rowSums = [Int64](repeating: 0, count: graph.rowCount)
        columnSums = [Int64](repeating: 0, count: graph.columnCount)
    }

    /// The columns that make density greatest for the rows, and that density.
    mutating func bestColumns(for rows: [UInt32]) -> (members: [UInt32], density: Double) {
        keys.removeAll(keepingCapacity: true)
        columnSums.withUnsafeMutableBufferPointer { sums in
            for row in rows {
                let edges = graph.edges(ofRow: Int(row))
                work += edges.count
                for place in edges {
                    let column = Int(graph.rowColumns[place])
                    if sums[column] == 0 { keys.append(Key(value: 0, member: UInt32(column))) }
                    sums[column] += max(1, weights.count(place, toColumn: column, graph))
                }
            }
            for index in keys.indices {
                let column = Int(keys[index].member)
                let prior = weights.columnPriors.isEmpty ? 0 : weights.columnPriors[column]
                keys[index].value =
                    sums[column] + prior - Int64(rows.count) * weights.background[column]
                sums[column] = 0
            }
        }
        let base =
            weights.rowPriors.isEmpty ? 0 : rows.reduce(0) { $0 + weights.rowPriors[Int($1)] }
        return Self.densest(&keys, base: base, others: rows.count)
    }

    /// The rows that make density greatest for the columns, and that density.
    mutating func bestRows(for columns: [UInt32]) -> (members: [UInt32], density: Double) {
        takeRowKeys(columns)
        let base =
            weights.columnPriors.isEmpty
            ? 0 : columns.reduce(0) { $0 + weights.columnPriors[Int($1)] }
        return Self.densest(&keys, base: base, others: columns.count)
    }

    /// The block's rows and those that bring at least a share of what these bring on average;
    /// ascending.
    mutating func rowsBringing(_ share: Double, of block: DenseBlock) -> [UInt32] {
        var isIn = [Bool](repeating: false, count: graph.rowCount)
        for row in block.rows { isIn[Int(row)] = true }
        takeRowKeys(block.columns)
        let sum = keys.reduce(Int64(0)) { isIn[Int($1.member)] ? $0 + $1.value : $0 }
        let bound = share * Double(sum) / Double(max(1, block.rows.count))
        return keys.filter { isIn[Int($0.member)] || Double($0.value) >= bound }.map(\.member)
            .sorted()
    }

    /// Fills `keys` with what each row that touches the columns brings above the background.
    private mutating func takeRowKeys(_ columns: [UInt32]) {
        keys.removeAll(keepingCapacity: true)
        var background: Int64 = 0
        rowSums.withUnsafeMutableBufferPointer { sums in
            for column in columns {
                background += weights.background[Int(column)]
                let edges = graph.edges(ofColumn: Int(column))
                work += edges.count
                for place in edges {
                    let row = Int(graph.columnRows[place])
                    if sums[row] == 0 { keys.append(Key(value: 0, member: UInt32(row))) }
                    sums[row] += max(1, weights.count(place, ofColumn: Int(column), graph))
                }
            }
            for index in keys.indices {
                let row = Int(keys[index].member)
                let prior = weights.rowPriors.isEmpty ? 0 : weights.rowPriors[row]
                keys[index].value = sums[row] + prior - background
                sums[row] = 0
            }
        }
    }

    /// The members that make (base + Σ keys) / (others + members) greatest; at least one when there
    /// is any. Puts the keys in another order.
    ///
    /// Whoever is above the present ratio belongs, which makes a new ratio, no smaller (Dinkelbach
    /// 1967), so whoever once is not above it never comes back. It settles in a few rounds;
    /// `roundLimit` of them cut it short. O(keys left) a round.
    private static func densest(
        _ keys: inout [Key], base: Int64, others: Int
    ) -> (members: [UInt32], density: Double) {
        guard
            let most = keys.max(by: { ($0.value, $1.member) < ($1.value, $0.member) })
        else { return ([], -Double.infinity) }
        var density = Double(base + most.value) / Double(others + 1)
        // Of `keys`, the first so many belong; none before the first round, when `most` does.
        var belonging = 0
        var left = keys.count
        keys.withUnsafeMutableBufferPointer { keys in
            for _ in 0..<roundLimit {
                let (above, sum) = parted(keys, left, above: density)
                let members = others + above
                let next = members > 0 ? Double(base + sum) / Double(members) : density
                if above == 0 || next <= density { break }
                (belonging, left, density) = (above, above, next)
            }
        }
        if belonging == 0 { return ([most.member], density) }
        return (keys[..<belonging].map(\.member), density)
    }

    /// Puts the keys above a bound before the others of the first `count`; how many, and their sum.
    @inline(__always)
    private static func parted(
        _ keys: UnsafeMutableBufferPointer<Key>, _ count: Int, above bound: Double
    ) -> (count: Int, sum: Int64) {
        // A whole number is above a bound if it is above the whole part of it.
        let bound = Int64(bound.rounded(.down))
        var (above, sum) = (0, Int64(0))
        for index in 0..<count where keys[index].value > bound {
            sum += keys[index].value
            keys.swapAt(index, above)
            above += 1
        }
        return (above, sum)
    }

    private static let roundLimit = 64
}
