/// Words of a name that are not the name: titles, particles, and words after the father.
enum NameAffixes {
    private static let titles = Set(
        [
            "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "jr", "sr", "ii", "iii", "iv", "phd",
            "md", "msc", "mba", "ing", "dipl", "herr", "frau", "senor", "senora", "mme", "mlle",
        ].map(packed))

    private static let particles = Set(
        [
            "de", "da", "del", "della", "di", "du", "dos", "das", "do", "la", "las", "los", "le",
            "van", "von", "der", "den", "ter", "ten", "zu", "zur", "af", "av", "al", "el", "ul",
            "bin", "ibn", "bint", "ben", "bar", "y", "e", "und", "and", "san", "st",
        ].map(packed))

    private static let patronymicEnds: [StaticString] = [
        "ovich", "evich", "ovych", "evych", "ovitch", "evitch", "ovic", "ovna", "evna", "ivna",
        "ichna", "inichna", "ogly", "oglu", "qizi", "kyzy", "uulu",
    ]

    static func isTitle(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.count <= 8 && titles.contains(packed(word))
    }

    static func isParticle(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        word.count <= 8 && particles.contains(packed(word))
    }

    static func isPatronymic(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        patronymicEnds.contains { end in
            let length = end.utf8CodeUnitCount
            guard word.count > length + 1 else { return false }
            for place in 0..<length
            where word[word.count - length + place] != end.utf8Start[place] { return false }
            return true
        }
    }

    /// At most eight letters as one number; different words are different numbers.
    private static func packed(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        word.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func packed(_ word: StaticString) -> UInt64 {
        word.withUTF8Buffer { packed($0) }
    }
}
