import Toolbox

// Names: variables, selections, type names, and what may have been meant instead.

extension Checker {
    mutating func identifier(_ id: Expression.ID, _ name: String) -> Type {
        if let type = localType(name) {
            checked.references[id] = .local
            return type
        }
        if let type = resolve(id, name) { return type }
        let isNamespace = environment.namespaces.contains(name)
        error(
            id,
            isNamespace
                ? "'\(name)' is a group of variables, not a value" : "'\(name)' is not declared",
            suggestion: isNamespace
                ? "name one of its fields" : nameMeant(by: name, among: nameCandidates))
        return .error
    }

    /// Resolves a dotted name to a variable, a type name or a constant.
    private mutating func resolve(_ id: Expression.ID, _ name: String) -> Type? {
        for candidate in environment.candidates(for: name) {
            if let variable = environment.variables[candidate] {
                checked.references[id] = .variable(variable)
                return variable.type
            }
            if let constant = NamedConstant.named(candidate) {
                checked.references[id] = .constant(constant)
                return constant.type
            }
        }
        return nil
    }

    private var nameCandidates: [String] {
        Array(environment.variables.keys) + scopeNames
    }

    mutating func select(
        _ id: Expression.ID, _ operand: Expression.ID, _ field: String, isTest: Bool,
        isOptional: Bool
    ) -> Type {
        let root = tree.rootName(of: operand)
        if let root, !isLocal(root), let prefix = tree.qualifiedName(of: operand) {
            let name = prefix + "." + field
            if isTest, let variable = environment.variable(name) {
                checked.references[id] = .variable(variable)
                return .bool
            }
            if isOptional, let variable = environment.variable(name) {
                checked.references[id] = .variable(variable)
                return .optional(variable.type)
            }
            if !isTest, !isOptional, let type = resolve(id, name) { return type }
            if isStrict, !resolvesPrefix(operand) {
                error(
                    id, "'\(name)' is not declared",
                    suggestion: nameMeant(by: name, among: nameCandidates))
                return isTest ? .bool : .error
            }
        }
        let type = substitution.resolve(check(operand))
        let selected = fieldType(id, type, field)
        if isTest { return .bool }
        return isOptional ? optionalOnce(selected, from: type) : selected
    }

    /// Whether a chain of names, or some beginning of it, is declared.
    func resolvesPrefix(_ id: Expression.ID) -> Bool {
        if let name = tree.qualifiedName(of: id) {
            for candidate in environment.candidates(for: name)
            where environment.variables[candidate] != nil || NamedConstant.named(candidate) != nil {
                return true
            }
        }
        guard case .select(let operand, _, _, _) = tree[id].kind else { return false }
        return resolvesPrefix(operand)
    }

    private mutating func fieldType(_ id: Expression.ID, _ type: Type, _ field: String) -> Type {
        switch type {
        case .dyn, .error, .message: return .dyn
        case .variable:
            _ = substitution.assign(.dyn, to: type)
            return .dyn
        case .map(let key, let value):
            if !substitution.assign(.string, to: key) {
                error(id, "this map's keys are \(shown(key)); a field name is a string")
            }
            return substitution.resolve(value)
        case .optional: return .optional(fieldType(id, unwrapped(type), field))
        case .wrapper, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp,
            .duration, .list, .type, .param, .opaque:
            let meant = Hints.functionMeant(by: field).map { "did you mean \($0)?" }
            error(id, "\(shown(type)) has no field '\(field)'", suggestion: meant)
            return .error
        }
    }

    mutating func index(
        _ id: Expression.ID, _ operand: Expression.ID, _ key: Expression.ID, isOptional: Bool
    ) -> Type {
        let container = substitution.resolve(check(operand))
        let keyType = substitution.resolve(check(key))
        let element = elementType(id, container, key, keyType)
        return isOptional ? optionalOnce(element, from: container) : element
    }

    /// What is inside an optional, and inside the optional in that.
    private func unwrapped(_ type: Type) -> Type {
        var type = type
        while case .optional(let inner) = type { type = substitution.resolve(inner) }
        return type
    }

    /// The optional of what was read with `?`; reading from an optional has made it one already.
    private func optionalOnce(_ found: Type, from container: Type) -> Type {
        if case .optional = container { return found }
        return .optional(found)
    }

    private mutating func elementType(
        _ id: Expression.ID, _ container: Type, _ key: Expression.ID, _ keyType: Type
    ) -> Type {
        switch container {
        case .dyn, .error: return .dyn
        case .variable:
            _ = substitution.assign(.dyn, to: container)
            return .dyn
        case .list(let element):
            if !substitution.assign(keyType, to: .int) {
                error(key, "a list's index is an int, found \(shown(keyType))")
            }
            return substitution.resolve(element)
        case .map(let mapKey, let value):
            let bothNumeric = keyType.isNumeric && substitution.resolve(mapKey).isNumeric
            if !bothNumeric, !substitution.assign(keyType, to: mapKey) {
                error(key, "this map's keys are \(shown(mapKey)), found \(shown(keyType))")
            }
            return substitution.resolve(value)
        case .optional: return .optional(elementType(id, unwrapped(container), key, keyType))
        default:
            error(id, "\(shown(container)) cannot be indexed")
            return .error
        }
    }
}

/// Finds the declared name an author most likely meant.
enum Suggestions {
    /// The candidate within about a third of the name's length in edits, nearest first; internal
    /// names are not offered.
    static func closest(to name: String, among candidates: [String]) -> String? {
        EditDistance.suggestion(for: name, among: candidates.lazy.filter { !$0.hasPrefix("@") })
    }
}
