import CEL
import Foundation
import Testing

/// Whatever is claimed of a condition made by chance holds on every row tried.
@Suite struct AnalysisPropertyTests {
    @Test func noClaimIsWrong() {
        var chance = Chance(2_026)
        let seed = chance.seed
        let scratch = Scratch()
        var decided = 0
        var verified = 0
        for round in 0..<4_000 {
            var world = World(&chance)
            let expression = world.condition(depth: 3, &chance)
            guard let program = world.compile(expression) else {
                Issue.record("seed \(seed), round \(round): \(expression) does not compile")
                return
            }
            let missing = Set((0..<World.slots).filter { _ in chance.below(12) == 0 })
            let outcomes = Analysis.outcomes(of: program, missing: missing)
            let claims = Analysis.findings(of: program, missing: missing).compactMap {
                Claim($0, program, world)
            }
            if outcomes != [.canBeTrue, .canBeFalse, .canFail] { decided += 1 }
            verified += claims.count
            for _ in 0..<200 {
                let row = world.row(missing: missing, &chance)
                row.withUnsafeBufferPointer { slots in
                    guard let start = slots.baseAddress else { return }
                    scratch.reset()
                    let value = program.evaluate(start, scratch)
                    let outcome: Outcomes =
                        value.isError ? .canFail : value.isTrue ? .canBeTrue : .canBeFalse
                    #expect(
                        outcomes.contains(outcome),
                        "seed \(seed), round \(round): \(expression) on \(row.map(\.rendered))")
                    for claim in claims {
                        #expect(
                            claim.holds(start, scratch),
                            "seed \(seed), round \(round): \(claim.message) in \(expression)")
                    }
                }
            }
        }
        print("CEL analysis: \(decided) of 4000 decided, \(verified) claims held, seed \(seed)")
        #expect(decided > 300)
        #expect(verified > 300)
    }
}

/// What one finding says, as programs to try it with.
private struct Claim {
    let message: String
    private let part: Program
    private let isTrue: Bool
    /// Where the claim is made: each condition with the answer it has there.
    private var conditions: [(program: Program, answer: Bool)] = []

    init?(_ finding: Diagnostic, _ program: Program, _ world: World) {
        message = finding.message
        // Says nothing that could be tried away from its place.
        if message.hasSuffix("given the parts before it") { return nil }
        let bytes = program.tree.source[finding.range.lower..<finding.range.upper]
        guard let part = world.compile(String(decoding: bytes, as: UTF8.self)) else { return nil }
        self.part = part
        isTrue = message.contains(" always true") || message.contains(" is true whenever ")
        guard let place = message.range(of: " true where ") else { return }
        for condition in message[place.upperBound...].split(separator: " and '") {
            let text = condition.hasPrefix("'") ? condition.dropFirst() : condition
            for (ending, answer) in [("' does not hold", false), ("' holds", true)]
            where text.hasSuffix(ending) {
                guard let program = world.compile(String(text.dropLast(ending.count))) else {
                    return nil
                }
                conditions.append((program, answer))
                break
            }
        }
        if conditions.isEmpty { return nil }
    }

    func holds(_ row: UnsafePointer<Value>, _ scratch: Scratch) -> Bool {
        for (program, answer) in conditions {
            let value = program.evaluate(row, scratch)
            if value.isError || value.isTrue != answer { return true }
        }
        let value = part.evaluate(row, scratch)
        return value.isError || value.isTrue == isTrue
    }
}

/// Some variables with bounds made by chance, and rows within them.
private struct World {
    static let slots = 6
    private let environment: Environment
    private let integers: ClosedRange<Int>?
    private let reals: ClosedRange<Double>?
    private let arena = Arena()

    init(_ chance: inout Chance) {
        let low = chance.below(8) - 4
        integers = chance.below(2) == 0 ? nil : low...(low + chance.below(7))
        let start = Double(chance.below(4)) / 2
        reals = chance.below(2) == 0 ? nil : start...(start + Double(chance.below(4)) / 2)
        let ints = ValueBounds(
            numbers: integers.map { Double($0.lowerBound)...Double($0.upperBound) })
        environment = Environment(variables: [
            Variable(name: "i", type: .int, slot: 0, bounds: ints),
            Variable(name: "j", type: .int, slot: 1, bounds: ints),
            Variable(name: "d", type: .double, slot: 2, bounds: ValueBounds(numbers: reals)),
            Variable(name: "e.b", type: .bool, slot: 3),
            Variable(name: "e.s", type: .string, slot: 4, bounds: ValueBounds(sizeMax: 2)),
            Variable(name: "e.w", type: .duration, slot: 5),
        ])
    }

