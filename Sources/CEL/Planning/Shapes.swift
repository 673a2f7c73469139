/// Numbers the parts of checked trees by what they say: parts with one number have one value on one
/// row (value numbering: Cocke and Schwartz, 1970).
///
/// Variables count by slot, a macro's variable by how deep it is declared (so a part that reads one
/// says nothing outside the macro's body), `cel.bind` by what it binds. Linear in the trees.
struct Shapes {
    private enum Shape: Hashable {
        case slot(Int)
        case literal(Literal)
        /// Doubles by their bits: 0.0 and -0.0 are equal, and not the same.
        case double(UInt64)
        case local(depth: Int)
        case unique(Int)
        case part(String, [Int])
    }

    /// What a variable of a macro, or a name for a value, stands for.
    private struct Local {
        var name: String
        var key: Int
        /// The depth of the outermost macro whose variable it reads; `Int.max` without one.
        var reads: Int
    }

    private var checked: CheckedTree
    /// The number of each node of the tree visited last.
    private(set) var keys: [Int] = []
    /// By node of that tree: the depth of the outermost macro around it whose variable it reads.
    private var reads: [Int] = []
    private var known: [Shape: Int] = [:]
    private var locals: [Local] = []
    /// Macros around the node being visited.
    private var depth = 0
    private var names: [Int: Int] = [:]

    init(_ checked: CheckedTree) {
        self.checked = checked
        visit(tree: checked)
    }

    /// Numbers another tree, with the same numbers for the same parts.
    mutating func visit(tree: CheckedTree) {
        checked = tree
        keys = Array(repeating: -1, count: tree.tree.nodes.count)
        reads = Array(repeating: .max, count: tree.tree.nodes.count)
        _ = visit(tree.tree.root)
    }

    /// Has the slot stand for the whole of the tree visited last.
    mutating func name(slot: Int) { names[slot] = keys[checked.tree.root] }

    /// The number of the variable in a slot, whether or not anything reads it.
    mutating func key(ofSlot slot: Int) -> Int { names[slot] ?? key(.slot(slot)) }

    /// Whether a node means the same wherever it stands.
    func isClosed(_ id: Expression.ID) -> Bool { keys[id] >= 0 && reads[id] == .max }

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
        let below = checked.references[id].isVariable ? [] : checked.tree.children(of: id)
        reads[id] = below.reduce(reads[id]) { min($0, reads[$1] < depth ? reads[$1] : .max) }
        return key
    }

    /// Visits the body of a macro that declares these variables.
    private mutating func visit(_ id: Expression.ID, declaring names: [String]) -> Int {
        for name in names {
            let key = key(.local(depth: locals.count))
            locals.append(Local(name: name, key: key, reads: depth))
        }
        depth += 1
        let key = visit(id)
        depth -= 1
        locals.removeLast(names.count)
        return key
    }

    /// Gives a value a name until ``locals`` is cut back.
    private mutating func bind(_ name: String, to value: Expression.ID) {
        let key = visit(value)
        locals.append(Local(name: name, key: key, reads: reads[value]))
    }

    private mutating func numbered(_ id: Expression.ID) -> Int {
        let tree = checked.tree
        if let variable = variable(id) { return variable }
        switch tree[id].kind {
        case .invalid, .message:
            for child in tree.children(of: id) { _ = visit(child) }
            return unique()
        case .literal(.double(let value)): return key(.double(value.bitPattern))
        case .literal(let literal): return key(.literal(literal))
        case .identifier(let name):
            guard let local = locals.last(where: { $0.name == name }) else {
                return key(.part("name " + name, []))
            }
            reads[id] = local.reads
            return local.key
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
            let names = [it.first] + (it.second.map { [$0] } ?? [])
            var keys = [visit(it.range)]
            if let filter = it.filter { keys.append(visit(filter, declaring: names)) }
            keys.append(visit(it.body, declaring: names))
            let label = "\(it.kind.rawValue) \(names.count) \(it.filter != nil)"
            return key(.part(label, keys))
        case .bind(let name, let value, let body):
            bind(name, to: value)
            let key = visit(body)
            locals.removeLast()
            return key
        case .block(let values, let body):
            for (index, value) in values.enumerated() {
                bind(Parser.blockVariable(index), to: value)
            }
            let key = visit(body)
            locals.removeLast(values.count)
            return key
        case .optionalMap(let target, let name, let body, let isFlat):
            let keys = [visit(target), visit(body, declaring: [name])]
            return key(.part("optMap \(isFlat)", keys))
        }
    }

    /// Of a part that is like no other.
    private mutating func unique() -> Int { key(.unique(known.count)) }

    private mutating func variable(_ id: Expression.ID) -> Int? {
        guard case .variable(let variable) = checked.references[id] else { return nil }
        let slot = key(ofSlot: variable.slot)
        guard case .select(_, _, let isTest, let isOptional) = checked.tree[id].kind,
            isTest || isOptional
        else { return slot }
        return key(.part(isTest ? "has" : "optional", [slot]))
    }

    private mutating func call(
        _ id: Expression.ID, _ target: Expression.ID?, _ name: String,
        _ arguments: [Expression.ID]
    ) -> Int {
        guard case .function(let function, _, let dropsTarget) = checked.references[id]
        else {
            let key = part("call " + name, (target.map { [$0] } ?? []) + arguments)
            return name.hasPrefix("_[") ? key : unique()
        }
        let receiver = dropsTarget ? nil : target
        let key = part(
            "call \(receiver != nil) \(function)", (receiver.map { [$0] } ?? []) + arguments)
        return key
    }
}

extension Optional<Reference> {
    fileprivate var isVariable: Bool {
        if case .variable = self { return true }
        return false
    }
}
