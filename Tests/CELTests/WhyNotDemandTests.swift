import CEL
import Testing

/// What is asked of values that are missing, of values that have names, and how many other ways
/// there are.
@Suite struct WhyNotDemandTests {
    private static let variables = [
        Variable(name: "country", type: .string, slot: 0),
        Variable(name: "amount", type: .int, slot: 1), Variable(name: "n", type: .int, slot: 2),
        Variable(name: "busy", type: .bool, slot: 3), Variable(name: "risky", type: .bool, slot: 4),
        Variable(name: "at", type: .timestamp, slot: 5),
    ]
    private let environment = Environment(
        variables: variables, libraries: [Library([parts])], extraMacros: Set(ExtraMacro.allCases))
    private let scratch = Scratch()
    /// Neither the country nor n is there.
    private let row: [Value] = [
        .absent, .int(35_000), .absent, .bool(false), .bool(false),
        .timestamp(seconds: 1_700_000_000, nanoseconds: 0),
    ]

    /// `parts(n)`: n up to 2, and 3 for all above.
    private static let parts = Function(
        name: "parts",
        overloads: [
            Overload(
                id: "parts", parameters: [.int], result: .int, isPure: true,
                implementation: { a, _ in .int(min(3, a[0].asInt)) }
            ).yielding(greatestMeansMore: true) { _ in 0...3 }
        ])

    private func program(_ expression: String) throws -> Program {
        try #require(Compiler.compile(expression, in: environment, expecting: .bool).program)
    }

    private func whyNot(_ expression: String, names: [Int: Program] = [:]) throws -> WhyNot {
        let program = try program(expression)
        let found = row.withUnsafeBufferPointer { slots in
            slots.baseAddress.flatMap { program.whyNot($0, scratch, names: names) }
        }
        return try #require(found)
    }

