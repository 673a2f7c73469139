/// The outcome of compiling: a program, or the reasons there is none.
package struct Compilation: Sendable {
    /// Nil when any diagnostic is an error.
    package let program: Program?
    /// The type of the whole expression, as far as it could be told.
    package let type: Type
    /// In the order of their places; warnings do not prevent a program.
    package let diagnostics: [Diagnostic]
    init(program: Program?, type: Type, diagnostics: [Diagnostic]) {
        self.program = program
        self.type = type
        self.diagnostics = diagnostics.sorted { $0.range.lower < $1.range.lower }
    }

    /// The slots the program reads; empty without one.
    package var references: [Int] { program?.references ?? [] }
    /// Static worst-case price in units of one variable read, given the variables' bounds and the
    /// sizes that ``CostModel`` assumes; `Int.max` when it is beyond counting.
    package var cost: Int { program?.cost ?? 0 }
    /// What the value is known to be at most; nothing, without a program. See
    /// ``Program/resultBounds``.
    package var resultBounds: ValueBounds { program?.resultBounds ?? .unknown }
    /// The part to blame for most of the price, and why; nil without a program. Linear in the tree.
    package var costliest: (range: SourceRange, cost: Int, why: String)? { program?.costliest }
}

/// Turns source text into programs: parse, check, plan.
package enum Compiler {
    /// Compiles one expression. Reports every problem it can find rather than the first.
    ///
    /// - Parameters:
    ///   - expecting: the type the expression must have; nil for any.
    ///   - check: false to resolve names only, leaving type errors to evaluation.
    package static func compile(
        _ source: String, in environment: Environment, expecting: Type? = nil, check: Bool = true
    ) -> Compilation {
        let parsed = Parser.parse(
            Array(source.utf8), limits: environment.limits,
            macrosEnabled: environment.macrosEnabled, extraMacros: environment.extraMacros)
        if parsed.log.hasErrors {
            return Compilation(
                program: nil, type: .error, diagnostics: parsed.log.diagnostics)
        }
        let result = Checker.check(
            parsed.tree, log: parsed.log, in: environment, isStrict: check, expecting: expecting)
        let type = result.checked.types[parsed.tree.root]
        guard !result.log.hasErrors else {
            return Compilation(program: nil, type: type, diagnostics: result.log.diagnostics)
        }
        var planner = Planner(result.checked, result.log, environment.limits)
        let program = planner.program()
        return Compilation(
            program: planner.log.hasErrors ? nil : program, type: type,
            diagnostics: planner.log.diagnostics)
    }
}
