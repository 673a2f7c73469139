/// Numbers the parts of a checked tree by what they say: parts with one number have one value.
///
/// Variables count by slot, a macro's variable by how deep it is declared (so a number says nothing
/// outside the macro's body), `cel.bind` by what it binds. A call that is not pure is like no
/// other. Linear in the tree.
struct Shapes {
    private enum Shape: Hashable {
        case slot(Int)
        case literal(Literal)
        case local(depth: Int)
        case unique(Expression.ID)
        case part(String, [Int])
    }

    private let checked: CheckedTree
    private(set) var keys: [Int]
    private var known: [Shape: Int] = [:]
    private var scopes: [(name: String, key: Int)] = []

    init(_ checked: CheckedTree) {
        self.checked = checked
        keys = Array(repeating: -1, count: checked.tree.nodes.count)
        _ = visit(checked.tree.root)
    }

    /// The number of the variable in a slot, whether or not anything reads it.
    mutating func key(ofSlot slot: Int) -> Int { key(.slot(slot)) }

    private mutating func key(_ shape: Shape) -> Int {
        if let key = known[shape] { return key }
        known[shape] = known.count
        return known.count - 1
    }

    private mutating func part(_ name: String, _ children: [Expression.ID]) -> Int {
        let keys = children.map { visit($0) }
        return key(.part(name, keys))
    }

    private mutating func visit(_ id: Expression.ID) -> Int {
        let key = numbered(id)
        keys[id] = key
        return key
    }

    private mutating func visit(_ id: Expression.ID, with locals: [String]) -> Int {
        for name in locals { scopes.append((name, key(.local(depth: scopes.count)))) }
        let key = visit(id)
        scopes.removeLast(locals.count)
        return key
    }

    private mutating func numbered(_ id: Expression.ID) -> Int {
        let tree = checked.tree
        if let variable = variable(id) { return variable }
        switch tree[id].kind {
        case .invalid, .message:
            for child in tree.children(of: id) { _ = visit(child) }
            return key(.unique(id))
        case .literal(let literal): return key(.literal(literal))
        case .identifier(let name):
            if let local = scopes.last(where: { $0.name == name }) { return local.key }
            return key(.part("name " + name, []))
        case .select(let operand, let field, let isTest, let isOptional):
            return part("select \(isTest) \(isOptional) \(field)", [operand])
        case .call(let target, let function, let arguments):
            return call(id, target, function, arguments)
        case .list(let elements, let optional):
            return part("list \(optional.sorted())", elements)
        case .map(let entries):
            let marks = entries.map { $0.isOptional ? "?" : "." }.joined()
            return part("map " + marks, tree.children(of: id))
        case .comprehension(let it):
            let locals = [it.first] + (it.second.map { [$0] } ?? [])
            var keys = [visit(it.range)]
            if let filter = it.filter { keys.append(visit(filter, with: locals)) }
            keys.append(visit(it.body, with: locals))
            return key(.part("\(it.kind.rawValue) \(locals.count)", keys))
        case .bind(let name, let value, let body):
            scopes.append((name, visit(value)))
            let key = visit(body)
            scopes.removeLast()
            return key
        case .block(let values, let body):
            for (index, value) in values.enumerated() {
                scopes.append((Parser.blockVariable(index), visit(value)))
            }
            let key = visit(body)
            scopes.removeLast(values.count)
            return key
        case .optionalMap(let target, let name, let body, let isFlat):
            let keys = [visit(target), visit(body, with: [name])]
            return key(.part("optMap \(isFlat)", keys))
        }
    }

    private mutating func variable(_ id: Expression.ID) -> Int? {
        guard case .variable(let variable) = checked.references[id] else { return nil }
        let slot = key(.slot(variable.slot))
        guard case .select(_, _, let isTest, let isOptional) = checked.tree[id].kind,
            isTest || isOptional
        else { return slot }
        return key(.part(isTest ? "has" : "optional", [slot]))
    }

    private mutating func call(
        _ id: Expression.ID, _ target: Expression.ID?, _ name: String,
        _ arguments: [Expression.ID]
    ) -> Int {
        guard case .function(let function, let overloads, let dropsTarget) = checked.references[id]
        else {
            let key = part("call " + name, (target.map { [$0] } ?? []) + arguments)
            return name.hasPrefix("_[") ? key : self.key(.unique(id))
        }
        let receiver = dropsTarget ? nil : target
        let key = part(
            "call \(receiver != nil) \(function)", (receiver.map { [$0] } ?? []) + arguments)
        return overloads.allSatisfy(\.isPure) ? key : self.key(.unique(id))
    }
}
