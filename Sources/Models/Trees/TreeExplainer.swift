/// TreeSHAP: what each input added to the sum of the trees, on average over the orders in which
/// inputs could become known, where what is not known follows the training data down the tree.
///
/// Algorithm 2 of S. Lundberg, G. Erion and S. Lee, "Consistent individualized feature attribution
/// for tree ensembles", 2018. O(trees · leaves · depth²), no allocation.
struct TreeExplainer<Node: TreeNode> {
    let nodes: UnsafePointer<Node>
    let covers: UnsafePointer<Double>
    let inputs: UnsafePointer<UInt16>
    /// The prepared row.
    let values: UnsafePointer<Node.Value>
    /// One for each input; what is found out is added.
    let results: UnsafeMutablePointer<Double>

    /// A split on the way down, all splits of one input together.
    struct Step: BitwiseCopyable {
        /// The input, −1 for the root.
        var input: Int32
        /// The share of training data that goes this way where the input is not known.
        var unknown: Double
        /// 1 where the row goes this way, else 0.
        var known: Double
        /// What sets of that many known inputs weigh together.
        var weight: Double
    }

    /// How many steps a walk of a tree of that depth needs.
    static func capacity(depth: Int) -> Int { (depth + 2) * (depth + 3) / 2 }

    func explain(_ root: Int, _ steps: UnsafeMutablePointer<Step>) {
        walk(root, steps, 0, Step(input: -1, unknown: 1, known: 1, weight: 0))
    }

    /// - Parameter path: the steps above; `count` of them.
    private func walk(
        _ index: Int, _ path: UnsafeMutablePointer<Step>, _ count: Int, _ step: Step
    ) {
        extend(path, count, step)
        let node = nodes[index]
        guard node.step > 0 else {
            let value = Node.double(node.threshold)
            for at in 1..<(count + 1) {
                let step = path[at]
                results[Int(step.input)] +=
                    weight(path, count, without: at) * (step.known - step.unknown) * value
            }
            return
        }
        let input = Int32(inputs[node.slot])
        let goesRight = values[node.slot] < node.threshold ? 0 : 1
        let hot = index + node.step + goesRight
        let cold = index + node.step + 1 - goesRight
        var last = count
        var (unknown, known) = (1.0, 1.0)
        if count > 0, let at = (1...count).first(where: { path[$0].input == input }) {
            (unknown, known) = (path[at].unknown, path[at].known)
            remove(path, last, at)
            last -= 1
        }
        for (child, isHot) in [(hot, true), (cold, false)] {
            let below = path + last + 1
            below.update(from: path, count: last + 1)
            walk(
                child, below, last + 1,
                Step(
                    input: input,
                    unknown: unknown * share(of: covers[child], in: covers[index]),
                    known: isHot ? known : 0, weight: 0))
        }
    }

    private func extend(_ path: UnsafeMutablePointer<Step>, _ count: Int, _ step: Step) {
        path[count] = step
        path[count].weight = count == 0 ? 1 : 0
        let size = Double(count + 1)
        for at in stride(from: count - 1, through: 0, by: -1) {
            path[at + 1].weight += step.known * path[at].weight * Double(at + 1) / size
            path[at].weight = step.unknown * path[at].weight * Double(count - at) / size
        }
    }

    /// Takes a step out again; `last` is the place of the last one.
    private func remove(_ path: UnsafeMutablePointer<Step>, _ last: Int, _ removed: Int) {
        let (known, unknown) = (path[removed].known, path[removed].unknown)
        let size = Double(last + 1)
        var next = path[last].weight
        for at in stride(from: last - 1, through: 0, by: -1) {
            if known != 0 {
                let weight = path[at].weight
                path[at].weight = next * size / (Double(at + 1) * known)
                next = weight - path[at].weight * unknown * Double(last - at) / size
            } else if unknown != 0 {
                path[at].weight = path[at].weight * size / (unknown * Double(last - at))
            } else {
                path[at].weight = 0
            }
        }
        for at in removed..<last {
            (path[at].input, path[at].unknown, path[at].known) =
                (path[at + 1].input, path[at + 1].unknown, path[at + 1].known)
        }
    }

    /// The sum of the weights as if a step were taken out.
    private func weight(
        _ path: UnsafeMutablePointer<Step>, _ last: Int, without removed: Int
    ) -> Double {
        let (known, unknown) = (path[removed].known, path[removed].unknown)
        let size = Double(last + 1)
        var next = path[last].weight
        var total = 0.0
        for at in stride(from: last - 1, through: 0, by: -1) {
            if known != 0 {
                let weight = next * size / (Double(at + 1) * known)
                total += weight
                next = path[at].weight - weight * unknown * Double(last - at) / size
            } else if unknown != 0 {
                total += path[at].weight * size / (unknown * Double(last - at))
            }
        }
        return total
    }
}
