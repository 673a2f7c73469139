/// Macros beyond the language's own, which a host may give to its authors.
package enum ExtraMacro: String, Sendable, CaseIterable {
    /// `between(x, low, high)`: `x >= low && x <= high`, `x` being evaluated once.
    case between
    /// `countIf(list, v, condition)`: how many elements fit.
    case countIf
    /// `list.any(v, condition)`: what the language calls `exists`.
    case any
    /// `list.none(v, condition)`: no element fits.
    case none

    /// How it is written.
    var usage: String {
        switch self {
        case .between: "between(x, low, high)"
        case .countIf: "countIf(list, x, condition)"
        case .any: "list.any(x, condition)"
        case .none: "list.none(x, condition)"
        }
    }
}

extension Parser {
    /// The value of `between` within its expansion; `@` keeps it apart from written names.
    static let betweenVariable = "@between"

    /// The expansion of a call that is one of the host's macros; nil for any other.
    mutating func extra(
        _ target: Expression.ID?, _ function: String, _ arguments: [Expression.ID],
        _ range: SourceRange
    ) -> Expression.Kind? {
        guard arguments.count == (target == nil ? 3 : 2),
            let macro = ExtraMacro(rawValue: function),
            extraMacros.contains(macro)
        else { return nil }
        switch (macro, target) {
        case (.between, nil): return between(arguments, range)
        case (.countIf, nil):
            guard
                let kept = walk(
                    arguments[0], "filter", [arguments[1]], filter: nil, body: arguments[2])
            else { return nil }
            return .call(target: nil, function: "size", arguments: [add(kept, range)])
        case (.any, let list?):
            return walk(list, "exists", [arguments[0]], filter: nil, body: arguments[1])
        case (.none, let list?):
            guard let found = walk(list, "exists", [arguments[0]], filter: nil, body: arguments[1])
            else { return nil }
            return .call(target: nil, function: "!_", arguments: [add(found, range)])
        default: return nil
        }
    }

    private mutating func between(
        _ arguments: [Expression.ID], _ range: SourceRange
    ) -> Expression.Kind {
        let bounds = [("_>=_", ">=", arguments[1]), ("_<=_", "<=", arguments[2])]
        let comparisons = bounds.map { function, symbol, bound in
            let value = add(.identifier(Self.betweenVariable), tree.nodes[arguments[0]].range)
            tree.madeTexts[value] = tree.operandText(of: arguments[0])
            let comparison = call(function, [value, bound], range)
            tree.madeTexts[comparison] =
                "\(tree.text(of: value)) \(symbol) \(tree.operandText(of: bound))"
            return comparison
        }
        let body = call("_&&_", comparisons, range)
        return .bind(name: Self.betweenVariable, value: arguments[0], body: body)
    }
}
