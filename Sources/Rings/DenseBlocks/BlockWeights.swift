import Glibc

/// What an edge counts for when blocks are sought, as whole numbers so that sums are exact.
///
/// An edge of weight w in a column of d rows counts w / log(d + 5): what many touch tells little
/// (FRAUDAR, KDD 2016). d is the column's degree in the graph first given, and stays so while the
/// graph is peeled, so edges added as camouflage cannot lower what others count for.
///
/// `background` is what a row is expected to bring to a column if all rows touched it alike: the
/// column's sum over the number of rows. It depends on the column alone, so camouflage does not
/// move it either. Zero for FRAUDAR as published.
package struct BlockWeights: Sendable {
    /// Counts in a weight of 1.
    package static let scale = 1_048_576.0
    /// The greatest weight of an edge that counts; a greater one counts as this.
    package static let edgeLimit: Float = 65_536

    var column: [Double]
    var rowPriors: [Int64]
    var columnPriors: [Int64]
    var background: [Int64]

    /// - Parameters:
    ///   - graph: whose column degrees set the weights.
    ///   - rowPriors: suspicion of a row by itself, in units of an edge's count; empty is none.
    ///   - columnPriors: the same for columns.
    package init(
        _ graph: BipartiteGraph, rowPriors: [Double] = [], columnPriors: [Double] = []
    ) {
        precondition(rowPriors.isEmpty || rowPriors.count == graph.rowCount, "a prior for each row")
        precondition(
            columnPriors.isEmpty || columnPriors.count == graph.columnCount,
            "a prior for each column")
        column = (0..<graph.columnCount).map {
            Self.scale / log(Double(graph.degree(ofColumn: $0)) + 5)
        }
        self.rowPriors = rowPriors.map { Int64(($0 * Self.scale).rounded()) }
        self.columnPriors = columnPriors.map { Int64(($0 * Self.scale).rounded()) }
        background = [Int64](repeating: 0, count: graph.columnCount)
    }

    /// The same with the background of `graph` taken off. O(edges).
    package func aboveBackground(of graph: BipartiteGraph) -> BlockWeights {
        var result = self
        for column in 0..<graph.columnCount where graph.rowCount > 0 {
            var sum: Int64 = 0
            for place in graph.edges(ofColumn: column) {
                sum += count(place, ofColumn: column, graph)
            }
            result.background[column] = sum / Int64(graph.rowCount)
        }
        return result
    }

    /// What the edge at a place of `columnRows` counts for.
    @inline(__always)
    func count(_ place: Int, ofColumn column: Int, _ graph: BipartiteGraph) -> Int64 {
        graph.isWeighted
            ? weighted(graph.columnWeights[place], column) : Int64(self.column[column])
    }

    /// What the edge at a place of `rowColumns` counts for.
    @inline(__always)
    func count(_ place: Int, toColumn column: Int, _ graph: BipartiteGraph) -> Int64 {
        graph.isWeighted ? weighted(graph.rowWeights[place], column) : Int64(self.column[column])
    }

    @inline(__always)
    private func weighted(_ weight: Float, _ column: Int) -> Int64 {
        Int64(Double(min(weight, Self.edgeLimit)) * self.column[column])
    }
}

/// A set of rows and columns with many edges between them.
package struct DenseBlock: Sendable, Equatable {
    /// Ascending.
    package var rows: [UInt32]
    /// Ascending.
    package var columns: [UInt32]
    /// (Σ what the edges and members count for − background) / members, in units of an edge of
    /// weight 1.
    package var density: Double
    /// Edges between its rows and columns.
    package var edgeCount: Int

    static let none = DenseBlock(rows: [], columns: [], density: 0, edgeCount: 0)

    /// The share of possible edges that are there, 0…1.
    package var fill: Double {
        rows.isEmpty || columns.isEmpty
            ? 0 : Double(edgeCount) / (Double(rows.count) * Double(columns.count))
    }
}

extension BlockWeights {
    /// Those of some rows and columns, in their order.
    func restricted(rows: [UInt32], columns: [UInt32]) -> BlockWeights {
        var result = self
        result.column = columns.map { column[Int($0)] }
        result.background = columns.map { background[Int($0)] }
        if !rowPriors.isEmpty { result.rowPriors = rows.map { rowPriors[Int($0)] } }
        if !columnPriors.isEmpty { result.columnPriors = columns.map { columnPriors[Int($0)] } }
        return result
    }
}

extension BipartiteGraph {
    /// The densest part that greedy removal finds inside a block, if denser than the block.
    /// O(edges of its rows · log).
    func peeled(_ block: DenseBlock, _ weights: BlockWeights) -> DenseBlock {
        var numbers = [UInt32](repeating: UInt32.max, count: columnCount)
        for (number, column) in block.columns.enumerated() { numbers[Int(column)] = UInt32(number) }
        var inside: (rows: [UInt32], columns: [UInt32], weights: [Float]) = ([], [], [])
        for (number, row) in block.rows.enumerated() {
            for place in edges(ofRow: Int(row)) where numbers[Int(rowColumns[place])] != .max {
                inside.rows.append(UInt32(number))
                inside.columns.append(numbers[Int(rowColumns[place])])
                if isWeighted { inside.weights.append(rowWeights[place]) }
            }
        }
        let part = BipartiteGraph(
            rows: inside.rows, columns: inside.columns, weights: isWeighted ? inside.weights : nil,
            rowCount: block.rows.count, columnCount: block.columns.count)
        let found = GreedyPeel.densest(
            part, weights.restricted(rows: block.rows, columns: block.columns))
        guard found.density > block.density else { return block }
        return self.block(
            rows: found.rows.map { block.rows[Int($0)] },
            columns: found.columns.map { block.columns[Int($0)] }, weights)
    }

    /// What the block's edges and members count for, less its background; and its edges.
    /// O(edges of its rows).
    func total(
        rows: [UInt32], columns: [UInt32], _ weights: BlockWeights
    ) -> (count: Int64, edges: Int) {
        var inside = [Bool](repeating: false, count: columnCount)
        var sum: Int64 = 0
        var background: Int64 = 0
        var edges = 0
        for column in columns {
            inside[Int(column)] = true
            background += weights.background[Int(column)]
            if !weights.columnPriors.isEmpty { sum += weights.columnPriors[Int(column)] }
        }
        for row in rows {
            if !weights.rowPriors.isEmpty { sum += weights.rowPriors[Int(row)] }
            for place in self.edges(ofRow: Int(row)) where inside[Int(rowColumns[place])] {
                sum += weights.count(place, toColumn: Int(rowColumns[place]), self)
                edges += 1
            }
        }
        return (sum - Int64(rows.count) * background, edges)
    }

    /// The block of the given members, ascending, with its density.
    func block(rows: [UInt32], columns: [UInt32], _ weights: BlockWeights) -> DenseBlock {
        let (count, edges) = total(rows: rows, columns: columns, weights)
        let members = rows.count + columns.count
        return DenseBlock(
            rows: rows, columns: columns,
            density: members == 0 ? 0 : Double(count) / BlockWeights.scale / Double(members),
            edgeCount: edges)
    }
}
