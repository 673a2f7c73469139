import CEL
import Testing

/// Conditions that can come to one outcome only; and that nothing else is said to.
@Suite struct AnalysisTests {
    static let variables = [
        Variable(name: "n", type: .int, slot: 0), Variable(name: "m", type: .int, slot: 1),
        Variable(
            name: "share", type: .double, slot: 2, bounds: ValueBounds(numbers: 0...1)),
        Variable(
            name: "plays", type: .int, slot: 3,
            bounds: ValueBounds(numbers: 0...Double(Int32.max))),
        Variable(name: "real", type: .double, slot: 4), Variable(name: "ok", type: .bool, slot: 5),
        Variable(name: "event.country", type: .string, slot: 6, bounds: ValueBounds(sizeMax: 2)),
        Variable(name: "u", type: .uint, slot: 7), Variable(name: "at", type: .timestamp, slot: 8),
        Variable(name: "tags", type: .list(.string), slot: 9),
        Variable(name: "wait", type: .duration, slot: 10),
        Variable(name: "loose", type: .dyn, slot: 11),
    ]
    let environment = Environment(variables: variables, extraMacros: [.between])

    private func findings(_ expression: String, missing: Set<Int> = []) -> [String] {
        let compilation = Compiler.compile(expression, in: environment)
        guard let program = compilation.program else {
            return ["refused: " + (compilation.diagnostics.first?.message ?? "")]
        }
        return Analysis.findings(of: program, missing: missing).map { found in
            let bytes = program.tree.source[found.range.lower..<found.range.upper]
            return String(decoding: bytes, as: UTF8.self) + " | " + found.message
        }
    }

    @Test(arguments: [
        ("share > 1.5", "share > 1.5 | this is never true: share is at most 1"),
        ("ok && share > 1.0", "share > 1.0 | this is never true: share is at most 1"),
        ("share <= 1.0", "share <= 1.0 | this is true whenever share is there: share is at most 1"),
        ("plays < 0", "plays < 0 | this is never true: plays is at least 0"),
        (
            "plays >= 0 || ok",
            "plays >= 0 | this is true whenever plays is there: plays is at least 0"
        ),
        ("plays == -1", "plays == -1 | this is never true: plays is at least 0"),
        ("u < 0u", "u < 0u | this is never true: u is at least 0"),
        ("n == 1.5", "n == 1.5 | this is never true: n is a whole number"),
        (
            "share * 100.0 > 100.0",
            "share * 100.0 > 100.0 | this is never true: "
                + "share * 100.0 is at most 100"
        ),
        ("plays + 1 < 1", "plays + 1 < 1 | this is never true: plays + 1 is at least 1"),
        ("size(tags) < 0", "size(tags) < 0 | this is never true: size(tags) is at least 0"),
        (
            "event.country.size() > 2",
            "event.country.size() > 2 | this is never true: "
                + "event.country.size() is at most 2"
        ),
        (
            "at.getHours() > 23",
            "at.getHours() > 23 | this is never true: "
                + "at.getHours() is at most 23"
        ),
        ("n % 10 == 12", "n % 10 == 12 | this is never true: n % 10 is at most 9"),
        ("plays in [-1, -2]", "plays in [-1, -2] | this is never true: plays is 0 to 2147483647"),
        ("n in []", "n in [] | this is never true: the list is empty"),
        ("n == n", "n == n | this is true whenever n is there: both sides are the same"),
        ("n + m < n + m", "n + m < n + m | this is never true: both sides are the same"),
        (
            "-plays > plays + 1",
            "-plays > plays + 1 | this is never true: "
                + "-plays is at most 0 and plays + 1 at least 1"
        ),
        (
            "tags.exists(t, share > 1.0 && t == 'a')",
            "share > 1.0 | this is never true: share is at most 1"
        ),
        ("1 < 2", "1 < 2 | this is always true"), ("true", "true | this is always true"),
        ("false", "false | this is never true"),
        (
            "has(event.country) || event.country == 'SE'",
            "has(event.country) || event.country == 'SE' | "
                + "this is true whenever event.country is there"
        ),
        (
            "cel.bind(a, share + 1.0, cel.bind(b, a, b >= 0.0))",
            "b >= 0.0 | this is true whenever share is there: b is at least 1"
        ),
        (
            "has(event.country) || !has(event.country)",
            "has(event.country) || !has(event.country) | this is always true: "
                + "one of 'has(event.country)' and '!has(event.country)' holds"
        ),
        (
            "n + m == n + m",
            "n + m == n + m | this is true whenever n and m are there: both sides are the same"
        ),
    ])
    func decidedByTheValuesThereCanBe(_ expression: String, _ expected: String) {
        #expect(findings(expression) == [expected])
    }

