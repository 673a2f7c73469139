import TestKit
import Testing
import Toolbox

/// Quick reading of numbers gives what the language's own does.
@Suite struct DecimalTextTests {
    private static let odd = [
        "", "-", ".", "1.", ".5", "-0", "-0.0", "+1", "1e5", "0x10", "1.5.2", "1_0", " 1", "nan",
        "inf",
        "9007199254740993", "123456789012345", "1234567890123456", "0.1234567890123456789",
        "999999999999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "000000000000000000000001", "0.000000000000001", "12a", "a12",
    ]

    @Test func sameAsTheLanguage() {
        var random = Seed.random(73)
        var texts = DecimalTextTests.odd
        for _ in 0..<200_000 {
            let whole = random.below(random.pick([10, 1000, 1_000_000, 1 << 40]))
            let fraction = String(
                random.below(1_000_000_000_000).description.prefix(random.below(13)))
            let sign = random.chance(0.3) ? "-" : ""
            texts.append("\(sign)\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)"))
        }
        for var text in texts {
            let (int, double) = text.withUTF8 { (DecimalText.int($0), DecimalText.double($0)) }
            #expect(int == Int64(text), "\(text); \(Seed.hint)")
            #expect(double?.bitPattern == Double(text)?.bitPattern, "\(text); \(Seed.hint)")
        }
    }
}
