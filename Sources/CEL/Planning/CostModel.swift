/// What an expression may cost at worst, before it has ever run.
///
/// The unit is one variable read; the sizes of what is not yet known are assumed.
package enum CostModel {
    /// The elements a list or map is taken to have.
    package static let assumedElements = 100
    /// The price of a node other than calls and comprehensions.
    private static let listPrice = 10
    private static let mapPrice = 30

    /// The price of a whole tree, saturating rather than overflowing.
    static func cost(of checked: CheckedTree) -> Int { cost(checked.tree.root, checked) }

    /// The price of one part of a tree.
    static func cost(of id: Expression.ID, _ checked: CheckedTree) -> Int { cost(id, checked) }

    private static func cost(_ id: Expression.ID, _ checked: CheckedTree) -> Int {
        let below = checked.tree.children(of: id).map { cost($0, checked) }
        let sum = below.reduce(0, saturatingSum)
        switch checked.tree[id].kind {
        case .invalid, .literal: return sum
        case .identifier: return 1
        case .select:
            if case .variable = checked.references[id] { return 1 }
            return saturatingSum(sum, 1)
        case .list: return saturatingSum(sum, listPrice)
        case .map, .message: return saturatingSum(sum, mapPrice)
        case .bind, .block, .optionalMap: return saturatingSum(sum, 1)
        case .call:
            var price = 1
            if case .function(_, let overloads, _) = checked.references[id] {
                price = overloads.map(\.cost).max() ?? 1
            }
            return saturatingSum(sum, price)
        case .comprehension(let it):
            var elements = assumedElements
            if case .list(let items, _) = checked.tree[it.range].kind { elements = items.count }
            let once = below[0]
            let each = saturatingSum(below.dropFirst().reduce(0, saturatingSum), 2)
            let (product, overflow) = each.multipliedReportingOverflow(by: elements)
            return saturatingSum(once, overflow ? .max : product)
        }
    }

    private static func saturatingSum(_ one: Int, _ other: Int) -> Int {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