    @Test(arguments: [
        (
            "n > 5 && n < 3",
            "n > 5 && n < 3 | this is never true: "
                + "'n > 5' and 'n < 3' exclude each other"
        ),
        (
            "n > 5 && ok && 3 > n",
            "n > 5 && ok && 3 > n | this is never true: "
                + "'n > 5' and '3 > n' exclude each other"
        ),
        (
            "n > 1 && n < 2",
            "n > 1 && n < 2 | this is never true: "
                + "'n > 1' and 'n < 2' exclude each other"
        ),
        (
            "event.country == 'NO' && event.country == 'SE'",
            "event.country == 'NO' && event.country == 'SE' | this is never true: "
                + "'event.country == 'NO'' and 'event.country == 'SE'' exclude each other"
        ),
        (
            "event.country in ['NO', 'SE'] && event.country == 'DK'",
            "event.country in ['NO', 'SE'] && event.country == 'DK' | this is never true: "
                + "'event.country in ['NO', 'SE']' and 'event.country == 'DK'' exclude each other"
        ),
        (
            "n in [1, 2] && n != 1 && n != 2",
            "n in [1, 2] && n != 1 && n != 2 | "
                + "this is never true: 'n in [1, 2]', 'n != 1' and 'n != 2' exclude each other"
        ),
        (
            "ok && n > 1 && !ok",
            "ok && n > 1 && !ok | this is never true: "
                + "'ok' and '!ok' exclude each other"
        ),
        (
            "n > 7 && !(n > 5)",
            "n > 7 && !(n > 5) | this is never true: "
                + "'n > 7' and '!(n > 5)' exclude each other"
        ),
        (
            "!has(event.country) && event.country == 'NO'",
            "!has(event.country) && event.country == 'NO' | this is never true: "
                + "'!has(event.country)' and 'event.country == 'NO'' exclude each other"
        ),
        (
            "n >= 3 || n < 5",
            "n >= 3 || n < 5 | this is true whenever n is there: "
                + "one of 'n >= 3' and 'n < 5' holds"
        ),
        (
            "(n > 5) && ok && (n < 3)",
            "(n > 5) && ok && (n < 3) | this is never true: "
                + "'n > 5' and 'n < 3' exclude each other"
        ),
        (
            "between(n, 10, 5)",
            "between(n, 10, 5) | this is never true: 'n >= 10' and 'n <= 5' exclude each other"
        ),
        (
            "between(share, 0.5, 2.0)",
            "between(share, 0.5, 2.0) | "
                + "'share <= 2.0' is true whenever share is there: share is at most 1"
        ),
        (
            "n != 3 || ok || n != 4",
            "n != 3 || ok || n != 4 | this is true whenever n is there: "
                + "one of 'n != 3' and 'n != 4' holds"
        ),
        (
            "at > timestamp('2024-01-02T00:00:00Z') && at < timestamp('2024-01-01T00:00:00Z')",
            "at > timestamp('2024-01-02T00:00:00Z') && at < timestamp('2024-01-01T00:00:00Z') | "
                + "this is never true: 'at > timestamp('2024-01-02T00:00:00Z')' and "
                + "'at < timestamp('2024-01-01T00:00:00Z')' exclude each other"
        ),
        (
            "wait > duration('1h') && wait < duration('10s')",
            "wait > duration('1h') && wait < duration('10s') | this is never true: "
                + "'wait > duration('1h')' and 'wait < duration('10s')' exclude each other"
        ),
        (
            "cel.bind(x, n + 1, x > 5 && n + 1 < 3)",
            "x > 5 && n + 1 < 3 | "
                + "this is never true: 'x > 5' and 'n + 1 < 3' exclude each other"
        ),
        (
            "tags.exists(t, t == 'a' && t == 'b')",
            "t == 'a' && t == 'b' | "
                + "this is never true: 't == 'a'' and 't == 'b'' exclude each other"
        ),
    ])
    func decidedByWhatStandsBeside(_ expression: String, _ expected: String) {
        #expect(findings(expression) == [expected])
    }