    @Test(arguments: [
        ("country == 'SE'", ["country: \"SE\""]),
        ("!(country == 'SE')", ["country: anything but \"SE\""]),
        ("!(country in ['SE', 'NO'])", ["country: none of [\"SE\", \"NO\"]"]),
        ("!(n > 5)", ["n: at most 5"]), ("!!(n > 5)", ["n: more than 5"]),
        ("!country.startsWith('S')", ["country: false"]),
        (
            "country == 'SE' ? amount > 40000 : amount > 30000",
            ["country: anything but \"SE\""]
        ),
        ("country == 'SE' ? amount > 30000 : amount > 40000", ["country: \"SE\""]),
        (
            "!(country == 'SE' || n > 5)", ["country: anything but \"SE\"", "n: at most 5"]
        ),
        ("between(n, 5, 9)", ["n: at least 5", "n: at most 9"]),
    ])
    func whatIsMissingIsToComeOutAsTheWholeDemands(
        _ expression: String, _ expected: [String]
    ) throws {
        let items = try whyNot(expression).items
        #expect(items.map { "\($0.missing ?? "?"): \($0.needed)" } == expected)
        for item in items { #expect(item.words.hasSuffix("needs " + item.needed)) }
    }

    /// The same where there are too many comparisons to try every set.
    @Test func demandsOfLongConditions() throws {
        let known = (0..<12).map { "amount > \($0)" }.joined(separator: " && ")
        let found = try whyNot(known + " && !(country == 'SE') && (n > 5 ? amount < 1 : true)")
        #expect(found.items.map(\.needed) == ["anything but \"SE\"", "at most 5"])
    }

    @Test func textsAreWhole() throws {
        #expect(
            try whyNot("(n > 5 || busy) && !(risky || amount > 5)").items.map(\.text)
                == ["n > 5", "amount > 5"])
        #expect(
            try whyNot("(amount + 5) * 2 > 80000").items.map(\.words)[0]
                == "(amount + 5) * 2 is 70010, needs more than 80000: 9990 short")
        #expect(
            try whyNot("between(amount, 40000, 50000)").items.map(\.words)
                == ["amount is 35000, needs at least 40000: 5000 short"])
        #expect(
            try whyNot("between(amount, 40000, 50000)").items.map(\.text) == ["amount >= 40000"])
    }

    @Test func aNameIsGoneInto() throws {
        let names = [
            3: try program("amount > 40000 && (amount > 1 || n == 1)"),
            4: try program("cel.bind(a, amount + 1, busy && a > 50000)"),
        ]
        let found = try whyNot("cel.bind(b, amount, risky && b > 36000)", names: names)
        #expect(
            found.items.map(\.words) == [
                "amount is 35000, needs more than 40000: 5000 short",
                "a is 35001, needs more than 50000: 14999 short",
                "b is 35000, needs more than 36000: 1000 short",
            ])
        #expect(found.items.map(\.text) == ["amount > 40000", "a > 50000", "b > 36000"])
        // The name's place, then what is written there.
        #expect(found.items.map(\.range.lower) == [20, 20, 29])
        #expect(found.items.map(\.range.upper) == [25, 25, 38])
        // Said twice, by name and in place: in the way once.
        #expect(
            try whyNot("busy && amount > 40000", names: names).items.map(\.range)
                == [SourceRange(0, 4)])
        #expect(
            try whyNot("!busy && !risky && false || n == 1", names: names).items.map(\.text)
                == ["n == 1"])
        // Without names, the name is what is in the way.
        #expect(try whyNot("busy").items.map(\.words) == ["busy is false, needs true"])
    }

    /// Each name stands twice in the next: gone into as if written out, the last would have no end.
    @Test func namesOfNamesAreExplainedInTime() throws {
        let count = 40
        let environment = Environment(
            variables: (0..<count).map { Variable(name: "v\($0)", type: .bool, slot: $0) })
        var names: [Int: Program] = [:]
        for slot in 1..<count {
            let text = "(v\(slot - 1) && !v\(slot - 1)) || v\(slot - 1)"
            let named = try #require(Compiler.compile(text, in: environment).program)
            names[slot] = named
        }
        let program = try #require(Compiler.compile("v\(count - 1)", in: environment).program)
        let row = (0..<count).map { _ in Value.bool(false) }
        let (found, elapsed) = timedAlone {
            row.withUnsafeBufferPointer { slots in
                slots.baseAddress.flatMap { program.whyNot($0, scratch, names: names) }
            }
        }
        #expect(found != nil)
        #expect(elapsed < .milliseconds(2_000))
    }

    @Test func otherWaysAreCounted() throws {
        #expect(try whyNot("amount > 40000 || amount > 50000 || n == 1").alternatives == 2)
        #expect(try whyNot("amount > 40000 && n == 1").alternatives == 0)
        #expect(try whyNot("amount > 40000 && (n == 1 || country == 'SE')").alternatives == 1)
        let many = (0..<20).map { "amount > \(40_000 + $0)" }.joined(separator: " || ")
        #expect(try whyNot(many).alternatives == 19)
        #expect(try whyNot("amount > 40000 && false").alternatives == 0)
    }

    @Test func whatIsBeyondCountingHasNoGap() throws {
        let item = try #require(try whyNot("parts(amount) <= 1").items.first)
        #expect(item.words == "parts(amount) is more than 2, needs at most 1")
        #expect(item.gap == nil)
        #expect(
            try whyNot("parts(amount - 34998) <= 1").items.map(\.words)
                == ["parts(amount - 34998) is 2, needs at most 1: 1 over"])
    }

    @Test(arguments: [
        (">", "later than"), (">=", "no earlier than"), ("==", ""),
    ])
    func timesAreLaterOrEarlier(_ relation: String, _ words: String) throws {
        let time = "2024-01-01T00:00:00Z"
        let needed = try whyNot("at \(relation) timestamp('\(time)')").items.map(\.needed)
        #expect(needed == [words.isEmpty ? time : words + " " + time])
        #expect(
            try whyNot("!(at < timestamp('\(time)'))").items.map(\.needed)
                == ["no earlier than \(time)"])
    }
}
