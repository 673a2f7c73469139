import CEL
import Testing

/// No expression, however made, may take long or bring the process down.
@Suite struct LimitTests {
    private static let bound = Duration.milliseconds(50)

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test func deepNestingIsRefusedByName() {
        let fixture = Fixture()
        let shapes = [
            repeated("(", 100_000), repeated("[", 100_000), repeated("!", 90_000) + "true",
            repeated("-", 90_000) + "event.amount", "1" + repeated(" + 1", 20_000),
            "event.device" + repeated(".a", 20_000), repeated("{1:", 30_000),
            repeated("[1].map(x, ", 10_000), repeated("true ? ", 20_000),
            "true" + repeated(" ? true : true", 10_000),
        ]
        for shape in shapes {
            let (compilation, elapsed) = timed { fixture.compile(shape) }
            #expect(elapsed < Self.bound, "\(shape.prefix(20))")
            if compilation.program == nil {
                #expect(!compilation.diagnostics.isEmpty)
            }
        }
        let deep = fixture.compile(repeated("(", 300) + "1" + repeated(")", 300))
        #expect(deep.diagnostics.first?.message.contains("nestingDepthMax") == true)
    }

    @Test(arguments: [
        ("parentheses", "(", "1", ")"), ("brackets", "[", "1", "]"), ("maps", "{1:", "1", "}"),
        ("ternaries", "true ? 1 : ", "1", ""), ("calls", "size(", "'a'", ")"),
        ("macros", "[1].map(x, ", "x", ")"), ("selections", "", "event.device", ".a"),
        ("sums", "", "1", " + 1"), ("indices", "", "event.device", "['a']"),
        ("left ternaries", "", "true", " ? true : true"), ("negated", "!(", "true", ")"),
        ("negative", "-(", "event.amount", ")"), ("mixed signs", "!-", "event.amount", ""),
        ("binds", "cel.bind(x, ", "1", ", x)"), ("nots", "not ", "true", ""),
    ])
    func tenThousandLevelsAreRefusedByName(
        _ name: String, _ before: String, _ core: String, _ after: String
    ) {
        let levels = min(10_000, 99_000 / (before.utf8.count + after.utf8.count))
        let expression = repeated(before, levels) + core + repeated(after, levels)
        let fixture = Fixture()
        let (compilation, elapsed) = timedAlone { fixture.compile(expression) }
        #expect(elapsed < Self.bound, "\(name)")
        #expect(compilation.program == nil, "\(name)")
        let isNamed = compilation.diagnostics.contains { $0.message.contains("nestingDepthMax") }
        #expect(isNamed || name == "mixed signs" || name == "nots", "\(name)")
    }

    @Test(arguments: ["!", "-"])
    func tenThousandSignsAreOne(_ sign: String) {
        let operand = sign == "!" ? "true" : "event.amount"
        let fixture = Fixture()
        let (result, elapsed) = timedAlone { fixture.result(repeated(sign, 10_001) + operand) }
        #expect(result == (sign == "!" ? "false" : "-120.5"))
        #expect(elapsed < Self.bound)
    }

