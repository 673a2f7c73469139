import Rings

/// Seats that play the same few things and little else, at whatever times.
///
/// Plays are weighted by what part of the seat's earning plays they are, so that every seat counts
/// for one however much it plays: a bot that loops a list stands out, a listener with a thousand
/// tracks does not. The densest parts of that graph come by ``GreedyPeel`` (FRAUDAR, KDD 2016). One
/// may hold several lists, so it is cut into what its stronger edges connect (at least half
/// of the seat's own mean), and what is left is a
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

    /// What a block's strong edges connect, where it is a list that its members live on.
    private func parts(of block: DenseBlock, _ graph: BipartiteGraph) -> [[UInt32]] {
        var number = [UInt32: Int](minimumCapacity: block.columns.count)
        for (place, column) in block.columns.enumerated() {
            number[column] = block.rows.count + place
        }
        var joined = Components(count: block.rows.count + block.columns.count)
        for (place, row) in block.rows.enumerated() {
            let edges = graph.weightedColumns(of: Int(row))
            // The mean weight as a play sees it; what is played in passing lies far below.
            let strong = edges.reduce(Float(0)) { $0 + $1.weight * $1.weight } / 2
            for (column, weight) in edges where weight >= strong {
                if let column = number[column] { joined.join(place, column) }
            }
        }
        return joined.groups(ofAtLeast: settings.members + 1).compactMap { part in
            let rows = part.filter { Int($0) < block.rows.count }.map { block.rows[Int($0)] }
            let columns = Set(
                part.filter { Int($0) >= block.rows.count }
                    .map { block.columns[Int($0) - block.rows.count] })
            return members(rows, columns, graph)
        }
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
