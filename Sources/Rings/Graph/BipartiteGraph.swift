/// Accounts (rows) and what they touch (columns), as compact adjacency both ways.
///
/// Each row's columns ascend and are different; so are each column's rows. Edges given more than
/// once are one edge whose weight is the sum, in the order given.
///
/// ```swift
/// let graph = BipartiteGraph(
///     rows: [0, 0, 1], columns: [0, 1, 1], weights: nil, rowCount: 2, columnCount: 2)
/// graph.columns(of: 0)  // [0, 1]
/// ```
package struct BipartiteGraph: Sendable {
    /// The most edges a graph may have, so that a place in it is 32 bits.
    package static let edgeLimit = Int(UInt32.max)

    package let rowCount: Int
    package let columnCount: Int
    let rowStarts: [UInt32]
    let rowColumns: [UInt32]
    let rowWeights: [Float]
    let columnStarts: [UInt32]
    let columnRows: [UInt32]
    let columnWeights: [Float]

    /// Different edges.
    package var edgeCount: Int { rowColumns.count }

    /// Whether edges carry weights; else each weighs 1.
    package var isWeighted: Bool { !rowWeights.isEmpty }

    /// Builds by three counting sorts. O(edges + rows + columns).
    ///
    /// - Parameters:
    ///   - rows: an edge's row, below `rowCount`.
    ///   - columns: an edge's column, below `columnCount`.
    ///   - weights: finite and not negative, such as plays; nil weighs every different edge 1.
    package init(
        rows: [UInt32], columns: [UInt32], weights: [Float]?, rowCount: Int, columnCount: Int
    ) {
        precondition(rows.count == columns.count, "an edge has a row and a column")
        precondition(weights.map { $0.count == rows.count } ?? true, "an edge has one weight")
        precondition(rows.count <= Self.edgeLimit, "a graph has at most 2³² − 1 edges")
        let byColumn = Adjacency.sorted(
            keys: columns, others: rows, weights: weights, keyCount: columnCount)
        let byRow = byColumn.transposed(keyCount: rowCount).merged()
        let back = byRow.transposed(keyCount: columnCount)
        self.rowCount = rowCount
        self.columnCount = columnCount
        (rowStarts, rowColumns, rowWeights) = (byRow.starts, byRow.others, byRow.weights)
        (columnStarts, columnRows, columnWeights) = (back.starts, back.others, back.weights)
    }

    /// The places of a row's edges in `rowColumns`.
    @inline(__always)
    func edges(ofRow row: Int) -> Range<Int> { Int(rowStarts[row])..<Int(rowStarts[row + 1]) }

    /// The places of a column's edges in `columnRows`.
    @inline(__always)
    func edges(ofColumn column: Int) -> Range<Int> {
        Int(columnStarts[column])..<Int(columnStarts[column + 1])
    }

    /// Columns of a row, ascending.
    package func columns(of row: Int) -> ArraySlice<UInt32> { rowColumns[edges(ofRow: row)] }

    /// Columns of a row, ascending, with the weights of the edges.
    package func weightedColumns(of row: Int) -> [(column: UInt32, weight: Float)] {
        edges(ofRow: row).map { (rowColumns[$0], isWeighted ? rowWeights[$0] : 1) }
    }

    /// Rows of a column, ascending.
    package func rows(of column: Int) -> ArraySlice<UInt32> { columnRows[edges(ofColumn: column)] }

    /// Different rows of a column.
    package func degree(ofColumn column: Int) -> Int { edges(ofColumn: column).count }

    /// Different columns of a row.
    package func degree(ofRow row: Int) -> Int { edges(ofRow: row).count }

    /// The same graph without the edges between the given rows and columns. O(edges).
    package func removing(rows: [UInt32], columns: [UInt32]) -> BipartiteGraph {
        var isRow = [Bool](repeating: false, count: rowCount)
        var isColumn = [Bool](repeating: false, count: columnCount)
        for row in rows { isRow[Int(row)] = true }
        for column in columns { isColumn[Int(column)] = true }
        var kept: (rows: [UInt32], columns: [UInt32], weights: [Float]) = ([], [], [])
        kept.rows.reserveCapacity(edgeCount)
        kept.columns.reserveCapacity(edgeCount)
        for row in 0..<rowCount {
            for place in edges(ofRow: row) {
                let column = rowColumns[place]
                if isRow[row] && isColumn[Int(column)] { continue }
                kept.rows.append(UInt32(row))
                kept.columns.append(column)
                if isWeighted { kept.weights.append(rowWeights[place]) }
            }
        }
        return BipartiteGraph(
            rows: kept.rows, columns: kept.columns, weights: isWeighted ? kept.weights : nil,
            rowCount: rowCount, columnCount: columnCount)
    }
}

