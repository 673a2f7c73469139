import CEL
import Foundation
import Testing

/// Prices before anything has run: from declared sizes, growing with them, and never too small.
@Suite struct CostTests {
    private func environment(_ bounds: [String: ValueBounds] = [:]) -> Environment {
        let types: [(String, Type)] = [
            ("text", .string), ("other", .string), ("tags", .list(.string)),
            ("numbers", .list(.int)), ("table", .map(.string, .list(.int))), ("n", .int),
        ]
        return Environment(
            variables: types.enumerated().map { slot, variable in
                Variable(
                    name: variable.0, type: variable.1, slot: slot,
                    bounds: bounds[variable.0] ?? .unknown)
            })
    }

    private func cost(_ expression: String, _ bounds: [String: ValueBounds] = [:]) -> Int {
        Compiler.compile(expression, in: environment(bounds)).cost
    }

    @Test(arguments: [
        ("n > 5", 2), ("text == 'NO'", 3), ("tags.exists(t, t == 'a')", 501),
        ("numbers.all(a, numbers.all(b, a != b))", 50_301),
        ("[1, 2, 3].exists(x, x == n)", 10 + 3 * (3 + 2)),
        ("1 + 2 == 3", 2),
    ])
    func pricesOfSmallExpressions(_ expression: String, _ expected: Int) {
        #expect(cost(expression) == expected, "\(expression)")
    }

    @Test(arguments: [
        "text == other", "text + other == 'a'", "text.matches(other)", "tags.exists(t, t == text)",
        "text in tags", "tags.join(text) == ''", "text.split(other).size() > 3",
        "text.split('.').all(part, part != '')", "numbers.map(a, numbers).flatten().size() > 3",
        "tags.distinct().size() > 3", "sets.intersects(tags, [text])", "tags.sort() == tags",
        "table.all(k, table[k].exists(v, v == n))", "tags.map(t, t + text).exists(t, t == other)",
        "cel.bind(both, text + text, both + both == other)", "tags.filter(t, t != text)[0] == ''",
        "lists.range(n).all(i, i >= 0)",
    ])
    func priceGrowsWithDeclaredSizes(_ expression: String) {
        var before = 0
        for size in [64, 1_000, 20_000] {
            let sized = ValueBounds(numbers: 0...Double(size), sizeMax: size)
            let names = ["text", "other", "tags", "numbers", "table", "n"]
            let now = cost(
                expression, Dictionary(uniqueKeysWithValues: names.map { ($0, sized) }))
            #expect(now > before, "\(expression) at \(size)")
            before = now
        }
    }

    @Test func aNumberOfElementsIsPricedByThem() {
        #expect(cost("lists.range(90000) == []") >= 90_000)
        #expect(cost("lists.range(3) == []") < 100)
    }

