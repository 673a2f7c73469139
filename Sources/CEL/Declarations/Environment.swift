/// A name an expression may read, and the place in the row where its value is put.
package struct Variable: Sendable {
    /// Possibly dotted: `event.asn` is one variable.
    package let name: String
    /// What the slot holds when it is not absent.
    package let type: Type
    /// The index into the row handed to ``Program/evaluate(_:_:)``.
    package let slot: Int
    /// What is known of the values it may hold.
    package let bounds: ValueBounds

    package init(name: String, type: Type, slot: Int, bounds: ValueBounds = .unknown) {
        self.name = name
        self.type = type
        self.slot = slot
        self.bounds = bounds
    }
}

/// What an expression may mention: variables, functions, limits. Built once, used by many.
package struct Environment: Sendable {
    /// The namespace in which names are looked up first, such as `com.example`.
    package let container: String
    /// The bounds on each expression compiled and evaluated.
    package let limits: Limits
    /// Whether `has`, `all`, `map` and the rest are rewritten; without them they are unknown.
    package let macrosEnabled: Bool
    /// Macros beyond the language's own; none unless the host asks for them.
    package let extraMacros: Set<ExtraMacro>
    private(set) var variables: [String: Variable] = [:]
    private(set) var functions: [String: Function]
    /// Names that are the first part of some dotted variable, for messages.
    private(set) var namespaces: Set<String> = []

    /// - Parameters:
    ///   - libraries: beyond the standard library, which is always there.
    package init(
        container: String = "", variables: [Variable] = [], libraries: [Library] = [],
        limits: Limits = Limits(), macrosEnabled: Bool = true,
        extraMacros: Set<ExtraMacro> = []
    ) {
        self.container = container
        self.limits = limits
        self.macrosEnabled = macrosEnabled
        self.extraMacros = extraMacros
        functions = StandardLibrary.functionsByName
        for variable in variables {
            self.variables[variable.name] = variable
            var prefix = ""
            for part in variable.name.split(separator: ".").dropLast() {
                prefix += prefix.isEmpty ? String(part) : "." + part
                namespaces.insert(prefix)
            }
        }
        for function in libraries.flatMap(\.functions) {
            functions[function.name, default: Function(name: function.name, overloads: [])]
                .overloads.append(contentsOf: function.overloads)
        }
    }

    /// The names `name` may stand for, most specific namespace first.
    func candidates(for name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        if container.isEmpty { return [name] }
        var candidates: [String] = []
        var parts = container.split(separator: ".")
        while !parts.isEmpty {
            candidates.append(parts.joined(separator: ".") + "." + name)
            parts.removeLast()
        }
        return candidates + [name]
    }

    /// The variable a name resolves to. O(depth of the container).
    func variable(_ name: String) -> Variable? {
        for candidate in candidates(for: name) {
            if let variable = variables[candidate] { return variable }
        }
        return nil
    }

    /// The function a name resolves to. O(depth of the container).
    func function(_ name: String) -> Function? {
        for candidate in candidates(for: name) {
            if let function = functions[candidate] { return function }
        }
        return nil
    }
}
