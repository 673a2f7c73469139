import Resolution
import Testing
import Toolbox

/// Calls `body` with two texts as they are compared.
func withUnits<Answer>(
    _ left: String, _ right: String,
    _ body: (UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<UInt16>) -> Answer
) -> Answer {
    Array(left.utf16).withUnsafeBufferPointer { left in
        Array(right.utf16).withUnsafeBufferPointer { right in body(left, right) }
    }
}

@Suite struct LikenessTests {
    @Test(
        "Jaro and Winkler give what Winkler (1990) and the Census published",
        arguments: [
            ("MARTHA", "MARHTA", 0.9444, 0.9611), ("DIXON", "DICKSONX", 0.7667, 0.8133),
            ("DWAYNE", "DUANE", 0.8222, 0.84), ("JONES", "JOHNSON", 0.7905, 0.8324),
            ("ABROMS", "ABRAMS", 0.8889, 0.9222), ("SHACKLEFORD", "SHACKELFORD", 0.9697, 0.9818),
            ("DUNNINGHAM", "CUNNIGHAM", 0.8963, 0.8963), ("NICHLESON", "NICHULSON", 0.9259, 0.9556),
            ("MASSEY", "MASSIE", 0.8889, 0.9333), ("ITMAN", "SMITH", 0.4667, 0.4667),
            ("MICHELLE", "MICHAEL", 0.8690, 0.9214), ("ABC", "XYZ", 0, 0), ("A", "A", 1, 1),
        ])
    func jaroWinkler(left: String, right: String, jaro: Double, winkler: Double) {
        #expect(abs(withUnits(left, right, JaroWinkler.jaro) - jaro) < 5e-5)
        #expect(abs(withUnits(left, right, JaroWinkler.likeness) - winkler) < 5e-5)
        let turned = withUnits(right, left, JaroWinkler.likeness)
        #expect(abs(turned - winkler) < 5e-5)
    }

    @Test(
        "Edits are those of Damerau and Levenshtein, a swap of neighbours being one",
        arguments: [
            ("kitten", "sitting", 3), ("abcd", "acbd", 1), ("ca", "abc", 3), ("", "abc", 3),
            ("smith", "smith", 0), ("saturday", "sunday", 3), ("ab", "ba", 1),
        ])
    func edits(left: String, right: String, count: Int) {
        #expect(withUnits(left, right) { Edits.count($0, $1, bound: 8) } == count)
    }

    @Test("Edits within a bound are the whole table's, for texts drawn at random")
    func editsAgainstTable() {
        let seed = UInt64.random(in: 0...0xFFFF_FFFF)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1000 {
            let word = {
                String((0..<random.below(9)).map { _ in "abc".randomElement(using: &random)! })
            }
            let (left, right) = (word(), word())
            let whole = EditDistance.between(left, right)
            for bound in 0...4 {
                let counted = withUnits(left, right) { Edits.count($0, $1, bound: bound) }
                #expect(
                    counted == min(whole, bound + 1), "\(left) \(right) \(bound), seed \(seed)")
            }
        }
    }

    @Test(
        "Names fold to plain Latin letters",
        arguments: [
            ("Müller-Lüdenscheidt", "muller ludenscheidt"), ("Straße", "strasse"),
            ("Чайковский", "chaikovskii"), ("Παπαδόπουλος", "papadopoulos"),
            ("Øyvind Ångström", "oyvind angstrom"), ("O'Brien  ", "obrien"),
            ("D’Arc", "darc"), ("Łódź", "lodz"), ("Ｆｕｌｌ", "full"), ("Ğ İ ı ş", "g i i s"),
            ("Юрий Ёлкин", "iurii elkin"), ("李小龍", "李小龍"), ("  ", ""), ("Æsir", "aesir"),
            ("José María", "jose maria"), ("Nguyễn", "nguyen"), ("ﬁn", "fin"),
        ])
    func folding(text: String, folded: String) {
        #expect(NameFolding.folded(text) == folded)
        #expect(NameFolding.folded(folded) == folded)
    }

    @Test(
        "Soundex is the census's",
        arguments: [
            ("robert", "r163"), ("rupert", "r163"), ("ashcraft", "a261"), ("ashcroft", "a261"),
            ("tymczak", "t522"), ("pfister", "p236"), ("honeyman", "h555"), ("lee", "l000"),
            ("gutierrez", "g362"), ("jackson", "j250"), ("", ""),
        ])
    func soundex(name: String, code: String) {
        #expect(String(decoding: Soundex.code(name.utf16), as: UTF16.self) == code)
    }
}
