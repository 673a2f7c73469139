/// Letters of many scripts as one to eight plain Latin letters.
///
/// Two levels of 256: O(1) a code point, made once. What stands in it is said by ``RomanTables``.
struct RomanAlphabet: Sendable {
    static let shared = RomanAlphabet()

    /// What a code point becomes: up to eight bytes of ASCII, the first lowest.
    typealias Letters = UInt64

    /// No table knows the code point.
    static let unknown: Letters = 0
    /// It is written by nothing: an accent, an apostrophe, a soft sign.
    static let silent: Letters = 1
    /// It stands between words.
    static let gap = Letters(UInt8(ascii: " "))

    /// For each 256 code points of the basic plane the number of its row; row 0 knows nothing.
    private let rows: [UInt8]
    private let letters: [Letters]

    private init() {
        var rows = [UInt8](repeating: 0, count: 256)
        var letters = [Letters](repeating: Self.unknown, count: 256)
        func set(_ point: UInt32, _ value: Letters) {
            guard point < 0x1_0000 else { return }
            if rows[Int(point >> 8)] == 0 {
                rows[Int(point >> 8)] = UInt8(letters.count / 256)
                letters += [Letters](repeating: Self.unknown, count: 256)
            }
            letters[Int(rows[Int(point >> 8)]) * 256 + Int(point & 255)] = value
        }
        for point in RomanTables.silent.joined() { set(point, Self.silent) }
        for point in RomanTables.gaps.joined() { set(point, Self.gap) }
        for letter in UInt32(0x61)...0x7A {
            set(letter, Letters(letter))
            set(letter - 0x20, Letters(letter))
        }
        for digit in UInt32(0x30)...0x39 { set(digit, Letters(digit)) }
        for text in RomanTables.letters {
            for entry in text.description.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                Self.read(entry, set)
            }
        }
        self.rows = rows
        self.letters = letters
    }

    /// Reads `щ=shch`, or `王汪=wang` for several letters that are written alike; nothing behind
    /// the sign is silent. Capitals follow from small letters.
    private static func read(_ entry: Substring, _ set: (UInt32, Letters) -> Void) {
        let sides = entry.split(separator: "=", omittingEmptySubsequences: false)
        var value: Letters = 0
        for (place, byte) in sides[1].utf8.enumerated() { value |= Letters(byte) << (8 * place) }
        if value == 0 { value = silent }
        for scalar in sides[0].unicodeScalars {
            set(scalar.value, value)
            let capital = scalar.properties.uppercaseMapping.unicodeScalars
            if capital.count == 1, let only = capital.first { set(only.value, value) }
        }
    }

    @inline(__always)
    func letters(of point: UInt32) -> Letters {
        guard point < 0x1_0000 else { return Self.unknown }
        return letters[Int(rows[Int(point >> 8)]) * 256 + Int(point & 255)]
    }
}

/// Korean syllables, which are put together by rule (Unicode Standard 3.12), in the Revised
/// Romanization of Korean (2000), without changes at the borders of syllables.
enum Hangul {
    static let syllables: ClosedRange<UInt32> = 0xAC00...0xD7A3

    private static let heads: [StaticString] = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t",
        "p", "h",
    ]
    private static let vowels: [StaticString] = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo",
        "we", "wi", "yu", "eu", "ui", "i",
    ]
    private static let tails: [StaticString] = [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p",
        "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
    ]

    /// Calls `emit` with each Latin letter of a syllable; seven at most.
    @inline(__always)
    static func romanise(_ point: UInt32, _ emit: (UInt8) -> Void) {
        let index = Int(point - syllables.lowerBound)
        for part in [heads[index / 588], vowels[index / 28 % 21], tails[index % 28]] {
            for place in 0..<part.utf8CodeUnitCount { emit(part.utf8Start[place]) }
        }
    }
}
