/// The form in which a word of a name is compared: ways to write one sound are made one.
///
/// A key is no pronunciation and is never shown. `sch`, `sh`, `sz` become s; `tch`, `ch`, `cz`,
/// `kh` become h; `zh` z; `dj` d; `ph` f; `oe`, `ae`, `ue`, `aa` lose the e or a (ö, ä, ü, å in
/// plain letters); y and j become i; w becomes v; x becomes ks; c is s before e and i, else k;
/// `ye` at the start of a longer word is e; double letters are one; an h at the end is silent.
/// So Сергей, Sergey, Sergei and Sergej have one key, as have Müller, Mueller and Muller.
enum NameKey {
    /// Two letters that sound as one, or two; what stands first is tried first.
    private static let pairs: [(StaticString, StaticString)] = [
        ("shch", "s"), ("tsch", "h"), ("sch", "s"), ("tch", "h"), ("dzh", "i"), ("sh", "s"),
        ("ch", "h"), ("cz", "h"), ("sz", "s"), ("zh", "z"), ("kh", "h"), ("gh", "g"), ("ph", "f"),
        ("th", "t"), ("dj", "d"), ("ck", "k"), ("qu", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
        ("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"),
    ]
    private static let pairsByStart: [[(from: [UInt8], to: UInt8)]] = {
        var starts = [[(from: [UInt8], to: UInt8)]](repeating: [], count: 26)
        for (from, to) in pairs {
            let bytes = from.withUTF8Buffer { Array($0) }
            starts[Int(bytes[0] - UInt8(ascii: "a"))].append((bytes, to.utf8Start[0]))
        }
        return starts
    }()

    /// Writes the key of a word in plain small letters to `place`, which has room for twice as
    /// many, and returns its length. O(length).
    static func write(
        _ word: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var count = 0
        func put(_ byte: UInt8) {
            if count > 0, place[count - 1] == byte { return }
            place[count] = byte
            count += 1
        }
        var index = 0
        while index < word.count {
            if let (length, letter) = pair(word, at: index) {
                put(letter)
                index += length
                continue
            }
            single(word, at: index, put)
            index += 1
        }
        if count > 3, place[0] == UInt8(ascii: "i"), place[1] == UInt8(ascii: "e") {
            for letter in 1..<count { place[letter - 1] = place[letter] }
            count -= 1
        }
        if count > 2, place[count - 1] == UInt8(ascii: "h"), isVowel(place[count - 2]) {
            count -= 1
        }
        return count
    }

    @inline(__always)
    private static func pair(
        _ word: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (Int, UInt8)? {
        let letter = word[index] &- UInt8(ascii: "a")
        guard letter < 26, index + 1 < word.count else { return nil }
        for (from, to) in pairsByStart[Int(letter)] where index + from.count <= word.count {
            var same = 1
            while same < from.count, word[index + same] == from[same] { same += 1 }
            if same == from.count { return (same, to) }
        }
        // Jeong is Jung, and Hyeon Hyun.
        let isKorean =
            index + 2 < word.count && word[index] == UInt8(ascii: "e")
            && word[index + 1] == UInt8(ascii: "o") && word[index + 2] == UInt8(ascii: "n")
        return isKorean ? (2, UInt8(ascii: "u")) : nil
    }

    @inline(__always)
    private static func single(
        _ word: UnsafeBufferPointer<UInt8>, at index: Int, _ put: (UInt8) -> Void
    ) {
        switch word[index] {
        case UInt8(ascii: "x"):
            put(UInt8(ascii: "k"))
            put(UInt8(ascii: "s"))
        case UInt8(ascii: "w"): put(UInt8(ascii: "v"))
        case UInt8(ascii: "y"), UInt8(ascii: "j"): put(UInt8(ascii: "i"))
        case UInt8(ascii: "q"): put(UInt8(ascii: "k"))
        case UInt8(ascii: "c"):
            let next = index + 1 < word.count ? word[index + 1] : 0
            let isSoft =
                next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
            put(isSoft ? UInt8(ascii: "s") : UInt8(ascii: "k"))
        case let byte: put(byte)
        }
    }

    /// Writes the consonants of a word, for scripts that write hardly any vowels: v is b, f and ph
    /// are p, gh and j are g, th is t, dh is d, sh and ts are s; k, c, q, kh, ch and h are one.
    static func writeConsonants(
        _ word: UnsafeBufferPointer<UInt8>, to place: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var count = 0
        var index = article(word)
        while index < word.count {
            let byte = word[index]
            let isBreathed = index + 1 < word.count && word[index + 1] == UInt8(ascii: "h")
            index += 1
            guard let consonant = consonant(byte) else { continue }
            if isBreathed, joinsBreath(byte) { index += 1 }
            let isSibilant =
                byte == UInt8(ascii: "t") && index < word.count
                && (word[index] == UInt8(ascii: "s") || word[index] == UInt8(ascii: "z"))
            if isSibilant { continue }
            if count > 0, place[count - 1] == consonant { continue }
            place[count] = consonant
            count += 1
        }
        let last = word.count - 1
        let isSilent = last > 0 && word[last] == UInt8(ascii: "h") && !joinsBreath(word[last - 1])
        return isSilent && count > 1 ? count - 1 : count
    }

    /// The length of an article written together with a word, as in alsayed.
    private static func article(_ word: UnsafeBufferPointer<UInt8>) -> Int {
        guard word.count >= 5, word[1] == UInt8(ascii: "l") else { return 0 }
        return word[0] == UInt8(ascii: "a") || word[0] == UInt8(ascii: "e") ? 2 : 0
    }

    /// Letters that make another sound with an h behind them.
    private static func joinsBreath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "k"), UInt8(ascii: "c"), UInt8(ascii: "g"), UInt8(ascii: "t"),
            UInt8(ascii: "d"), UInt8(ascii: "s"), UInt8(ascii: "p"), UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func consonant(_ byte: UInt8) -> UInt8? {
        if isVowel(byte) || byte == UInt8(ascii: "y") || byte == UInt8(ascii: "w") { return nil }
        switch byte {
        case UInt8(ascii: "v"): return UInt8(ascii: "b")
        case UInt8(ascii: "f"): return UInt8(ascii: "p")
        case UInt8(ascii: "j"): return UInt8(ascii: "g")
        case UInt8(ascii: "q"), UInt8(ascii: "c"), UInt8(ascii: "h"): return UInt8(ascii: "k")
        case UInt8(ascii: " "): return nil
        default: return byte
        }
    }

    @inline(__always)
    static func isVowel(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "a") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "i")
            || byte == UInt8(ascii: "o") || byte == UInt8(ascii: "u")
    }
}
