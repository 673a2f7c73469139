import Glibc
import Toolbox

/// Trees, and how their sum becomes a probability.
struct TreeModel<Node: TreeNode>: Sendable {
    let trees: TreeEnsemble<Node>
    let link: Link
    /// Whether covers stand in the file, without which nothing can be explained.
    let explains: Bool

    enum Link: Sendable {
        /// 1 / (1 + e^−x) in single precision, as XGBoost has it.
        case singleSigmoid
        /// 1 / (1 + e^−kx).
        case sigmoid(k: Double)
        /// The margin is the probability.
        case none
        /// 2^(x / c), x being the mean path negated (Liu, Ting and Zhou 2008).
        case shortPath(c: Double)
    }

    @inline(__always)
    func margin(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double {
        margin(of: trees.sum(row, scratch.slots(Node.Value.self, trees.slotCount)))
    }

    @inline(__always)
    private func margin(of sum: Node.Value) -> Double {
        trees.divisor == 1 ? Node.double(sum) : Node.double(sum) / trees.divisor
    }

    @inline(__always)
    func probability(_ margin: Double) -> Double {
        switch link {
        case .singleSigmoid: Double(Self.singleSigmoid(Float(margin)))
        case .sigmoid(let k): 1 / (1 + exp(-k * margin))
        case .none: margin
        case .shortPath(let c): exp2(margin / c)
        }
    }

    /// XGBoost's `common::Sigmoid`, the same from 1.7 to 3.2.
    @inline(__always)
    static func singleSigmoid(_ margin: Float) -> Float {
        1 / (expf(min(-margin, 88.7)) + 1)
    }

    /// Contributions of the inputs, then what is said of nobody in particular.
    func contributions(
        _ row: UnsafePointer<Double>, _ count: Int, into values: UnsafeMutablePointer<Double>,
        _ scratch: ModelScratch
    ) {
        let slots = scratch.slots(Node.Value.self, trees.slotCount)
        trees.prepare(row, slots)
        values.update(repeating: 0, count: count + 1)
        let explainer = TreeExplainer<Node>(
            nodes: trees.nodes.base, covers: trees.covers.base, inputs: trees.slotInputs.base,
            values: slots, results: values)
        let steps = scratch.steps(
            TreeExplainer<Node>.Step.self, TreeExplainer<Node>.capacity(depth: trees.depth))
        for tree in 0..<trees.treeCount {
            explainer.explain(Int(trees.roots.base[tree]), steps)
        }
        values[count] = Node.double(trees.base) + trees.expected
        for index in 0...count where trees.divisor != 1 { values[index] /= trees.divisor }
    }
}
