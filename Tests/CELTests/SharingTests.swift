import CEL
import Synchronization
import Testing
import Toolbox

/// Parts that several programs have in common are computed once a row, and change no answer.
@Suite struct SharingTests {
    private static let variables =
        ["a", "b", "c"].enumerated().map { Variable(name: $1, type: .int, slot: $0) }
        + [Variable(name: "xs", type: .list(.int), slot: 3)]

    /// How often a function that stands in several programs is called for a row.
    private func calls(_ expressions: [String], rows: Int = 1) throws -> Int {
        let counter = Counter()
        let slow = Function(
            name: "slow",
            overloads: [
                Overload(id: "slow_int", parameters: [.int], result: .int, cost: 50) { a, _ in
                    counter.calls.add(1, ordering: .relaxed)
                    return a[0]
                }
            ])
        let environment = Environment(variables: Self.variables, libraries: [Library([slow])])
        let programs = try expressions.map {
            try #require(Compiler.compile($0, in: environment).program, "\($0)")
        }
        let parts = SharedParts(of: programs)
        let sharing = programs.map { $0.sharing(parts) }
        let scratch = Scratch()
        let row: [Value] = [.int(1), .int(2), .int(3), .absent]
        for _ in 0..<rows {
            scratch.reset()
            scratch.beginRow(sharing: parts.count)
            for program in sharing { _ = program.evaluateSharing(row, scratch) }
        }
        return counter.calls.load(ordering: .relaxed)
    }

    private final class Counter: Sendable { let calls = Atomic(0) }

    @Test func aSharedPartIsComputedOnceARow() throws {
        #expect(try calls(["slow(a) > 1", "slow(a) > 0 && b > 1", "a > 5 || slow(a) == 1"]) == 1)
        #expect(try calls(["slow(a) > 1", "slow(a) > 0"], rows: 10) == 10)
        #expect(try calls(["slow(a) > 1 && slow(a) < 9"]) == 1)
        #expect(try calls(["slow(a) > 1", "slow(b) > 1"]) == 2)
        #expect(try calls(["[1, 2, 3].all(x, x + slow(a) > 0)"]) == 3)
        #expect(try calls(["[1, 2, 3].all(x, x + slow(a) > 0)", "slow(a) > 1"]) == 1)
    }

