/// A word of a name: a run of plain letters, and the key by which it is compared.
struct NameWord {
    var start: Int
    var count: Int
    var keyStart = 0
    var keyCount = 0
    var variants: NameVariants.Groups = 0
    /// Of, from, the, son of: what many leave out.
    var isParticle = false
    /// Named after the father, as Ivanovich: used in the East, left out in the West.
    var isPatronymic = false
}

/// A name taken apart into words, in memory that its reader lends.
struct NameReading {
    /// The most bytes of a name that is compared.
    static let bytesMax = 256
    /// The most words of a name that is compared.
    static let wordsMax = 8
    /// Room for what a name may become: three bytes of UTF-8 become at most eight letters.
    static let lettersMax = bytesMax * 4 + 16
    /// Words that are looked at before particles and titles go.
    static let roughWordsMax = 24

    let letters: UnsafeMutablePointer<UInt8>
    let keys: UnsafeMutablePointer<UInt8>
    let words: UnsafeMutablePointer<NameWord>
    private(set) var letterCount = 0
    private(set) var keyCount = 0
    private(set) var count = 0
    /// It has letters of a script that writes hardly any vowels.
    private(set) var isConsonantal = false

    /// Lends a name taken apart; nil where it is too long, has too many words or a letter of no
    /// table. O(bytes).
    static func read<Answer>(
        _ name: UnsafeBufferPointer<UInt8>, _ body: (inout NameReading) -> Answer?
    ) -> Answer? {
        guard name.count <= bytesMax else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: lettersMax * 3) { bytes in
            withUnsafeTemporaryAllocation(of: NameWord.self, capacity: roughWordsMax) { words in
                let base = bytes.baseAddress.unsafelyUnwrapped
                var reading = NameReading(
                    letters: base, keys: base + lettersMax,
                    words: words.baseAddress.unsafelyUnwrapped)
                guard reading.romanise(name), reading.split() else { return nil }
                return body(&reading)
            }
        }
    }

    private init(
        letters: UnsafeMutablePointer<UInt8>, keys: UnsafeMutablePointer<UInt8>,
        words: UnsafeMutablePointer<NameWord>
    ) {
        self.letters = letters
        self.keys = keys
        self.words = words
    }

    /// The letters of a word.
    func letters(of word: NameWord) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: letters + word.start, count: word.count)
    }

    /// The key of a word.
    func key(of word: NameWord) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: keys + word.keyStart, count: word.keyCount)
    }

    /// The romanised name: words in plain small letters with one space between.
    var plain: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: letters, count: letterCount)
    }
}

// MARK: Romanising

extension NameReading {
    /// Writes the name in plain letters; false where a letter is in no table.
    private mutating func romanise(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        var runLeft = 0
        while index < name.count {
            let (point, width) = codePoint(name, at: index)
            if runLeft == 0, Self.isSyllabic(point) {
                runLeft = Self.surnameLength(name, at: index)
                gap()
            }
            if Hangul.syllables.contains(point) {
                Hangul.romanise(point) { put($0) }
            } else {
                guard write(point) else { return false }
            }
            if runLeft > 0 {
                runLeft -= 1
                // The rest of the run is the given name.
                if runLeft == 0 {
                    gap()
                    runLeft = -1
                }
            }
            if runLeft < 0, !Self.isSyllabic(point) { runLeft = 0 }
            index += width
        }
        if letterCount > 0, letters[letterCount - 1] == UInt8(ascii: " ") { letterCount -= 1 }
        return true
    }

    private mutating func write(_ point: UInt32) -> Bool {
        var left = RomanAlphabet.shared.letters(of: point)
        switch left {
        case RomanAlphabet.unknown: return false
        case RomanAlphabet.silent: return true
        case RomanAlphabet.gap:
            gap()
            return true
        default: break
        }
        if (0x590...0x6FF).contains(point) { isConsonantal = true }
        // Kana: a u behind an o makes it long.
        let isLong = point == 0x3046 || point == 0x30A6
        if isLong, letterCount > 0, letters[letterCount - 1] == UInt8(ascii: "o") { return true }
        // A small kana takes the vowel of the one before it: ki and ya are kya.
        let isSmallKana =
            (0x3041...0x30FF).contains(point)
            && [0x83, 0x85, 0x87, 0xE3, 0xE5, 0xE7]
                .contains(point & 0xFF)
        if isSmallKana, letterCount > 0, letters[letterCount - 1] == UInt8(ascii: "i") {
            letterCount -= 1
        }
        // Greek: an upsilon is u behind an o, and v behind an a or e.
        let isUpsilon = point == 0x3C5 || point == 0x3CD || point == 0x3A5 || point == 0x38E
        if isUpsilon, letterCount > 0, let second = Self.upsilon(after: letters[letterCount - 1]) {
            put(second)
            return true
        }
        while left != 0 {
            put(UInt8(truncatingIfNeeded: left))
            left >>= 8
        }
        return true
    }

