import Toolbox
import Vocabulary

/// Trees whose leaves are summed, laid flat for scoring one row at a time.
///
/// A row is first written into slots: one for each input and each way its missing values go, so
/// that a walk compares and never asks whether a value is missing. Then eight trees are walked at
/// once: a step of one does not wait for another's, and none has a branch to mispredict. The idea
/// of interleaving is from N. Asadi, J. Lin and A. de Vries, "Runtime optimizations for tree-based
/// machine learning models", TKDE 2014.
final class TreeEnsemble<Node: TreeNode>: Sendable {
    typealias Value = Node.Value

    /// Children stand behind their parents, so every walk ends.
    let nodes: Flat<Node>
    /// How much training data came through each node.
    let covers: Flat<Double>
    /// Where each tree begins; filled up with a tree of one leaf, −0, which changes no sum.
    let roots: Flat<Int32>
    /// Steps that the walk of each eight trees needs.
    let steps: Flat<Int32>
    /// Inputs of the slots; slot 0 has none.
    let slotInputs: Flat<UInt16>
    /// Slots in a row that are filled alike.
    let runs: Flat<Run>
    /// What the sum starts with.
    let base: Value
    /// What the sum is divided by; a mean of leaves has their number here.
    let divisor: Double
    /// What all trees say on average, by cover.
    let expected: Double
    let depth: Int
    let treeCount: Int

    struct Run: Sendable {
        var missing: FoundTree.Missing
        var slots: Range<Int32>
    }

    init(
        _ grown: GrownTrees<Node>, base: Value, divisor: Double
    ) {
        nodes = Flat(grown.nodes)
        covers = Flat(grown.covers)
        roots = Flat(grown.paddedRoots)
        steps = Flat(grown.steps)
        slotInputs = Flat(grown.slots.inputs)
        runs = Flat(grown.slots.runs)
        (self.base, self.divisor) = (base, divisor)
        depth = grown.depths.max() ?? 0
        treeCount = grown.roots.count
        expected = grown.expected
    }

    /// Writes the row's values into the slots. O(slots).
    @inline(__always)
    func prepare(_ row: UnsafePointer<Double>, _ slots: UnsafeMutablePointer<Value>) {
        slots[0] = -.infinity
        let inputs = slotInputs.base
        for index in 0..<runs.count {
            let run = runs.base[index]
            let range = Int(run.slots.lowerBound)..<Int(run.slots.upperBound)
            switch run.missing {
            case .left: fill(range, row, inputs, slots) { FoundTree.Missing.left.standIn(for: $0) }
            case .right:
                fill(range, row, inputs, slots) { FoundTree.Missing.right.standIn(for: $0) }
            default: fill(range, row, inputs, slots) { run.missing.standIn(for: $0) }
            }
        }
    }

    @inline(__always)
    private func fill(
        _ range: Range<Int>, _ row: UnsafePointer<Double>, _ inputs: UnsafePointer<UInt16>,
        _ slots: UnsafeMutablePointer<Value>, _ standIn: (Double) -> Double
    ) {
        for slot in range {
            slots[slot] = Node.value(standIn(row[Int(inputs[slot])]))
        }
    }

    /// The base and the leaves of all trees, added one after another in the order of the trees.
    /// O(trees · depth), no allocation.
    @inline(__always)
    func sum(_ row: UnsafePointer<Double>, _ slots: UnsafeMutablePointer<Value>) -> Value {
        prepare(row, slots)
        let nodes = nodes.base
        let values = UnsafePointer(slots)
        var sum = base
        for group in 0..<steps.count {
            let roots = roots.base + group * 8
            var a = Int(roots[0])
            var b = Int(roots[1])
            var c = Int(roots[2])
            var d = Int(roots[3])
            var e = Int(roots[4])
            var f = Int(roots[5])
            var g = Int(roots[6])
            var h = Int(roots[7])
            for _ in 0..<steps.base[group] {
                a = Self.next(a, nodes, values)
                b = Self.next(b, nodes, values)
                c = Self.next(c, nodes, values)
                d = Self.next(d, nodes, values)
                e = Self.next(e, nodes, values)
                f = Self.next(f, nodes, values)
                g = Self.next(g, nodes, values)
                h = Self.next(h, nodes, values)
            }
            sum += nodes[a].threshold
            sum += nodes[b].threshold
            sum += nodes[c].threshold
            sum += nodes[d].threshold
            sum += nodes[e].threshold
            sum += nodes[f].threshold
            sum += nodes[g].threshold
            sum += nodes[h].threshold
        }
        return sum
    }

    /// A step down. The comparison is a number that is added, for a choice could become a branch.
    @inline(__always)
    static func next(
        _ index: Int, _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Value>
    ) -> Int {
        let node = nodes[index]
        let isLeft = unsafeBitCast(values[node.slot] < node.threshold, to: UInt8.self)
        return index &+ node.step &+ 1 &- Int(truncatingIfNeeded: isLeft)
    }

    /// Slots of a prepared row.
    var slotCount: Int { slotInputs.count }
}
