/// Records that are the same, gathered: components of the pairs at the threshold, weak bridges
/// taken out, and none larger than a bound.
package struct Clusters: Sendable {
    /// An edge that joined two groups without much behind it, and was taken out.
    package struct Cut: Sendable, Equatable {
        package var pair: ScoredPair
        package var leftRecords: Int
        package var rightRecords: Int
    }

    /// By record: the least record of its cluster.
    package private(set) var roots: [UInt32]
    package private(set) var cuts: [Cut] = []
    /// Components that were larger than the bound, by their sizes.
    package private(set) var oversized: [Int] = []

    /// - Parameters:
    ///   - pairs: those at the threshold.
    ///   - bridgeEvidence: a bridge with at least so many bits stays.
    /// - Complexity: O(pairs α) where nothing is cut, O(pairs · log² pairs) for what is too large,
    ///   and for each cut the pairs of its cluster.
    package init(records: Int, pairs: [ScoredPair], bridgeEvidence: Double, recordsMax: Int) {
        roots = []
        var sets = RecordSets(count: records)
        for pair in pairs { sets.join(Int(pair.left), Int(pair.right)) }
        // What is smaller than this has no weak bridge and is not too large.
        let looked = min(Clusters.bridgeSide * 2 - 1, recordsMax) + 1
        var byRoot: [Int: [ScoredPair]] = [:]
        for pair in pairs {
            let root = sets.root(Int(pair.left))
            if sets.size(root) >= looked { byRoot[root, default: []].append(pair) }
        }
        var kept: [ScoredPair] = []
        for root in byRoot.keys.sorted() {
            var parts = [byRoot[root]!]
            if sets.size(root) > recordsMax {
                oversized.append(sets.size(root))
                parts = Clusters.apart(parts[0], recordsMax: recordsMax)
            }
            for part in parts { kept.append(contentsOf: withoutBridges(part, bridgeEvidence)) }
        }
        var again = RecordSets(count: records)
        for pair in pairs where sets.size(sets.root(Int(pair.left))) < looked {
            again.join(Int(pair.left), Int(pair.right))
        }
        for pair in kept { again.join(Int(pair.left), Int(pair.right)) }
        var least = [UInt32](repeating: .max, count: records)
        for record in 0..<records {
            let root = again.root(record)
            least[root] = min(least[root], UInt32(record))
        }
        roots = (0..<records).map { least[again.root($0)] }
    }

    /// A bridge with fewer records on a side may well be the whole truth of that record.
    package static let bridgeSide = 2

    /// Takes the weakest bridge out, again and again, until none is weak.
    ///
    /// A bridge is an edge without which a component falls apart; it is weak where at least
    /// ``bridgeSide`` records are on each side, so that at least three other pairs could have
    /// joined them and none did, and where it has itself less evidence than `bridgeEvidence`.
    private mutating func withoutBridges(
        _ component: [ScoredPair], _ bridgeEvidence: Double
    ) -> [ScoredPair] {
        var kept = component
        // Each round takes one edge out, so there are at most as many as edges.
        for _ in component.indices {
            let weak = Bridges.of(kept).filter {
                min($0.leftRecords, $0.rightRecords) >= Clusters.bridgeSide
                    && $0.pair.evidence < bridgeEvidence
            }.min {
                ($0.pair.evidence, $0.pair.left, $0.pair.right)
                    < ($1.pair.evidence, $1.pair.left, $1.pair.right)
            }
            guard let weak else { break }
            cuts.append(weak)
            kept.removeAll { $0 == weak.pair }
        }
        return kept
    }

    /// Leaves out the weaker half of the pairs of what is too large, again and again; what is all
    /// equally sure is cut by size alone. The pairs of each cluster. O(pairs · log² pairs).
    private static func apart(_ pairs: [ScoredPair], recordsMax: Int) -> [[ScoredPair]] {
        var done: [[ScoredPair]] = []
        var open = [pairs]
        while let pairs = open.popLast() {
            let bits = pairs.map(\.evidence).sorted()
            let strong = pairs.filter { $0.evidence > bits[bits.count / 2] }
            if strong.isEmpty {
                done.append(contentsOf: parts(pairs, recordsMax: recordsMax))
                continue
            }
            for part in parts(strong, recordsMax: .max) {
                let records = Set(part.flatMap { [$0.left, $0.right] }).count
                if records > recordsMax { open.append(part) } else { done.append(part) }
            }
        }
        return done
    }

    /// The pairs of each cluster, when the pair with the most evidence is joined first and every
    /// join that would make a cluster too large is left out. O(pairs · log pairs).
    private static func parts(_ pairs: [ScoredPair], recordsMax: Int) -> [[ScoredPair]] {
        var places: [UInt32: Int] = [:]
        for pair in pairs {
            for record in [pair.left, pair.right] where places[record] == nil {
                places[record] = places.count
            }
        }
        var sets = RecordSets(count: places.count)
        let ranked = pairs.sorted {
            ($1.evidence, $0.left, $0.right) < ($0.evidence, $1.left, $1.right)
        }
        for pair in ranked {
            let (left, right) = (sets.root(places[pair.left]!), sets.root(places[pair.right]!))
            if left != right, sets.size(left) + sets.size(right) <= recordsMax {
                sets.join(left, right)
            }
        }
        var byRoot: [Int: [ScoredPair]] = [:]
        for pair in pairs {
            let root = sets.root(places[pair.left]!)
            if root == sets.root(places[pair.right]!) { byRoot[root, default: []].append(pair) }
        }
        return byRoot.keys.sorted().map { byRoot[$0]! }
    }
}
