// Operators whose sides do not fit, and what makes them fit.

extension Checker {
    /// Reports an operator that does not take what stands around it.
    mutating func noOperator(
        _ id: Expression.ID, _ function: String, _ symbol: String, _ found: [Type]
    ) {
        guard case .call(nil, _, let sides) = tree[id].kind else { return }
        let types = found.map(\.description)
        if found.count == 3 {
            let isCondition = found[0] != .bool && found[0] != .dyn
            return error(
                id,
                isCondition
                    ? "the condition before '?' is a bool, found \(types[0])"
                    : "both sides of ':' have one type, found \(types[1]) and \(types[2])",
                suggestion: isCondition ? asCondition(sides[0], found[0]) : nil)
        }
        if function == "@in", let members = Self.members(of: found[1]) {
            return error(
                id, "the list holds \(members); \(tree.text(of: sides[0])) is \(types[0])",
                suggestion: conversion(of: sides[0], found[0], to: found[1].parameters[0]))
        }
        error(
            id, "'\(symbol)' does not take \(types.joined(separator: " and "))",
            suggestion: operatorMeant(function, symbol, sides, found))
    }

    private func operatorMeant(
        _ function: String, _ symbol: String, _ sides: [Expression.ID], _ found: [Type]
    ) -> String? {
        if ["_&&_", "_||_", "!_"].contains(function) {
            for (side, type) in zip(sides, found) where type != .bool && !type.isDyn {
                return asCondition(side, type).map { "\(symbol) takes bools: \($0)" }
            }
            return nil
        }
        guard sides.count == 2 else { return nil }
        if found.contains(.null) { return "ask with has(…) whether a value is there" }
        if function == "@in" { return memberMeant(sides, found) }
        if found.allSatisfy(\.isNumeric) { return "convert one side, as in double(…) \(symbol) …" }
        guard Relation(named: function) != nil else { return nil }
        // A literal is what was written the wrong way, if there is one.
        return literalMeant(sides[1], for: found[0]) ?? literalMeant(sides[0], for: found[1])
            ?? conversion(of: sides[1], found[1], to: found[0])
            ?? conversion(of: sides[0], found[0], to: found[1])
    }

    /// How a value is asked about, so that there is an answer.
    private func asCondition(_ id: Expression.ID, _ type: Type) -> String? {
        let text = tree.operandText(of: id)
        switch type {
        case .int: return "compare it, as in \(text) > 0"
        case .uint: return "compare it, as in \(text) > 0u"
        case .double: return "compare it, as in \(text) > 0.0"
        case .string: return "compare it, as in \(text) != \"\""
        case .list, .map: return "compare its size, as in \(text).size() > 0"
        default: return nil
        }
    }

    /// `numbers (int)`: what may be a member of a list; nil for what is no list.
    private static func members(of type: Type) -> String? {
        guard let element = type.parameters.first, type.parameters.count == 1 else { return nil }
        switch (type, element) {
        case (.list, .dyn), (.list, .variable), (.optional, _), (.type, _), (.wrapper, _):
            return nil
        case (_, .int), (_, .uint), (_, .double): return "numbers (\(element))"
        case (_, .string): return "texts (string)"
        case (_, .opaque("cidr", _)): return "address ranges (cidr)"
        case (_, .opaque("regex", _)): return "patterns (regex)"
        case (_, .opaque("domain", _)): return "domains (domain)"
        default: return "values of type \(element)"
        }
    }

    /// Of `in` before what is neither a list nor a map.
    private func memberMeant(_ sides: [Expression.ID], _ found: [Type]) -> String? {
        let value = tree.text(of: sides[0])
        let container = tree.text(of: sides[1])
        guard found[1] == .string else { return nil }
        let bytes = stringLiteral(sides[1]).map { Array($0.utf8) } ?? []
        if bytes.withUnsafeBufferPointer({ NetworkAddress.range($0) != nil }) {
            return "write cidr(\(container)).containsIP(\(value))"
        }
        guard found[0] == .string else { return nil }
        return stringLiteral(sides[1]) == nil
            ? "write \(tree.operandText(of: sides[1])).contains(\(value))"
            : "write \(value) in [\(container)], or \(container).contains(\(value))"
    }

    private func stringLiteral(_ id: Expression.ID) -> String? {
        guard case .literal(.string(let bytes)) = tree[id].kind else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// How a literal is written to be of a type.
    private func literalMeant(_ id: Expression.ID, for type: Type) -> String? {
        let written = tree.text(of: id)
        guard case .literal(let literal) = tree[id].kind else { return nil }
        guard let text = stringLiteral(id) else {
            switch (literal, type) {
            case (.int, .string), (.uint, .string), (.double, .string), (.bool, .string):
                return "write it in quotes: \"\(written)\""
            default: return nil
            }
        }
        switch type {
        case .int where Int64(text) != nil, .bool where text == "true" || text == "false":
            return "write it without quotes: \(text)"
        case .uint where UInt64(text) != nil: return "write it without quotes: \(text)u"
        case .double where Double(text)?.isFinite == true:
            let isWhole = Int64(text) != nil
            return "write it without quotes: \(text)\(isWhole ? ".0" : "")"
        case .timestamp: return "write timestamp(\(written))"
        case .duration: return "write duration(\(written))"
        case .ip: return "write ip(\(written))"
        case .cidr: return "write cidr(\(written))"
        default: return nil
        }
    }

    /// The function that makes a text into another type, or a value into a text.
    private func conversion(of id: Expression.ID, _ type: Type, to wanted: Type) -> String? {
        if case .literal = tree[id].kind { return literalMeant(id, for: wanted) }
        let function: String
        switch (type, wanted) {
        case (.string, .int): function = "int"
        case (.string, .uint): function = "uint"
        case (.string, .double): function = "double"
        case (.string, .timestamp): function = "timestamp"
        case (.string, .duration): function = "duration"
        case (.string, .ip): function = "ip"
        case (.int, .string), (.uint, .string), (.double, .string), (.ip, .string):
            function = "string"
        default: return nil
        }
        return "convert it, as in \(function)(\(tree.text(of: id)))"
    }
}
