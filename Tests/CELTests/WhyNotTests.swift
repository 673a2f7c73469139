import CEL
import Testing

/// Why a condition is not true: the fewest comparisons that stand in the way, and by how much.
@Suite struct WhyNotTests {
    let fixture = Fixture()

    private func whyNot(_ expression: String) -> WhyNot? {
        guard let program = fixture.compile(expression).program else {
            Issue.record("does not compile: \(expression)")
            return nil
        }
        fixture.scratch.reset()
        return fixture.withRow { program.whyNot($0, fixture.scratch) }
    }

    private func words(_ expression: String) -> [String] {
        whyNot(expression)?.items.map(\.words) ?? ["true"]
    }

    // event.amount 120.5, email kari@mailinator.com, asn missing, plays_1h 7, at 2023-11-14.
    @Test(arguments: [
        ("event.amount > 1.0", "true"),
        (
            "features.account.plays_1h >= 50",
            "features.account.plays_1h is 7, needs at least 50: 43 short"
        ),
        ("event.amount < 100.5", "event.amount is 120.5, needs less than 100.5: 20 over"),
        ("100.5 > event.amount", "event.amount is 120.5, needs less than 100.5: 20 over"),
        ("!(event.amount > 100.0)", "event.amount is 120.5, needs at most 100: 20.5 over"),
        ("event.email == 'x'", "event.email is \"kari@mailinator.com\", needs \"x\""),
        (
            "event.email != 'kari@mailinator.com'",
            "event.email is \"kari@mailinator.com\", needs anything but \"kari@mailinator.com\""
        ),
        (
            "event.email in ['a', 'b']",
            "event.email is \"kari@mailinator.com\", needs one of [\"a\", \"b\"]"
        ),
        (
            "!(event.email.endsWith('.com'))",
            "event.email.endsWith('.com') is true, needs false"
        ),
        ("event.asn > 5", "event.asn is missing, needs more than 5"),
        ("event.asn + 1 > 5", "event.asn is missing: event.asn + 1 needs more than 5"),
        ("has(event.asn)", "event.asn is missing, needs a value"),
        ("!has(event.email)", "event.email is there, needs none"),
        (
            "event.at > timestamp('2023-11-14T23:33:20Z')",
            "event.at is 2023-11-14T22:13:20Z, needs later than 2023-11-14T23:33:20Z: "
                + "1 h 20 min early"
        ),
        (
            "event.at - timestamp('2023-11-14T22:00:00Z') > duration('1h')",
            "event.at - timestamp('2023-11-14T22:00:00Z') is 13 min 20 s, "
                + "needs more than 1 h: 46 min 40 s short"
        ),
        (
            "[1, 2, 3, 4, 5].exists(x, x > features.account.plays_1h)",
            "[1, 2, 3, 4, 5]: 0 of 5 elements fit, needs at least one"
        ),
        (
            "[5, 6, 9].all(x, x < features.account.plays_1h)",
            "[5, 6, 9]: 2 of 3 elements fit, needs all"
        ),
        (
            "features.account.plays_1h > features.account.plays_1h + 3",
            "features.account.plays_1h is 7, "
                + "needs more than 10 (features.account.plays_1h + 3): 3 short"
        ),
        (
            "event.device.missing == 'x'",
            "event.device.missing == 'x' fails: "
                + "no such key: missing"
        ),
        (
            "cel.bind(p, features.account.plays_1h * 2, p > 20 && p > 1)",
            "p is 14, needs more than 20: 6 short"
        ),
    ])
    func oneComparison(_ expression: String, _ expected: String) {
        #expect(words(expression) == [expected])
    }