    func compile(_ expression: String) -> Program? {
        Compiler.compile(expression, in: environment, expecting: .bool).program
    }

    mutating func row(missing: Set<Int>, _ chance: inout Chance) -> [Value] {
        let texts = ["", "a", "b", "ab", "é"]
        var row: [Value] = [
            integer(&chance), integer(&chance), real(&chance), .bool(chance.below(2) == 0),
            arena.string(chance.pick(texts)),
            .duration(
                seconds: Int64(chance.below(5)) - 1,
                nanoseconds: chance.pick([0, 1, 500_000_000])),
        ]
        for slot in row.indices where missing.contains(slot) || chance.below(10) == 0 {
            row[slot] = .absent
        }
        return row
    }

    private func integer(_ chance: inout Chance) -> Value {
        if let integers {
            return .int(Int64(integers.lowerBound + chance.below(integers.count)))
        }
        return .int(
            chance.below(8) == 0
                ? chance.pick([.min, .max, 1 << 53, -(1 << 53), (1 << 53) + 1])
                : Int64(chance.below(13)) - 5)
    }

    private func real(_ chance: inout Chance) -> Value {
        if let reals {
            let steps = Int((reals.upperBound - reals.lowerBound) * 4)
            return .double(reals.lowerBound + Double(chance.below(steps + 1)) / 4)
        }
        return .double(
            chance.below(6) == 0
                ? chance.pick([.nan, .infinity, -.infinity, -0.0, 0.5.nextUp])
                : Double(chance.below(17)) / 4 - 1)
    }

    // MARK: Conditions

    mutating func condition(depth: Int, _ chance: inout Chance) -> String {
        if depth == 0 { return leaf(&chance) }
        switch chance.below(9) {
        case 0...2:
            return chain(" && ", depth, &chance)
        case 3, 4:
            return chain(" || ", depth, &chance)
        case 5: return "!(\(condition(depth: depth - 1, &chance)))"
        case 6:
            let parts = (0..<3).map { _ in "(\(condition(depth: depth - 1, &chance)))" }
            return "\(parts[0]) ? \(parts[1]) : \(parts[2])"
        case 7:
            let macro = chance.pick(["exists", "all", "existsOne"])
            let body = condition(depth: depth - 1, &chance)
            return "[1, 2].\(macro)(k, k \(relation(&chance)) i || \(body))"
        default: return leaf(&chance)
        }
    }

    private mutating func chain(_ join: String, _ depth: Int, _ chance: inout Chance) -> String {
        (0..<(2 + chance.below(3))).map { _ in
            if chance.below(3) > 0 { return leaf(&chance) }
            return "(\(condition(depth: depth - 1, &chance)))"
        }.joined(separator: join)
    }

    private func relation(_ chance: inout Chance) -> String {
        chance.pick(["<", "<=", ">", ">=", "==", "!="])
    }

    private mutating func leaf(_ chance: inout Chance) -> String {
        let number = chance.below(9) - 3
        let relation = relation(&chance)
        let negation = chance.below(5) == 0 ? "!" : ""
        switch chance.below(17) {
        case 0, 1, 2: return "\(negation)(i \(relation) \(number))"
        case 3: return "\(number) \(relation) i"
        case 4: return "d \(relation) \(Double(number) / 2)"
        case 5: return "d \(relation) 0.5"
        case 6: return "i \(relation) \(Double(number) / 2)"
        case 7: return "i in [\(number), \(number + 2), 4]"
        case 8: return "\(negation)(e.s in ['a', 'ab'])"
        case 9:
            return "e.s \(chance.pick(["==", "!=", "<", ">="])) '\(chance.pick(["", "a", "b"]))'"
        case 10: return "\(negation)e.b"
        case 11: return "\(negation)has(e.\(chance.pick(["b", "s", "w"])))"
        case 12:
            let sides = ["i", "j", "i + j", "i - j", "i * j", "i % 3", "-i", "e.s.size()"]
            return "\(chance.pick(sides)) \(relation) \(chance.pick(sides + ["2", "7"]))"
        case 13:
            let sides = ["d", "d * 2.0", "d + d", "d - 1.0", "double(i)", "-d"]
            return "\(chance.pick(sides)) \(relation) \(chance.pick(sides + ["1.5", "4.0"]))"
        case 14: return "e.w \(relation) duration('\(chance.pick(["0s", "1s", "2s", "500ms"]))')"
        case 15: return "e.b \(chance.pick(["==", "!="])) \(chance.pick(["true", "false"]))"
        default: return "i \(relation) \(chance.pick(["9007199254740993", "j", "i"]))"
        }
    }
}