    private static func upsilon(after letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "o"): UInt8(ascii: "u")
        case UInt8(ascii: "a"), UInt8(ascii: "e"): UInt8(ascii: "v")
        default: nil
        }
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        letters[letterCount] = byte
        letterCount += 1
    }

    private mutating func gap() {
        guard letterCount > 0, letters[letterCount - 1] != UInt8(ascii: " ") else { return }
        put(UInt8(ascii: " "))
    }

    /// Hangul and Han: a letter is a syllable, and surname and given name are not divided.
    private static func isSyllabic(_ point: UInt32) -> Bool {
        Hangul.syllables.contains(point) || (0x4E00...0x9FFF).contains(point)
    }

    /// Syllables of the surname that begins a run of two to five; a longer or shorter run is
    /// one word.
    private static func surnameLength(_ name: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var run = 0
        var index = start
        var first: UInt32 = 0
        var second: UInt32 = 0
        while index < name.count, run < 6 {
            let (point, width) = codePoint(name, at: index)
            guard isSyllabic(point) else { break }
            if run == 0 { first = point }
            if run == 1 { second = point }
            run += 1
            index += width
        }
        guard (2...5).contains(run) else { return run }
        return run > 2 && doubleSurnames.contains { $0 == first && $1 == second } ? 2 : 1
    }

    /// 欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 남궁 황보 제갈 사공 선우 독고.
    private static let doubleSurnames: [(UInt32, UInt32)] = [
        (0x6B27, 0x9633), (0x6B50, 0x967D), (0x53F8, 0x9A6C), (0x53F8, 0x99AC),
        (0x8BF8, 0x845B), (0x8AF8, 0x845B), (0x4E0A, 0x5B98), (0xB0A8, 0xAD81),
        (0xD669, 0xBCF4), (0xC81C, 0xAC08), (0xC0AC, 0xACF5), (0xC120, 0xC6B0),
        (0xB3C5, 0xACE0),
    ]
}

// MARK: Words

extension NameReading {
    /// Finds the words and their keys, without titles; false where there are too many.
    private mutating func split() -> Bool {
        var start = 0
        var index = 0
        while index <= letterCount {
            if index == letterCount || letters[index] == UInt8(ascii: " ") {
                if index > start {
                    guard count < Self.roughWordsMax else { return false }
                    add(NameWord(start: start, count: index - start))
                }
                start = index + 1
            }
            index += 1
        }
        return true
    }

    private mutating func add(_ found: NameWord) {
        var word = found
        let text = letters(of: word)
        if NameAffixes.isTitle(text) { return }
        word.keyStart = keyCount
        word.keyCount = NameKey.write(text, to: keys + keyCount)
        keyCount += word.keyCount
        word.variants = NameVariants.shared.groups(of: key(of: word))
        word.isParticle = NameAffixes.isParticle(text)
        word.isPatronymic = NameAffixes.isPatronymic(text)
        words[count] = word
        count += 1
    }

    /// Whether a word has this key.
    func has(_ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        (0..<count).contains { key(of: words[$0]).elementsEqual(wanted) }
    }

    /// Makes one word of `length` words from `first`, as de la Cruz is Delacruz, if its key is
    /// `wanted`. Keys grow by no more than they hold already.
    mutating func join(
        _ first: Int, _ length: Int, as wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var letterTotal = 0
        for place in first..<(first + length) { letterTotal += words[place].count }
        guard letterTotal <= wanted.count * 2 + 4, keyCount + letterTotal * 2 < Self.lettersMax * 2
        else { return false }
        var word = words[first]
        let isSame = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: letterTotal) {
            var end = 0
            for place in first..<(first + length) {
                for letter in letters(of: words[place]) {
                    $0[end] = letter
                    end += 1
                }
            }
            word.keyStart = keyCount
            word.keyCount = NameKey.write(UnsafeBufferPointer($0), to: keys + keyCount)
            return key(of: word).elementsEqual(wanted)
        }
        guard isSame else { return false }
        keyCount += word.keyCount
        word.variants = NameVariants.shared.groups(of: key(of: word))
        word.count = words[first + length - 1].start + words[first + length - 1].count - word.start
        word.isParticle = false
        word.isPatronymic = false
        words[first] = word
        for place in (first + 1)..<(count - length + 1) { words[place] = words[place + length - 1] }
        count -= length - 1
        return true
    }

    /// Leaves out particles where two other words stay; false where more words are left than
    /// are compared.
    mutating func dropParticles() -> Bool {
        var full = 0
        for place in 0..<count where !words[place].isParticle { full += 1 }
        if full >= 2 {
            var kept = 0
            for place in 0..<count where !words[place].isParticle {
                words[kept] = words[place]
                kept += 1
            }
            count = kept
        }
        return count <= Self.wordsMax
    }
}

/// Reads a code point; the text is valid UTF-8.
@inline(__always)
private func codePoint(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
    let first = UInt32(bytes[index])
    if first < 0x80 { return (first, 1) }
    let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard index + width <= bytes.count else { return (0xFFFD, bytes.count - index) }
    var point = first & (0x7F >> UInt32(width))
    for offset in 1..<width { point = point << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (point, width)
}
