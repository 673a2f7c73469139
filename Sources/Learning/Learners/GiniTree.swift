package import Toolbox

/// Grows classification trees as CART does (Breiman et al., 1984; scikit-learn's
/// `DecisionTreeClassifier`): at each node some columns are drawn, and the cut with the least Gini
/// impurity of all their cuts is taken, the first where several are equal.
///
/// Missing values go to the side where the impurity is less; where none was missing, to the
/// heavier.
package struct GiniTree {
    package struct Limits: Sendable {
        /// Columns drawn at a node; more when those drawn do not vary there.
        package var columns: Int
        /// 0 is no bound.
        package var depth: Int
        /// Rows a leaf has at least.
        package var leafRows: Int

        package init(columns: Int, depth: Int, leafRows: Int) {
            (self.columns, self.depth, self.leafRows) = (columns, depth, leafRows)
        }
    }

    private struct Cut {
        var column = -1
        /// The last rank on the left.
        var rank = 0
        /// The first rank on the right; nil where only missing values go right.
        var later: Int?
        var missingLeft = false
        /// Σ over the sides of (marked² + others²) / weight: more is purer.
        var purity = -Double.infinity
    }

    /// Rows of one rank at a node.
    private struct Cell {
        var rank: Int32 = 0
        var rows: Int32 = 0
        var sums = Sums()

        @inline(__always)
        mutating func add(_ weight: Double, _ isMarked: Bool) {
            rows += 1
            sums.weight += weight
            sums.marked += isMarked ? weight : 0
        }
    }

    private struct Sums {
        var weight = 0.0
        var marked = 0.0

        var purity: Double {
            let others = weight - marked
            return (marked * marked + others * others) / weight
        }
        static func + (one: Sums, other: Sums) -> Sums {
            Sums(weight: one.weight + other.weight, marked: one.marked + other.marked)
        }
        static func - (one: Sums, other: Sums) -> Sums {
            Sums(weight: one.weight - other.weight, marked: one.marked - other.marked)
        }
    }

    private let data: RankedColumns
    private let labels: [Bool]
    private let limits: Limits
    private var random: SplitMix64
    /// By row.
    private let weights: [Double]
    /// Rows, those of a node beside each other.
    private var rows: [Int32]
    private var cells: [Cell] = []
    /// By rank: where a table is faster than sorting. Empty between two uses.
    private var table: [Cell]
    private var keys: [UInt64] = []
    private var columnOrder: [Int]

    /// A table over ranks is used where it has at most this many ranks a row.
    private static let tableRanksPerRow = 8

    /// - Parameter weights: by row; rows with 0 are left out.
    package init(
        _ data: RankedColumns, _ labels: [Bool], weights: [Double], limits: Limits,
        random: SplitMix64
    ) {
        (self.data, self.labels, self.weights) = (data, labels, weights)
        (self.limits, self.random) = (limits, random)
        rows = weights.indices.lazy.filter { weights[$0] > 0 }.map { Int32($0) }
        table = [Cell](
            repeating: Cell(), count: (data.values.map(\.count).max() ?? 0) + 1)
        columnOrder = Array(0..<data.columns)
    }

    /// O(depth · rows · columns drawn · log rows).
    package mutating func grow() -> Tree {
        var tree = Tree(nodes: [Tree.Node()])
        var open = [(node: 0, range: 0..<rows.count, depth: 0)]
        while let (node, range, depth) = open.popLast() {
            let sums = total(range)
            tree.nodes[node].value = sums.marked / sums.weight
            tree.nodes[node].cover = sums.weight
            let isPure = sums.marked == 0 || sums.marked == sums.weight
            if isPure || range.count < 2 * limits.leafRows { continue }
            if limits.depth > 0 && depth >= limits.depth { continue }
            guard let cut = bestCut(range, sums) else { continue }
            let middle = partition(range, cut)
            let left = tree.nodes.count
            tree.nodes += [Tree.Node(), Tree.Node()]
            tree.nodes[node].feature = Int32(cut.column)
            tree.nodes[node].left = Int32(left)
            tree.nodes[node].right = Int32(left + 1)
            tree.nodes[node].missingLeft = cut.missingLeft
            tree.nodes[node].threshold = threshold(cut)
            open.append((left + 1, middle..<range.upperBound, depth + 1))
            open.append((left, range.lowerBound..<middle, depth + 1))
        }
        return tree
    }

    private func threshold(_ cut: Cut) -> Double {
        // Its reader takes the next number above it, which must be one.
        guard let later = cut.later else { return Double.greatestFiniteMagnitude.nextDown }
        return data.threshold(column: cut.column, between: cut.rank, and: later)
    }

    private func total(_ range: Range<Int>) -> Sums {
        var sums = Sums()
        for place in range {
            let row = Int(rows[place])
            sums.weight += weights[row]
            sums.marked += labels[row] ? weights[row] : 0
        }
        return sums
    }

    /// The best cut of the columns drawn; of more when all of them do not vary.
    private mutating func bestCut(_ range: Range<Int>, _ sums: Sums) -> Cut? {
        var best = Cut()
        for drawn in 0..<columnOrder.count {
            if drawn >= limits.columns, best.column >= 0 { break }
            columnOrder.swapAt(drawn, drawn + random.below(columnOrder.count - drawn))
            let missing = gather(column: columnOrder[drawn], range)
            look(column: columnOrder[drawn], missing, range.count, sums, &best)
        }
        return best.column >= 0 ? best : nil
    }

    /// Puts the node's rows into cells, one a rank, ascending. What is missing.
    private mutating func gather(column: Int, _ range: Range<Int>) -> Cell {
        let absent = Int32(data.values[column].count)
        let start = column * data.rows
        var (least, greatest) = (Int32.max, Int32(-1))
        for place in range {
            let rank = data.ranks[start + Int(rows[place])]
            if rank < absent { (least, greatest) = (min(least, rank), max(greatest, rank)) }
        }
        cells.removeAll(keepingCapacity: true)
        var missing = Cell()
        if greatest < 0 { return missing }
        if Int(greatest - least) < range.count * Self.tableRanksPerRow {
            for place in range {
                let row = Int(rows[place])
                let rank = data.ranks[start + row]
                if rank == absent {
                    missing.add(weights[row], labels[row])
                } else {
                    table[Int(rank)].add(weights[row], labels[row])
                }
            }
            for rank in least...greatest where table[Int(rank)].rows > 0 {
                cells.append(table[Int(rank)])
                cells[cells.count - 1].rank = rank
                table[Int(rank)] = Cell()
            }
            return missing
        }
        return gatherSorting(column: column, range)
    }

    /// The same for a node whose rows are few beside the ranks between the least and the greatest.
    private mutating func gatherSorting(column: Int, _ range: Range<Int>) -> Cell {
        let absent = Int32(data.values[column].count)
        let start = column * data.rows
        var missing = Cell()
        keys.removeAll(keepingCapacity: true)
        for place in range {
            let row = Int(rows[place])
            let rank = data.ranks[start + row]
            if rank == absent {
                missing.add(weights[row], labels[row])
            } else {
                keys.append(UInt64(rank) << 32 | UInt64(row))
            }
        }
        sortKeys()
        for key in keys {
            let rank = Int32(key >> 32)
            if cells.last?.rank != rank { cells.append(Cell(rank: rank)) }
            let row = Int(key & 0xFFFF_FFFF)
            cells[cells.count - 1].add(weights[row], labels[row])
        }
        return missing
    }

    /// Few keys by insertion, which most nodes have.
    private mutating func sortKeys() {
        guard keys.count <= 24 else { return keys.sort() }
        keys.withUnsafeMutableBufferPointer { keys in
            for end in keys.indices.dropFirst() {
                let key = keys[end]
                var place = end
                while place > 0, keys[place - 1] > key {
                    keys[place] = keys[place - 1]
                    place -= 1
                }
                keys[place] = key
            }
        }
    }

    /// Tries every cut between two cells, with what is missing on either side, and the cut between
    /// what is there and what is missing.
    private func look(
        column: Int, _ missing: Cell, _ rowCount: Int, _ sums: Sums, _ best: inout Cut
    ) {
        var (left, leftRows) = (Sums(), 0)
        func tryCut(_ cell: Int, _ missingLeft: Bool, _ left: Sums, _ leftRows: Int) {
            let isFit = leftRows >= limits.leafRows && rowCount - leftRows >= limits.leafRows
            guard isFit else { return }
            let purity = left.purity + (sums - left).purity
            guard purity > best.purity else { return }
            best = Cut(
                column: column, rank: Int(cells[cell].rank),
                later: cell + 1 < cells.count ? Int(cells[cell + 1].rank) : nil,
                missingLeft: missingLeft, purity: purity)
        }
        for cell in cells.indices.dropLast() {
            left = left + cells[cell].sums
            leftRows += Int(cells[cell].rows)
            if missing.rows > 0 {
                tryCut(cell, true, left + missing.sums, leftRows + Int(missing.rows))
                tryCut(cell, false, left, leftRows)
            } else {
                tryCut(cell, left.weight >= sums.weight - left.weight, left, leftRows)
            }
        }
        if missing.rows > 0, let last = cells.indices.last {
            tryCut(last, false, sums - missing.sums, rowCount - Int(missing.rows))
        }
    }

    /// Puts the rows that go left first. Where those that go right begin.
    private mutating func partition(_ range: Range<Int>, _ cut: Cut) -> Int {
        let absent = Int32(data.values[cut.column].count)
        let start = cut.column * data.rows
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let rank = data.ranks[start + Int(rows[low])]
            let goesLeft = rank == absent ? cut.missingLeft : rank <= cut.rank
            if goesLeft {
                low += 1
            } else {
                high -= 1
                rows.swapAt(low, high)
            }
        }
        return low
    }
}