    @Test(arguments: [
        ("n > 5 && n > 3", "n > 3 | this part is always true where 'n > 5' holds"),
        ("n > 3 && n > 5", "n > 3 | this part is always true where 'n > 5' holds"),
        ("n > 5 || n > 3", "n > 5 | this part is never true where 'n > 3' does not hold"),
        ("n == 3 && n in [3, 4]", "n in [3, 4] | this part is always true where 'n == 3' holds"),
        ("ok && n > 1 && ok", "ok | this part is always true where 'ok' holds"),
        ("n > 5 && (ok || n < 3)", "n < 3 | this part is never true where 'n > 5' holds"),
        ("n > 5 ? n > 3 : ok", "n > 3 | this part is always true where 'n > 5' holds"),
        (
            "event.country == 'NO' && event.country != 'SE'",
            "event.country != 'SE' | this part is always true where "
                + "'event.country == 'NO'' holds"
        ),
    ])
    func partsThatAddNothing(_ expression: String, _ expected: String) {
        #expect(findings(expression) == [expected])
    }

    @Test(arguments: [
        ("ok && n > 3", 5, "ok | this is never true: ok is never there"),
        ("n + m > 3 || ok", 1, "n + m > 3 | this is never true: m is never there"),
        (
            "has(event.country) && event.country == 'NO'", 6,
            "has(event.country) | this is never true: event.country is never there"
        ),
        (
            "tags.exists(t, t == 'a')", 9,
            "tags.exists(t, t == 'a') | this is never true: tags is never there"
        ),
    ])
    func slotsThatAreNeverFilled(_ expression: String, _ slot: Int, _ expected: String) {
        #expect(findings(expression, missing: [slot]) == [expected])
    }

    @Test(arguments: [
        "real >= 3.0 || real < 5.0", "real == real", "real <= 0.5 || real > 0.5", "n > 3 && m < 3",
        "n > 5 && real > 3.0", "loose > 5 && loose < 3", "share >= 0.5 && share < 0.6",
        "has(event.country) && event.country == 'NO'", "n > 3 || m > 3", "n != 3 && n != 4",
        "n > 9007199254740992 && n < 9007199254740994", "tags.all(t, t == 'a') && n > 1",
        "tags.exists(t, t == 'a') && tags.exists(t, t == 'b')",
        "ok ? n > 5 : n < 3", "n > 3 || has(event.country)", "!has(event.country) || ok",
        "real > 1.0 && real < 1.0000000000000004", "event.country < 'b' && event.country > 'a'",
        "event.country.?x.orValue(true)", "n == 3 || n == 4 || n == 5", "share == 0.0 || ok",
        "n > 5 && (n > 9 || ok)", "(n > 5 || ok) && n < 3",
    ])
    func nothingIsSaidOfTheRest(_ expression: String) {
        #expect(findings(expression).filter { !$0.hasPrefix("refused") } == [])
    }

    @Test func outcomesOfTheWhole() throws {
        func outcomes(_ expression: String, _ missing: Set<Int> = []) throws -> Outcomes {
            let program = try #require(Compiler.compile(expression, in: environment).program)
            return Analysis.outcomes(of: program, missing: missing)
        }
        #expect(try outcomes("n > 5 && n < 3") == [.canBeFalse, .canFail])
        #expect(try outcomes("plays >= 0") == [.canBeTrue, .canFail])
        #expect(try outcomes("has(event.country)") == [.canBeTrue, .canBeFalse])
        #expect(try outcomes("ok", [5]) == .canFail)
        #expect(try outcomes("ok && n > 3", [5]) == [.canBeFalse, .canFail])
        #expect(try outcomes("ok || n > 3", [5]) == [.canBeTrue, .canFail])
        #expect(try outcomes("true") == .canBeTrue)
        #expect(try outcomes("n > 3") == [.canBeTrue, .canBeFalse, .canFail])
    }

    @Test func longConditionsAreAnalysedInTime() throws {
        let environment = environment
        for join in [" || ", " && "] {
            let chain = (0..<4_000).map { "n != \($0)" }.joined(separator: join)
            let program = try #require(Compiler.compile(chain, in: environment).program)
            let (_, elapsed) = timed { Analysis.findings(of: program) }
            #expect(elapsed < .milliseconds(500), "\(join)")
        }
        let many = (0..<4_000).map { "n + \($0) != m" }.joined(separator: " && ")
        let wide = try #require(Compiler.compile(many, in: environment).program)
        let (_, spent) = timedAlone { Analysis.findings(of: wide) }
        #expect(spent < .milliseconds(500))
        let nested = (0..<120).reduce("n > 0") { "(\($0) && m > \($1)) || ok" }
        let program = try #require(Compiler.compile(nested, in: environment).program)
        let (_, elapsed) = timed { Analysis.findings(of: program) }
        #expect(elapsed < .milliseconds(100))
    }
}
