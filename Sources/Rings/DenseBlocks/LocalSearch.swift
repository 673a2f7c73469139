/// Blocks that stand out above the background, grown from one column's rows.
///
/// FRAUDAR's peel finds the densest part, and where people's own tastes overlap that is the crowd:
/// a block filled by half drowns. So the background is taken off
/// (``BlockWeights/aboveBackground(of:)``) and, as in CopyCatch (WWW 2013) and LockInfer (PAKDD
/// 2014), the two sides are chosen in turn: the best columns for the rows, then the best rows for
/// the columns. Each choice is exact, so density never falls, and a search ends where neither side
/// can be bettered. What it ends with may be two blocks grown together, so the densest part of it
/// is peeled out (``GreedyPeel``), if denser.
///
/// Starts are tried in the order of what a few of their rows promise, until `patience` of them in a
/// row change nothing. So in a large graph most columns are never a start, and are counted as
/// untried; a block is missed when none of its columns is.
///
/// O(edges of the rows and columns of the block) a turn, with at most `turnLimit` turns a seed.
package struct LocalSearch: Sendable {
    /// The most columns whose rows are tried as a start; the most promising first.
    package var seedLimit = 65_536
    /// Rows of a column looked at to tell how promising a start it is, spread over all of them.
    package var scoutRows = 32
    /// The most edges of them; a row that has more than what is left of these is passed over.
    package var scoutWork = 65_536
    /// Starts in a row that changed nothing, after which the others are left untried.
    package var patience = 1_024
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
    ///
    /// - Parameter progress: told after each start how many there were, and which share of all
    ///   that may be tried, 0…1.
    package func blocks(
        _ graph: BipartiteGraph, _ weights: BlockWeights, limit: Int = 5,
        progress: (Int, Double) -> Void = { _, _ in }
    ) -> Result {
        var side = Sides(graph, weights)
        var result = Result()
        var candidates: [DenseBlock] = []
        var isCovered = [Bool](repeating: false, count: graph.columnCount)
        var unchanged = 0
        let seeds = seeds(graph, &side, progress)
        for (place, seed) in seeds.enumerated() {
            if isCovered[seed] { continue }
            if side.work >= totalWork || result.triedSeeds >= seedLimit || unchanged >= patience {
                result.untriedSeeds += 1
                continue
            }
            progress(
                result.triedSeeds,
                max(
                    Double(place) / Double(seeds.count), Double(side.work) / Double(totalWork),
                    Double(result.triedSeeds) / Double(seedLimit)))
            result.triedSeeds += 1
            unchanged += 1
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
            if Self.keep(graph.peeled(found, weights), in: &candidates, limit: limit) {
                unchanged = 0
            }
        }
        result.blocks = candidates.map { block in
            let rows = side.rowsBringing(memberShare, of: block)
            return graph.block(rows: rows, columns: block.columns, weights)
        }.sorted { $0.density > $1.density }
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

    /// Columns to start from, the most promising first: by the density that a few of a column's
    /// rows come to with the best columns for them. Where that takes more than a quarter of
    /// `totalWork`, the columns with fewest rows are not looked at and come last.
    private func seeds(
        _ graph: BipartiteGraph, _ side: inout Sides, _ progress: (Int, Double) -> Void
    ) -> [Int] {
        let columns = (0..<graph.columnCount).filter { graph.degree(ofColumn: $0) >= leastRows }
            .sorted {
                let (left, right) = (graph.degree(ofColumn: $0), graph.degree(ofColumn: $1))
                return left == right ? $0 < $1 : left > right
            }
        var promises = [Double](repeating: -Double.infinity, count: columns.count)
        for (place, column) in columns.enumerated() where side.work < totalWork / 4 {
            promises[place] = side.bestColumns(for: scouted(column, graph)).density
            progress(0, 0)
        }
        return columns.indices.sorted {
            promises[$0] == promises[$1] ? $0 < $1 : promises[$0] > promises[$1]
        }.map { columns[$0] }
    }

    /// Some rows of a column, evenly spread.
    private func scouted(_ column: Int, _ graph: BipartiteGraph) -> [UInt32] {
        let rows = graph.rows(of: column)
        var work = 0
        return stride(
            from: rows.startIndex, to: rows.endIndex, by: max(1, rows.count / scoutRows)
        ).compactMap { place in
            let edges = graph.degree(ofRow: Int(rows[place]))
            guard work + edges <= scoutWork else { return nil }
            work += edges
            return rows[place]
        }
    }

    private func grown(
        from seed: [UInt32], _ side: inout Sides, _ workLimit: Int
    ) -> DenseBlock? {
        var rows = seed
        var columns: [UInt32] = []
        var density = -Double.infinity
        for _ in 0..<turnLimit {
            let nextColumns = side.bestColumns(for: rows).members
            let next = side.bestRows(for: nextColumns)
            if side.work > workLimit { return nil }
            if next.density <= density { break }
            (rows, columns, density) = (next.members, nextColumns, next.density)
        }
        return DenseBlock(
            rows: rows.sorted(), columns: columns.sorted(), density: density, edgeCount: 0)
    }

    /// Keeps the densest `limit` blocks that do not say the same; false when this one is not of
    /// them.
    private static func keep(
        _ block: DenseBlock, in kept: inout [DenseBlock], limit: Int
    ) -> Bool {
        if kept.contains(where: { $0.density >= block.density && isSame(block, $0) }) {
            return false
        }
        kept.removeAll { isSame($0, block) }
        let place = kept.firstIndex { $0.density < block.density } ?? kept.count
        kept.insert(block, at: place)
        if kept.count > limit { kept.removeLast() }
        return place < limit
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
