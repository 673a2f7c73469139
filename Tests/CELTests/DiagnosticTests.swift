import CEL
import Testing

@Suite struct DiagnosticTests {
    let fixture = Fixture()

    @Test(arguments: [
        ("event.amuont > 1", "1:1 'event.amuont' is not declared | did you mean event.amount?"),
        (
            "event.email.endWith('x')",
            "1:13 there is no function 'endWith' | did you mean endsWith?"
        ),
        ("event > 1", "1:1 'event' is a group of variables, not a value | name one of its fields"),
        (
            "event.amount + 1",
            "1:1 '+' does not take double and int | convert one side, as in double(…) + …"
        ),
        ("true ? 1 : 'a'", "1:1 both sides of ':' have one type, found int and string"),
        ("1 ? 2 : 3", "1:1 the condition before '?' is a bool, found int"),
        ("math.abss(1)", "1:6 there is no function 'math.abss' | did you mean math.abs?"),
        ("[1, 2].filter(x, x)", "1:18 filter needs a bool here, found int"),
        ("event.amount.size()", "1:14 'size' does not take () on double"),
        ("event.email &\n 1", "1:13 '&' is not part of the language | write &&"),
        ("1 +", "1:4 expected an expression, found the end"),
        ("(1 + 2", "1:7 expected ')', found the end"),
        ("'abc", "1:1 this text is not closed by a quote"),
        ("'é' ==\n  nope", "2:3 'nope' is not declared"),
        ("'a'.matches('(')", "1:13 this regular expression is not valid: missing ): ("),
        ("has(event)", "1:1 has() wants a field, as in has(event.email)"),
        ("1 / 0 > 2", "1:1 this always fails: division by zero"),
        ("if", "1:1 'if' is a reserved word"),
    ])
    func firstDiagnostic(_ expression: String, _ expected: String) {
        let found = fixture.diagnostic(expression)
        #expect(found.hasPrefix(expected))
    }

    @Test func everyProblemIsReported() {
        let compilation = fixture.compile("nope1 > 1 && nope2 > 2 && event.amount + 1 > 2.0")
        #expect(compilation.diagnostics.map(\.range.lower) == [0, 13, 26])
        #expect(compilation.program == nil)
    }

    @Test func expectedTypeIsChecked() {
        #expect(
            fixture.diagnostic("event.amount", expecting: .bool)
                == "1:1 expected bool, found double")
    }

    @Test func constantFailureIsOnlyAWarning() {
        let compilation = fixture.compile("event.amount > 1.0 || 1 / 0 > 2")
        #expect(compilation.diagnostics.map(\.severity) == [.warning])
        #expect(compilation.program != nil)
    }
}
