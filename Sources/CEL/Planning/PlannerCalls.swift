// Calls: operators and common functions become opcodes, fused with constants where that pays.

extension Planner {
    mutating func call(
        _ id: Expression.ID, _ target: Expression.ID?, _ name: String,
        _ arguments: [Expression.ID]
    ) -> Int32 {
        if target == nil, name == "_[_]" || name == "_[?_]" {
            let operands = arguments.map { plan($0) }
            let opcode: Opcode = name == "_[_]" ? .index : .indexOptional
            return add(Node(opcode, a: operands[0], b: operands[1]), folding: operands)
        }
        guard case .function(let function, let overloads, let dropsTarget) = checked.references[id]
        else { return constant(.error(.unknownName, naming: parts.constants.string(name))) }
        let all = (dropsTarget ? [] : target.map { [$0] } ?? []) + arguments
        if overloads.allSatisfy({ $0.implementation == nil }),
            let node = builtIn(id, function, isMember: target != nil && !dropsTarget, all)
        {
            return node
        }
        return reserving(all.count) { planner, place in
            let operands = all.map { planner.plan($0) }
            let site = CallSite(
                name: planner.parts.constants.string(function), overloads: overloads, place: place)
            return planner.add(
                Node(.call, b: Int32(all.count)), listing: operands, site: site)
        }
    }

    private static let binary: [String: Opcode] = [
        "_+_": .add, "_-_": .subtract, "_*_": .multiply, "_/_": .divide, "_%_": .modulo,
        "_&&_": .and, "_||_": .or,
    ]
    private static let relations: [String: (plain: Opcode, fused: Relation)] = [
        "_==_": (.equal, .equal), "_!=_": (.notEqual, .notEqual), "_<_": (.less, .less),
        "_<=_": (.lessEqual, .lessEqual), "_>_": (.greater, .greater),
        "_>=_": (.greaterEqual, .greaterEqual),
    ]
    private static let memberText: [String: Opcode] = [
        "startsWith": .startsWith, "endsWith": .endsWith, "contains": .contains,
    ]

    /// The node of a function the interpreter knows itself; nil for any other.
    private mutating func builtIn(
        _ id: Expression.ID, _ name: String, isMember: Bool, _ arguments: [Expression.ID]
    ) -> Int32? {
        switch (name, arguments.count) {
        case ("!_", 1), ("-_", 1):
            let operand = plan(arguments[0])
            return add(Node(name == "!_" ? .not : .negate, a: operand), folding: [operand])
        case ("_?_:_", 3): return conditional(arguments)
        case ("@in", 2): return membership(arguments)
        case ("dyn", 1): return plan(arguments[0])
        case ("size", 1):
            let operand = plan(arguments[0])
            return add(Node(.size, a: operand), folding: [operand])
        case ("matches", 2): return matches(arguments)
        case ("or", 2) where isMember, ("orValue", 2) where isMember:
            let operands = arguments.map { plan($0) }
            return add(
                Node(
                    name == "or" ? .optionalOr : .optionalOrValue, a: operands[0], b: operands[1]))
        default: break
        }
        guard arguments.count == 2 else { return nil }
        if let relation = Self.relations[name] { return compare(arguments, relation) }
        guard let opcode = Self.binary[name] ?? (isMember ? Self.memberText[name] : nil) else {
            return nil
        }
        let operands = arguments.map { plan($0) }
        return add(Node(opcode, a: operands[0], b: operands[1]), folding: operands)
    }

    private mutating func conditional(_ arguments: [Expression.ID]) -> Int32 {
        let operands = arguments.map { plan($0) }
        if let condition = constantValue(operands[0]), condition.kind == .bool {
            return condition.asBool ? operands[1] : operands[2]
        }
        return add(Node(.conditional, a: operands[0], b: operands[1], c: operands[2]))
    }

    private mutating func compare(
        _ arguments: [Expression.ID], _ relation: (plain: Opcode, fused: Relation)
    ) -> Int32 {
        let operands = arguments.map { plan($0) }
        let plain = Node(relation.plain, a: operands[0], b: operands[1])
        let left = constantValue(operands[0])
        let right = constantValue(operands[1])
        if left != nil, right != nil { return add(plain, folding: operands) }
        if let right, let fused = fused(operands[0], arguments[0], relation.fused, right) {
            return fused
        }
        if let left, let fused = fused(operands[1], arguments[1], relation.fused.flipped, left) {
            return fused
        }
        return add(plain)
    }

    /// A comparison to a constant in one node, for the types that have such nodes.
    private mutating func fused(
        _ operand: Int32, _ id: Expression.ID, _ relation: Relation, _ constant: Value
    ) -> Int32? {
        var constant = constant
        if checked.types[id] == .double, constant.kind == .int,
            let exact = Double(exactly: constant.asInt)
        {
            constant = .double(exact)
        }
        var node: Node
        switch constant.kind {
        case .int: node = Node(.relateInt, a: operand)
        case .double: node = Node(.relateDouble, a: operand)
        case .string where relation == .equal || relation == .notEqual:
            node = Node(.equalString, a: operand)
        default: return nil
        }
        node.detail = relation.rawValue
        node.constant = constant
        return add(node)
    }

    private mutating func membership(_ arguments: [Expression.ID]) -> Int32 {
        let operands = arguments.map { plan($0) }
        let node = Node(.contained, a: operands[0], b: operands[1])
        guard constantValue(operands[0]) == nil, let container = constantValue(operands[1]),
            container.kind == .list || container.kind == .map
        else { return add(node, folding: operands) }
        let isHashable = container.items.allSatisfy {
            $0.kind == .string || $0.kind == .bool || $0.kind == .bytes || $0.isNumeric
        }
        guard isHashable, let set = ConstantSet(container.items, in: parts.constants) else {
            return add(node)
        }
        parts.sets.append(set)
        return add(Node(.containedInSet, a: operands[0], b: Int32(parts.sets.count - 1)))
    }

    private mutating func matches(_ arguments: [Expression.ID]) -> Int32 {
        let operands = arguments.map { plan($0) }
        guard let pattern = constantValue(operands[1]), pattern.kind == .string else {
            return add(Node(.matches, a: operands[0], b: operands[1]))
        }
        switch Regex.compile(pattern, limits: limits) {
        case .success(let regex):
            parts.regexes.append(regex)
            return add(
                Node(.matchesConstant, a: operands[0], b: Int32(parts.regexes.count - 1)))
        case .failure(.invalid(let why)):
            log.error(tree[arguments[1]].range, "this regular expression is not valid: \(why)")
            return constant(.error(.invalidArgument, "this regular expression is not valid"))
        }
    }
}

extension Relation {
    /// The relation with its sides swapped.
    var flipped: Relation {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessEqual: .greaterEqual
        case .greater: .less
        case .greaterEqual: .lessEqual
        }
    }
}
