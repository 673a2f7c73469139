/// Lays a checked tree out as a flat plan, computing what is constant on the way.
struct Planner {
    let checked: CheckedTree
    let limits: Limits
    var log: DiagnosticLog
    var parts: PlanParts
    private var scopes: [(name: String, place: Int32)] = []
    private var nextPlace: Int32 = 0
    /// The tree node being planned.
    private var current: Expression.ID = 0
    /// Where the value of each tree node is kept for a row; empty when nothing is shared.
    private var sharedPlaces: [Int32] = []
    private let foldingScratch: Scratch
    /// Steps that folding may still take; computing constants is no way around the limits.
    private var foldingLimits: Limits

    var tree: SyntaxTree { checked.tree }

    init(_ checked: CheckedTree, _ log: DiagnosticLog, _ limits: Limits) {
        self.checked = checked
        self.log = log
        self.limits = limits
        foldingScratch = Scratch(arenaBytesMax: limits.constantBytesMax)
        foldingLimits = limits
        parts = PlanParts(
            constants: Arena(
                blockBytes: 512, bytesMax: limits.constantBytesMax))
        parts.nodeOf = Array(repeating: -1, count: checked.tree.nodes.count)
    }

    /// The program of the whole tree; only to be used when the log has no errors.
    mutating func program() -> Program {
        parts.root = plan(tree.root)
        return Program(
            parts, checked, cost: CostModel(checked, limits).cost, limits: limits)
    }

    /// Has the parts with a place (by tree node; -1 without one) keep their values for a row.
    mutating func share(_ places: [Int32], count: Int) {
        sharedPlaces = places
        parts.sharedCount = count
    }

    // MARK: Places and nodes

    /// Reserves frame places while `body` is planned.
    mutating func reserving<Result>(
        _ count: Int, _ body: (inout Planner, Int32) -> Result
    ) -> Result {
        let place = nextPlace
        nextPlace += Int32(count)
        parts.localCount = max(parts.localCount, Int(nextPlace))
        let result = body(&self, place)
        nextPlace = place
        return result
    }

    /// Plans `id` where `names` stand at consecutive places.
    mutating func plan(_ id: Expression.ID, naming names: [String], at place: Int32) -> Int32 {
        for (index, name) in names.enumerated() { scopes.append((name, place + Int32(index))) }
        let node = plan(id)
        scopes.removeLast(names.count)
        return node
    }

    mutating func add(_ node: Node) -> Int32 {
        parts.nodes.append(node)
        return Int32(parts.nodes.count - 1)
    }

    mutating func constant(_ value: Value) -> Int32 { add(.constant(value)) }

    func constantValue(_ node: Int32) -> Value? {
        let found = parts.nodes[Int(node)]
        return found.opcode == .constant && !found.constant.isError ? found.constant : nil
    }

    /// Adds a node over direct operands, or its value if they are constant.
    mutating func add(_ node: Node, folding operands: [Int32]) -> Int32 {
        let values = operands.compactMap { constantValue($0) }
        guard values.count == operands.count else { return add(node) }
        if node.opcode == .and || node.opcode == .or, values.allSatisfy({ $0.kind == .bool }) {
            let isTrue =
                node.opcode == .and ? values.allSatisfy(\.asBool) : values.contains(where: \.asBool)
            return constant(.bool(isTrue))
        }
        var folded = node
        if operands.count > 0 { folded.a = 0 }
        if operands.count > 1 { folded.b = 1 }
        return computed(folded, values, sites: []).map { constant($0) } ?? add(node)
    }

    /// Adds a node over a list of operands, or its value if they are constant.
    mutating func add(
        _ node: Node, listing operands: [Int32], marks: [Int32] = [], site: CallSite? = nil
    ) -> Int32 {
        var node = node
        let values = operands.compactMap { constantValue($0) }
        let isPure = site?.overloads.allSatisfy(\.isPure) ?? true
        if values.count == operands.count, isPure, marks.isEmpty {
            if node.opcode == .list {
                let list = parts.constants.list(values)
                if !list.isError { return constant(list) }
            }
            var folded = node
            folded.a = 0
            folded.c = 0
            if let value = computed(folded, values, sites: site.map { [$0] } ?? []) {
                return constant(value)
            }
        }
        node.a = Int32(parts.operands.count)
        parts.operands.append(contentsOf: operands + marks)
        if let site {
            node.c = Int32(parts.callSites.count)
            parts.callSites.append(site)
        }
        return add(node)
    }

