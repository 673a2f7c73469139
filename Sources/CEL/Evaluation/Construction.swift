// List, map and well-known message literals.

extension Machine {
    @inline(never)
    func construct(_ node: UnsafePointer<Node>) -> Value {
        switch node.pointee.opcode {
        case .list: return list(node)
        case .map: return map(node)
        default:
            let shape = WellKnownMessage(rawValue: node.pointee.detail) ?? .value
            let value = node.pointee.b == 0 ? nil : operand(node.pointee.a)
            return shape.converted(value)
        }
    }

    /// `detail` is 1 when a bit set of optional elements follows the operands.
    private func list(_ node: UnsafePointer<Node>) -> Value {
        let count = Int(node.pointee.b)
        let operands = frame.pointee.operands + Int(node.pointee.a)
        guard let place = arena.values(count) else { return .memoryLimit }
        var filled = 0
        for index in 0..<count {
            var value = operand(operands[index])
            if value.isError { return value }
            if node.pointee.detail == 1, operands[count + index] != 0 {
                guard value.kind == .optional else { return Self.notOptional }
                if value.tag == 0 { continue }
                value = value.elements[0]
            }
            place[filled] = value
            filled += 1
        }
        return .list(place, count: filled)
    }

    private static var notOptional: Value {
        .error(.noSuchOverload, "an entry marked ? wants an optional")
    }

    private func map(_ node: UnsafePointer<Node>) -> Value {
        let count = Int(node.pointee.b)
        let keys = frame.pointee.operands + Int(node.pointee.a)
        let values = keys + count
        guard let place = arena.values(count * 2) else { return .memoryLimit }
        var filled = 0
        for index in 0..<count {
            let key = operand(keys[index])
            if key.isError { return key }
            var value = operand(values[index])
            if value.isError { return value }
            if node.pointee.detail == 1, values[count + index] != 0 {
                guard value.kind == .optional else { return Self.notOptional }
                if value.tag == 0 { continue }
                value = value.elements[0]
            }
            place[filled] = key
            place[count + filled] = value
            filled += 1
        }
        return finishMap(place, capacity: count, count: filled)
    }

    /// Checks keys, and closes the gap between keys and entries.
    func finishMap(
        _ place: UnsafeMutablePointer<Value>, capacity: Int, count: Int
    ) -> Value {
        for index in 0..<count {
            switch place[index].kind {
            case .bool, .int, .uint, .string: break
            default: return .error(.noSuchOverload, "a map's key is a bool, int, uint or string")
            }
        }
        if count < capacity { (place + count).update(from: place + capacity, count: count) }
        if let repeated = repeatedKey(place, count) {
            return .error(.duplicateKey, naming: repeated)
        }
        return .map(place, count: count)
    }

    /// A key that occurs twice. Expected linear, by hashing, once there are more than a few.
    private func repeatedKey(_ keys: UnsafeMutablePointer<Value>, _ count: Int) -> Value? {
        if count <= 16 {
            for index in 0..<count {
                for other in 0..<index where keys[other].equals(keys[index]) {
                    return keys[index]
                }
            }
            return nil
        }
        var capacity = 64
        while capacity < count * 2 { capacity *= 2 }
        guard let table = arena.values(capacity) else { return nil }
        table.initialize(repeating: .absent, count: capacity)
        for index in 0..<count {
            var place = Int(truncatingIfNeeded: keys[index].hash) & (capacity - 1)
            while table[place].kind != .absent {
                if table[place].equals(keys[index]) { return keys[index] }
                place = (place + 1) & (capacity - 1)
            }
            table[place] = keys[index]
        }
        return nil
    }
}

/// The protobuf messages that stand for values of the language.
enum WellKnownMessage: UInt8 {
    case bool, bytes, double, float, int32, int64, string, uint32, uint64
    case list, structure, value

    init?(named name: String) {
        guard let known = Self.names[name] else { return nil }
        self = known
    }

    private static let names: [String: WellKnownMessage] = [
        "BoolValue": .bool, "BytesValue": .bytes, "DoubleValue": .double, "FloatValue": .float,
        "Int32Value": .int32, "Int64Value": .int64, "StringValue": .string,
        "UInt32Value": .uint32, "UInt64Value": .uint64, "ListValue": .list,
        "Struct": .structure, "Value": .value,
    ].reduce(into: [:]) { $0["google.protobuf." + $1.key] = $1.value }

    var type: Type {
        switch self {
        case .bool: .wrapper(.bool)
        case .bytes: .wrapper(.bytes)
        case .double, .float: .wrapper(.double)
        case .int32, .int64: .wrapper(.int)
        case .string: .wrapper(.string)
        case .uint32, .uint64: .wrapper(.uint)
        case .list: .list(.dyn)
        case .structure: .map(.string, .dyn)
        case .value: .dyn
        }
    }

    /// The type of a field, or nil if the message has none of that name.
    func fieldType(_ field: String) -> Type? {
        switch self {
        case .list: return field == "values" ? .list(.dyn) : nil
        case .structure: return field == "fields" ? .map(.string, .dyn) : nil
        case .value:
            let fields: [String: Type] = [
                "null_value": .null, "number_value": .double, "string_value": .string,
                "bool_value": .bool, "struct_value": .map(.string, .dyn), "list_value": .list(.dyn),
            ]
            return fields[field]
        default:
            guard field == "value", case .wrapper(let of) = type else { return nil }
            return of
        }
    }

    /// The value the message stands for, given its only field; nil is the field's default.
    func converted(_ value: Value?) -> Value {
        guard let value else { return empty }
        switch (self, value.kind) {
        case (_, .error): return value
        case (.int32, .int):
            return Int32(exactly: value.asInt) == nil ? .error(.overflow, "int32") : value
        case (.uint32, .uint):
            return UInt32(exactly: value.asUInt) == nil ? .error(.overflow, "uint32") : value
        case (.float, .double): return .double(Double(Float(value.asDouble)))
        case (.value, _), (.bool, .bool), (.bytes, .bytes), (.double, .double), (.int64, .int),
            (.string, .string), (.uint64, .uint), (.list, .list), (.structure, .map):
            return value
        default: return .error(.noSuchOverload, "this field does not take this type")
        }
    }

    private var empty: Value {
        switch self {
        case .bool: .bool(false)
        case .bytes: Value(kind: .bytes)
        case .double, .float: .double(0)
        case .int32, .int64: .int(0)
        case .string: Value(kind: .string)
        case .uint32, .uint64: .uint(0)
        case .list: .emptyList
        case .structure: .emptyMap
        case .value: .null
        }
    }
}
