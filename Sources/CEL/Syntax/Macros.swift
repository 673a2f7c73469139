// Macros rewrite a call into a node the checker and planner know, while parsing.

extension Parser {
    /// The node of a call: a macro's expansion if it is one, else the call as written.
    mutating func expandCall(
        target: Expression.ID?, function: String, _ arguments: [Expression.ID],
        _ range: SourceRange, _ nameRange: SourceRange
    ) -> Expression.ID {
        if macrosEnabled {
            let expansion: Expression.Kind?
            if let extra = extra(target, function, arguments, range) {
                expansion = extra
            } else if let target {
                expansion =
                    tree.qualifiedName(of: target).flatMap { namespace in
                        namespaced(namespace, function, arguments, range)
                    } ?? member(target, function, arguments)
            } else {
                expansion = function == "has" ? presenceTest(arguments, range) : nil
            }
            if let expansion { return add(expansion, range) }
        }
        return add(
            .call(target: target, function: function, arguments: arguments), range,
            focus: nameRange)
    }

    /// The names macros are called by, for suggestions.
    static let macroNames = [
        "has", "all", "exists", "exists_one", "existsOne", "filter", "map", "sortBy", "optMap",
        "optFlatMap", "transformList", "transformMap", "transformMapEntry", "cel.bind",
    ]

    private mutating func presenceTest(
        _ arguments: [Expression.ID], _ range: SourceRange
    ) -> Expression.Kind? {
        guard arguments.count == 1,
            case .select(let operand, let field, false, false) =
                tree.nodes[arguments[0]].kind
        else {
            log.error(range, "has() wants a field, as in has(event.email)")
            return .invalid
        }
        return .select(operand: operand, field: field, isTest: true, isOptional: false)
    }

    private mutating func variable(_ id: Expression.ID) -> String? {
        if case .identifier(let name) = tree.nodes[id].kind, !name.hasPrefix(".") { return name }
        log.error(tree.nodes[id].range, "a macro's variable must be a simple name")
        return nil
    }

    private mutating func member(
        _ target: Expression.ID, _ function: String, _ arguments: [Expression.ID]
    ) -> Expression.Kind? {
        switch (function, arguments.count) {
        case ("optMap", 2), ("optFlatMap", 2):
            guard let name = variable(arguments[0]) else { return .invalid }
            return .optionalMap(
                target: target, name: name, body: arguments[1], isFlat: function == "optFlatMap")
        case ("all", 2), ("exists", 2), ("exists_one", 2), ("existsOne", 2), ("filter", 2),
            ("map", 2), ("sortBy", 2):
            return walk(target, function, [arguments[0]], filter: nil, body: arguments[1])
        case ("map", 3):
            return walk(
                target, function, [arguments[0]], filter: arguments[1], body: arguments[2])
        case ("all", 3), ("exists", 3), ("exists_one", 3), ("existsOne", 3),
            ("transformList", 3), ("transformMap", 3), ("transformMapEntry", 3):
            return walk(
                target, function, [arguments[0], arguments[1]], filter: nil, body: arguments[2])
        case ("transformList", 4), ("transformMap", 4), ("transformMapEntry", 4):
            return walk(
                target, function, [arguments[0], arguments[1]], filter: arguments[2],
                body: arguments[3])
        default: return nil
        }
    }

    mutating func walk(
        _ range: Expression.ID, _ function: String, _ variables: [Expression.ID],
        filter: Expression.ID?, body: Expression.ID
    ) -> Expression.Kind? {
        let name = function == "exists_one" ? "existsOne" : function
        guard let kind = Expression.Comprehension.Kind(rawValue: name) else { return nil }
        guard let first = variable(variables[0]) else { return .invalid }
        var second: String?
        if variables.count == 2 {
            second = variable(variables[1])
            if second == nil { return .invalid }
            if second == first {
                log.error(tree.nodes[variables[1]].range, "the two variables need different names")
            }
        }
        return .comprehension(
            .init(
                kind: kind, range: range, first: first, second: second, filter: filter, body: body))
    }

    private mutating func namespaced(
        _ namespace: String, _ function: String, _ arguments: [Expression.ID], _ range: SourceRange
    ) -> Expression.Kind? {
        switch (namespace, function, arguments.count) {
        case ("cel", "bind", 3):
            guard let name = variable(arguments[0]) else { return .invalid }
            return .bind(name: name, value: arguments[1], body: arguments[2])
        case ("cel", "block", 2):
            guard case .list(let values, let optional) = tree.nodes[arguments[0]].kind,
                optional.isEmpty
            else { return nil }
            return .block(values: values, body: arguments[1])
        case ("cel", "index", 1), ("cel", "iterVar", 2), ("cel", "accuVar", 2):
            let numbers = arguments.compactMap { number($0) }
            guard numbers.count == arguments.count else { return nil }
            return .identifier(Self.testVariable(function, numbers))
        case ("math", "greatest", 3...), ("math", "least", 3...):
            let list = add(.list(elements: arguments, optional: []), range)
            return .call(target: nil, function: "math." + function, arguments: [list])
        default: return nil
        }
    }

    private func number(_ id: Expression.ID) -> Int64? {
        if case .literal(.int(let value)) = tree.nodes[id].kind { return value }
        return nil
    }

    /// The name behind `cel.index(n)` and its kin; `@` keeps it apart from written names.
    private static func testVariable(_ function: String, _ numbers: [Int64]) -> String {
        "@" + function + numbers.map { ":" + String($0) }.joined()
    }

    /// The name of the n-th value of a `cel.block`.
    static func blockVariable(_ index: Int) -> String { testVariable("index", [Int64(index)]) }
}