    @Test func stepsAreTakenByWhoeverAsks() throws {
        var limits = Limits()
        limits.comprehensionIterationsMax = 250
        let environment = Environment(variables: Self.variables, limits: limits)
        func part(_ name: String) -> String { "lists.range(100).all(x, x != a + \(name))" }
        let texts = [
            part("b"), "\(part("b")) && \(part("c"))",
            "\(part("b")) && \(part("c")) && \(part("a"))",
        ]
        let programs = try texts.map {
            try #require(Compiler.compile($0, in: environment).program, "\($0)")
        }
        let row: [Value] = [.int(-9), .int(-9), .int(-9), .absent]
        let scratch = Scratch()
        let alone = programs.map { $0.describe($0.evaluate(row, scratch)) }
        #expect(Set(alone).count == 2, "the last meets the limit")
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let parts = SharedParts(of: order.map { programs[$0] })
            scratch.reset()
            scratch.beginRow(sharing: parts.count)
            for index in order {
                let value = programs[index].sharing(parts).evaluateSharing(row, scratch)
                #expect(programs[index].describe(value) == alone[index], "\(order) \(index)")
            }
        }
    }

    @Test func aPartThatIsNotReachedIsNotComputed() throws {
        #expect(try calls(["a > 1 && slow(a) > 1", "a > 1 && slow(a) < 1"]) == 0)
    }

    @Test func boundNamesDoNotMatterAndFreeOnesDo() throws {
        let environment = Environment(variables: Self.variables)
        func shared(_ one: String, _ other: String) throws -> Int {
            SharedParts(
                of: try [one, other].map {
                    try #require(Compiler.compile($0, in: environment).program, "\($0)")
                }
            ).count
        }
        #expect(try shared("xs.exists(x, x > a)", "xs.exists(y, y > a)") == 1)
        #expect(try shared("xs.exists(x, x > a)", "xs.exists(y, y > b)") == 0)
        #expect(try shared("xs.exists(x, x * 2 > 1)", "xs.all(x, x * 2 > 1)") == 0)
        #expect(try shared("cel.bind(t, a + b, t * t) > 3", "cel.bind(u, a + b, u * u) < 9") == 2)
        #expect(
            try shared("0.0 * double(a) == 0.0", "-0.0 * double(a) == 0.0") == 1,
            "double(a) alone: the zeros differ in their sign")
        #expect(try shared("a > 1", "a > 1") == 0, "cheaper to compute than to keep")
    }

    @Test func aNameForAnExpressionIsTheExpression() throws {
        let named =
            Self.variables + [
                Variable(name: "one", type: .int, slot: 4),
                Variable(name: "two", type: .int, slot: 5),
            ]
        let environment = Environment(variables: named)
        func program(_ text: String) throws -> Program {
            try #require(Compiler.compile(text, in: environment).program, "\(text)")
        }
        let one = try program("a + b * c")
        let two = try program("a + b * c")
        let conditions = try ["one * one > 4", "two * two > 4", "one * one > 5"].map(program)
        let parts = SharedParts(of: [one, two] + conditions, names: [4: one, 5: two])
        // The named sum, `one * one`, and the whole of the first two conditions.
        #expect(parts.count == 3)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func sharingChangesNoAnswer(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let environment = Environment(variables: Self.variables)
        let scratch = Scratch()
        let plain = Scratch()
        var shared = 0
        for round in 0..<400 {
            let texts = (0..<6).map { _ in Self.condition(&random, depth: 3, bound: []) }
            let programs = try texts.map {
                try #require(Compiler.compile($0, in: environment).program, "\($0)")
            }
            let parts = SharedParts(of: programs)
            shared += parts.count
            let sharing = programs.map { $0.sharing(parts) }
            for _ in 0..<4 {
                let row = Self.row(&random, plain.arena)
                scratch.reset()
                scratch.beginRow(sharing: parts.count)
                for (index, program) in sharing.enumerated() {
                    let found = program.evaluateSharing(row, scratch)
                    let expected = programs[index].evaluate(row, plain)
                    #expect(
                        programs[index].describe(expected) == program.describe(found),
                        "seed \(seed) round \(round): \(texts[index])")
                    #expect(program.evaluate(row, plain).kind == expected.kind)
                }
                plain.reset()
            }
        }
        #expect(shared > 400, "the sets of expressions have something in common")
    }

    private static func row(_ random: inout SplitMix64, _ arena: Arena) -> [Value] {
        var row = (0..<3).map { _ in
            random.below(6) == 0 ? Value.absent : .int(Int64(random.below(4)))
        }
        let items = (0..<random.below(4)).map { _ in Value.int(Int64(random.below(4))) }
        row.append(random.below(6) == 0 ? .absent : arena.list(items))
        return row
    }

    private static func condition(
        _ random: inout SplitMix64, depth: Int, bound: [String]
    ) -> String {
        func sub() -> String { condition(&random, depth: depth - 1, bound: bound) }
        if depth == 0 { return comparison(&random, bound) }
        switch random.below(8) {
        case 0, 1: return "(\(sub()) && \(sub()))"
        case 2: return "(\(sub()) || \(sub()))"
        case 3: return "!\(sub())"
        case 4: return "(\(sub()) ? \(sub()) : \(sub()))"
        case 5:
            let name = ["x", "y"][random.below(2)]
            let macro = ["all", "exists"][random.below(2)]
            let body = condition(&random, depth: depth - 1, bound: bound + [name])
            return "xs.\(macro)(\(name), \(body))"
        default: return comparison(&random, bound)
        }
    }

    private static func comparison(_ random: inout SplitMix64, _ bound: [String]) -> String {
        func number() -> String {
            let names = ["a", "b", "c"] + bound + bound
            switch random.below(4) {
            case 0: return "\(random.below(3))"
            case 1: return "(\(names[random.below(names.count)]) + \(random.below(2)))"
            case 2: return "(b / a)"
            default: return names[random.below(names.count)]
            }
        }
        return "(\(number()) \(["<", "==", ">="][random.below(3)]) \(number()))"
    }
}
