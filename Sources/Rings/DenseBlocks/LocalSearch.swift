/// Blocks that stand out above the background, grown from one column's rows.
///
/// FRAUDAR's peel finds the densest part, and where people's own tastes overlap that is the crowd:
/// a
/// block filled by half drowns. So the background is taken off
/// (``BlockWeights/aboveBackground(of:)``)
/// and, as in CopyCatch (WWW 2013) and LockInfer (PAKDD 2014), the two sides are chosen in turn:
/// the
/// best columns for the rows, then the best rows for the columns. Each choice is exact, so density
/// never falls, and a search ends where neither side can be bettered. What it ends with may be two
/// blocks grown together, so the densest part of it is peeled out (``GreedyPeel``), if denser.
///
/// O(edges of the rows and columns of the block) a turn, with at most `turnLimit` turns a seed.
package struct LocalSearch: Sendable {
    /// The most columns whose rows are tried as a start; those with most rows first.
    package var seedLimit = 65_536
    /// A column with fewer rows is no start.
    package var leastRows = 8
    /// The most turns from one start.
    package var turnLimit = 16
    /// The most edges looked at from one start; a start that needs more is given up and counted.
    package var seedWork = 4_194_304
    /// The most edges looked at from all starts; what is left then is counted as untried.
    package var totalWork = 2_147_483_648
    /// Of the block's mean, what a row must bring to be taken in when the search is over, 0…1. A
    /// member of a ring who did half of the work belongs to it, though density would fall.
    package var memberShare = 0.5
    /// A block with fewer columns is one hit and no list, and is left out.
    package var leastColumns = 3

    package init() {}

    /// What was found, and what was not looked at.
    package struct Result: Sendable {
        package var blocks: [DenseBlock] = []
        package var triedSeeds = 0
        package var givenUpSeeds = 0
        package var untriedSeeds = 0
    }

    /// The densest blocks, densest first, none of which shares more than half of its rows and
    /// half of its columns with a denser one.
    package func blocks(
        _ graph: BipartiteGraph, _ weights: BlockWeights, limit: Int = 5
    ) -> Result {
        var side = Sides(graph, weights)
        var result = Result()
        var candidates: [DenseBlock] = []
        var isCovered = [Bool](repeating: false, count: graph.columnCount)
        for seed in seeds(graph) {
            if isCovered[seed] { continue }
            if side.work >= totalWork || result.triedSeeds >= seedLimit {
                result.untriedSeeds += 1
                continue
            }
            result.triedSeeds += 1
            let workLimit = side.work + seedWork
            guard let found = grown(from: Array(graph.rows(of: seed)), &side, workLimit) else {
                result.givenUpSeeds += 1
                continue
            }
            for column in found.columns { isCovered[Int(column)] = true }
            if found.columns.count < leastColumns { continue }
            if candidates.count >= limit, found.density <= (candidates.last?.density ?? 0) / 2 {
                continue
            }
            Self.keep(graph.peeled(found, weights), in: &candidates, limit: limit)
        }
        result.blocks = candidates.map { block in
            let rows = side.rowsBringing(memberShare, of: block)
            return graph.block(rows: rows, columns: block.columns, weights)
        }
        return result
    }

    /// Grows a block found otherwise, such as by ``GreedyPeel``; its density does not fall before
    /// the last step, which takes in the members that brought less.
    package func grown(
        _ block: DenseBlock, _ graph: BipartiteGraph, _ weights: BlockWeights
    ) -> DenseBlock? {
        var side = Sides(graph, weights)
        guard let found = grown(from: block.rows, &side, seedWork) else { return nil }
        let rows = side.rowsBringing(memberShare, of: found)
        return graph.block(rows: rows, columns: found.columns, weights)
    }

    private func seeds(_ graph: BipartiteGraph) -> [Int] {
        (0..<graph.columnCount).filter { graph.degree(ofColumn: $0) >= leastRows }
            .sorted {
                let (left, right) = (graph.degree(ofColumn: $0), graph.degree(ofColumn: $1))
                return left == right ? $0 < $1 : left > right
            }
    }

    private func grown(
        from seed: [UInt32], _ side: inout Sides, _ workLimit: Int
    ) -> DenseBlock? {
        var rows = seed
        var columns: [UInt32] = []
        var density = -Double.infinity
        for _ in 0..<turnLimit {
            let nextColumns = side.bestColumns(for: rows)
            let next = side.bestRows(for: nextColumns)
            if side.work > workLimit { return nil }
            if next.density <= density { break }
            (rows, columns, density) = (next.members, nextColumns, next.density)
        }
        return DenseBlock(
            rows: rows.sorted(), columns: columns.sorted(), density: density, edgeCount: 0)
    }

    /// Keeps the densest `limit` blocks that do not say the same.
    private static func keep(_ block: DenseBlock, in kept: inout [DenseBlock], limit: Int) {
        if kept.contains(where: { $0.density >= block.density && isSame(block, $0) }) { return }
        kept.removeAll { isSame($0, block) }
        let place = kept.firstIndex { $0.density < block.density } ?? kept.count
        kept.insert(block, at: place)
        if kept.count > limit { kept.removeLast() }
    }

    private static func isSame(_ block: DenseBlock, _ denser: DenseBlock) -> Bool {
        2 * shared(block.rows, denser.rows) > block.rows.count
            && 2 * shared(block.columns, denser.columns) > block.columns.count
    }

    /// How many members two ascending lists share.
    private static func shared(_ first: [UInt32], _ second: [UInt32]) -> Int {
        var (left, right, count) = (0, 0, 0)
        while left < first.count && right < second.count {
            let (one, other) = (first[left], second[right])
            if one == other { count += 1 }
            if one <= other { left += 1 }
            if other <= one { right += 1 }
        }
        return count
    }
}

