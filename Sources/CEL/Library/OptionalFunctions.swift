/// The `optional` namespace and the members of optionals; `or` and `orValue` are operators.
enum OptionalFunctions {
    private static let a = Type.param("A")

    static let functions: [Function] = [
        Function("optional.none", .global("optional_none", [], .optional(a)) { _, _ in .none }),
        Function(
            "optional.of",
            .global("optional_of", [a], .optional(a)) { a, scratch in
                scratch.arena.some(a[0])
            }),
        Function(
            "optional.ofNonZeroValue",
            .global("optional_of_non_zero", [a], .optional(a)) { a, scratch in
                isZero(a[0]) ? .none : scratch.arena.some(a[0])
            }),
        Function(
            "hasValue",
            .member("optional_has_value", [.optional(a)], .bool) { a, _ in
                .bool(a[0].tag == 1)
            }),
        Function(
            "value",
            .member("optional_value", [.optional(a)], a) { a, _ in
                a[0].tag == 1
                    ? a[0].elements[0] : .error(.invalidArgument, "this optional is empty")
            }),
        Function(
            "optional.unwrap",
            .global("optional_unwrap", [.list(.optional(a))], .list(a)) { a, scratch in
                unwrapped(a[0], scratch)
            }),
        Function(
            "unwrapOpt",
            .member("optional_unwrap_opt", [.list(.optional(a))], .list(a)) { a, scratch in
                unwrapped(a[0], scratch)
            }),
    ]

    private static func isZero(_ value: Value) -> Bool {
        switch value.kind {
        case .null, .absent: true
        case .bool, .int, .uint: value.bits == 0
        case .double: value.asDouble == 0
        case .string, .bytes, .list, .map: value.count == 0
        case .timestamp, .duration: value.bits == 0 && value.aux == 0
        case .optional: value.tag == 0
        case .type, .ip, .cidr, .error: false
        }
    }

    private static func unwrapped(_ list: Value, _ scratch: Scratch) -> Value {
        guard let place = scratch.arena.values(list.count) else { return .memoryLimit }
        var filled = 0
        for item in list.items {
            guard item.kind == .optional else {
                return .error(.noSuchOverload, "this wants a list of optionals")
            }
            if item.tag == 1 {
                place[filled] = item.elements[0]
                filled += 1
            }
        }
        return .list(place, count: filled)
    }
}