    /// The value of a node whose operands are these constants; nil if it is an error.
    private mutating func computed(_ node: Node, _ values: [Value], sites: [CallSite]) -> Value? {
        var small = PlanParts(constants: parts.constants)
        small.nodes = values.map { .constant($0) } + [node]
        small.operands = (0..<values.count).map { Int32($0) }
        small.callSites = sites.map {
            CallSite(name: $0.name, overloads: $0.overloads, place: 0)
        }
        foldingScratch.reset()
        let memory = PlanMemory(small, foldingLimits)
        let value = withUnsafePointer(to: Value.absent) {
            memory.evaluate(
                Int32(values.count), $0, foldingScratch, variables: max(values.count, 1))
        }
        foldingLimits.comprehensionIterationsMax = foldingScratch.stepsLeft
        if value.errorCode == .limit { return nil }
        if value.isError {
            log.warning(
                tree[current].range, "this always fails: \(value.errorDescription)")
            return nil
        }
        let copied = parts.constants.copy(value)
        return copied.isError ? nil : copied
    }

    // MARK: Nodes of the tree

    mutating func plan(_ id: Expression.ID) -> Int32 {
        let outer = current
        current = id
        defer { current = outer }
        let node = shared(id, planned(id))
        parts.nodeOf[id] = node
        return node
    }

    /// The node, behind one that keeps its value if other programs need it too.
    private mutating func shared(_ id: Expression.ID, _ node: Int32) -> Int32 {
        guard !sharedPlaces.isEmpty, sharedPlaces[id] >= 0 else { return node }
        switch parts.nodes[Int(node)].opcode {
        case .constant, .slot, .local: return node
        default: return add(Node(.shared, a: sharedPlaces[id], b: node))
        }
    }

    private mutating func planned(_ id: Expression.ID) -> Int32 {
        switch tree[id].kind {
        case .invalid: return constant(.error(.unknownName))
        case .literal(let literal): return constant(value(of: literal))
        case .identifier(let name): return identifier(id, name)
        case .select(let operand, let field, let isTest, let isOptional):
            return select(id, operand, field, isTest: isTest, isOptional: isOptional)
        case .call(let target, let function, let arguments):
            return call(id, target, function, arguments)
        case .list(let elements, let optional):
            var node = Node(.list, b: Int32(elements.count))
            node.detail = optional.isEmpty ? 0 : 1
            let marks = elements.indices.map { optional.contains($0) ? Int32(1) : 0 }
            return add(
                node, listing: elements.map { plan($0) }, marks: optional.isEmpty ? [] : marks)
        case .map(let entries): return map(entries)
        case .message(let name, let fields): return message(id, name, fields)
        case .comprehension(let it): return comprehension(it)
        case .bind(let name, let value, let body):
            let node = plan(value)
            return reserving(1) { planner, place in
                let inner = planner.plan(body, naming: [name], at: place)
                return planner.add(Node(.bind, a: node, b: inner, c: place))
            }
        case .block(let values, let body): return block(values, body)
        case .optionalMap(let target, let name, let body, let isFlat):
            let node = plan(target)
            return reserving(1) { planner, place in
                let inner = planner.plan(body, naming: [name], at: place)
                return planner.add(
                    Node(isFlat ? .optionalFlatMap : .optionalMap, a: node, b: inner, c: place))
            }
        }
    }

    private func value(of literal: Literal) -> Value {
        switch literal {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .double(let value): .double(value)
        case .string(let bytes): parts.constants.string(bytes)
        case .bytes(let bytes): parts.constants.string(bytes, kind: .bytes)
        }
    }

    private mutating func identifier(_ id: Expression.ID, _ name: String) -> Int32 {
        if let resolved = resolved(id) { return resolved }
        if let scope = scopes.last(where: { $0.name == name }) {
            return add(Node(.local, a: scope.place))
        }
        return constant(.error(.unknownName, naming: parts.constants.string(name)))
    }

