import Rings

/// Seats that play the same few things and little else, at whatever times.
///
/// Plays are weighted by what part of the seat's earning plays they are, so that every seat counts
/// for one however much it plays: a bot that loops a list stands out, a listener with a thousand
/// tracks does not. The densest parts of that graph come by ``GreedyPeel`` (FRAUDAR, KDD 2016). One
/// may hold several lists, so it is cut into lists: two objects are of one where a quarter of
/// those who favour either favour both, and what is left is a
/// block where its members play much of one list and little besides. Sleepers have blocks too, so a
/// block alone is a lead and begins no ring. O(blocks · edges log edges).
struct BlockStage {
    /// How often each seat did something with each object; different pairs.
    struct Counts {
        var seats: [UInt32]
        var objects: [UInt32]
        var counts: [UInt32]
    }

    let settings: DetectionSettings
    /// The fewest acts of a seat that is looked at.
    let least: Int

    /// Groups of seats, ascending.
    func groups(_ counts: Counts, seatCount: Int, objectCount: Int) -> [[UInt32]] {
        let graph = graph(counts, seatCount, objectCount)
        let peeled = GreedyPeel.blocks(
            graph, BlockWeights(graph), limit: settings.blockLimit, share: settings.blockShare)
        return peeled.flatMap { parts(of: $0, graph) }
    }

    private func graph(_ counts: Counts, _ seatCount: Int, _ objectCount: Int) -> BipartiteGraph {
        var sums = [Int](repeating: 0, count: seatCount)
        for (place, seat) in counts.seats.enumerated() {
            sums[Int(seat)] += Int(counts.counts[place])
        }
        let places = counts.seats.indices.filter { sums[Int(counts.seats[$0])] >= least }
        return BipartiteGraph(
            rows: places.map { counts.seats[$0] }, columns: places.map { counts.objects[$0] },
            weights: places.map {
                Float(counts.counts[$0]) / Float(sums[Int(counts.seats[$0])])
            }, rowCount: seatCount, columnCount: objectCount)
    }

    /// The lists in a block, each with the seats that live on it.
    private func parts(of block: DenseBlock, _ graph: BipartiteGraph) -> [[UInt32]] {
        let liked = block.rows.map { favourites(of: $0, block, graph) }
        var players = [Int](repeating: 0, count: block.columns.count)
        var together: [UInt64: Int] = [:]
        for columns in liked {
            for (place, second) in columns.enumerated() {
                players[second] += 1
                for first in columns[..<place] {
                    let (low, high) = (min(first, second), max(first, second))
                    together[UInt64(low) << 32 | UInt64(high), default: 0] += 1
                }
            }
        }
        var lists = Components(count: block.columns.count)
        for (key, count) in together {
            let (first, second) = (Int(key >> 32), Int(key & 0xffff_ffff))
            // Some seats that like both are no bridge.
            if 4 * count >= min(players[first], players[second]) { lists.join(first, second) }
        }
        var rows: [Int: [UInt32]] = [:]
        for (place, columns) in liked.enumerated() {
            if let first = columns.first {
                rows[lists.root(of: first), default: []].append(block.rows[place])
            }
        }
        return rows.sorted { $0.key < $1.key }.compactMap { list, rows in
            let columns = block.columns.indices.filter { lists.root(of: $0) == list }
            return members(rows, Set(columns.map { block.columns[$0] }), graph)
        }
    }

    /// Favourites of a seat that are looked at.
    private static let favouriteLimit = 32

    /// Places of the block's columns that a seat plays at least half as often as its mean play sees;
    /// the most played first.
    private func favourites(
        of row: UInt32, _ block: DenseBlock, _ graph: BipartiteGraph
    ) -> [Int] {
        let edges = graph.weightedColumns(of: Int(row))
        let least = edges.reduce(Float(0)) { $0 + $1.weight * $1.weight } / 2
        var found: [(place: Int, weight: Float)] = []
        var place = 0
        for edge in edges {
            while place < block.columns.count, block.columns[place] < edge.column { place += 1 }
            if place == block.columns.count { break }
            if block.columns[place] == edge.column, edge.weight >= least {
                found.append((place, edge.weight))
            }
        }
        found.sort { ($1.weight, $0.place) < ($0.weight, $1.place) }
        return found.prefix(Self.favouriteLimit).map(\.place)
    }

    /// The rows that live on the columns; nil where too few do, or they share too little of them.
    private func members(
        _ rows: [UInt32], _ columns: Set<UInt32>, _ graph: BipartiteGraph
    ) -> [UInt32]? {
        var edges = 0
        let members = rows.filter { row in
            let inside = graph.weightedColumns(of: Int(row)).filter { columns.contains($0.column) }
            let focus = inside.reduce(Float(0)) { $0 + $1.weight }
            if focus < Float(settings.blockFocus) { return false }
            edges += inside.count
            return true
        }
        let fill = Double(edges) / Double(max(1, members.count * columns.count))
        guard members.count >= settings.members, fill >= settings.blockFill else { return nil }
        return members.sorted()
    }
}
