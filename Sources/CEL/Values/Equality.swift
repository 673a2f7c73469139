/// How two values stand to each other.
enum Ordering: UInt8 {
    case less, equal, greater
    /// One of them is not a number.
    case unordered
    /// Values of kinds that have no order between them.
    case incomparable

    init(_ difference: Int) {
        self = difference < 0 ? .less : difference > 0 ? .greater : .equal
    }
}

extension Value {
    /// Whether `aux` says how much there is to read.
    var hasCount: Bool {
        kind == .string || kind == .bytes || kind == .list || kind == .map
    }

    var isNumeric: Bool { kind == .int || kind == .uint || kind == .double }

    /// Equality of the language: numbers by value whatever their kind, otherwise the same kind.
    func equals(_ other: Value) -> Bool {
        guard kind == other.kind else {
            return isNumeric && other.isNumeric && compared(other) == .equal
        }
        switch kind {
        case .null: return true
        case .bool, .int, .uint: return bits == other.bits
        case .double: return asDouble == other.asDouble
        case .string, .bytes, .type: return sameBytes(other)
        case .timestamp, .duration: return bits == other.bits && aux == other.aux
        case .list: return sameElements(other)
        case .map: return sameEntries(other)
        case .optional:
            return tag == other.tag && (tag == 0 || elements[0].equals(other.elements[0]))
        case .ip, .cidr:
            let start = tag == 4 ? 12 : 0
            return tag == other.tag && aux == other.aux
                && equalBytes(address + start, other.address + start, 16 - start)
        case .absent, .error: return false
        }
    }

    private func sameElements(_ other: Value) -> Bool {
        guard aux == other.aux else { return false }
        for index in 0..<count where !elements[index].equals(other.elements[index]) {
            return false
        }
        return true
    }

    private func sameEntries(_ other: Value) -> Bool {
        guard aux == other.aux else { return false }
        for index in 0..<count {
            guard let value = other.lookup(elements[index]),
                value.equals(elements[count + index])
            else { return false }
        }
        return true
    }

    /// The order of numbers (across kinds), bools, text, bytes, times and durations.
    func compared(_ other: Value) -> Ordering {
        switch (kind, other.kind) {
        case (.int, .int): return Self.order(asInt, other.asInt)
        case (.uint, .uint): return Self.order(bits, other.bits)
        case (.double, .double): return Self.order(asDouble, other.asDouble)
        case (.int, .uint): return asInt < 0 ? .less : Self.order(bits, other.bits)
        case (.uint, .int): return other.asInt < 0 ? .greater : Self.order(bits, other.bits)
        case (.int, .double), (.uint, .double): return orderedAgainst(other.asDouble)
        case (.double, .int), (.double, .uint):
            switch other.orderedAgainst(asDouble) {
            case .less: return .greater
            case .greater: return .less
            case let same: return same
            }
        case (.bool, .bool): return Self.order(bits, other.bits)
        case (.string, .string), (.bytes, .bytes): return Ordering(comparedBytes(other))
        case (.timestamp, .timestamp), (.duration, .duration):
            let seconds = Self.order(asInt, other.asInt)
            return seconds == .equal ? Self.order(UInt64(aux), UInt64(other.aux)) : seconds
        default: return .incomparable
        }
    }

    private static func order<T: Comparable>(_ one: T, _ other: T) -> Ordering {
        if one < other { return .less }
        if one > other { return .greater }
        return one == other ? .equal : .unordered
    }

    /// Orders this int or uint as the language does: rounded to a double, if within its range.
    private func orderedAgainst(_ double: Double) -> Ordering {
        if double.isNaN { return .unordered }
        return Self.order(asNumber, double)
    }

    /// The double nearest to a number of any kind.
    private var asNumber: Double {
        switch kind {
        case .int: Double(asInt)
        case .uint: Double(asUInt)
        default: asDouble
        }
    }

    /// A hash that agrees with ``equals(_:)`` for scalars, so int 1 and double 1.0 collide.
    var hash: UInt64 {
        switch kind {
        case .bool: return Self.mixed(bits)
        case .int, .uint, .double:
            // Adding zero turns the negative zero into the other.
            return Self.mixed((asNumber + 0).bitPattern)
        case .string, .bytes, .type:
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in UnsafeBufferPointer(start: address, count: count) {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
            return Self.mixed(hash)
        case .timestamp, .duration: return Self.mixed(bits ^ UInt64(aux) << 32)
        default: return UInt64(kind.rawValue)
        }
    }

    private static func mixed(_ bits: UInt64) -> UInt64 {
        let product = (bits ^ bits >> 32) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
