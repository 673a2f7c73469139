/// What a name or call in a tree turned out to mean.
enum Reference {
    case variable(Variable)
    /// A macro's variable, found by name in the scopes around it.
    case local
    case constant(NamedConstant)
    /// `dropsTarget` when the target was only the function's namespace.
    case function(name: String, overloads: [Overload], dropsTarget: Bool)
    /// A well-known message, by full name.
    case message(WellKnownMessage)
}

/// A syntax tree with the type and the meaning of each node.
struct CheckedTree {
    let tree: SyntaxTree
    var types: [Type]
    var references: [Reference?]
}

/// Gives every node a type and a meaning. Without `isStrict`, nothing is an error: what cannot be
/// resolved becomes an error value when it is evaluated.
struct Checker {
    let environment: Environment
    let isStrict: Bool
    var checked: CheckedTree
    var log: DiagnosticLog
    var substitution = Substitution()
    /// Calls already resolved, by function and types; long expressions repeat a few.
    var resolvedCalls: [CallShape: ResolvedCall] = [:]
    private var scopes: [(name: String, type: Type)] = []

    var tree: SyntaxTree { checked.tree }

    private init(
        _ tree: SyntaxTree, _ log: DiagnosticLog, _ environment: Environment, isStrict: Bool
    ) {
        self.environment = environment
        self.isStrict = isStrict
        self.log = log
        checked = CheckedTree(
            tree: tree, types: Array(repeating: .dyn, count: tree.nodes.count),
            references: Array(repeating: nil, count: tree.nodes.count))
    }

    /// Checks a whole tree. Time is linear in the tree but for overloads tried at each call.
    static func check(
        _ tree: SyntaxTree, log: DiagnosticLog, in environment: Environment, isStrict: Bool,
        expecting: Type?
    ) -> (checked: CheckedTree, log: DiagnosticLog) {
        var checker = Checker(tree, log, environment, isStrict: isStrict)
        let type = checker.check(tree.root)
        if let expecting, !checker.substitution.assign(type, to: expecting) {
            checker.error(tree.root, "expected \(expecting), found \(checker.shown(type))")
        }
        for index in checker.checked.types.indices {
            checker.checked.types[index] = checker.substitution.resolve(
                checker.checked.types[index], unboundToDyn: true)
        }
        return (checker.checked, checker.log)
    }

    // MARK: Reporting

    mutating func error(_ id: Expression.ID, _ message: String, suggestion: String? = nil) {
        guard isStrict else { return }
        log.error(tree[id].focus, message, suggestion: suggestion)
    }

    func shown(_ type: Type) -> Type { substitution.resolve(type, unboundToDyn: true) }

    // MARK: Scopes

    func isLocal(_ name: String) -> Bool { scopes.contains { $0.name == name } }

    var scopeNames: [String] { scopes.map(\.name) }

    func localType(_ name: String) -> Type? { scopes.last { $0.name == name }?.type }

    /// Checks `body` where `locals` are in scope.
    mutating func check(
        _ body: Expression.ID, with locals: [(name: String, type: Type)]
    ) -> Type {
        scopes.append(contentsOf: locals)
        let type = check(body)
        scopes.removeLast(locals.count)
        return type
    }

    // MARK: Nodes

    mutating func check(_ id: Expression.ID) -> Type {
        let type = isStrict ? typeOf(id) : untyped(id)
        checked.types[id] = type
        return type
    }

    /// Without strictness every node is `dyn`; the walk still resolves names.
    private mutating func untyped(_ id: Expression.ID) -> Type {
        _ = typeOf(id)
        return .dyn
    }

