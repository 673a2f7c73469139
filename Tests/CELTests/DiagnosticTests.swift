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

    /// What authors used to other languages write.
    @Test(arguments: [
        ("event.amount => 1.0", "1:14 '=>' is not part of the language | write >="),
        ("event.amount =< 1.0", "1:14 '=<' is not part of the language | write <="),
        ("event.email = 'x'", "1:13 '=' is not part of the language | write =="),
        ("event.email === 'x'", "1:13 '===' is not part of the language | write =="),
        ("event.email !== 'x'", "1:13 '!==' is not part of the language | write !="),
        ("event.email <> 'x'", "1:13 '<>' is not part of the language | write !="),
        ("true & false", "1:6 '&' is not part of the language | write &&"),
        ("true | false", "1:6 '|' is not part of the language | write ||"),
        ("event.amount > 1.0 and true", "1:20 'and' is not part of the language | write &&"),
        ("(true or false)", "1:7 'or' is not part of the language | write ||"),
        ("true OR false", "1:6 'OR' is not part of the language | write ||"),
        ("not has(event.asn)", "1:1 'not' is not part of the language | write !"),
        ("not (event.amount > 1.0)", "1:1 there is no function 'not' | write !"),
        ("event.asn not in [1, 2]", "1:11 'not in' is not part of the language | write !(… in …)"),
        (
            "account.plays_1h > 5",
            "1:1 'account.plays_1h' is not declared | did you mean features.account.plays_1h?"
        ),
        (
            "plays_1h > 5",
            "1:1 'plays_1h' is not declared | did you mean features.account.plays_1h?"
        ),
        ("amount > 5.0", "1:1 'amount' is not declared | did you mean event.amount?"),
        ("event.amuont > 1", "1:1 'event.amuont' is not declared | did you mean event.amount?"),
        ("'abc'.length() > 1", "1:7 there is no function 'length' | did you mean size()?"),
        ("event.email.len() > 1", "1:13 there is no function 'len' | did you mean size()?"),
        ("len(event.email) > 1", "1:1 there is no function 'len' | did you mean size()?"),
        ("event.email.length > 1", "1:1 string has no field 'length' | did you mean size()?"),
        (
            "event.email.toLowerCase() == 'x'",
            "1:13 there is no function 'toLowerCase' | did you mean lowerAscii()?"
        ),
        ("event.email == True", "1:16 'True' is not declared | write true"),
        ("False || true", "1:1 'False' is not declared | write false"),
        (
            "event.email == None",
            "1:16 'None' is not declared | write null, or ask with has(…) whether a value is there"
        ),
        (
            "event.email == null",
            "1:1 '==' does not take string and null | ask with has(…) whether a value is there"
        ),
        (
            "['a', 'b'].includes(event.email)",
            "1:12 there is no function 'includes' | write event.email in ['a', 'b']"
        ),
        (
            "['a', 'b'].contains(event.email)",
            "1:12 'contains' does not take (string) on list(string) | "
                + "write event.email in ['a', 'b']"
        ),
        ("signals.some(s, true)", "1:9 there is no function 'some' | did you mean exists(…)?"),
    ])
    func habitsOfOtherLanguages(_ expression: String, _ expected: String) {
        #expect(fixture.diagnostic(expression) == expected)
        #expect(fixture.compile(expression).program == nil)
    }

    /// Sides that do not fit, and what makes them fit.
    @Test(arguments: [
        (
            "event.asn > '30000'",
            "1:1 '>' does not take int and string | write it without quotes: 30000"
        ),
        (
            "event.amount > '30'",
            "1:1 '>' does not take double and string | write it without quotes: 30.0"
        ),
        (
            "event.email == 5",
            "1:1 '==' does not take string and int | write it in quotes: \"5\""
        ),
        (
            "event.at > '2026-01-01T00:00:00Z'",
            "1:1 '>' does not take timestamp and string | "
                + "write timestamp('2026-01-01T00:00:00Z')"
        ),
        (
            "ip(event.email) == '10.0.0.1'",
            "1:1 '==' does not take net.IP and string | write ip('10.0.0.1')"
        ),
        (
            "event.email in '10.0.0.0/8'",
            "1:1 'in' does not take string and string | "
                + "write cidr('10.0.0.0/8').containsIP(event.email)"
        ),
        (
            "'a' in event.email",
            "1:1 'in' does not take string and string | write event.email.contains('a')"
        ),
        (
            "event.email in [1, 2]",
            "1:1 the list holds numbers (int); event.email is string | "
                + "convert it, as in int(event.email)"
        ),
        (
            "(event.asn) in ['a']",
            "1:1 the list holds texts (string); event.asn is int | "
                + "convert it, as in string(event.asn)"
        ),
        (
            "event.email == event.asn",
            "1:1 '==' does not take string and int | convert it, as in string(event.asn)"
        ),
        (
            "event.asn && true",
            "1:1 '&&' does not take int and bool | "
                + "&& takes bools: compare it, as in event.asn > 0"
        ),
        (
            "!event.email",
            "1:1 '!' does not take string | ! takes bools: compare it, as in event.email != \"\""
        ),
        (
            "event.asn ? true : false",
            "1:1 the condition before '?' is a bool, found int | compare it, as in event.asn > 0"
        ),
        (
            "event.at - event.at > duration('1d')",
            "1:23 this always fails: invalid argument: not a duration such as 1h30m; "
                + "a day is written 24h"
        ),
    ])
    func typesThatDoNotFit(_ expression: String, _ expected: String) {
        #expect(fixture.diagnostic(expression) == expected)
    }

    @Test func beyondTheLimitOfNestingNothingElseIsSaid() {
        let depth = 600
        let expression =
            String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)
        let messages = fixture.compile(expression).diagnostics.map(\.message)
        #expect(messages.count == 1)
        #expect(messages.first?.contains("nestingDepthMax") == true)
    }

    @Test func aWordForAnOperatorDoesNotHideLaterProblems() {
        let compilation = fixture.compile("event.amount => 1.0 and event.email = 'x' or 1 +")
        #expect(compilation.diagnostics.map(\.range.lower) == [13, 20, 36, 42, 48])
    }

    @Test func severalNamesWithOneTail() {
        let environment = Environment(
            variables: ["a.account.plays", "b.account.plays", "c.plays"].enumerated().map {
                Variable(name: $1, type: .int, slot: $0)
            })
        func suggestion(_ expression: String) -> String? {
            Compiler.compile(expression, in: environment).diagnostics.first?.suggestion
        }
        #expect(
            suggestion("account.plays > 1") == "did you mean a.account.plays or b.account.plays?")
        #expect(
            suggestion("plays > 1")
                == "did you mean a.account.plays, b.account.plays or c.plays?")
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
