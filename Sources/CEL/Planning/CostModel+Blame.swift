// Which part of an expression is to blame for its price, in words.

extension Program {
    /// The part to blame for most of the price, and why. Linear in the tree.
    package var costliest: (range: SourceRange, cost: Int, why: String) {
        CostModel(checked, limits).costliest
    }
}

extension CostModel {
    /// From the root into the part with more than half of the price, as long as there is one.
    var costliest: (range: SourceRange, cost: Int, why: String) {
        var id = tree.root
        while let part = tree.children(of: id).first(where: { costs[$0] > costs[id] / 2 }),
            costs[part] > 1
        {
            id = part
        }
        return (tree[id].range, costs[id], why(id))
    }

    private func why(_ id: Expression.ID) -> String {
        switch tree[id].kind {
        case .comprehension(let it):
            return "\(elements(of: it)) elements × \(each(of: it)) each"
        case .call(let target, _, let written):
            let parts = arguments(of: id, target, written)
            let own = costs[id] - parts.reduce(0) { $0.saturatingSum(costs[$1]) }
            if own > costs[id] / 2, own > 1, case .function(let name, _, _) = checked.references[id]
            {
                return Self.words(name) + sizes(parts)
            }
        case .literal, .invalid: return "a constant"
        case .identifier, .select:
            if case .variable = checked.references[id] { return "one read" }
        default: break
        }
        let parts = tree.children(of: id).count
        return parts == 1 ? "its one part" : "its \(parts) parts together"
    }

    /// ` of texts up to 256 and 10 bytes`, ` of 100 elements and 256 bytes`, or nothing.
    private func sizes(_ parts: [Expression.ID]) -> String {
        let sized = parts.map { extents[$0] }.filter { !$0.levels.isEmpty }
        if sized.isEmpty { return "" }
        if sized.allSatisfy(\.isText) {
            let counts = sized.map { String($0.count) }.joined(separator: " and ")
            return " of \(sized.count == 1 ? "a text" : "texts") up to \(counts) bytes"
        }
        let counts = sized.map { "\($0.count) \($0.isText ? "bytes" : "elements")" }
        return " of up to " + counts.joined(separator: " and ")
    }

    /// `edit distance` for `editDistance`; what an operator does, for an operator.
    private static func words(_ function: String) -> String {
        switch function {
        case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_": return "comparison"
        case "@in": return "search"
        case "_+_": return "joining"
        default: break
        }
        if let symbol = Operators.symbol(function) { return "'\(symbol)'" }
        var words = ""
        for character in function {
            if character.isUppercase { words += " " }
            words += character == "." ? " " : character.lowercased()
        }
        return words
    }
}
