package import CEL

/// A function that rules have beyond the language's own, and what its documentation says.
package struct LibraryFunction: Sendable {
    /// The name, the signatures, their costs, and what computes them.
    package let function: Function
    /// One sentence for authors of rules.
    package let summary: String
    /// Expressions that are true as they stand; a test runs every one.
    package let examples: [String]

    init(_ name: String, _ summary: String, examples: [String], _ overloads: Overload...) {
        function = Function(name: name, overloads: overloads)
        self.summary = summary
        self.examples = examples
    }
}

extension Overload {
    /// A pure function called as `name(…)`; the cost is for texts of 64 bytes.
    static func pure(
        _ id: String, _ parameters: [CEL.`Type`], _ result: CEL.`Type`, cost: Int,
        literalCheck: LiteralCheck? = nil, _ implementation: @escaping Implementation
    ) -> Overload {
        Overload(
            id: id, parameters: parameters, result: result, isPure: true, cost: cost,
            implementation: implementation, literalCheck: literalCheck)
    }
}

extension Literal {
    /// The content of a literal string.
    var text: String? {
        if case .string(let bytes) = self { return String(decoding: bytes, as: UTF8.self) }
        return nil
    }
}
