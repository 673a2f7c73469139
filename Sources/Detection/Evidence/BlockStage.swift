import Rings

/// Seats that play the same few things and little else, at whatever times.
///
/// Plays are weighted by what part of the seat's earning plays they are, so that every seat counts
/// for one however much it plays: a bot that loops a list stands out, a listener with a thousand
/// tracks does not. Seats whose favourites are alike make a block (``Lists``), where its members
/// live on its objects. A log of a big service holds hundreds of such blocks; peeling them off the
/// whole graph one after another, as FRAUDAR does (KDD 2016; ``GreedyPeel``, `assay rings blocks`),
/// costs the whole graph each. As there, what is played besides does not count against a block, so
/// camouflage does not hide it. Sleepers have blocks too, so a block alone is a lead and begins no
/// ring.
///
/// O(seats · favourites · ``Lists/groupLimit``).
package struct BlockStage {
    /// How often each seat did something with each object; different pairs.
    package struct Counts {
        package var seats: [UInt32]
        package var objects: [UInt32]
        package var counts: [UInt32]

        package init(seats: [UInt32], objects: [UInt32], counts: [UInt32]) {
            (self.seats, self.objects, self.counts) = (seats, objects, counts)
        }
    }

    let settings: DetectionSettings
    /// The fewest acts of a seat that is looked at.
    let least: Int

    /// - Parameter least: the fewest acts of a seat that is looked at.
    package init(settings: DetectionSettings, least: Int) {
        (self.settings, self.least) = (settings, least)
    }

    /// Groups of seats, ascending.
    package func groups(_ counts: Counts, seatCount: Int, objectCount: Int) -> [[UInt32]] {
        let graph = graph(counts, seatCount, objectCount)
        var lists = Lists(columnCount: objectCount)
        for row in 0..<UInt32(seatCount) where graph.degree(ofRow: Int(row)) > 0 {
            lists.add(row, Lists.favourites(of: row, graph))
        }
        return lists.groups(ofAtLeast: settings.members).compactMap { rows, columns in
            members(rows, Set(columns), graph)
        }
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
        return members
    }
}

/// Groups of seats with like favourites, made in one pass.
///
/// A **favourite** is an object that a seat plays at least half as often as its mean play sees:
/// weight ≥ ½ Σ weight². What is played in passing, as camouflage is, lies below. A seat joins the
/// group whose common favourites (those of a quarter of its seats) hold most of the weight of its
/// own, if that is at least half; else it begins a group. An object in many groups is a hit and is
/// left out of that. Lists that share a few hits stay apart.
struct Lists {
    private struct Group {
        var rows: [UInt32] = []
        /// By column: seats that favour it.
        var counts: [UInt32: Int] = [:]
    }

    private var groups: [Group] = []
    /// By column: the groups it began or joined, the first ``groupLimit``.
    private var groupsOfColumn: [[Int32]]

    /// Groups an object may be in before it tells nothing.
    static let groupLimit = 64
    /// Favourites of a seat that are looked at, the most played.
    static let favouriteLimit = 64

    init(columnCount: Int) {
        groupsOfColumn = [[Int32]](repeating: [], count: columnCount)
    }

    static func favourites(
        of row: UInt32, _ graph: BipartiteGraph
    ) -> [(column: UInt32, weight: Float)] {
        let edges = graph.weightedColumns(of: Int(row))
        let least = edges.reduce(Float(0)) { $0 + $1.weight * $1.weight } / 2
        let found = edges.filter { $0.weight >= least }
        if found.count <= favouriteLimit { return found }
        return Array(
            found.sorted { ($1.weight, $0.column) < ($0.weight, $1.column) }
                .prefix(favouriteLimit))
    }

    /// Takes a seat in. O(favourites · ``groupLimit``).
    mutating func add(_ row: UInt32, _ favourites: [(column: UInt32, weight: Float)]) {
        var scores: [Int32: Float] = [:]
        var all: Float = 0
        for (column, weight) in favourites
        where groupsOfColumn[Int(column)].count < Self.groupLimit {
            all += weight
            for group in groupsOfColumn[Int(column)] {
                let held = groups[Int(group)]
                if 4 * held.counts[column, default: 0] >= held.rows.count {
                    scores[group, default: 0] += weight
                }
            }
        }
        let best = scores.max { ($0.value, $1.key) < ($1.value, $0.key) }
        var group = Int32(groups.count)
        if let best, 2 * best.value >= all { group = best.key } else { groups.append(Group()) }
        groups[Int(group)].rows.append(row)
        for (column, _) in favourites {
            let count = groups[Int(group)].counts[column, default: 0]
            groups[Int(group)].counts[column] = count + 1
            if count == 0, groupsOfColumn[Int(column)].count < Self.groupLimit {
                groupsOfColumn[Int(column)].append(group)
            }
        }
    }

    /// Groups with their rows and common favourites, ascending.
    func groups(ofAtLeast least: Int) -> [(rows: [UInt32], columns: [UInt32])] {
        groups.filter { $0.rows.count >= least }.map { group in
            let common = group.counts.filter { 4 * $0.value >= group.rows.count }
            return (group.rows.sorted(), common.keys.sorted())
        }
    }
}
