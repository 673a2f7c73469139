import CEL
import Rules
import Testing

/// What the library's functions cost for texts of declared sizes.
@Suite struct CostTests {
    private func compile(_ expression: String, bytes: Int) -> Compilation {
        let bounds = ValueBounds(sizeMax: bytes)
        let environment = Environment(
            variables: [
                Variable(name: "a", type: .string, slot: 0, bounds: bounds),
                Variable(name: "b", type: .string, slot: 1, bounds: bounds),
            ], libraries: [RuleLibrary.library])
        return Compiler.compile(expression, in: environment)
    }

    @Test func distancesGrowWithBothTexts() throws {
        let small = compile("editDistance(a, b, 2) < 2", bytes: 64)
        let large = compile("editDistance(a, b, 2) < 2", bytes: 256)
        #expect(small.cost == 303)
        #expect(large.cost == 300 * 16 + 3)
        let blamed = try #require(large.costliest)
        #expect(blamed.range == SourceRange(0, 21))
        #expect(blamed.why == "edit distance of texts up to 256 and 256 bytes")
    }

    @Test func aSkeletonMayBeLongerThanItsText() {
        let one = compile("skeleton(a) == skeleton(b)", bytes: 256).cost
        #expect(one == 2 * (200 * 4 + 1) + 1 + 256 * 12 / 64)
    }
}