/// One direction of a graph while it is built.
private struct Adjacency {
    var starts: [UInt32]
    var others: [UInt32]
    var weights: [Float]

    /// Edges grouped by key, in the order given within each.
    static func sorted(
        keys: [UInt32], others: [UInt32], weights: [Float]?, keyCount: Int
    ) -> Adjacency {
        let starts = Adjacency.starts(of: keys, keyCount)
        var next = starts
        var placedWeights = [Float](repeating: 0, count: weights == nil ? 0 : keys.count)
        let placed = [UInt32](unsafeUninitializedCapacity: keys.count) { placed, count in
            next.withUnsafeMutableBufferPointer { next in
                for edge in keys.indices {
                    let place = Int(next[Int(keys[edge])])
                    next[Int(keys[edge])] += 1
                    placed[place] = others[edge]
                    guard let weights else { continue }
                    precondition(
                        weights[edge] >= 0 && weights[edge].isFinite,
                        "a weight is finite, not negative")
                    placedWeights[place] = weights[edge]
                }
            }
            count = keys.count
        }
        return Adjacency(starts: starts, others: placed, weights: placedWeights)
    }

    /// Where each key's edges begin, and last where they end.
    private static func starts(of keys: [UInt32], _ keyCount: Int) -> [UInt32] {
        var starts = [UInt32](repeating: 0, count: keyCount + 1)
        // A key that is too great ends here: the loops behind do not look again.
        for key in keys { starts[Int(key) + 1] += 1 }
        for key in 0..<keyCount { starts[key + 1] += starts[key] }
        return starts
    }

    /// Grouped by the other end, and so ascending within each.
    func transposed(keyCount: Int) -> Adjacency {
        let starts = Adjacency.starts(of: others, keyCount)
        var next = starts
        var placedWeights = [Float](repeating: 0, count: weights.count)
        let placed = [UInt32](unsafeUninitializedCapacity: others.count) { placed, count in
            next.withUnsafeMutableBufferPointer { next in
                for key in 0..<(self.starts.count - 1) {
                    for edge in Int(self.starts[key])..<Int(self.starts[key + 1]) {
                        let place = Int(next[Int(others[edge])])
                        next[Int(others[edge])] += 1
                        placed[place] = UInt32(key)
                        if !weights.isEmpty { placedWeights[place] = weights[edge] }
                    }
                }
            }
            count = others.count
        }
        return Adjacency(starts: starts, others: placed, weights: placedWeights)
    }

    /// Equal neighbours made one, their weights added.
    func merged() -> Adjacency {
        var result = Adjacency(starts: starts, others: [], weights: [])
        result.others.reserveCapacity(others.count)
        result.weights.reserveCapacity(weights.count)
        for key in 0..<(starts.count - 1) {
            result.starts[key] = UInt32(result.others.count)
            for edge in Int(starts[key])..<Int(starts[key + 1]) {
                if result.others.count > Int(result.starts[key]),
                    result.others[result.others.count - 1] == others[edge]
                {
                    if !weights.isEmpty {
                        result.weights[result.weights.count - 1] += weights[edge]
                    }
                } else {
                    result.others.append(others[edge])
                    if !weights.isEmpty { result.weights.append(weights[edge]) }
                }
            }
        }
        result.starts[starts.count - 1] = UInt32(result.others.count)
        return result
    }
}
