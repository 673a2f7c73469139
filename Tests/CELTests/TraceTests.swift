import CEL
import Testing

@Suite struct TraceTests {
    private func lines(_ trace: Trace, _ indent: String = "") -> [String] {
        let outcome =
            switch trace.outcome {
            case .value(let text): text
            case .error(let text): "! " + text
            case .skipped: "skipped"
            }
        return ["\(indent)\(trace.text): \(outcome)"]
            + trace.children.flatMap { lines($0, indent + "  ") }
    }

    private func traced(_ expression: String) -> [String] {
        let fixture = Fixture(extraMacros: Set(ExtraMacro.allCases))
        guard let program = fixture.compile(expression).program else { return [] }
        return fixture.withRow { lines(program.trace($0, fixture.scratch)) }
    }

    @Test func everyPartIsShownWithItsValue() {
        #expect(
            traced("event.amount > 100.0 && event.asn == 5") == [
                "event.amount > 100.0 && event.asn == 5: ! event.asn is missing",
                "  event.amount > 100.0: true", "    event.amount: 120.5",
                "  event.asn == 5: ! event.asn is missing",
                "    event.asn: ! event.asn is missing",
            ])
    }

    @Test func aChainIsShownAsItsParts() {
        #expect(
            traced("event.amount > 1.0 && event.amount > 200.0 && event.asn == 5 && true") == [
                "event.amount > 1.0 && event.amount > 200.0 && event.asn == 5 && true: false",
                "  event.amount > 1.0: true", "    event.amount: 120.5",
                "  event.amount > 200.0: false", "    event.amount: 120.5",
                "  event.asn == 5: skipped", "  true: skipped",
            ])
    }

    @Test func whatWasNotNeededIsSkipped() {
        #expect(
            traced("event.amount > 1.0 || event.asn == 5").last == "  event.asn == 5: skipped")
    }

    @Test func comprehensionsShowTheirSteps() {
        #expect(
            traced("[1, 2].exists(x, [x].all(y, y > 1))") == [
                "[1, 2].exists(x, [x].all(y, y > 1)): true", "  [1, 2]: [1, 2]",
                "  x = 1: does not fit",
                "    [x].all(y, y > 1): false", "      [x]: [1]", "        x: 1",
                "      y = 1: does not fit", "        y > 1: false", "          y: 1",
                "  x = 2: fits",
                "    [x].all(y, y > 1): true", "      [x]: [2]", "        x: 2",
                "      y = 2: fits", "        y > 1: true", "          y: 2",
            ])
    }

    @Test(arguments: [
        (
            "between(event.amount, 100.0, 110.0)",
            [
                "between(event.amount, 100.0, 110.0): false", "  event.amount: 120.5",
                "  event.amount >= 100.0: true", "  event.amount <= 110.0: false",
            ]
        ),
        (
            "between(true ? 2 : 3, 1, features.account.plays_1h)",
            [
                "between(true ? 2 : 3, 1, features.account.plays_1h): true",
                "  true ? 2 : 3: 2", "    true: true", "    2: 2", "    3: skipped",
                "  (true ? 2 : 3) >= 1: true",
                "  (true ? 2 : 3) <= features.account.plays_1h: true",
                "    features.account.plays_1h: 7",
            ]
        ),
        (
            "[1].none(x, x == 1)",
            [
                "[1].none(x, x == 1): false", "  [1]: [1]", "  x = 1: fits", "    x == 1: true",
                "      x: 1",
            ]
        ),
        (
            "countIf([1], x, x > 1) > 0",
            [
                "countIf([1], x, x > 1) > 0: false", "  countIf([1], x, x > 1): 0",
                "    [1]: [1]", "    x = 1: does not fit", "      x > 1: false", "        x: 1",
            ]
        ),
    ])
    func macrosAreShownAsTheyAreWritten(_ expression: String, _ expected: [String]) {
        #expect(traced(expression) == expected)
    }

    @Test func parenthesesBelongToTheParts() {
        #expect(
            traced("(event.amount > 1.0 && event.asn == 5) || !(event.amount + 5.0 > 1.0)") == [
                "(event.amount > 1.0 && event.asn == 5) || !(event.amount + 5.0 > 1.0): "
                    + "! event.asn is missing",
                "  event.amount > 1.0 && event.asn == 5: ! event.asn is missing",
                "    event.amount > 1.0: true", "      event.amount: 120.5",
                "    event.asn == 5: ! event.asn is missing",
                "      event.asn: ! event.asn is missing", "  !(event.amount + 5.0 > 1.0): false",
                "    event.amount + 5.0 > 1.0: true", "      event.amount + 5.0: 125.5",
                "        event.amount: 120.5",
            ])
        #expect(
            traced("(event.amount + 5.0) * 2.0 > 8.0")[1] == "  (event.amount + 5.0) * 2.0: 251.0")
        #expect(traced("((event.amount)) > (8.0)")[0] == "((event.amount)) > (8.0): true")
        #expect(traced("(['a'] + ['b']).size() == 2")[1] == "  (['a'] + ['b']).size(): 2")
        #expect(traced("(['a'] + ['b'])[0] == 'a'")[1] == "  (['a'] + ['b'])[0]: \"a\"")
        #expect(traced("(true) ? event.amount > 1.0 : (false)")[0].hasPrefix("(true) ? "))
    }

    @Test func sharedPartsAreNotPrintedWithoutEnd() {
        let expression = Fixture.doubled("[event.amount]", "[x, x]", 40, "x40")
        let fixture = Fixture()
        #expect(fixture.result(expression).hasSuffix("…"))
        guard let program = fixture.compile(expression).program else {
            Issue.record("does not compile")
            return
        }
        let (_, elapsed) = timed { fixture.withRow { program.trace($0, fixture.scratch) } }
        #expect(elapsed < .milliseconds(50))
    }

    @Test func tracesOfNestedLoopsAreBounded() {
        let fixture = Fixture()
        let list = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"
        let loops = (0..<8).map { "\(list).all(v\($0), " }.joined() + "event.amount > 0.0"
        guard let program = fixture.compile(loops + String(repeating: ")", count: 8)).program else {
            Issue.record("does not compile")
            return
        }
        let (trace, elapsed) = timed { fixture.withRow { program.trace($0, fixture.scratch) } }
        func parts(_ trace: Trace) -> Int { trace.children.reduce(1) { $0 + parts($1) } }
        #expect(parts(trace) <= Trace.partsMax * 3)
        #expect(elapsed < .milliseconds(500))
    }
}