    /// Just as long as may be, and one byte more.
    @Test(arguments: [
        "event.amount == 1.5 || ", "true && ", "event.asn in [1,2] || ",
        "event.email == 'kari' || ",
    ])
    func aHundredThousandBytesAreTheMost(_ term: String) {
        let fixture = Fixture()
        let count = 99_990 / term.utf8.count
        let terms = repeated(term, count) + "true"
        let longest = terms + repeated(" ", 100_000 - terms.utf8.count)
        let (compilation, elapsed) = timedAlone { fixture.compile(longest) }
        #expect(compilation.program != nil)
        #expect(elapsed < Self.bound, "\(term)")
        let (refused, soon) = timedAlone { fixture.compile(longest + " ") }
        #expect(
            refused.diagnostics.map(\.message) == [
                "the expression has 100001 bytes; expressionBytesMax is 100000"
            ])
        #expect(soon < Self.bound)
    }

    @Test func patternsOfManyRepeatsAreLinearOrRefused() {
        let fixture = Fixture()
        let text = repeated("a", 5_000) + "!"
        for pattern in ["(a+)+$", "^(a|a)*$", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            let (result, elapsed) = timedAlone { fixture.result("'\(text)'.matches('\(pattern)')") }
            #expect(result == "false", "\(pattern)")
            #expect(elapsed < Self.bound, "\(pattern)")
        }
        let (nested, soon) = timedAlone {
            fixture.diagnostic("event.email.matches('(x{1000}){1000}')")
        }
        #expect(nested.hasPrefix("1:21 this regular expression is not valid: "), "\(nested)")
        let large = fixture.diagnostic(#"event.email.matches(r'\pL{1000}')"#)
        #expect(large.contains("regexProgramMemoryMax"), "\(large)")
        #expect(soon < Self.bound)
        let long = repeated("a", 2_000)
        for expression in [
            "event.email.matches('\(long)')", "'a'.matches(event.email + '\(long)')",
        ] {
            let (result, elapsed) = timedAlone { fixture.result(expression) }
            #expect(result.contains("regexPatternBytesMax"), "\(expression.prefix(30))")
            #expect(elapsed < Self.bound)
        }
    }

    @Test(arguments: [
        "lists.range(1000000).exists(i, i < 0)", "lists.range(1000000000).exists(i, i < 0)",
        "lists.range(60).map(a, lists.range(60).map(b, lists.range(60).map(c, "
            + "lists.range(60).map(d, a + b + c + d)))).size() > 0",
        "lists.range(99999).exists(i, lists.range(99999).exists(j, i + j < 0))",
        "lists.range(300).map(i, lists.range(300)).flatten().sort().distinct().size() > 0",
    ])
    func hugeListsMeetTheStepLimit(_ expression: String) {
        let fixture = Fixture()
        let (result, elapsed) = timedAlone { fixture.result(expression) }
        #expect(result == "error: limit met: comprehensionIterationsMax")
        #expect(elapsed < Self.bound)
    }

    @Test func aLongChainOfTermsIsNotDeep() {
        let fixture = Fixture()
        let chain = (0..<3_000).map { "event.amount == \($0).5" }.joined(separator: " || ")
        let compilation = fixture.compile(chain)
        #expect(compilation.program != nil)
        #expect(fixture.result(chain) == "true")
    }

    @Test func tooLongAnExpressionIsRefusedByName() {
        let fixture = Fixture()
        let terms = repeated("event.amount == 1.5 || ", 100 * 1_024 / 23) + "true || false || true"
        for text in [terms, repeated("a", 102_400), repeated("'", 102_400), repeated("[", 102_400)]
        {
            let (compilation, elapsed) = timed { fixture.compile(text) }
            #expect(compilation.diagnostics.first?.message.contains("expressionBytesMax") == true)
            #expect(elapsed < Self.bound)
        }
    }

    @Test func aHugeExpressionCompilesInBoundedTime() {
        let list = "[" + (0..<14_000).map(String.init).joined(separator: ", ") + "]"
        let (compilation, elapsed) = timed { Fixture().compile("3 in " + list) }
        #expect(compilation.program != nil)
        #expect(elapsed < .milliseconds(500))
    }

    @Test func catastrophicPatternsAreLinear() {
        let fixture = Fixture()
        let text = repeated("a", 20_000) + "!"
        let (result, elapsed) = timed { fixture.result("'\(text)'.matches('^(a+)+$')") }
        #expect(result == "false")
        #expect(elapsed < .milliseconds(200))
        #expect(
            fixture.result("'a'.matches('\(repeated("a?", 600))')").contains("regexPatternBytesMax")
        )
        #expect(fixture.result("'a'.matches('((a{1,99}){1,99}){1,99}')").hasPrefix("refused: "))
    }

    @Test func hugeComprehensionsMeetANamedLimit() {
        let fixture = Fixture()
        let list = "lists.range(1000)"
        let loops = [
            "\(list).all(a, \(list).all(b, \(list).all(c, a + b + c >= 0)))",
            "\(list).map(a, \(list).map(b, \(list).map(c, a)))",
            "lists.range(1000000000)", "lists.range(9223372036854775807)",
            "size(lists.range(9223372036854775807)) + size(lists.range(9223372036854775807))",
            "\(list).map(a, \(list)).flatten().distinct()",
        ]
        for loop in loops {
            let (result, elapsed) = timed { fixture.result(loop) }
            #expect(result == "error: limit met: comprehensionIterationsMax")
            #expect(elapsed < Self.bound)
        }
    }

    @Test func doublingTextMeetsTheMemoryLimit() {
        let fixture = Fixture()
        var expression = "event.email"
        for step in 0..<40 { expression = "cel.bind(x\(step), \(expression), x\(step) + x\(step))" }
        let (result, elapsed) = timed { fixture.result("size(\(expression))") }
        #expect(result == "error: limit met: the arena's bytesMax")
        #expect(elapsed < .milliseconds(500))
    }

    @Test func scatteredBytesNeverCrash() {
        let fixture = Fixture()
        let pieces = [
            "event.amount", "1", "'a'", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "&&",
            "||", "!", "-", "+", "==", "<", "in", "has(", "map(", "x", "[1].exists(x,", "b'",
            "r\"", "\\", "0x", "1e", "`", "é", "\u{0}", "cel.bind(", ".?", "[?", "{?", "size(",
        ]
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            var text = ""
            state = state &* 6_364_136_223_846_793_005 &+ 1
            for _ in 0..<(3 + Int(state >> 60)) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count] + " "
            }
            _ = fixture.result(text)
        }
    }
}