    @Test func theSmallestSetIsChosen() {
        #expect(
            whyNot("event.amount > 200.0 && event.email == 'x' || features.account.plays_1h > 8")?
                .items.map(\.text) == ["features.account.plays_1h > 8"])
        // Both ways take one: the nearer is chosen.
        #expect(
            whyNot("event.amount > 1000.0 || features.account.plays_1h > 8")?.items.map(\.text)
                == ["features.account.plays_1h > 8"])
        #expect(
            whyNot("event.amount > 130.0 || features.account.plays_1h > 8")?.items.map(\.text)
                == ["event.amount > 130.0"])
        // As near as each other: the one written first.
        #expect(
            whyNot("event.email == 'a' || event.email == 'b'")?.items.map(\.text)
                == ["event.email == 'a'"])
        // Written twice, but in the way once.
        #expect(
            whyNot("(event.email == 'a' && event.amount > 1.0) && (event.email == 'a')")?
                .items.map(\.text) == ["event.email == 'a'"])
        let items = whyNot("event.amount > 500.0 && features.account.plays_1h > 8")?.items ?? []
        #expect(items.map(\.range.lower) == [0, 24])
        #expect(items.map(\.gap) == [379.5, 1])
    }

    @Test func whatCannotBeTrueHasNoItems() {
        let found = whyNot("event.amount > 500.0 && false")
        #expect(found?.items.isEmpty == true)
        #expect(found?.isLeast == true)
    }

    @Test func missingIsNamed() {
        #expect(whyNot("event.asn == 5")?.items.map(\.missing) == ["event.asn"])
        #expect(whyNot("event.amount > 500.0")?.items.map(\.missing) == [nil])
    }

    @Test func longConditionsAreExplainedInTime() {
        let terms = (0..<1_000).map { "event.amount > \($0 * 3 + 130).5" }
        let (all, elapsed) = timed { whyNot(terms.joined(separator: " && ")) }
        #expect(all?.items.count == 1_000)
        #expect(elapsed < .milliseconds(500))
        let (any, _) = timed { whyNot(terms.joined(separator: " || ")) }
        #expect(any?.items.map(\.text) == ["event.amount > 130.5"])
    }

    // MARK: Against every subset

    /// A condition over leaves, with its value when leaf k comes to `outcomes[k]` (nil: no value).
    private indirect enum Tree {
        case leaf(Int), not(Tree), and(Tree, Tree), or(Tree, Tree), pick(Tree, Tree, Tree)

        func text(_ names: [String]) -> String {
            switch self {
            case .leaf(let index): names[index]
            case .not(let inner): "!(\(inner.text(names)))"
            case .and(let one, let other): "(\(one.text(names)) && \(other.text(names)))"
            case .or(let one, let other): "(\(one.text(names)) || \(other.text(names)))"
            case .pick(let one, let yes, let no):
                "(\(one.text(names)) ? \(yes.text(names)) : \(no.text(names)))"
            }
        }

        func value(_ outcomes: [Bool?]) -> Bool? {
            switch self {
            case .leaf(let index): return outcomes[index]
            case .not(let inner): return inner.value(outcomes).map { !$0 }
            case .and(let one, let other):
                let sides = [one.value(outcomes), other.value(outcomes)]
                return sides.contains(false) ? false : sides.contains(nil) ? nil : true
            case .or(let one, let other):
                let sides = [one.value(outcomes), other.value(outcomes)]
                return sides.contains(true) ? true : sides.contains(nil) ? nil : false
            case .pick(let one, let yes, let no):
                return one.value(outcomes).flatMap { ($0 ? yes : no).value(outcomes) }
            }
        }
    }

    private func tree(_ leaves: Int, depth: Int, _ chance: inout Chance) -> Tree {
        if depth == 0 || chance.below(6) == 0 { return .leaf(chance.below(leaves)) }
        func part() -> Tree { tree(leaves, depth: depth - 1, &chance) }
        switch chance.below(9) {
        case 0: return .not(part())
        case 1: return .pick(part(), part(), part())
        case 2...5: return .and(part(), part())
        default: return .or(part(), part())
        }
    }

    /// Whether changing some outcomes to others makes it true, leaves in `set` being free.
    private func canBeTrue(_ tree: Tree, _ outcomes: [Bool?], _ set: [Int]) -> Bool {
        guard let first = set.first else { return tree.value(outcomes) == true }
        let rest = Array(set.dropFirst())
        return [true, false].contains { outcome in
            guard outcome != outcomes[first] else { return false }
            var changed = outcomes
            changed[first] = outcome
            return canBeTrue(tree, changed, rest)
        }
    }

    @Test(arguments: [8, 14])
    func noSmallerSetWouldDo(_ leaves: Int) throws {
        var chance = Chance(UInt64(leaves))
        let seed = chance.seed
        let names = (0..<leaves).map { "v\($0)" }
        let environment = Environment(
            variables: names.enumerated().map { Variable(name: $1, type: .bool, slot: $0) })
        let scratch = Scratch()
        var explained = 0
        let rounds = leaves > 10 ? 200 : 1_500
        for round in 0..<rounds {
            let tree = tree(leaves, depth: 5, &chance)
            let outcomes = names.map { _ in chance.pick([true, false, false, nil]) }
            let row = outcomes.map { $0.map(Value.bool) ?? .absent }
            let text = tree.text(names)
            let program = try #require(Compiler.compile(text, in: environment).program)
            let found = row.withUnsafeBufferPointer { slots in
                slots.baseAddress.flatMap { program.whyNot($0, scratch) }
            }
            guard let found else {
                #expect(tree.value(outcomes) == true, "seed \(seed), round \(round): \(text)")
                continue
            }
            explained += 1
            let set = found.items.compactMap { names.firstIndex(of: $0.text) }
            let says = Comment(rawValue: "seed \(seed), round \(round): \(text) found \(set)")
            #expect(set.count == found.items.count, says)
            var least = Int.max
            for bits in 0..<(1 << leaves) where bits.nonzeroBitCount < least {
                let tried = (0..<leaves).filter { bits >> $0 & 1 == 1 }
                if canBeTrue(tree, outcomes, tried) { least = tried.count }
            }
            if least == .max {
                #expect(set.isEmpty, says)
            } else {
                #expect(canBeTrue(tree, outcomes, set), says)
                #expect(set.count >= least, says)
                if found.isLeast { #expect(set.count == least, says) }
            }
        }
        print("CEL why-not: \(explained) of \(rounds) with \(leaves) leaves, seed \(seed)")
        #expect(explained * 3 > rounds)
    }
}
