/// How the prices and results of the language's own functions grow, where it is not as assumed.
enum StandardGrowth {
    /// The function with what is declared for its name.
    static func declared(_ function: Function) -> Function {
        guard let (growth, result) = table[function.name] else { return function }
        return Function(
            name: function.name,
            overloads: function.overloads.map { overload in
                if overload.id == "size_list" || overload.id == "size_map"
                    || overload.id == "list_size" || overload.id == "map_size"
                {
                    return overload.growing(.fixed)
                }
                return overload.growing(growth, result: result)
            })
    }

    private static let table: [String: (CostGrowth, ResultSize)] = [
        "_&&_": (.fixed, .assumed), "_||_": (.fixed, .assumed), "!_": (.fixed, .assumed),
        "_?_:_": (.fixed, .widest(from: 1)), "_==_": (.comparison, .assumed),
        "_!=_": (.comparison, .assumed), "_<_": (.comparison, .assumed),
        "_<=_": (.comparison, .assumed), "_>_": (.comparison, .assumed),
        "_>=_": (.comparison, .assumed), "@in": (.membership, .assumed),
        "_+_": (.linear, .sum(atLeast: 0)), "dyn": (.fixed, .argument(0)),
        "size": (.linear, .assumed), "or": (.fixed, .widest(from: 0)),
        "orValue": (.fixed, .widest(from: 0)), "value": (.fixed, .argument(0)),
        "optional.of": (.fixed, .argument(0)), "optional.ofNonZeroValue": (.linear, .argument(0)),
        "optional.none": (.fixed, .fixed(0)), "hasValue": (.fixed, .assumed),
        "type": (.fixed, .assumed), "matches": (.product, .assumed),
        "startsWith": (.comparison, .assumed), "endsWith": (.comparison, .assumed),
        "contains": (.product, .assumed), "indexOf": (.product, .assumed),
        "lastIndexOf": (.product, .assumed), "charAt": (.linear, .fixed(4)),
        "substring": (.linear, .argument(0)), "lowerAscii": (.linear, .argument(0)),
        "upperAscii": (.linear, .argument(0)), "trim": (.linear, .argument(0)),
        "strings.quote": (.linear, .scaled(3)), "split": (.product, .pieces),
        "join": (.linear, .joined), "replace": (.product, .replaced),
        "format": (.linear, .formatted), "reverse": (.linear, .argument(0)),
        "base64.encode": (.linear, .scaled(2)), "base64.decode": (.linear, .scaled(1)),
        "sort": (.sorting, .argument(0)), "distinct": (.pairs, .argument(0)),
        "slice": (.linear, .argument(0)), "flatten": (.linear, .flattened),
        "lists.range": (.result, .counted), "sets.contains": (.pairs, .assumed),
        "sets.equivalent": (.pairs, .assumed), "sets.intersects": (.pairs, .assumed),
    ]
}
