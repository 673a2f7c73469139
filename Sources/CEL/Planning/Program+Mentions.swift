// What a program mentions besides slots, for those who look after many.

extension Program {
    /// Whether the function is called, by its whole name.
    package func calls(_ function: String) -> Bool {
        tree.nodes.indices.contains { isCall(of: function, $0) }
    }

    /// The literal texts that calls of the function have as their first argument.
    package func firstTexts(inCallsOf function: String) -> Set<String> {
        Set(
            tree.nodes.indices.compactMap { id in
                guard isCall(of: function, id),
                    case .call(_, _, let arguments) = tree[id].kind, let first = arguments.first,
                    case .literal(.string(let bytes)) = tree[first].kind
                else { return nil }
                return String(decoding: bytes, as: UTF8.self)
            })
    }

    /// Where the expression mentions one of the slots, each place once.
    package func places(reading slots: Set<Int>) -> [(slot: Int, range: SourceRange)] {
        // Macros may leave several nodes of one place.
        var seen: Set<SourceRange> = []
        return tree.nodes.indices.compactMap { id in
            guard case .variable(let variable) = checked.references[id],
                slots.contains(variable.slot), seen.insert(tree[id].range).inserted
            else { return nil }
            return (variable.slot, tree[id].range)
        }
    }

    private func isCall(of function: String, _ id: Expression.ID) -> Bool {
        if case .function(function, _, _) = checked.references[id] { return true }
        return false
    }
}
