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
        let fixture = Fixture()
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
                "[1, 2].exists(x, [x].all(y, y > 1)): true", "  [1, 2]: [1, 2]", "  x = 1: false",
                "    [x].all(y, y > 1): false", "      [x]: [1]", "        x: 1",
                "      y = 1: false", "        y > 1: false", "          y: 1", "  x = 2: true",
                "    [x].all(y, y > 1): true", "      [x]: [2]", "        x: 2",
                "      y = 2: true", "        y > 1: true", "          y: 2",
            ])
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
