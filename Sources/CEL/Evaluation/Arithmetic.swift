// `+ - * / %` and unary minus over every kind that has them.

extension Machine {
    func arithmetic(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.isError { return left }
        if node.pointee.opcode == .negate { return Self.negated(left) }
        let right = operand(node.pointee.b)
        if right.isError { return right }
        switch (left.kind, right.kind) {
        case (.int, .int):
            return Self.integers(node.pointee.opcode, left.asInt, right.asInt) { .int($0) }
        case (.uint, .uint):
            return Self.integers(node.pointee.opcode, left.asUInt, right.asUInt) { .uint($0) }
        case (.double, .double):
            return Self.doubles(node.pointee.opcode, left.asDouble, right.asDouble)
        default: break
        }
        switch node.pointee.opcode {
        case .add: return sum(left, right)
        case .subtract: return Times.difference(left, right)
        default: return Self.noOverload
        }
    }

    private static var noOverload: Value {
        .error(.noSuchOverload, "this operator does not take these types")
    }

    private static func negated(_ value: Value) -> Value {
        switch value.kind {
        case .int:
            return value.asInt == .min ? .error(.overflow) : .int(-value.asInt)
        case .double: return .double(-value.asDouble)
        default: return noOverload
        }
    }

    @inline(__always)
    private static func integers<T: FixedWidthInteger>(
        _ opcode: Opcode, _ left: T, _ right: T, _ make: (T) -> Value
    ) -> Value {
        let (result, overflow): (T, Bool)
        switch opcode {
        case .add: (result, overflow) = left.addingReportingOverflow(right)
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(right)
        case .multiply: (result, overflow) = left.multipliedReportingOverflow(by: right)
        case .divide:
            if right == 0 { return .error(.divideByZero) }
            (result, overflow) = left.dividedReportingOverflow(by: right)
        case .modulo:
            if right == 0 { return .error(.modulusByZero) }
            (result, overflow) = left.remainderReportingOverflow(dividingBy: right)
        default: return noOverload
        }
        return overflow ? .error(.overflow) : make(result)
    }

    private static func doubles(_ opcode: Opcode, _ left: Double, _ right: Double) -> Value {
        switch opcode {
        case .add: .double(left + right)
        case .subtract: .double(left - right)
        case .multiply: .double(left * right)
        case .divide: .double(left / right)
        default: noOverload
        }
    }

    private func sum(_ left: Value, _ right: Value) -> Value {
        switch (left.kind, right.kind) {
        case (.string, .string), (.bytes, .bytes): return concatenated(left, right)
        case (.list, .list):
            let total = left.count + right.count
            guard scratch.charge(total / 8) else { return .iterationLimit }
            guard let place = arena.values(total) else { return .memoryLimit }
            place.update(from: left.elements, count: left.count)
            (place + left.count).update(from: right.elements, count: right.count)
            return .list(place, count: total)
        default: return Times.sum(left, right)
        }
    }

    private func concatenated(_ left: Value, _ right: Value) -> Value {
        let total = left.count + right.count
        guard total <= Int(UInt32.max), let place = arena.allocate(bytes: total, alignment: 1)
        else { return .memoryLimit }
        place.copyMemory(from: left.address, byteCount: left.count)
        (place + left.count).copyMemory(from: right.address, byteCount: right.count)
        return Value(
            kind: left.kind, aux: UInt32(total), bits: UInt64(UInt(bitPattern: place)))
    }
}
