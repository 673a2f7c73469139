// Comparison, equality and membership.

extension Machine {
    @inline(__always)
    private static func holds<T: Comparable>(_ relation: UInt8, _ left: T, _ right: T) -> Bool {
        switch relation {
        case Relation.equal.rawValue: left == right
        case Relation.notEqual.rawValue: left != right
        case Relation.less.rawValue: left < right
        case Relation.lessEqual.rawValue: left <= right
        case Relation.greater.rawValue: left > right
        default: left >= right
        }
    }

    @inline(__always)
    func relateInt(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.kind == .int {
            return .bool(
                Self.holds(node.pointee.detail, left.asInt, node.pointee.constant.asInt))
        }
        return Self.relate(node.pointee.detail, left, node.pointee.constant)
    }

    @inline(__always)
    func relateDouble(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.kind == .double {
            return .bool(
                Self.holds(node.pointee.detail, left.asDouble, node.pointee.constant.asDouble))
        }
        return Self.relate(node.pointee.detail, left, node.pointee.constant)
    }

    @inline(__always)
    func equalString(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.isError { return left }
        let isSame = left.kind == .string && left.sameBytes(node.pointee.constant)
        return .bool(isSame == (node.pointee.detail == Relation.equal.rawValue))
    }

    func equality(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.isError { return left }
        let right = operand(node.pointee.b)
        if right.isError { return right }
        guard let isSame = scratch.equal(left, right) else { return .iterationLimit }
        return .bool(isSame == (node.pointee.opcode == .equal))
    }

    func ordering(_ node: UnsafePointer<Node>) -> Value {
        let left = operand(node.pointee.a)
        if left.isError { return left }
        let right = operand(node.pointee.b)
        if right.isError { return right }
        let relation: Relation
        switch node.pointee.opcode {
        case .less: relation = .less
        case .lessEqual: relation = .lessEqual
        case .greater: relation = .greater
        default: relation = .greaterEqual
        }
        guard affords(left) else { return .iterationLimit }
        return Self.relate(relation.rawValue, left, right)
    }

    /// The general comparison, for operands of any kinds.
    @inline(never)
    private static func relate(_ relation: UInt8, _ left: Value, _ right: Value) -> Value {
        if left.isError { return left }
        if relation == Relation.equal.rawValue { return .bool(left.equals(right)) }
        if relation == Relation.notEqual.rawValue { return .bool(!left.equals(right)) }
        switch left.compared(right) {
        case .incomparable:
            return .error(.noSuchOverload, "these values have no order between them")
        case .unordered: return .bool(false)
        case .less:
            return .bool(
                relation == Relation.less.rawValue || relation == Relation.lessEqual.rawValue)
        case .greater:
            return .bool(
                relation == Relation.greater.rawValue
                    || relation == Relation.greaterEqual.rawValue)
        case .equal:
            return .bool(
                relation == Relation.lessEqual.rawValue
                    || relation == Relation.greaterEqual.rawValue)
        }
    }

    func containedInSet(_ node: UnsafePointer<Node>) -> Value {
        let value = operand(node.pointee.a)
        if value.isError { return value }
        guard affords(value) else { return .iterationLimit }
        return .bool(frame.pointee.sets[Int(node.pointee.b)].contains(value))
    }

    func contained(_ node: UnsafePointer<Node>) -> Value {
        let value = operand(node.pointee.a)
        if value.isError { return value }
        let container = operand(node.pointee.b)
        switch container.kind {
        case .error: return container
        case .list:
            guard affords(container) else { return .iterationLimit }
            for item in container.items {
                guard let isSame = scratch.equal(item, value) else { return .iterationLimit }
                if isSame { return .bool(true) }
            }
            return .bool(false)
        case .map:
            guard affords(container), affords(value) else { return .iterationLimit }
            return .bool(container.lookup(value) != nil)
        default: return .error(.noSuchOverload, "in wants a list or a map")
        }
    }
}

/// The constants on the right of `in`, hashed when the plan was made.
struct ConstantSet {
    /// A power of two places, empty ones absent; linear probing.
    private let places: UnsafePointer<Value>
    private let mask: Int
    /// Small sets are searched in order instead.
    private static let scanMax = 4
    private let count: Int

    /// Nil when the arena is full.
    init?(_ items: UnsafeBufferPointer<Value>, in arena: Arena) {
        count = items.count
        var capacity = 8
        while capacity < items.count * 2 { capacity *= 2 }
        mask = capacity - 1
        guard let table = arena.values(capacity) else { return nil }
        table.initialize(repeating: .absent, count: capacity)
        if items.count <= Self.scanMax {
            for (index, item) in items.enumerated() { table[index] = item }
        } else {
            for item in items {
                var place = Int(truncatingIfNeeded: item.hash) & mask
                while table[place].kind != .absent { place = (place + 1) & mask }
                table[place] = item
            }
        }
        places = UnsafePointer(table)
    }

    func contains(_ value: Value) -> Bool {
        if count <= Self.scanMax {
            for index in 0..<count {
                let item = places[index]
                if item.kind == value.kind, value.kind == .string || value.kind == .int {
                    if value.kind == .int ? item.bits == value.bits : item.sameBytes(value) {
                        return true
                    }
                } else if item.equals(value) {
                    return true
                }
            }
            return false
        }
        var place = Int(truncatingIfNeeded: value.hash) & mask
        while places[place].kind != .absent {
            if places[place].equals(value) { return true }
            place = (place + 1) & mask
        }
        return false
    }
}
