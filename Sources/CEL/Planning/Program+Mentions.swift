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

    private func isCall(of function: String, _ id: Expression.ID) -> Bool {
        if case .function(function, _, _) = checked.references[id] { return true }
        return false
    }
}
