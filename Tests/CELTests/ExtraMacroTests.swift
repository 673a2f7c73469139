import CEL
import Testing

/// Macros that a host may add, and that are not there unless it does.
@Suite struct ExtraMacroTests {
    private func result(_ expression: String, _ macros: Set<ExtraMacro>) -> String {
        let environment = Environment(
            variables: [Variable(name: "n", type: .int, slot: 0)], extraMacros: macros)
        let compilation = Compiler.compile(expression, in: environment)
        guard let program = compilation.program else {
            return compilation.diagnostics.first?.message ?? "refused"
        }
        let scratch = Scratch()
        return withUnsafePointer(to: Value.int(5)) {
            let value = program.evaluate($0, scratch)
            return value.isError ? program.describe(value) : value.rendered
        }
    }

    @Test(arguments: [
        ("between(n, 1, 5)", "true"), ("between(n, 6, 9)", "false"), ("between(n, 1, 4)", "false"),
        ("between(n, 5, 5) && !between(n, 9, 1)", "true"),
        ("between(between(n, 1, 9) ? 3 : 0, 2, between(n, 1, 2) ? 2 : 4)", "true"),
        ("countIf([1, 5, 9], v, v >= n)", "2"), ("[1, 5].any(v, v == n)", "true"),
        ("[1, 2].any(v, v == n)", "false"), ("[1, 2].none(v, v == n)", "true"),
        ("[1, 5].none(v, v == n)", "false"), ("[].none(v, v == n)", "true"),
    ])
    func expand(_ expression: String, _ expected: String) {
        #expect(result(expression, Set(ExtraMacro.allCases)) == expected)
    }

    @Test func areUnknownUnlessAskedFor() {
        #expect(result("between(n, 1, 5)", []) == "there is no function 'between'")
        #expect(result("[1].any(v, v == n)", [.between]) == "there is no function 'any'")
        #expect(result("between(n, 1, 5)", [.between]) == "true")
    }

    @Test(arguments: [
        ("n.between(5, 10)", "1:3 'between' is written otherwise | write between(x, low, high)"),
        ("between(n, 5)", "1:1 'between' is written otherwise | write between(x, low, high)"),
        (
            "countIf(n, n) > 1",
            "1:1 'countIf' is written otherwise | write countIf(list, x, condition)"
        ),
        (
            "none([1], x, x == 1)",
            "1:1 'none' is written otherwise | write list.none(x, condition)"
        ),
        ("any([1], x, x == 1)", "1:1 'any' is written otherwise | write list.any(x, condition)"),
        (
            "exists([1], x, x == 1)",
            "1:1 'exists' is written otherwise | write list.exists(x, condition)"
        ),
    ])
    func aMisusedMacroSaysHowItIsWritten(_ expression: String, _ expected: String) {
        let environment = Environment(
            variables: [Variable(name: "n", type: .int, slot: 0)],
            extraMacros: Set(ExtraMacro.allCases))
        let found = Compiler.compile(expression, in: environment).diagnostics.first
        #expect(
            found.map { "\($0.line):\($0.column) \($0.message) | \($0.suggestion ?? "")" }
                == expected)
    }
}
