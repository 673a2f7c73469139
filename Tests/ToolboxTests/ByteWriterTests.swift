import TestKit
import Testing
import Toolbox

/// Numbers and texts as bytes.
@Suite struct ByteWriterTests {
    private func text(_ value: Double) -> String {
        var writer = ByteWriter(capacity: 1)
        writer.append(value)
        return writer.text
    }

    @Test("A number is written as Swift describes it, but whole ones without `.0`")
    func doubles() {
        var random = Seed.random(31)
        var values: [Double] = [
            0, -0.0, 0.1, 0.0001, 0.00001, 0.12345, 1e10, 1e10 - 0.5, 9_999_999_999.9999, 1e300,
            .leastNonzeroMagnitude, 0.30000000000000004, 1.0 / 3, 123_456.7891, .pi,
        ]
        for _ in 0..<200_000 {
            let scale = random.pick([10.0, 100, 1000, 10_000, 100_000, 7])
            values.append(Double(random.within(-1_000_000_000...1_000_000_000)) / scale)
            values.append(Double(bitPattern: random.next()))
        }
        for value in values where value.isFinite {
            let isWhole = value == value.rounded() && abs(value) < 9_007_199_254_740_992
            let expected = isWhole ? "\(Int64(value))" : value.description
            guard text(value) != expected else { continue }
            Issue.record("\(value): \(text(value)) \(Seed.hint)")
        }
    }

    @Test("A copy is a value of its own")
    func copies() {
        var first = ByteWriter(capacity: 64)
        first.append("ab" as StaticString)
        var second = first
        second.append("cd" as StaticString)
        first.append("ef" as StaticString)
        first.truncate(to: 3)
        #expect(first.text == "abe")
        #expect(second.text == "abcd")
        second.removeAll()
        second.append("a longer text than there was room for at the beginning of it all")
        #expect(first.text == "abe")
        #expect(second.count == 64)
    }
}