    private mutating func typeOf(_ id: Expression.ID) -> Type {
        switch tree[id].kind {
        case .invalid: return .error
        case .literal(let literal): return literal.type
        case .identifier(let name): return identifier(id, name)
        case .select(let operand, let field, let isTest, let isOptional):
            return select(id, operand, field, isTest: isTest, isOptional: isOptional)
        case .call(let target, let function, let arguments):
            return call(id, target, function, arguments)
        case .list(let elements, let optional): return list(elements, optional)
        case .map(let entries): return map(entries)
        case .message(let name, let fields): return message(id, name, fields)
        case .comprehension(let it): return comprehension(it)
        case .bind(let name, let value, let body):
            let type = check(value)
            return check(body, with: [(name, type)])
        case .block(let values, let body):
            let outer = scopes.count
            for (index, value) in values.enumerated() {
                let type = check(value)
                scopes.append((Parser.blockVariable(index), type))
            }
            let type = check(body)
            scopes.removeLast(scopes.count - outer)
            return type
        case .optionalMap(let target, let name, let body, let isFlat):
            return optionalMap(target, name, body, isFlat: isFlat)
        }
    }

    private mutating func message(
        _ id: Expression.ID, _ name: String, _ fields: [Expression.MessageField]
    ) -> Type {
        let shape = environment.candidates(for: name).lazy
            .compactMap { WellKnownMessage(named: $0) }.first
        for field in fields {
            let found = check(field.value)
            guard let shape else { continue }
            if let wanted = shape.fieldType(field.name) {
                if !substitution.assign(found, to: wanted) {
                    error(field.value, "\(field.name) is \(wanted), found \(shown(found))")
                }
            } else {
                error(id, "\(name) has no field '\(field.name)'")
            }
        }
        guard let shape else {
            error(id, "there is no message type '\(name)'")
            return .error
        }
        checked.references[id] = .message(shape)
        return shape.type
    }

    private mutating func list(_ elements: [Expression.ID], _ optional: Set<Int>) -> Type {
        var joined: Type?
        for (index, element) in elements.enumerated() {
            var type = check(element)
            if optional.contains(index) { type = unwrapOptional(element, type) }
            joined = substitution.join(joined, type)
        }
        return .list(joined ?? substitution.fresh())
    }

    /// The type inside an optional entry, which must be an optional.
    mutating func unwrapOptional(_ id: Expression.ID, _ type: Type) -> Type {
        let inner = substitution.fresh()
        if type.isDyn { return .dyn }
        if substitution.assign(type, to: .optional(inner)) { return substitution.resolve(inner) }
        error(id, "an entry marked '?' needs an optional, found \(shown(type))")
        return .error
    }

    private mutating func map(_ entries: [Expression.MapEntry]) -> Type {
        var keys: Type?
        var values: Type?
        for entry in entries {
            let key = check(entry.key)
            switch substitution.resolve(key) {
            case .bool, .int, .uint, .string, .dyn, .error, .variable: break
            case let other:
                error(entry.key, "a map's key is a bool, int, uint or string, found \(other)")
            }
            keys = substitution.join(keys, key)
            var value = check(entry.value)
            if entry.isOptional { value = unwrapOptional(entry.value, value) }
            values = substitution.join(values, value)
        }
        return .map(keys ?? substitution.fresh(), values ?? substitution.fresh())
    }

    private mutating func optionalMap(
        _ target: Expression.ID, _ name: String, _ body: Expression.ID, isFlat: Bool
    ) -> Type {
        let type = check(target)
        let inner = substitution.fresh()
        if !substitution.assign(type, to: .optional(inner)) {
            error(target, "optMap needs an optional, found \(shown(type))")
        }
        let local = substitution.resolve(type).isDyn ? .dyn : substitution.resolve(inner)
        let result = check(body, with: [(name, local)])
        guard isFlat else { return .optional(result) }
        let flat = Type.optional(substitution.fresh())
        if !substitution.assign(result, to: flat) {
            error(body, "optFlatMap needs an optional here, found \(shown(result))")
        }
        return substitution.resolve(result)
    }
}

extension Literal {
    var type: Type {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        }
    }
}
