import CEL
import Rules
import Testing
import Toolbox

struct TextTests {
    /// The full table of the optimal string alignment, without any bound.
    private func naive(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var table = (0...left.count).map { row in
            (0...right.count).map { row == 0 ? $0 : $0 == 0 ? row : 0 }
        }
        for row in 0..<left.count {
            for column in 0..<right.count {
                var best = min(
                    table[row][column] + (left[row] == right[column] ? 0 : 1),
                    table[row][column + 1] + 1, table[row + 1][column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, table[row - 1][column - 1] + 1)
                }
                table[row + 1][column + 1] = best
            }
        }
        return table[left.count][right.count]
    }

    private func text(_ random: inout SplitMix64, _ alphabet: [Character]) -> String {
        String((0..<random.below(14)).map { _ in alphabet[random.below(alphabet.count)] })
    }

    @Test func editDistanceIsThatOfTheFullTable() throws {
        let fixture = try Fixture()
        let seed = seed(11)
        var random = SplitMix64(seed: seed)
        let alphabets: [[Character]] = [["a", "b"], ["a", "b", "c", "d"], ["æ", "日", "a", "😀"]]
        for _ in 0..<4_000 {
            let alphabet = alphabets[random.below(3)]
            let left = text(&random, alphabet)
            let right = text(&random, alphabet)
            let bound = random.below(16)
            let expected = min(
                bound + 1, naive(Array(left.unicodeScalars), Array(right.unicodeScalars)))
            let call = "editDistance('\(left)', '\(right)', \(bound))"
            #expect(fixture.result(call) == "\(expected)", "\(call) seed \(seed)")
        }
    }

    @Test func editDistanceRefusesBoundsOutOfRange() throws {
        let fixture = try Fixture()
        #expect(fixture.result("editDistance('a', 'b', 257)").hasPrefix("refused: the most edits"))
        #expect(fixture.result("editDistance('a', 'b', -1 * 1)").hasPrefix("error: "))
        #expect(fixture.result("editDistance('', '', 0)") == "0")
        #expect(fixture.result("editDistance('', 'abc', 256)") == "3")
    }

    @Test(arguments: [
        ("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133), ("DWAYNE", "DUANE", 0.84),
        ("SHACKLEFORD", "SHACKELFORD", 0.9818), ("JONES", "JOHNSON", 0.8324), ("", "", 1),
        ("", "A", 0), ("A", "A", 1),
    ])
    func jaroWinklerIsThatOfThePapers(left: String, right: String, expected: Double) throws {
        let result = try Fixture().result("jaroWinkler('\(left)', '\(right)')")
        #expect(abs((Double(result) ?? -1) - expected) < 0.000_051)
    }

    @Test func skeletonsOfLookAlikesAreEqual() throws {
        let fixture = try Fixture()
        for (left, right) in [
            ("paypal", "PAYPA1"), ("google", "G00GLE"), ("apple", "аррӏе"),
            ("microsoft", "rnicrosoft"),
            ("zurich", "Zürich"), ("admin", "a\u{200B}dmin"), ("netflix", "𝐧𝐞𝐭𝐟𝐥𝐢𝐱"),
            ("й", "и\u{306}"), ("ΑΒ", "AB"), ("paypal", "paypaI"),
        ] {
            let call = "skeleton('\(left)') == skeleton('\(right)')"
            #expect(fixture.result(call) == "true", "\(call)")
        }
        #expect(fixture.result("skeleton('mail') == skeleton('mall')") == "false")
        #expect(fixture.result("skeleton('日本 텍스트')") == "\"日本 텍스트\"")
    }

    @Test func skeletonOfASkeletonIsItself() throws {
        let fixture = try Fixture()
        let seed = seed(12)
        var random = SplitMix64(seed: seed)
        for _ in 0..<3_000 {
            let point = UInt32(random.below(0x3_0000))
            guard let scalar = Unicode.Scalar(point), point >= 0x20, point != 0x27, point != 0x5C
            else { continue }
            let call = "[skeleton('\(scalar)')].all(s, skeleton(s) == s)"
            #expect(fixture.result(call) == "true", "U+\(String(point, radix: 16)) seed \(seed)")
        }
    }

    @Test func entropyIsThatOfItsLetters() throws {
        let fixture = try Fixture()
        #expect(fixture.result("entropy('')") == "0.0")
        #expect(fixture.result("entropy('日日本本')") == "1.0")
        #expect(fixture.result("entropy('abcb') == entropy('bbca')") == "true")
    }

    @Test func caseIsIgnoredInAnyScript() throws {
        let fixture = try Fixture()
        #expect(fixture.result("equalsIgnoreCase('ПРИВЕТ', 'привет')") == "true")
        #expect(fixture.result("equalsIgnoreCase('a[', 'A{')") == "false")
        #expect(fixture.result("equalsIgnoreCase('a', 'aa')") == "false")
    }

    @Test func longTextsMeetTheBoundOnSteps() throws {
        let fixture = try Fixture()
        let long = String(repeating: "ab", count: 10_000)
        let other = String(repeating: "ba", count: 10_000)
        #expect(
            fixture.result("jaroWinkler('\(long)', '\(other)')")
                .contains("comprehensionIterationsMax"))
    }
}

/// The seed of a random test; `ASSAY_SEED` repeats one.
func seed(_ usual: UInt64) -> UInt64 {
    ProcessSeed.given ?? usual
}
