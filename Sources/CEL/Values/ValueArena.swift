// Making values in an arena, and copying them from one to another.

extension Arena {
    /// A string (or other byte-like value) holding a copy of `bytes`. Linear.
    package func bytes(
        _ bytes: UnsafeBufferPointer<UInt8>, kind: Value.Kind = .string
    ) -> Value {
        guard bytes.count <= Int(UInt32.max), let place = allocate(bytes: bytes.count, alignment: 1)
        else { return .memoryLimit }
        if let base = bytes.baseAddress { place.copyMemory(from: base, byteCount: bytes.count) }
        return Value(
            kind: kind, aux: UInt32(bytes.count), bits: UInt64(UInt(bitPattern: place)))
    }

    /// A string holding a copy of the text. Linear.
    package func string(_ text: String) -> Value {
        var text = text
        return text.withUTF8 { bytes($0) }
    }

    func string(_ text: [UInt8], kind: Value.Kind = .string) -> Value {
        text.withUnsafeBufferPointer { bytes($0, kind: kind) }
    }

    /// Room for that many values, or nil past the arena's bound.
    @inline(__always)
    package func values(_ count: Int) -> UnsafeMutablePointer<Value>? {
        allocate(bytes: max(count, 1) * MemoryLayout<Value>.stride)?
            .assumingMemoryBound(to: Value.self)
    }

    /// A list of a copy of the values.
    package func list(_ items: [Value]) -> Value {
        guard let place = values(items.count) else { return .memoryLimit }
        for (index, item) in items.enumerated() { place[index] = item }
        return .list(place, count: items.count)
    }

    /// A map from keys to the values beside them. The keys are taken to be distinct.
    package func map(_ entries: [(key: Value, value: Value)]) -> Value {
        guard let place = values(entries.count * 2) else { return .memoryLimit }
        for (index, entry) in entries.enumerated() {
            place[index] = entry.key
            place[entries.count + index] = entry.value
        }
        return .map(place, count: entries.count)
    }

    func some(_ value: Value) -> Value {
        if value.isError { return value }
        guard let place = values(1) else { return .memoryLimit }
        place[0] = value
        return Value(kind: .optional, tag: 1, bits: UInt64(UInt(bitPattern: place)))
    }

    /// A deep copy that lives as long as this arena. Linear in the value.
    package func copy(_ value: Value) -> Value {
        switch value.kind {
        case .string, .bytes, .type: return bytes(value.asBytes, kind: value.kind)
        case .list: return copyElements(value, count: value.count)
        case .map: return copyElements(value, count: value.count * 2)
        case .optional: return value.tag == 0 ? value : some(copy(value.elements[0]))
        case .ip, .cidr:
            guard let place = allocate(bytes: 16) else { return .memoryLimit }
            place.copyMemory(from: value.address, byteCount: 16)
            var copied = value
            copied.bits = UInt64(UInt(bitPattern: place))
            return copied
        case .error where value.tag != ErrorCode.missing.rawValue:
            var copied = bytes(value.asBytes)
            copied.kind = .error
            copied.tag = value.tag
            return copied
        default: return value
        }
    }

    private func copyElements(_ value: Value, count: Int) -> Value {
        guard let place = values(count) else { return .memoryLimit }
        for index in 0..<count {
            place[index] = copy(value.elements[index])
            if place[index].isError { return place[index] }
        }
        var copied = value
        copied.bits = UInt64(UInt(bitPattern: place))
        return copied
    }
}

extension Value {
    static var memoryLimit: Value { .error(.limit, "the arena's bytesMax") }
    static var iterationLimit: Value { .error(.limit, "comprehensionIterationsMax") }

    /// An address no element is ever read from, but which is not null.
    private static let nowhere = UInt64(MemoryLayout<Value>.alignment)
    /// A list without elements.
    package static let emptyList = Value(kind: .list, bits: nowhere)
    /// A map without entries.
    package static let emptyMap = Value(kind: .map, bits: nowhere)

    /// A list of values that live elsewhere.
    package static func list(_ start: UnsafePointer<Value>, count: Int) -> Value {
        Value(kind: .list, aux: UInt32(count), bits: UInt64(UInt(bitPattern: start)))
    }

    /// A map whose `count` keys and then `count` entries live elsewhere.
    package static func map(_ start: UnsafePointer<Value>, count: Int) -> Value {
        Value(kind: .map, aux: UInt32(count), bits: UInt64(UInt(bitPattern: start)))
    }

    /// The elements of a list.
    @inline(__always)
    package var items: UnsafeBufferPointer<Value> {
        UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(bits)), count: count)
    }

    /// The value for a key of a map, comparing numbers by value; nil without one. Linear.
    @inline(__always)
    package func lookup(_ key: Value) -> Value? {
        let keys = elements
        let total = count
        if key.kind == .string {
            for index in 0..<total where keys[index].kind == .string && keys[index].sameBytes(key) {
                return keys[total + index]
            }
            return nil
        }
        for index in 0..<total where keys[index].equals(key) { return keys[total + index] }
        return nil
    }
}