/// Chooses one side of a block for the other.
private struct Sides {
    let graph: BipartiteGraph
    let weights: BlockWeights
    /// Edges looked at.
    var work = 0
    private var rowSums: [Int64]
    private var columnSums: [Int64]

    init(_ graph: BipartiteGraph, _ weights: BlockWeights) {
        self.graph = graph
        self.weights = weights
        rowSums = [Int64](repeating: 0, count: graph.rowCount)
        columnSums = [Int64](repeating: 0, count: graph.columnCount)
    }

    /// The columns that make density greatest for the rows.
    mutating func bestColumns(for rows: [UInt32]) -> [UInt32] {
        var touched: [UInt32] = []
        for row in rows {
            let edges = graph.edges(ofRow: Int(row))
            work += edges.count
            for place in edges {
                let column = Int(graph.rowColumns[place])
                if columnSums[column] == 0 { touched.append(UInt32(column)) }
                columnSums[column] += max(1, weights.count(place, toColumn: column, graph))
            }
        }
        let base =
            weights.rowPriors.isEmpty ? 0 : rows.reduce(0) { $0 + weights.rowPriors[Int($1)] }
        let keys = touched.map { column -> (Int64, UInt32) in
            let sum =
                columnSums[Int(column)]
                + (weights.columnPriors.isEmpty
                    ? 0 : weights.columnPriors[Int(column)])
            columnSums[Int(column)] = 0
            return (sum - Int64(rows.count) * weights.background[Int(column)], column)
        }
        return Self.densest(keys, base: base, others: rows.count).members
    }

    /// The rows that make density greatest for the columns, and that density.
    mutating func bestRows(for columns: [UInt32]) -> (members: [UInt32], density: Double) {
        let keys = rowKeys(columns)
        let base =
            weights.columnPriors.isEmpty
            ? 0 : columns.reduce(0) { $0 + weights.columnPriors[Int($1)] }
        return Self.densest(keys, base: base, others: columns.count)
    }

    /// The rows that bring at least a share of what the block's rows bring on average; ascending.
    mutating func rowsBringing(_ share: Double, of block: DenseBlock) -> [UInt32] {
        var isIn = [Bool](repeating: false, count: graph.rowCount)
        for row in block.rows { isIn[Int(row)] = true }
        let keys = rowKeys(block.columns)
        let sum = keys.reduce(Int64(0)) { isIn[Int($1.1)] ? $0 + $1.0 : $0 }
        let bound = share * Double(sum) / Double(max(1, block.rows.count))
        return keys.filter { isIn[Int($0.1)] || Double($0.0) >= bound }.map(\.1).sorted()
    }

    private mutating func rowKeys(_ columns: [UInt32]) -> [(Int64, UInt32)] {
        var touched: [UInt32] = []
        var background: Int64 = 0
        for column in columns {
            background += weights.background[Int(column)]
            let edges = graph.edges(ofColumn: Int(column))
            work += edges.count
            for place in edges {
                let row = Int(graph.columnRows[place])
                if rowSums[row] == 0 { touched.append(UInt32(row)) }
                rowSums[row] += max(1, weights.count(place, ofColumn: Int(column), graph))
            }
        }
        return touched.map { row in
            let sum =
                rowSums[Int(row)]
                + (weights.rowPriors.isEmpty ? 0 : weights.rowPriors[Int(row)])
            rowSums[Int(row)] = 0
            return (sum - background, row)
        }
    }

    /// The members that make (base + Σ keys) / (others + members) greatest; at least one when there
    /// is any.
    ///
    /// Whoever is above the present ratio belongs, which makes a new ratio, no smaller (Dinkelbach
    /// 1967). It settles in a few rounds; `roundLimit` of them cut it short. O(n) a round.
    private static func densest(
        _ keys: [(key: Int64, member: UInt32)], base: Int64, others: Int
    ) -> (members: [UInt32], density: Double) {
        guard let most = keys.max(by: { ($0.key, $1.member) < ($1.key, $0.member) }) else {
            return ([], -Double.infinity)
        }
        var density = Double(base + most.key) / Double(others + 1)
        var members = [most.member]
        for _ in 0..<roundLimit {
            var sum = base
            var count = others
            for entry in keys where Double(entry.key) > density {
                sum += entry.key
                count += 1
            }
            let next = count > 0 ? Double(sum) / Double(count) : density
            if count == others || next <= density { break }
            members = keys.filter { Double($0.key) > density }.map(\.member)
            density = next
        }
        return (members, density)
    }

    private static let roundLimit = 64
}