    /// What is known of one program's value goes into the programs that are given it.
    @Test func boundsOfAValueGoWithIt() throws {
        func bounds(_ expression: String) -> ValueBounds {
            Compiler.compile(
                expression, in: environment(["n": ValueBounds(numbers: 1...5)])
            ).resultBounds
        }
        func cost(_ expression: String, _ type: Type, of value: String) -> Int {
            let variable = Variable(name: "big", type: type, slot: 0, bounds: bounds(value))
            return Compiler.compile(expression, in: Environment(variables: [variable])).cost
        }
        #expect(
            cost("big.exists(x, x == -1)", .list(.int), of: "lists.range(90000)") >= 90_000)
        let nested = "lists.range(3000).map(x, lists.range(3000))"
        for type in [Type.list(.list(.int)), .list(.dyn)] {
            #expect(cost("big.all(x, x.all(y, y > 0))", type, of: nested) >= 9_000_000)
        }
        #expect(bounds(nested) == ValueBounds(pricedSizes: [3_000, 3_000]))
        #expect(bounds("n * 2 + 1") == ValueBounds(numbers: 3...11))
        #expect(bounds("double(n) / 2.0") == .unknown)
        #expect(bounds("text + 'abcd'") == ValueBounds(pricedSizes: [260]))
        #expect(bounds("['a', 'bcd']") == ValueBounds(pricedSizes: [2, 3]))
        #expect(bounds("n > 3") == .unknown)
        // Assumed sizes are for prices: nothing is claimed of them.
        let variable = Variable(
            name: "both", type: .string, slot: 0, bounds: bounds("text + text"))
        let program = try #require(
            Compiler.compile(
                "both.size() > 1000", in: Environment(variables: [variable])
            ).program)
        #expect(Analysis.findings(of: program).isEmpty)
    }

    @Test func whatIsNotDeclaredIsAssumed() {
        let assumed = ["text": ValueBounds(sizeMax: 256), "tags": ValueBounds(sizeMax: 100)]
        for expression in ["text + text == text", "tags.exists(t, t == text)"] {
            #expect(cost(expression) == cost(expression, assumed))
        }
    }

    @Test func beyondCountingIsTheGreatestInt() {
        var body = "n > 0"
        for level in 0..<12 { body = "numbers.all(x\(level), \(body))" }
        #expect(cost(body, ["numbers": ValueBounds(sizeMax: 1_000_000)]) == .max)
        let doubled = (0..<150).reduce("text") { expression, level in
            "cel.bind(t\(level), \(expression), t\(level) + t\(level))"
        }
        #expect(cost(doubled) == .max)
    }

    @Test(arguments: [
        (
            "n > 5 && tags.exists(t, t == 'abc')", "tags.exists(t, t == 'abc')",
            "100 elements × 5 each"
        ),
        (
            "n > 5 && (n > 6 || text.matches('^a+$'))", "text.matches('^a+$')",
            "matches of texts up to 256 and 4 bytes"
        ),
        ("text.lowerAscii() == 'x'", "text.lowerAscii()", "lower ascii of a text up to 256 bytes"),
        ("n in numbers || n == 3", "n in numbers", "search of up to 100 elements"),
        ("n > 5 && n < 9", "n > 5 && n < 9", "its 2 parts together"),
    ])
    func thePartToBlame(_ expression: String, _ part: String, _ why: String) throws {
        let compilation = Compiler.compile(expression, in: environment())
        let blamed = try #require(compilation.costliest)
        let program = try #require(compilation.program)
        let bytes = program.tree.source[blamed.range.lower..<blamed.range.upper]
        #expect(String(decoding: bytes, as: UTF8.self) == part)
        #expect(blamed.why == why)
        #expect(blamed.cost <= compilation.cost && blamed.cost * 2 >= compilation.cost / 2)
    }

    @Test func anExpressionWithoutAProgramHasNoPrice() {
        let compilation = Compiler.compile("nope", in: environment())
        #expect(compilation.cost == 0)
        #expect(compilation.costliest == nil)
    }

    // MARK: An upper bound

    /// Literals are part of the plan, and cost nothing.
    private func isLiteral(_ text: String) -> Bool {
        let written = text.contains(" = ") ? text.split(separator: " ").last.map(String.init) : text
        guard let written, let first = written.first else { return false }
        return ["true", "false", "null"].contains(written) || first.isNumber
            || "'\"-".contains(first)
    }

    /// Parts that one evaluation really computed, as its trace shows them.
    private func evaluated(_ trace: Trace) -> Int {
        if trace.outcome == .skipped { return 0 }
        if trace.children.isEmpty, isLiteral(trace.text) { return 0 }
        // The line of a loop's step stands for no part of its own.
        let isStep = trace.children.count == 1 && trace.children[0].range == trace.range
        return (isStep ? 0 : 1) + trace.children.reduce(0) { $0 + evaluated($1) }
    }

    @Test func priceIsNeverBelowTheParts() {
        let arena = Arena()
        let texts = ["a", "été", "10.0.0.1"].map { arena.string($0) }
        let row: [Value] = [
            arena.list([.int(1), texts[1], .null]), .double(3.5), arena.list(texts),
            arena.map([(texts[0], .int(1)), (texts[1], .uint(7))]), .int(4),
            .timestamp(seconds: 1_700_000_000, nanoseconds: 1),
            .duration(seconds: 2, nanoseconds: 0), texts[2], .uint(7),
        ]
        let small = ValueBounds(numbers: 0...10, sizeMax: 8)
        let names: [(String, Type)] = [
            ("x", .dyn), ("event.amount", .double), ("event.tags", .list(.string)),
            ("m", .map(.string, .dyn)), ("event.asn", .int), ("event.at", .timestamp),
            ("event.wait", .duration), ("event.name", .string), ("u", .uint),
        ]
        let environment = Environment(
            variables: names.enumerated().map {
                Variable(name: $1.0, type: $1.1, slot: $0, bounds: small)
            })
        let seed = Chance(11).seed
        let corpus = FuzzTests.corpus
        var fuzzer = Fuzzer(corpus: corpus, seed: seed)
        var inputs = corpus
        fuzzer.run(4_000) { inputs.append(String(decoding: $0, as: UTF8.self)) }
        let scratch = Scratch()
        var compared = 0
        row.withUnsafeBufferPointer { slots in
            guard let start = slots.baseAddress else { return }
            for input in inputs {
                let compilation = Compiler.compile(input, in: environment)
                guard let program = compilation.program else { continue }
                scratch.reset()
                let parts = evaluated(program.trace(start, scratch))
                compared += 1
                #expect(max(compilation.cost, 1) >= parts, "seed \(seed): \(input)")
            }
        }
        #expect(compared > 300)
        print("CEL cost: \(compared) programs, seed \(seed)")
    }
}
