/// A compiled expression. Evaluating it allocates only in the scratch it is given.
///
/// Sendable because it is immutable once planned: the memory behind the pointers is written before
/// `init` returns, and freed with the program.
package final class Program: @unchecked Sendable {
    /// The checked syntax tree the plan was made from.
    package let tree: SyntaxTree
    /// The slots that evaluating may read.
    package let references: [Int]
    /// Worst-case price in units of one variable read; see ``Compilation/cost``.
    package let cost: Int
    /// Whether its value comes from what it reads alone, so not from the scratch's time.
    package let isPure: Bool
    let checked: CheckedTree
    /// The plan's node for each tree node, for tracing.
    let nodeOf: [Int32]
    let slotNames: [Int: String]
    private let plan: PlanMemory
    private let root: Int32
    /// The places in the frame that evaluating takes.
    let localCount: Int
    private let sharedCount: Int

    init(_ parts: PlanParts, _ checked: CheckedTree, cost: Int, limits: Limits) {
        tree = checked.tree
        self.checked = checked
        self.cost = cost
        references = parts.slots.keys.sorted()
        slotNames = parts.slots
        isPure = parts.callSites.allSatisfy { $0.overloads.allSatisfy(\.isPure) }
        nodeOf = parts.nodeOf
        root = parts.root
        localCount = parts.localCount
        sharedCount = parts.sharedCount
        plan = PlanMemory(parts, limits)
    }

    /// The expression's value for one row of slots: an error value when it has none.
    ///
    /// The row must have a value at every index of ``references``; `.absent` marks those not known.
    /// The result is valid until `scratch` is reset (and while the row's and the program's memory
    /// are). Not reentrant for one scratch.
    @inline(__always)
    package func evaluate(_ slots: UnsafePointer<Value>, _ scratch: Scratch) -> Value {
        if sharedCount > 0 { scratch.beginRow(sharing: sharedCount) }
        return evaluateSharing(slots, scratch)
    }

    /// As ``evaluate(_:_:)``, taking what other programs have left in the scratch for this row
    /// since ``Scratch/beginRow(sharing:)``.
    @inline(__always)
    package func evaluateSharing(_ slots: UnsafePointer<Value>, _ scratch: Scratch) -> Value {
        plan.evaluate(root, slots, scratch, variables: localCount)
    }

    func evaluate(
        _ node: Int32, _ slots: UnsafePointer<Value>, _ scratch: Scratch
    ) -> Value {
        if sharedCount > 0 { scratch.beginRow(sharing: sharedCount) }
        return plan.evaluate(node, slots, scratch, variables: localCount)
    }

    /// The bounds it was compiled with.
    var limits: Limits { plan.limits.pointee }

    /// The steps that one evaluation may take.
    var stepsMax: Int { limits.comprehensionIterationsMax }

    /// A node of the plan, by its index.
    func node(_ index: Int32) -> Node { plan.nodes[Int(index)] }

    /// A node of the plan, or the one whose value it keeps.
    func node(behindSharing index: Int32) -> Node {
        let node = node(index)
        return node.opcode == .shared ? self.node(node.b) : node
    }

    /// A loop of the plan, by its index.
    func loop(_ index: Int32) -> Loop { plan.loops[Int(index)] }

    /// One line that says what went wrong, naming the variable, key or limit at issue.
    package func describe(_ error: Value) -> String {
        if let slot = error.missingSlot {
            return "\(slotNames[slot] ?? "slot \(slot)") is missing"
        }
        return error.errorDescription
    }
}

extension Value {
    /// An error in words, without the name of a missing slot; the text of any other value.
    package var errorDescription: String {
        guard let code = errorCode else { return rendered }
        if code == .missing { return "slot \(bits) is missing" }
        return aux == 0 ? "\(code.text)" : "\(code.text): \(text)"
    }
}

/// What the planner made, before it is laid out in memory.
struct PlanParts {
    var nodes: [Node] = []
    var operands: [Int32] = []
    var loops: [Loop] = []
    var sets: [ConstantSet] = []
    var callSites: [CallSite] = []
    var regexes: [Regex] = []
    /// Slots read, with the names of their variables.
    var slots: [Int: String] = [:]
    var nodeOf: [Int32] = []
    var root: Int32 = 0
    var localCount = 0
    /// Places that the scratch must have for shared parts.
    var sharedCount = 0
    let constants: Arena

    init(constants: Arena) { self.constants = constants }
}
