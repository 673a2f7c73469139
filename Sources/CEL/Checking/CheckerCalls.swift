// Calls: which overloads fit, and what they return.

extension Checker {
    mutating func call(
        _ id: Expression.ID, _ target: Expression.ID?, _ name: String,
        _ arguments: [Expression.ID]
    ) -> Type {
        switch name {
        case "_[_]" where target == nil:
            return index(id, arguments[0], arguments[1], isOptional: false)
        case "_[?_]" where target == nil:
            return index(id, arguments[0], arguments[1], isOptional: true)
        default: break
        }
        guard let target else {
            guard let function = environment.function(name) else {
                return unknownFunction(id, name)
            }
            return resolve(id, function, arguments, isMember: false, dropsTarget: false)
        }
        if let prefix = tree.qualifiedName(of: target), let root = tree.rootName(of: target),
            !isLocal(root), let function = environment.function(prefix + "." + name)
        {
            return resolve(id, function, arguments, isMember: false, dropsTarget: true)
        }
        guard let function = environment.functions[name] else {
            if let prefix = tree.qualifiedName(of: target), let root = tree.rootName(of: target),
                !isLocal(root), !resolvesPrefix(target)
            {
                return unknownFunction(id, prefix + "." + name)
            }
            _ = check(target)
            return unknownFunction(
                id, name, suggestion: membershipMeant(by: name, target, arguments))
        }
        return resolve(id, function, [target] + arguments, isMember: true, dropsTarget: false)
    }

    /// Arguments are left unchecked: those of a misspelt macro would all be reported.
    private mutating func unknownFunction(
        _ id: Expression.ID, _ name: String, suggestion: String? = nil
    ) -> Type {
        let named = environment.functions.keys.filter { Operators.symbol($0) == nil }
        let close = Suggestions.closest(to: name, among: named + Parser.macroNames)
        var suggestion = suggestion
        if suggestion == nil, let (symbol, _) = Hints.operatorMeant(by: name) {
            suggestion = "write \(symbol)"
        }
        let last = name.split(separator: ".").last.map(String.init) ?? name
        if let usage = macroUsage(last) {
            error(id, "'\(last)' is written otherwise", suggestion: "write \(usage)")
            return .error
        }
        error(
            id, "there is no function '\(name)'",
            suggestion: suggestion
                ?? (Hints.functionMeant(by: last) ?? close).map { "did you mean \($0)?" })
        return .error
    }

    private mutating func resolve(
        _ id: Expression.ID, _ function: Function, _ arguments: [Expression.ID], isMember: Bool,
        dropsTarget: Bool
    ) -> Type {
        let found = arguments.map { substitution.resolve(check($0)) }
        let shape = CallShape(function: function.name, isMember: isMember, types: found)
        if let known = resolvedCalls[shape] {
            checked.references[id] = .function(
                name: function.name, overloads: known.overloads, dropsTarget: dropsTarget)
            return checkLiterals(id, arguments, known.overloads) ?? known.result
        }
        let shaped = function.overloads.filter {
            $0.isMember == isMember && $0.parameters.count == arguments.count
        }
        guard isStrict else {
            checked.references[id] = .function(
                name: function.name, overloads: Self.settled(shaped, function.name),
                dropsTarget: dropsTarget)
            return .dyn
        }
        if isNumericComparison(function.name, found) {
            let settled = Self.settled(shaped, function.name)
            checked.references[id] = .function(
                name: function.name, overloads: settled, dropsTarget: false)
            resolvedCalls[shape] = ResolvedCall(overloads: settled, result: .bool)
            return .bool
        }
        var matching: [Overload] = []
        var result: Type?
        for overload in shaped {
            let types = substitution.instantiate(overload.parameters + [overload.result])
            guard substitution.assign(found, to: Array(types.dropLast())) else { continue }
            matching.append(overload)
            let returned = substitution.resolve(types[types.count - 1])
            if let known = result, known != returned { result = .dyn } else { result = returned }
        }
        matching = Self.settled(matching, function.name)
        checked.references[id] = .function(
            name: function.name, overloads: matching, dropsTarget: dropsTarget)
        if let result {
            if (found + [result]).allSatisfy(\.isGround) {
                resolvedCalls[shape] = ResolvedCall(overloads: matching, result: result)
            }
            return checkLiterals(id, arguments, matching) ?? result
        }
        noOverload(id, function, found, isMember: isMember)
        return .error
    }

    /// A host may overload an operator for types of its own. Where the types are not known, so
    /// that the language's meaning of the operator fits too, that meaning holds.
    private static func settled(_ overloads: [Overload], _ name: String) -> [Overload] {
        guard Operators.symbol(name) != nil else { return overloads }
        let own = overloads.filter { $0.implementation == nil }
        return own.isEmpty ? overloads : own
    }

