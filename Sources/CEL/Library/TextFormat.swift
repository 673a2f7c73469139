import Glibc

/// `'…%s…'.format([…])`: the clauses `%s %d %f %e %b %o %x %X` and `%%`.
enum TextFormat {
    /// Digits after the point when a clause names none.
    private static let defaultPrecision = 6
    /// The most digits after the point a clause may name.
    private static let precisionMax = 1000

    static func format(_ pattern: Value, _ list: Value, _ scratch: Scratch) -> Value {
        let bytes = pattern.asBytes
        var output: [UInt8] = []
        var next = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                output.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            var precision: Int?
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                index += 1
                var digits = 0
                while index < bytes.count, isDigit(bytes[index]), digits <= precisionMax {
                    digits = digits * 10 + Int(bytes[index] - UInt8(ascii: "0"))
                    index += 1
                }
                guard digits <= precisionMax else { return .error(.limit, "format precision") }
                precision = digits
            }
            guard index < bytes.count else { return malformed }
            let clause = bytes[index]
            index += 1
            if clause == UInt8(ascii: "%") {
                output.append(clause)
                continue
            }
            guard next < list.count else {
                return .error(.invalidArgument, "format has more clauses than arguments")
            }
            guard scratch.affordsParts(of: list.items[next]) else { return .iterationLimit }
            guard let text = clauseText(clause, precision, list.items[next]) else {
                return malformed
            }
            next += 1
            output.append(contentsOf: text.utf8)
            if output.count > scratch.arena.bytesMax { return .memoryLimit }
        }
        return scratch.arena.string(output)
    }

    private static var malformed: Value {
        .error(.invalidArgument, "this format clause does not take this value")
    }

    private static func clauseText(
        _ clause: UInt8, _ precision: Int?, _ value: Value
    ) -> String? {
        switch clause {
        case UInt8(ascii: "s"): plain(value)
        case UInt8(ascii: "d"): decimal(value)
        case UInt8(ascii: "f"), UInt8(ascii: "e"):
            floating(value, clause, precision ?? defaultPrecision)
        case UInt8(ascii: "b"):
            value.kind == .bool ? (value.asBool ? "1" : "0") : integer(value, radix: 2)
        case UInt8(ascii: "o"): integer(value, radix: 8)
        case UInt8(ascii: "x"): hexadecimal(value, isUpper: false)
        case UInt8(ascii: "X"): hexadecimal(value, isUpper: true)
        default: nil
        }
    }

    /// `%s`: text bare, also inside lists and maps; a map's entries by the text of their keys.
    private static func plain(_ value: Value) -> String? {
        switch value.kind {
        case .error, .absent, .optional: return nil
        case .list:
            let parts = value.items.compactMap(plain)
            guard parts.count == value.count else { return nil }
            return "[" + parts.joined(separator: ", ") + "]"
        case .map:
            var parts: [(String, String)] = []
            for index in 0..<value.count {
                guard let key = plain(value.elements[index]),
                    let entry = plain(value.elements[value.count + index])
                else { return nil }
                parts.append((key, entry))
            }
            parts.sort { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }
            return "{" + parts.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
        default: return value.plainText
        }
    }

    private static func decimal(_ value: Value) -> String? {
        switch value.kind {
        case .int, .uint: value.plainText
        case .double: value.asDouble.isFinite ? nil : value.plainText
        default: nil
        }
    }

    private static func integer(_ value: Value, radix: Int) -> String? {
        switch value.kind {
        case .int: String(value.asInt, radix: radix)
        case .uint: String(value.asUInt, radix: radix)
        default: nil
        }
    }

    private static func hexadecimal(_ value: Value, isUpper: Bool) -> String? {
        switch value.kind {
        case .int: return String(value.asInt, radix: 16, uppercase: isUpper)
        case .uint: return String(value.asUInt, radix: 16, uppercase: isUpper)
        case .string, .bytes:
            return value.asBytes.map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: isUpper)
            }.joined()
        default: return nil
        }
    }

    private static func floating(_ value: Value, _ clause: UInt8, _ precision: Int) -> String? {
        let number: Double
        switch value.kind {
        case .double: number = value.asDouble
        case .int: number = Double(value.asInt)
        case .uint: number = Double(value.asUInt)
        default: return nil
        }
        guard number.isFinite else { return Value.double(number).plainText }
        let pattern = clause == UInt8(ascii: "f") ? "%.*f" : "%.*e"
        // 309 digits before the point, a sign, the point and the end.
        var buffer = [CChar](repeating: 0, count: precision + 320)
        let written = withVaList([Int32(precision), number]) {
            vsnprintf(&buffer, buffer.count, pattern, $0)
        }
        let digits = buffer.prefix(Int(written)).map(UInt8.init(bitPattern:))
        return String(decoding: digits, as: UTF8.self)
    }
}
