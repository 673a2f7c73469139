/// What an expression may cost at worst, before it has ever run.
///
/// The unit is one variable read. Sizes come from the variables' ``ValueBounds``, from literals and
/// from what functions declare of their results; the sizes of what is not known are assumed.
package struct CostModel {
    /// The elements a list or map is taken to have when nothing is declared.
    package static let assumedElements = 100
    private static let listPrice = 10
    private static let mapPrice = 30
    /// What a step of a comprehension costs beside its body.
    static let stepPrice = 2

    let checked: CheckedTree
    /// The price of each node with all below it.
    private(set) var costs: [Int]
    /// The size of each node's value.
    private(set) var extents: [Extent]
    private let numberMax: Int
    private var scopes: [(name: String, extent: Extent)] = []

    var tree: SyntaxTree { checked.tree }
    /// The price of the whole tree.
    var cost: Int { costs[tree.root] }

    /// Prices a whole tree. Linear in the tree.
    init(_ checked: CheckedTree, _ limits: Limits) {
        self.checked = checked
        numberMax = limits.comprehensionIterationsMax
        costs = Array(repeating: 0, count: checked.tree.nodes.count)
        extents = Array(repeating: .scalar, count: checked.tree.nodes.count)
        visit(checked.tree.root)
    }

    private mutating func visit(_ id: Expression.ID) {
        let (cost, extent) = measured(id)
        costs[id] = cost
        extents[id] = extent
    }

    private mutating func visit(
        _ id: Expression.ID, with locals: [(name: String, extent: Extent)]
    ) {
        scopes.append(contentsOf: locals)
        visit(id)
        scopes.removeLast(locals.count)
    }

    private mutating func measured(_ id: Expression.ID) -> (Int, Extent) {
        switch tree[id].kind {
        case .invalid: return (0, .scalar)
        case .literal(.string(let bytes)), .literal(.bytes(let bytes)):
            return (0, .text(bytes.count))
        case .literal: return (0, .scalar)
        case .identifier(let name):
            return (1, named(id) ?? local(name) ?? .assumed(checked.types[id]))
        case .select(let operand, _, let isTest, _):
            if let extent = named(id) { return (1, isTest ? .scalar : extent) }
            visit(operand)
            let element = extents[operand].element(checked.types[id])
            return (costs[operand].saturatingSum(1), fitting(element, id))
        case .list(let elements, _):
            let inner = widest(elements)
            let price = sum(elements).saturatingSum(Self.listPrice)
            return (price, inner.inside(elements.count))
        case .map(let entries):
            let parts = entries.flatMap { [$0.key, $0.value] }
            let inner = widest(parts)
            return (sum(parts).saturatingSum(Self.mapPrice), inner.inside(entries.count))
        case .message(_, let fields):
            let inner = widest(fields.map(\.value))
            return (sum(fields.map(\.value)).saturatingSum(Self.mapPrice), fitting(inner, id))
        case .call(let target, _, let arguments): return call(id, target, arguments)
        case .comprehension(let it): return comprehension(it)
        case .bind(let name, let value, let body):
            visit(value)
            visit(body, with: [(name, extents[value])])
            return (sum([value, body]).saturatingSum(1), extents[body])
        case .block(let values, let body):
            let outer = scopes.count
            for (index, value) in values.enumerated() {
                visit(value)
                scopes.append((Parser.blockVariable(index), extents[value]))
            }
            visit(body)
            scopes.removeLast(scopes.count - outer)
            return (sum(values + [body]).saturatingSum(1), extents[body])
        case .optionalMap(let target, let name, let body, _):
            visit(target)
            visit(body, with: [(name, extents[target])])
            return (sum([target, body]).saturatingSum(1), extents[body])
        }
    }

    // MARK: Names

    private func named(_ id: Expression.ID) -> Extent? {
        switch checked.references[id] {
        case .variable(let variable): .of(variable)
        case .constant: .scalar
        default: nil
        }
    }

    private func local(_ name: String) -> Extent? { scopes.last { $0.name == name }?.extent }

    /// The extent, if a value of the node's type has one.
    private func fitting(_ extent: Extent, _ id: Expression.ID) -> Extent {
        Extent.assumed(checked.types[id]).levels.isEmpty ? .scalar : extent
    }

    // MARK: Parts

    private mutating func widest(_ parts: [Expression.ID]) -> Extent {
        parts.forEach { visit($0) }
        guard let first = parts.first else { return .scalar }
        return parts.dropFirst().reduce(extents[first]) { $0.joined(extents[$1]) }
    }

    private func sum(_ parts: [Expression.ID]) -> Int {
        parts.reduce(0) { $0.saturatingSum(costs[$1]) }
    }

    // MARK: Calls

    /// The nodes of a call's arguments, the receiver first.
    func arguments(
        of id: Expression.ID, _ target: Expression.ID?, _ arguments: [Expression.ID]
    ) -> [Expression.ID] {
        if case .function(_, _, true) = checked.references[id] { return arguments }
        return (target.map { [$0] } ?? []) + arguments
    }

    private mutating func call(
        _ id: Expression.ID, _ target: Expression.ID?, _ written: [Expression.ID]
    ) -> (Int, Extent) {
        let parts = arguments(of: id, target, written)
        parts.forEach { visit($0) }
        guard case .function(_, let overloads, _) = checked.references[id] else {
            // An index: one read, of an element.
            let element = parts.first.map { extents[$0].element(checked.types[id]) }
            return (sum(parts).saturatingSum(1), fitting(element ?? .scalar, id))
        }
        let sizes = parts.map { extents[$0] }
        let isConstantSet = parts.count > 1 && isListOfLiterals(parts[1])
        var price = 1
        var extent: Extent?
        for overload in overloads {
            let result = overload.resultSize.extent(
                of: checked.types[id], sizes, number: greatest(parts.first))
            let own = overload.growth.price(
                overload.cost, sizes, result: result, isConstantSet: isConstantSet)
            price = max(price, own)
            extent = extent.map { $0.joined(result) } ?? result
        }
        return (sum(parts).saturatingSum(price), extent ?? .assumed(checked.types[id]))
    }

    func isListOfLiterals(_ id: Expression.ID) -> Bool {
        guard case .list(let elements, _) = tree[id].kind else { return false }
        return elements.allSatisfy { element in
            if case .literal = tree[element].kind { return true }
            return false
        }
    }

    /// What a number is at most, as far as it is written or declared.
    private func greatest(_ id: Expression.ID?) -> Int {
        guard let id else { return 0 }
        if case .literal(.int(let value)) = tree[id].kind { return Int(max(0, value)) }
        if case .variable(let variable) = checked.references[id],
            let upper = variable.bounds.numbers?.upperBound, upper < Double(numberMax)
        {
            return Int(max(0, upper))
        }
        return numberMax
    }

    // MARK: Comprehensions

    /// The elements that a comprehension walks at most.
    func elements(of it: Expression.Comprehension) -> Int { extents[it.range].count }

    /// What one step of a comprehension costs.
    func each(of it: Expression.Comprehension) -> Int {
        let body = costs[it.body].saturatingSum(it.filter.map { costs[$0] } ?? 0)
        return body.saturatingSum(Self.stepPrice)
    }

    private mutating func comprehension(_ it: Expression.Comprehension) -> (Int, Extent) {
        visit(it.range)
        let range = extents[it.range]
        let locals = locals(of: it, range)
        if let filter = it.filter { visit(filter, with: locals) }
        visit(it.body, with: locals)
        let steps = elements(of: it).saturatingProduct(each(of: it))
        var price = costs[it.range].saturatingSum(steps)
        if it.kind == .sortBy {
            let keys = extents[it.body].inside(range.count)
            price = price.saturatingSum(CostGrowth.sorting.price(0, [keys], isConstantSet: false))
        }
        return (price, result(of: it, range))
    }

    private func locals(
        of it: Expression.Comprehension, _ range: Extent
    ) -> [(name: String, extent: Extent)] {
        let types: (first: Type, second: Type)
        switch checked.types[it.range] {
        case .list(let element): types = (it.second == nil ? element : .int, element)
        case .map(let key, let value): types = (key, value)
        default: types = (.dyn, .dyn)
        }
        func extent(_ type: Type) -> Extent {
            Extent.assumed(type).levels.isEmpty ? .scalar : range.element(type)
        }
        let first = (name: it.first, extent: extent(types.first))
        return it.second.map { [first, (name: $0, extent: extent(types.second))] } ?? [first]
    }

    private func result(of it: Expression.Comprehension, _ range: Extent) -> Extent {
        let body = extents[it.body]
        switch it.kind {
        case .all, .exists, .existsOne: return .scalar
        case .filter, .sortBy: return range
        case .map, .transformList: return body.inside(range.count)
        case .transformMap:
            return body.joined(range.element(.dyn)).inside(range.count)
        case .transformMapEntry:
            return body.element(.dyn).inside(body.count.saturatingProduct(range.count))
        }
    }
}
