/// Sets of records that grow together: union by size, with path halving (Tarjan and van Leeuwen,
/// JACM 1984). O(α(n)) a step, amortised.
package struct RecordSets: Sendable {
    /// Below 0: a root, and minus its size. Else the parent.
    private var links: [Int32]

    package init(count: Int) { links = [Int32](repeating: -1, count: count) }

    package mutating func root(_ record: Int) -> Int {
        var record = record
        while links[record] >= 0 {
            let parent = Int(links[record])
            if links[parent] >= 0 { links[record] = links[parent] }
            record = parent
        }
        return record
    }

    /// Of a root.
    package func size(_ root: Int) -> Int { Int(-links[root]) }

    package mutating func join(_ first: Int, _ second: Int) {
        var (large, small) = (root(first), root(second))
        if large == small { return }
        if links[large] > links[small] { swap(&large, &small) }
        links[large] += links[small]
        links[small] = Int32(large)
    }
}
