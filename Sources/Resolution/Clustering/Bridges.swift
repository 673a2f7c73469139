/// Edges without which a component falls apart (Tarjan, IPL 1974), by a walk in depth that does not
/// recurse.
package enum Bridges {
    /// The bridges of some pairs that hang together, with the records on each side. O(pairs).
    package static func of(_ pairs: [ScoredPair]) -> [Clusters.Cut] {
        var places: [UInt32: Int] = [:]
        for pair in pairs {
            for record in [pair.left, pair.right] where places[record] == nil {
                places[record] = places.count
            }
        }
        var edges = [[(to: Int, edge: Int)]](repeating: [], count: places.count)
        for (edge, pair) in pairs.enumerated() {
            let (left, right) = (places[pair.left]!, places[pair.right]!)
            edges[left].append((right, edge))
            edges[right].append((left, edge))
        }
        var walk = DepthWalk(edges)
        for start in edges.indices where walk.order[start] < 0 { walk.run(from: start) }
        return walk.bridges.map { edge, below, whole in
            let pair = pairs[edge]
            let isLeftBelow = walk.order[places[pair.left]!] > walk.order[places[pair.right]!]
            return Clusters.Cut(
                pair: pair, leftRecords: isLeftBelow ? below : whole - below,
                rightRecords: isLeftBelow ? whole - below : below)
        }
    }
}

private struct DepthWalk {
    private let edges: [[(to: Int, edge: Int)]]
    /// When a place was first come to; -1 is not yet.
    private(set) var order: [Int]
    /// The earliest place that is reached from below without the edge that was come by.
    private var low: [Int]
    private var sizes: [Int]
    private(set) var bridges: [(edge: Int, below: Int, whole: Int)] = []
    private var clock = 0

    init(_ edges: [[(to: Int, edge: Int)]]) {
        self.edges = edges
        order = edges.map { _ in -1 }
        low = order
        sizes = edges.map { _ in 1 }
    }

    mutating func run(from start: Int) {
        var path: [(place: Int, by: Int, next: Int)] = [(start, -1, 0)]
        let first = bridges.count
        begin(start)
        while let top = path.last {
            guard top.next < edges[top.place].count else {
                path.removeLast()
                guard let above = path.last?.place else { break }
                low[above] = min(low[above], low[top.place])
                sizes[above] += sizes[top.place]
                if low[top.place] > order[above] {
                    bridges.append((top.by, sizes[top.place], 0))
                }
                continue
            }
            path[path.count - 1].next += 1
            let (to, edge) = edges[top.place][top.next]
            if edge == top.by { continue }
            if order[to] >= 0 {
                low[top.place] = min(low[top.place], order[to])
            } else {
                begin(to)
                path.append((to, edge, 0))
            }
        }
        for index in first..<bridges.count { bridges[index].whole = sizes[start] }
    }

    private mutating func begin(_ place: Int) {
        order[place] = clock
        low[place] = clock
        clock += 1
    }
}
