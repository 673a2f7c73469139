/// Sets that grow together: union by size, with path halving (Tarjan and van Leeuwen, JACM 1984).
///
/// O(α(n)) a step, amortised; 4 bytes an element.
package struct Components: Sendable {
    /// Below 0: a root, and minus its size. Else the parent.
    private var links: [Int32]

    /// Every element alone; at most 2³¹ − 1.
    package init(count: Int) {
        precondition(count <= Int(Int32.max), "an element's number has 31 bits")
        links = [Int32](repeating: -1, count: count)
    }

    package var count: Int { links.count }

    /// The element that names the set of `element`.
    package mutating func root(of element: Int) -> Int {
        links.withUnsafeMutableBufferPointer { Self.root(of: Int32(element), in: $0) }
    }

    /// How many elements are in the set of `element`.
    package mutating func size(of element: Int) -> Int { Int(-links[root(of: element)]) }

    /// Makes two sets one; false when they were.
    @discardableResult
    package mutating func join(_ first: Int, _ second: Int) -> Bool {
        links.withUnsafeMutableBufferPointer { Self.join(Int32(first), Int32(second), in: $0) }
    }

    /// Joins the ends of every edge. O((edges) α).
    package mutating func join(_ firsts: [UInt32], _ seconds: [UInt32]) {
        precondition(firsts.count == seconds.count, "an edge has two ends")
        links.withUnsafeMutableBufferPointer { links in
            for edge in firsts.indices {
                Self.join(Int32(firsts[edge]), Int32(seconds[edge]), in: links)
            }
        }
    }

    /// The sets of at least `least` elements: members ascend, and sets by their first member. O(n).
    package mutating func groups(ofAtLeast least: Int = 2) -> [[UInt32]] {
        var places = [Int32](repeating: -1, count: links.count)
        var groups: [[UInt32]] = []
        for element in links.indices {
            let root = root(of: element)
            let size = Int(-links[root])
            guard size >= least else { continue }
            if places[root] < 0 {
                places[root] = Int32(groups.count)
                groups.append([])
                groups[groups.count - 1].reserveCapacity(size)
            }
            groups[Int(places[root])].append(UInt32(element))
        }
        return groups
    }

    /// The set of every element as a number, from 0 in the order of the sets' first members; and
    /// how many are in each set. O(n α).
    package mutating func numbered() -> (sets: [UInt32], sizes: [Int]) {
        var sizes: [Int] = []
        var numbers = [UInt32](repeating: UInt32.max, count: links.count)
        let sets = [UInt32](unsafeUninitializedCapacity: links.count) { sets, count in
            links.withUnsafeMutableBufferPointer { links in
                numbers.withUnsafeMutableBufferPointer { numbers in
                    for element in links.indices {
                        let root = Self.root(of: Int32(element), in: links)
                        if numbers[root] == UInt32.max {
                            numbers[root] = UInt32(sizes.count)
                            sizes.append(Int(-links[root]))
                        }
                        sets[element] = numbers[root]
                    }
                }
            }
            count = links.count
        }
        return (sets, sizes)
    }

    @inline(__always)
    private static func root(
        of element: Int32, in links: UnsafeMutableBufferPointer<Int32>
    ) -> Int {
        var at = Int(element)
        while links[at] >= 0 {
            let parent = Int(links[at])
            if links[parent] >= 0 { links[at] = links[parent] }
            at = parent
        }
        return at
    }

    @inline(__always) @discardableResult
    private static func join(
        _ first: Int32, _ second: Int32, in links: UnsafeMutableBufferPointer<Int32>
    ) -> Bool {
        var large = root(of: first, in: links)
        var small = root(of: second, in: links)
        if large == small { return false }
        if links[large] > links[small] { swap(&large, &small) }
        links[large] += links[small]
        links[small] = Int32(large)
        return true
    }
}
