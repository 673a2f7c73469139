import CEL
import Testing

/// Values may share their parts, so little memory can take no end of time to read.
@Suite struct ReadingCostTests {
    /// A list of two times a list of two times … takes little memory and no end to walk.
    @Test(arguments: [
        "x40 == x40", "x40 in [1, x40]", "[x40, x40].distinct().size() == 1",
        "sets.contains([x40], [x40])", "sets.intersects([x40], [x40])",
        "'%s'.format([x40]) == ''", "{'a': x40} == {'a': x40}",
        "optional.of(x40) == optional.of(x40)",
    ])
    func sharedPartsAreNotWalkedWithoutEnd(_ body: String) {
        let expression = Fixture.doubled("[event.amount]", "[x, x]", 40, body)
        let fixture = Fixture()
        let (result, elapsed) = timed { fixture.result(expression) }
        #expect(result == "error: limit met: comprehensionIterationsMax")
        #expect(elapsed < .milliseconds(50))
    }

    /// What a step reads is part of its price: long texts, large maps, bodies of many parts.
    @Test(arguments: [
        "cel.bind(m, lists.range(30000).transformMap(i, v, v), lists.range(30000).all(i, i in m))",
        "cel.bind(m, lists.range(30000).transformMap(i, v, v), lists.range(999).all(i, m[i] == i))",
        "cel.bind(m, lists.range(40000).transformMap(i, v, v), m == m)",
        "lists.range(50000).all(i, 'a'.matches('(a{1,30}){1,30}' + string(i)) || true)",
    ])
    func stepsThatReadMuchCostMore(_ expression: String) {
        let fixture = Fixture()
        let (result, elapsed) = timed { fixture.result(expression) }
        #expect(result == "error: limit met: comprehensionIterationsMax")
        #expect(elapsed < .milliseconds(500))
    }

    @Test(arguments: [
        "lists.range(50000).all(i, !(x18 in ['a', 'b', 'c', 'd', 'e', 'f']))",
        "lists.range(50000).all(i, x18 <= x18)", "lists.range(50000).map(i, x18).sort().size() > 0",
        "lists.range(50000).all(i, x18.lastIndexOf('b') < 0)",
        "(x18 + x18).lastIndexOf('b' + x18) == -1",
    ])
    func longTextsCostMore(_ body: String) {
        let fixture = Fixture()
        let expression = Fixture.doubled("event.email", "x + x", 18, body)
        let (result, elapsed) = timed { fixture.result(expression) }
        #expect(result == "error: limit met: comprehensionIterationsMax")
        #expect(elapsed < .milliseconds(500))
    }

    @Test func aLongBodyCostsMoreThanAStep() {
        let body = (1..<3_000).map { "i != -\($0)" }.joined(separator: " && ")
        let (result, elapsed) = timed { Fixture().result("lists.range(90000).all(i, \(body))") }
        #expect(result == "error: limit met: comprehensionIterationsMax")
        #expect(elapsed < .milliseconds(500))
    }
}
