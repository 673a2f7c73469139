// Reading inside values: fields, keys, elements, and whether they are there.

extension Machine {
    @inline(__always)
    func select(_ node: UnsafePointer<Node>) -> Value {
        let container = operand(node.pointee.a)
        if container.kind == .map {
            guard affords(container) else { return .iterationLimit }
            let keys = container.elements
            let key = node.pointee.constant
            for index in 0..<container.count
            where keys[index].kind == .string && keys[index].sameBytes(key) {
                return keys[container.count + index]
            }
            return .error(.noSuchKey, naming: key)
        }
        return selectFromOther(container, node.pointee.constant)
    }

    @inline(never)
    private func selectFromOther(_ container: Value, _ key: Value) -> Value {
        switch container.kind {
        case .error: return container
        case .optional: return field(container, key, isOptional: true)
        default: return .error(.noSuchField, naming: key)
        }
    }

    @inline(never)
    func access(_ node: UnsafePointer<Node>) -> Value {
        let container = operand(node.pointee.a)
        if container.isError { return container }
        switch node.pointee.opcode {
        case .selectOptional:
            return field(container, node.pointee.constant, isOptional: true)
        case .hasField: return hasField(container, node.pointee.constant)
        default:
            let key = operand(node.pointee.b)
            if key.isError { return key }
            return element(container, key, isOptional: node.pointee.opcode == .indexOptional)
        }
    }

    private func hasField(_ container: Value, _ key: Value) -> Value {
        switch container.kind {
        case .map:
            guard affords(container) else { return .iterationLimit }
            return .bool(container.lookup(key) != nil)
        case .optional:
            return container.tag == 0 ? .bool(false) : hasField(container.elements[0], key)
        default: return .error(.noSuchField, naming: key)
        }
    }

    private func field(_ container: Value, _ key: Value, isOptional: Bool) -> Value {
        switch container.kind {
        case .map, .optional: return element(container, key, isOptional: isOptional)
        default: return .error(.noSuchField, naming: key)
        }
    }

    private func element(_ container: Value, _ key: Value, isOptional: Bool) -> Value {
        switch container.kind {
        case .list:
            guard let index = Self.listIndex(key) else {
                return .error(.invalidArgument, "a list's index is a whole number")
            }
            guard index >= 0, index < Int64(container.count) else {
                return isOptional ? .none : .error(.indexOutOfBounds)
            }
            let found = container.elements[Int(index)]
            return isOptional ? arena.some(found) : found
        case .map:
            guard key.kind == .string || key.kind == .bool || key.isNumeric else {
                return .error(.noSuchOverload, "a map's key is a bool, int, uint or string")
            }
            guard affords(container), affords(key) else { return .iterationLimit }
            guard let found = container.lookup(key) else {
                return isOptional ? .none : .error(.noSuchKey, naming: key)
            }
            return isOptional ? arena.some(found) : found
        case .optional:
            if container.tag == 0 { return .none }
            return element(container.elements[0], key, isOptional: true)
        default: return .error(.noSuchOverload, "this value cannot be indexed")
        }
    }

    private static func listIndex(_ key: Value) -> Int64? {
        switch key.kind {
        case .int: key.asInt
        case .uint: Int64(exactly: key.asUInt) ?? Int64.max
        case .double: Int64(exactly: key.asDouble)
        default: nil
        }
    }

    // MARK: Optionals

    @inline(never)
    func optional(_ node: UnsafePointer<Node>) -> Value {
        let target = operand(node.pointee.a)
        if target.isError { return target }
        guard target.kind == .optional else {
            return .error(.noSuchOverload, "this wants an optional")
        }
        switch node.pointee.opcode {
        case .optionalOr: return target.tag == 1 ? target : operand(node.pointee.b)
        case .optionalOrValue:
            return target.tag == 1 ? target.elements[0] : operand(node.pointee.b)
        default:
            if target.tag == 0 { return target }
            frame.pointee.locals[Int(node.pointee.c)] = target.elements[0]
            let result = operand(node.pointee.b)
            return node.pointee.opcode == .optionalMap ? arena.some(result) : result
        }
    }
}
