import Resolution
import Testing
import Toolbox

@Suite struct ClusterTests {
    private func pair(_ left: Int, _ right: Int, _ evidence: Double = 1) -> ScoredPair {
        ScoredPair(
            left: UInt32(min(left, right)), right: UInt32(max(left, right)), evidence: evidence)
    }

    /// The least record of each component, by walking from every record.
    private func naive(_ count: Int, _ pairs: [ScoredPair]) -> [UInt32] {
        (0..<count).map { start in
            var seen: Set<UInt32> = [UInt32(start)]
            var open = [UInt32(start)]
            while let record = open.popLast() {
                for pair in pairs where pair.left == record || pair.right == record {
                    let other = pair.left == record ? pair.right : pair.left
                    if seen.insert(other).inserted { open.append(other) }
                }
            }
            return seen.min()!
        }
    }

    private func drawn(_ random: inout SplitMix64, records: Int, edges: Int) -> [ScoredPair] {
        var pairs: [ScoredPair] = []
        for _ in 0..<edges {
            let (left, right) = (random.below(records), random.below(records))
            let made = pair(left, right, Double(random.below(1000)))
            let isThere = pairs.contains { $0.left == made.left && $0.right == made.right }
            if left != right, !isThere { pairs.append(made) }
        }
        return pairs
    }

    @Test("Clusters are components where every bridge is strong")
    func components() {
        let seed = UInt64.random(in: 0...0xFFFF_FFFF)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let pairs = drawn(&random, records: 30, edges: random.below(45))
            let clusters = Clusters(
                records: 30, pairs: pairs, bridgeEvidence: -1, recordsMax: 1000)
            #expect(clusters.roots == naive(30, pairs), "seed \(seed)")
        }
    }

    @Test("Bridges are the edges without which there are more components")
    func bridges() {
        let seed = UInt64.random(in: 0...0xFFFF_FFFF)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let pairs = drawn(&random, records: 14, edges: random.below(24))
            let whole = Set(naive(14, pairs)).count
            let plain = pairs.filter { edge in
                Set(naive(14, pairs.filter { $0 != edge })).count > whole
            }
            let found = Bridges.of(pairs)
            #expect(
                Set(found.map { $0.pair.left * 100 + $0.pair.right })
                    == Set(plain.map { $0.left * 100 + $0.right }), "seed \(seed)")
            for cut in found {
                let roots = naive(14, pairs.filter { $0 != cut.pair })
                let count = { (record: UInt32) in
                    roots.count { $0 == roots[Int(record)] }
                }
                #expect(cut.leftRecords == count(cut.pair.left), "seed \(seed)")
                #expect(cut.rightRecords == count(cut.pair.right), "seed \(seed)")
            }
        }
    }

    @Test("A weak bridge between two groups is taken out, a strong one and a leaf's stay")
    func weakBridge() {
        let groups = [
            pair(0, 1, 9), pair(1, 2, 9), pair(0, 2, 9), pair(3, 4, 9), pair(4, 5, 9),
            pair(3, 5, 9), pair(5, 6, 1),
        ]
        let weak = Clusters(
            records: 7, pairs: groups + [pair(2, 3, 4)], bridgeEvidence: 5, recordsMax: 100)
        #expect(weak.roots == [0, 0, 0, 3, 3, 3, 3])
        #expect(weak.cuts.map(\.pair) == [pair(2, 3, 4)])
        let strong = Clusters(
            records: 7, pairs: groups + [pair(2, 3, 6)], bridgeEvidence: 5, recordsMax: 100)
        #expect(Set(strong.roots) == [0])
    }

    @Test("A component beyond the bound is taken apart and told of")
    func giant() {
        var pairs: [ScoredPair] = []
        for record in 0..<99 { pairs.append(pair(record, record + 1, Double(record % 10))) }
        let clusters = Clusters(records: 100, pairs: pairs, bridgeEvidence: -1, recordsMax: 12)
        var sizes: [UInt32: Int] = [:]
        for root in clusters.roots { sizes[root, default: 0] += 1 }
        #expect(sizes.values.max()! <= 12)
        #expect(clusters.oversized == [100])
    }

    @Test("Records that are all equally sure are cut by size, and those of a clique stay together")
    func ties() {
        var pairs: [ScoredPair] = []
        for right in 1..<150 { for left in 0..<right { pairs.append(pair(left, right, 9)) } }
        let clusters = Clusters(records: 150, pairs: pairs, bridgeEvidence: -1, recordsMax: 100)
        var sizes: [UInt32: Int] = [:]
        for root in clusters.roots { sizes[root, default: 0] += 1 }
        #expect(sizes.values.sorted() == [50, 100])
        #expect(clusters.oversized == [150])
    }

    @Test("One to one keeps the best pair of each record")
    func oneToOne() {
        let pairs = [pair(0, 5, 3), pair(0, 6, 9), pair(1, 6, 8), pair(1, 7, 2), pair(2, 5, 1)]
        let links = OneToOne.links(pairs, records: 8)
        #expect(links == [pair(0, 6, 9), pair(1, 7, 2), pair(2, 5, 1)])
    }
}
