/// The flat, immovable memory of a plan.
final class PlanMemory {
    let nodes: UnsafeMutablePointer<Node>
    let operands: UnsafeMutablePointer<Int32>
    let loops: UnsafeMutablePointer<Loop>
    let sets: UnsafeMutablePointer<ConstantSet>
    private let callSites: CallSites
    let patterns: UnsafeMutablePointer<OpaquePointer>
    let limits: UnsafeMutablePointer<Limits>
    private let regexes: [Regex]
    private let constants: Arena

    init(_ parts: PlanParts, _ limits: Limits) {
        nodes = Self.placed(parts.nodes)
        operands = Self.placed(parts.operands)
        loops = Self.placed(parts.loops)
        sets = Self.placed(parts.sets)
        callSites = CallSites(parts.callSites)
        patterns = Self.placed(parts.regexes.map(\.handle))
        self.limits = Self.placed([limits])
        regexes = parts.regexes
        constants = parts.constants
    }

    deinit {
        nodes.deallocate()
        operands.deallocate()
        loops.deallocate()
        sets.deallocate()
        patterns.deallocate()
        limits.deallocate()
    }

    /// The value of one node for a row of slots.
    @inline(__always)
    func evaluate(
        _ node: Int32, _ slots: UnsafePointer<Value>, _ scratch: Scratch, variables: Int
    ) -> Value {
        scratch.begin(variables: variables, iterations: limits.pointee.comprehensionIterationsMax)
        let frame = Frame(
            nodes: nodes, operands: operands, loops: loops, sets: sets, callSites: callSites.base,
            regexes: patterns, limits: limits, slots: slots, locals: scratch.frame,
            scratch: .passUnretained(scratch))
        return withUnsafePointer(to: frame) { Machine(frame: $0).operand(node) }
    }

    private static func placed<T>(_ items: [T]) -> UnsafeMutablePointer<T> {
        let place = UnsafeMutablePointer<T>.allocate(capacity: max(items.count, 1))
        for (index, item) in items.enumerated() { (place + index).initialize(to: item) }
        return place
    }
}