    /// The node of a name that is a variable or a constant, whatever its shape in the tree.
    private mutating func resolved(_ id: Expression.ID) -> Int32? {
        switch checked.references[id] {
        case .variable(let variable):
            parts.slots[variable.slot] = variable.name
            return add(Node(.slot, a: Int32(variable.slot)))
        case .constant(let known):
            switch known.content {
            case .int(let value): return constant(.int(value))
            case .null: return constant(.null)
            case .typeName(let name):
                var value = Value.literal(name)
                value.kind = .type
                return constant(value)
            }
        default: return nil
        }
    }

    private mutating func select(
        _ id: Expression.ID, _ operand: Expression.ID, _ field: String, isTest: Bool,
        isOptional: Bool
    ) -> Int32 {
        if isTest, case .variable(let variable) = checked.references[id] {
            parts.slots[variable.slot] = variable.name
            return add(Node(.slotPresent, a: Int32(variable.slot)))
        }
        if isOptional, case .variable(let variable) = checked.references[id] {
            parts.slots[variable.slot] = variable.name
            return add(Node(.slotOptional, a: Int32(variable.slot)))
        }
        if let resolved = resolved(id) { return resolved }
        let container = plan(operand)
        var node = Node(
            isTest ? .hasField : isOptional ? .selectOptional : .select, a: container)
        node.constant = parts.constants.string(field)
        return add(node, folding: [container])
    }

    private mutating func map(_ entries: [Expression.MapEntry]) -> Int32 {
        var node = Node(.map, b: Int32(entries.count))
        let hasOptional = entries.contains(where: \.isOptional)
        node.detail = hasOptional ? 1 : 0
        let keys = entries.map { plan($0.key) }
        let values = entries.map { plan($0.value) }
        let marks = hasOptional ? entries.map { $0.isOptional ? Int32(1) : 0 } : []
        return add(node, listing: keys + values, marks: marks)
    }

    private mutating func block(_ values: [Expression.ID], _ body: Expression.ID) -> Int32 {
        reserving(values.count) { planner, place in
            var operands: [Int32] = []
            for (index, value) in values.enumerated() {
                operands.append(planner.plan(value))
                planner.scopes.append((Parser.blockVariable(index), place + Int32(index)))
            }
            operands.append(planner.plan(body))
            planner.scopes.removeLast(values.count)
            let start = Int32(planner.parts.operands.count)
            planner.parts.operands.append(contentsOf: operands)
            return planner.add(Node(.block, a: start, b: Int32(values.count), c: place))
        }
    }

    private mutating func comprehension(_ it: Expression.Comprehension) -> Int32 {
        let range = plan(it.range)
        let nodesBefore = parts.nodes.count
        let names = [it.first] + (it.second.map { [$0] } ?? [])
        return reserving(2) { planner, place in
            let filter = it.filter.map { planner.plan($0, naming: names, at: place) } ?? -1
            let body = planner.plan(it.body, naming: names, at: place)
            let loop = Loop(
                shape: it.kind.shape, range: range, body: body, filter: filter, place: place,
                hasSecond: it.second != nil,
                price: Int32(1 + (planner.parts.nodes.count - nodesBefore) / Loop.nodesPerStep))
            planner.parts.loops.append(loop)
            return planner.add(Node(.loop, a: Int32(planner.parts.loops.count - 1)))
        }
    }

    private mutating func message(
        _ id: Expression.ID, _ name: String, _ fields: [Expression.MessageField]
    ) -> Int32 {
        guard case .message(let shape) = checked.references[id], fields.count <= 1 else {
            return constant(.error(.unknownName, naming: parts.constants.string(name)))
        }
        var node = Node(.message, b: Int32(fields.count))
        node.detail = shape.rawValue
        if let field = fields.first {
            node.a = plan(field.value)
            if shape.fieldType(field.name) == nil {
                return constant(.error(.noSuchField, naming: parts.constants.string(field.name)))
            }
        }
        return add(node)
    }
}

extension Expression.Comprehension.Kind {
    fileprivate var shape: Loop.Shape {
        switch self {
        case .all: .all
        case .exists: .exists
        case .existsOne: .existsOne
        case .filter: .filter
        case .map, .transformList: .list
        case .transformMap: .map
        case .transformMapEntry: .entries
        case .sortBy: .sort
        }
    }
}
