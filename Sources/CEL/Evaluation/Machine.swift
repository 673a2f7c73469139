/// Everything a plan is evaluated against; trivial, so that passing it costs one pointer.
struct Frame {
    let nodes: UnsafePointer<Node>
    /// Operand lists of calls, lists and maps.
    let operands: UnsafePointer<Int32>
    let loops: UnsafePointer<Loop>
    let sets: UnsafePointer<ConstantSet>
    let callSites: UnsafePointer<FlatCallSite>
    let regexes: UnsafePointer<OpaquePointer>
    let limits: UnsafePointer<Limits>
    let slots: UnsafePointer<Value>
    let locals: UnsafeMutablePointer<Value>
    let scratch: Unmanaged<Scratch>
}

/// Walks a plan and computes its value. Nodes were checked when planned, so indices are in range.
struct Machine {
    let frame: UnsafePointer<Frame>

    @inline(__always) var nodes: UnsafePointer<Node> { frame.pointee.nodes }
    @inline(__always) var scratch: Scratch { frame.pointee.scratch._withUnsafeGuaranteedRef { $0 } }
    @inline(__always) var arena: Arena { scratch.arena }

    /// The value of an operand, without a call when it is a slot or a variable.
    @inline(__always)
    func operand(_ index: Int32) -> Value {
        let node = nodes + Int(index)
        switch node.pointee.opcode {
        case .slot:
            let value = frame.pointee.slots[Int(node.pointee.a)]
            return value.kind == .absent ? .missing(slot: Int(node.pointee.a)) : value
        case .local: return frame.pointee.locals[Int(node.pointee.a)]
        case .constant: return node.pointee.constant
        default: return value(node)
        }
    }

    /// The value of any node.
    func value(_ node: UnsafePointer<Node>) -> Value {
        switch node.pointee.opcode {
        case .constant, .slot, .local, .slotPresent, .slotOptional: return leaf(node)
        case .and: return conjunction(node)
        case .or: return disjunction(node)
        case .not: return negation(node)
        case .conditional: return conditional(node)
        case .relateInt: return relateInt(node)
        case .relateDouble: return relateDouble(node)
        case .equalString: return equalString(node)
        case .equal, .notEqual: return equality(node)
        case .less, .lessEqual, .greater, .greaterEqual: return ordering(node)
        case .containedInSet: return containedInSet(node)
        case .contained: return contained(node)
        case .select: return select(node)
        case .selectOptional, .hasField, .index, .indexOptional: return access(node)
        case .add, .subtract, .multiply, .divide, .modulo, .negate: return arithmetic(node)
        case .startsWith, .endsWith, .contains, .size: return textual(node)
        case .matchesConstant: return matchesConstant(node)
        case .matches: return matches(node)
        case .loop: return loop(node)
        case .call: return call(node)
        case .list, .map, .message: return construct(node)
        case .bind, .block: return scoped(node)
        case .shared: return shared(node)
        case .optionalMap, .optionalFlatMap, .optionalOr, .optionalOrValue:
            return optional(node)
        }
    }

    @inline(__always)
    private func leaf(_ node: UnsafePointer<Node>) -> Value {
        switch node.pointee.opcode {
        case .slot:
            let value = frame.pointee.slots[Int(node.pointee.a)]
            return value.kind == .absent ? .missing(slot: Int(node.pointee.a)) : value
        case .local: return frame.pointee.locals[Int(node.pointee.a)]
        case .slotPresent:
            return .bool(frame.pointee.slots[Int(node.pointee.a)].kind != .absent)
        case .slotOptional:
            let value = frame.pointee.slots[Int(node.pointee.a)]
            return value.kind == .absent ? .none : arena.some(value)
        default: return node.pointee.constant
        }
    }

    // MARK: Logic

    private func conjunction(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.kind == .bool && !left.asBool { return left }
        let right = operand(node.pointee.b)
        if right.kind == .bool && (left.kind == .bool || !right.asBool) { return right }
        return Self.logicFailure(left, right)
    }

    private func disjunction(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.kind == .bool && left.asBool { return left }
        let right = operand(node.pointee.b)
        if right.kind == .bool && (left.kind == .bool || right.asBool) { return right }
        return Self.logicFailure(left, right)
    }

    /// What `&&` and `||` come to when neither side decides: the first error there is.
    @inline(never)
    private static func logicFailure(_ left: Value, _ right: Value) -> Value {
        if left.isError { return left }
        if right.isError { return right }
        return .error(.noSuchOverload, "&& and || take bools")
    }

    private func negation(_ node: UnsafePointer<Node>) -> Value {
        let value = operand(node.pointee.a)
        if value.kind == .bool { return .bool(!value.asBool) }
        return value.isError ? value : .error(.noSuchOverload, "! takes a bool")
    }

    private func conditional(_ node: UnsafePointer<Node>) -> Value {
        let condition = operand(node.pointee.a)
        if condition.kind == .bool {
            return operand(condition.asBool ? node.pointee.b : node.pointee.c)
        }
        return condition.isError ? condition : .error(.noSuchOverload, "? : takes a bool")
    }

    // MARK: Scopes

    private func scoped(_ node: UnsafePointer<Node>) -> Value {
        if node.pointee.opcode == .bind {
            frame.pointee.locals[Int(node.pointee.c)] = operand(node.pointee.a)
            return operand(node.pointee.b)
        }
        let values = frame.pointee.operands + Int(node.pointee.a)
        for index in 0..<Int(node.pointee.b) {
            frame.pointee.locals[Int(node.pointee.c) + index] = operand(values[index])
        }
        return operand(values[Int(node.pointee.b)])
    }

    /// The kept value of a part that several programs have, computed when it is first needed.
    @inline(__always)
    private func shared(_ node: UnsafePointer<Node>) -> Value {
        let place = Int(node.pointee.a)
        guard let kept = scratch.shared(place) else { return computeShared(node, place) }
        // Taken by whoever asks, so that a rule comes out the same whichever stand before it.
        guard kept.pointee.steps == 0 || scratch.charge(kept.pointee.steps) else {
            return .iterationLimit
        }
        return kept.pointee.value
    }

    @inline(never)
    private func computeShared(_ node: UnsafePointer<Node>, _ place: Int) -> Value {
        let before = scratch.stepsLeft
        let value = operand(node.pointee.b)
        // What met a limit may fare better where fewer steps were taken before.
        if scratch.stepsLeft > 0 {
            scratch.share(value, place, steps: before - scratch.stepsLeft)
        }
        return value
    }

    // MARK: Calls

    private func call(_ node: UnsafePointer<Node>) -> Value {
        let site = frame.pointee.callSites + Int(node.pointee.c)
        let count = Int(node.pointee.b)
        let operands = frame.pointee.operands + Int(node.pointee.a)
        let arguments = frame.pointee.locals + Int(site.pointee.place)
        for index in 0..<count {
            let value = operand(operands[index])
            if value.isError { return value }
            guard affords(value) else { return .iterationLimit }
            arguments[index] = value
        }
        let all = UnsafeBufferPointer(start: arguments, count: count)
        return frame.pointee.scratch._withUnsafeGuaranteedRef { site.pointee.invoke(all, $0) }
    }
}
