/// Functions every environment has: operators, conversions and the extensions of the language.
enum StandardLibrary {
    static let functionsByName: [String: Function] = {
        var byName: [String: Function] = [:]
        let parts: [[Function]] = [
            OperatorDeclarations.functions, Conversions.functions, TextFunctions.functions,
            TextSearch.functions, MathFunctions.functions, TimeFunctions.functions,
            NetworkFunctions.functions, Encoders.functions, ListFunctions.functions,
            OptionalFunctions.functions,
        ]
        for function in parts.joined() {
            byName[function.name, default: Function(name: function.name, overloads: [])]
                .overloads.append(contentsOf: function.overloads)
        }
        return byName.mapValues(StandardGrowth.declared)
    }()
}

extension Overload {
    /// A pure function called as `name(…)`.
    static func global(
        _ id: String, _ parameters: [Type], _ result: Type, cost: Int = 10,
        _ implementation: Implementation? = nil
    ) -> Overload {
        Overload(
            id: id, parameters: parameters, result: result, isPure: true, cost: cost,
            implementation: implementation)
    }

    /// A pure function called as `first.name(…)`.
    static func member(
        _ id: String, _ parameters: [Type], _ result: Type, cost: Int = 10,
        _ implementation: Implementation? = nil
    ) -> Overload {
        Overload(
            id: id, parameters: parameters, result: result, isMember: true, isPure: true,
            cost: cost, implementation: implementation)
    }
}

extension Function {
    init(_ name: String, _ overloads: Overload...) {
        self.init(name: name, overloads: overloads)
    }
}

/// The signatures of what the interpreter computes itself.
enum OperatorDeclarations {
    static let functions: [Function] =
        logic + relations + arithmetic + [
            Function(
                "size", .global("size_string", [.string], .int),
                .global("size_bytes", [.bytes], .int, cost: 1),
                .global("size_list", [.list(a)], .int, cost: 1),
                .global("size_map", [.map(a, b)], .int, cost: 1),
                .member("string_size", [.string], .int), .member("bytes_size", [.bytes], .int),
                .member("list_size", [.list(a)], .int), .member("map_size", [.map(a, b)], .int)),
            Function("startsWith", .member("starts_with_string", [.string, .string], .bool)),
            Function("endsWith", .member("ends_with_string", [.string, .string], .bool)),
            Function(
                "contains", .member("contains_string", [.string, .string], .bool, cost: 20)),
            Function(
                "matches", .global("matches", [.string, .string], .bool, cost: 100),
                .member("matches_string", [.string, .string], .bool, cost: 100)),
            Function("dyn", .global("to_dyn", [a], .dyn, cost: 1)),
            Function(
                "or", .member("optional_or", [.optional(a), .optional(a)], .optional(a), cost: 1)),
            Function(
                "orValue", .member("optional_or_value", [.optional(a), a], a, cost: 1)),
        ]

    private static let a = Type.param("A")
    private static let b = Type.param("B")

    private static let logic = [
        Function("_&&_", .global("logical_and", [.bool, .bool], .bool, cost: 1)),
        Function("_||_", .global("logical_or", [.bool, .bool], .bool, cost: 1)),
        Function("!_", .global("logical_not", [.bool], .bool, cost: 1)),
        Function("_?_:_", .global("conditional", [.bool, a, a], a, cost: 1)),
        Function("_==_", .global("equals", [a, a], .bool, cost: 1)),
        Function("_!=_", .global("not_equals", [a, a], .bool, cost: 1)),
        Function(
            "@in", .global("in_list", [a, .list(a)], .bool, cost: 20),
            .global("in_map", [a, .map(a, b)], .bool, cost: 20)),
    ]

    private static let relations: [Function] = ["_<_", "_<=_", "_>_", "_>=_"].map { name in
        let numbers: [Type] = [.int, .uint, .double]
        let same: [Type] = [.bool, .string, .bytes, .timestamp, .duration]
        let pairs = numbers.flatMap { one in numbers.map { (one, $0) } } + same.map { ($0, $0) }
        return Function(
            name: name,
            overloads: pairs.map {
                .global("\(name)\($0.0)_\($0.1)", [$0.0, $0.1], .bool, cost: 1)
            })
    }

    private static let arithmetic: [Function] = [
        operation(
            "_+_", [.int, .uint, .double, .string, .bytes],
            [
                .global("add_list", [.list(a), .list(a)], .list(a)),
                .global("add_timestamp_duration", [.timestamp, .duration], .timestamp),
                .global("add_duration_timestamp", [.duration, .timestamp], .timestamp),
                .global("add_duration", [.duration, .duration], .duration),
            ]),
        operation(
            "_-_", [.int, .uint, .double],
            [
                .global("subtract_timestamp", [.timestamp, .timestamp], .duration),
                .global("subtract_timestamp_duration", [.timestamp, .duration], .timestamp),
                .global("subtract_duration", [.duration, .duration], .duration),
            ]),
        operation("_*_", [.int, .uint, .double], []),
        operation("_/_", [.int, .uint, .double], []),
        operation("_%_", [.int, .uint], []),
        Function(
            "-_", .global("negate_int", [.int], .int, cost: 1),
            .global("negate_double", [.double], .double, cost: 1)),
    ]

    private static func operation(
        _ name: String, _ types: [Type], _ others: [Overload]
    ) -> Function {
        let same = types.map { Overload.global("\(name)\($0)", [$0, $0], $0, cost: 1) }
        return Function(name: name, overloads: same + others)
    }
}
