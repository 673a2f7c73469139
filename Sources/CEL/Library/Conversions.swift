/// `int(…)`, `string(…)` and the other conversions, and `type(…)`.
enum Conversions {
    static let functions: [Function] = [
        Function(
            "int", .global("int_int", [.int], .int) { a, _ in a[0] },
            .global("uint_int", [.uint], .int) { a, _ in
                Int64(exactly: a[0].asUInt).map(Value.int) ?? outOfRange
            },
            .global("double_int", [.double], .int) { a, _ in
                let value = a[0].asDouble
                guard value > -0x1p63, value < 0x1p63 else { return outOfRange }
                return .int(Int64(value))
            },
            .global("string_int", [.string], .int) { a, _ in
                Int64(a[0].text).map(Value.int) ?? .error(.invalidArgument, "not an int")
            },
            .global("timestamp_int", [.timestamp], .int) { a, _ in .int(a[0].asInt) }),
        Function(
            "uint", .global("uint_uint", [.uint], .uint) { a, _ in a[0] },
            .global("int_uint", [.int], .uint) { a, _ in
                UInt64(exactly: a[0].asInt).map(Value.uint) ?? outOfRange
            },
            .global("double_uint", [.double], .uint) { a, _ in
                let value = a[0].asDouble
                guard value >= 0, value < 0x1p64 else { return outOfRange }
                return .uint(UInt64(value))
            },
            .global("string_uint", [.string], .uint) { a, _ in
                UInt64(a[0].text).map(Value.uint) ?? .error(.invalidArgument, "not a uint")
            }),
        Function(
            "double", .global("double_double", [.double], .double) { a, _ in a[0] },
            .global("int_double", [.int], .double) { a, _ in .double(Double(a[0].asInt)) },
            .global("uint_double", [.uint], .double) { a, _ in .double(Double(a[0].asUInt)) },
            .global("string_double", [.string], .double) { a, _ in
                Double(a[0].text).map(Value.double) ?? .error(.invalidArgument, "not a double")
            }),
        Function(
            "bool", .global("bool_bool", [.bool], .bool) { a, _ in a[0] },
            .global("string_bool", [.string], .bool) { a, _ in
                switch a[0].text {
                case "1", "t", "true", "TRUE", "True": .bool(true)
                case "0", "f", "false", "FALSE", "False": .bool(false)
                default: .error(.invalidArgument, "not a bool")
                }
            }),
        Function(
            "bytes", .global("bytes_bytes", [.bytes], .bytes) { a, _ in a[0] },
            .global("string_bytes", [.string], .bytes) { a, _ in
                var value = a[0]
                value.kind = .bytes
                return value
            }),
        Function(
            name: "string",
            overloads: stringTypes.map { type in
                .global("\(type)_string", [type], .string) { a, scratch in
                    string(a[0], scratch)
                }
            }),
        Function(
            "type",
            .global("type", [.param("A")], .type(.param("A"))) { a, _ in
                var name = Value.literal(a[0].typeName)
                name.kind = .type
                return name
            }),
    ]

    private static let stringTypes: [Type] = [
        .string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration, .ip, .cidr,
    ]

    private static var outOfRange: Value { .error(.overflow) }

    private static func string(_ value: Value, _ scratch: Scratch) -> Value {
        switch value.kind {
        case .string: return value
        case .bytes:
            guard String(validating: value.asBytes, as: UTF8.self) != nil else {
                return .error(.invalidArgument, "these bytes are not UTF-8")
            }
            var text = value
            text.kind = .string
            return text
        default: return scratch.arena.string(value.plainText)
        }
    }
}

extension Value {
    /// The name `type()` gives this value's type.
    package var typeName: StaticString {
        switch kind {
        case .absent, .error: "error"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        case .ip: "net.IP"
        case .cidr: "net.CIDR"
        }
    }
}
