import CEL
import Rules
import Testing

/// What the library's functions can come to is known before anything runs.
@Suite struct BoundsTests {
    private func findings(_ expression: String) -> [String] {
        let environment = Environment(
            variables: [
                Variable(name: "a", type: .string, slot: 0),
                Variable(name: "b", type: .string, slot: 1),
                Variable(name: "x", type: .double, slot: 2),
                Variable(name: "n", type: .int, slot: 3),
            ], libraries: [RuleLibrary.library])
        let compilation = Compiler.compile(expression, in: environment)
        guard let program = compilation.program else {
            return compilation.diagnostics.map(\.message)
        }
        return Analysis.findings(of: program).map(\.message)
    }

    @Test(arguments: [
        ("jaroWinkler(a, b) > 90.0", "jaroWinkler(a, b) is at most 1"),
        ("bucket(a, 's', 100) >= 100", "bucket(a, 's', 100) is at most 99"),
        ("bucket(n, 's', n) < 0", "bucket(n, 's', n) is at least 0"),
        ("editDistance(a, b, 2) > 3", "editDistance(a, b, 2) is at most 3"),
        ("editDistance(a, b, n) > 257", "editDistance(a, b, n) is at most 257"),
        ("entropy(a) < 0.0", "entropy(a) is at least 0"),
        ("geo.distanceKm(x, x, 1.0, 2.0) < 0.0", "geo.distanceKm(x, x, 1.0, 2.0) is at least 0"),
        ("a.indexOf(b) < -1", "a.indexOf(b) is at least -1"),
    ])
    func neverTrue(_ expression: String, _ reason: String) {
        #expect(findings(expression) == ["this is never true: " + reason])
    }

    @Test(arguments: [
        "jaroWinkler(a, b) > 0.9", "bucket(a, 's', 100) >= 99", "bucket(a, 's', n) >= 100",
        "editDistance(a, b, 2) > 2", "entropy(a) > 900.0",
        "geo.distanceKm(x, x, 1.0, 2.0) > 20015.0",
    ])
    func sometimesTrue(_ expression: String) {
        #expect(findings(expression) == [])
    }
}