    /// Lets the overload that is certain to be called judge its literal arguments, and narrow the
    /// type it returns by them.
    private mutating func checkLiterals(
        _ id: Expression.ID, _ arguments: [Expression.ID], _ matching: [Overload]
    ) -> Type? {
        guard matching.count == 1,
            matching[0].literalCheck != nil || matching[0].literalResult != nil
        else { return nil }
        let literals = arguments.map { argument -> Literal? in
            if case .literal(let literal) = tree[argument].kind { return literal }
            return nil
        }
        if let problem = matching[0].literalCheck?(literals) {
            error(id, problem)
            return .error
        }
        return matching[0].literalResult?(literals)
    }

    /// Numbers of different types may be compared; the values are what counts.
    private func isNumericComparison(_ name: String, _ found: [Type]) -> Bool {
        switch name {
        case "_==_", "_!=_": return found[0].isNumeric && found[1].isNumeric
        case "@in":
            guard found[0].isNumeric else { return false }
            switch found[1] {
            case .list(let element), .map(let element, _):
                return substitution.resolve(element).isNumeric
            default: return false
            }
        default: return false
        }
    }

    private mutating func noOverload(
        _ id: Expression.ID, _ function: Function, _ found: [Type], isMember: Bool
    ) {
        if let symbol = Operators.symbol(function.name) {
            return noOperator(id, function.name, symbol, found.map { shown($0) })
        }
        let types = found.map { shown($0).description }
        var suggestion: String?
        let forms = function.overloads.filter { $0.isMember == isMember }.prefix(4)
            .map(\.signature)
        if isMember, case .list = shown(found[0]),
            case .call(let target, _, let written) = tree[id].kind
        {
            suggestion = membershipMeant(by: function.name, target, written)
        }
        if suggestion == nil, !forms.isEmpty {
            suggestion = "it takes " + forms.joined(separator: " or ")
        }
        let list = (isMember ? Array(types.dropFirst()) : types).joined(separator: ", ")
        let place = isMember ? " on \(types[0])" : ""
        error(id, "'\(function.name)' does not take (\(list))\(place)", suggestion: suggestion)
    }

    // MARK: Comprehensions

    mutating func comprehension(_ it: Expression.Comprehension) -> Type {
        let range = substitution.resolve(check(it.range))
        let (keyType, valueType) = iterationTypes(it.range, range)
        var locals: [(name: String, type: Type)]
        if let second = it.second {
            locals = [(it.first, keyType), (second, valueType)]
        } else if case .map = range {
            locals = [(it.first, keyType)]
        } else {
            locals = [(it.first, valueType)]
        }
        if let filter = it.filter { expectBool(filter, check(filter, with: locals), it.kind) }
        let body = check(it.body, with: locals)
        switch it.kind {
        case .all, .exists, .existsOne:
            expectBool(it.body, body, it.kind)
            return .bool
        case .filter:
            expectBool(it.body, body, it.kind)
            return .list(locals[0].type)
        case .sortBy: return .list(locals[0].type)
        case .map, .transformList: return .list(body)
        case .transformMap: return .map(keyType, body)
        case .transformMapEntry:
            let result = Type.map(substitution.fresh(), substitution.fresh())
            if !substitution.assign(body, to: result) {
                error(it.body, "transformMapEntry needs a map here, found \(shown(body))")
            }
            return substitution.resolve(result)
        }
    }

    private mutating func iterationTypes(_ id: Expression.ID, _ range: Type) -> (Type, Type) {
        switch range {
        case .list(let element): return (.int, substitution.resolve(element))
        case .map(let key, let value):
            return (substitution.resolve(key), substitution.resolve(value))
        case .dyn, .error: return (.dyn, .dyn)
        case .variable:
            _ = substitution.assign(.dyn, to: range)
            return (.dyn, .dyn)
        default:
            error(id, "this macro walks a list or a map, found \(shown(range))")
            return (.error, .error)
        }
    }

    private mutating func expectBool(
        _ id: Expression.ID, _ type: Type, _ kind: Expression.Comprehension.Kind
    ) {
        if !substitution.assign(type, to: .bool) {
            error(id, "\(kind.rawValue) needs a bool here, found \(shown(type))")
        }
    }
}

/// A call as far as it decides which overloads fit.
struct CallShape: Hashable {
    let function: String
    let isMember: Bool
    let types: [Type]
}

/// What calls of one shape come to.
struct ResolvedCall {
    let overloads: [Overload]
    let result: Type
}

extension Type {
    /// Whether it says all there is to say: no type is left to be found.
    var isGround: Bool {
        if case .variable = self { return false }
        return parameters.allSatisfy(\.isGround)
    }
}

/// How the operators of the language are named as functions.
enum Operators {
    /// The symbol of an operator's function name, such as `+` for `_+_`.
    static func symbol(_ function: String) -> String? {
        if function == "@in" { return "in" }
        if function == "_?_:_" { return "? :" }
        guard function.hasPrefix("_") || function.hasSuffix("_"), function.count > 1 else {
            return nil
        }
        let inner = function.filter { $0 != "_" }
        return inner.utf8.contains(where: isLetter) || inner.isEmpty ? nil : inner
    }
}
