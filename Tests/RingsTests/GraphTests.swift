import Rings
import Testing
import Toolbox

@Suite struct GraphTests {
    @Test(
        "The graph holds each different edge once, both ways, with weights added",
        arguments: UInt64(1)...50)
    func adjacency(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (rows, columns) = (random.below(8), random.below(8))
        let edges = Worlds.edges(&random, rows: rows, columns: columns, count: random.below(60))
        let graph = BipartiteGraph(
            rows: edges.rows, columns: edges.columns, weights: edges.weights, rowCount: rows,
            columnCount: columns)
        let pairs = Set(zip(edges.rows, edges.columns).map { [$0.0, $0.1] })
        for row in 0..<rows {
            let expected = pairs.filter { $0[0] == row }.map { $0[1] }.sorted()
            #expect(Array(graph.columns(of: row)) == expected, "seed \(seed)")
        }
        for column in 0..<columns {
            let expected = pairs.filter { $0[1] == column }.map { $0[0] }.sorted()
            #expect(Array(graph.rows(of: column)) == expected, "seed \(seed)")
        }
        #expect(graph.edgeCount == pairs.count)
    }

    @Test("Components are those of a search by hand", arguments: UInt64(1)...50)
    func components(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let count = 1 + random.below(40)
        let edges = (0..<random.below(40)).map { _ in (random.below(count), random.below(count)) }
        var components = Components(count: count)
        components.join(edges.map { UInt32($0.0) }, edges.map { UInt32($0.1) })
        // The least element reachable names the set.
        var names = Array(0..<count)
        for _ in 0..<count {
            for (one, other) in edges {
                let least = min(names[one], names[other])
                (names[one], names[other]) = (least, least)
            }
        }
        let expected = Dictionary(grouping: 0..<count) { names[$0] }.values
            .filter { $0.count >= 2 }.map { $0.map { UInt32($0) } }.sorted { $0[0] < $1[0] }
        #expect(components.groups() == expected, "seed \(seed)")
        let (sets, sizes) = components.numbered()
        for element in 0..<count {
            let size = names.count { $0 == names[element] }
            #expect(components.size(of: element) == size)
            #expect(sizes[Int(sets[element])] == size, "seed \(seed)")
        }
        let firsts = names.enumerated().filter { $0.element == $0.offset }.map(\.offset)
        #expect(firsts.map { Int(sets[$0]) } == Array(sizes.indices), "seed \(seed)")
        #expect(names.indices.allSatisfy { sets[$0] == sets[names[$0]] }, "seed \(seed)")
    }

    @Test("Nothing, one account, and one component of all end well")
    func edges() {
        var none = Components(count: 0)
        #expect(none.groups().isEmpty)
        #expect(none.numbered().sizes.isEmpty)
        var one = Components(count: 1)
        #expect(one.groups(ofAtLeast: 1) == [[0]])
        var all = Components(count: 100_000)
        for element in 1..<100_000 { all.join(element - 1, element) }
        #expect(all.size(of: 0) == 100_000)
        #expect(all.groups().count == 1)
    }
}
