/// How far two names may be those of one person.
///
/// Each name is romanised and divided into words; words are brought into pairs, in whatever order,
/// so that the sum is greatest (assignment over subsets; at most 8 words a side), and a pair of
/// words is as alike as Jaro and Winkler say (1990) where few edits part them (Damerau 1964). A
/// word that is left out costs little and one that contradicts costs much, after the alignment of
/// tokens of Monge and Elkan (1996) in the form of soft TF-IDF (Cohen, Ravikumar, Fienberg 2003).
enum NameMatching {
    /// From here on two names are taken to be those of one person. Measured in `NamePairTests`.
    static let threshold = 0.88

    /// A pair of words from here on is one name.
    private static let paired = 0.8
    /// What a pair that contradicts takes away.
    private static let contradiction = 0.5
    /// What a word costs that only one name has.
    private static let extra = 0.02
    private static let extrasMax = 3
    /// The most that a single word, or initials alone, can prove.
    private static let loneMost = 0.7

    /// 0 to 1; nil where a name cannot be read. The same whichever comes first.
    static func similarity(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double? {
        guard left.count <= NameReading.bytesMax, right.count <= NameReading.bytesMax else {
            return nil
        }
        if !left.isEmpty, left.elementsEqual(right) { return 1 }
        return NameReading.read(left) { left in
            NameReading.read(right) { right in
                joinWords(of: &left, like: right)
                joinWords(of: &right, like: left)
                guard left.dropParticles(), right.dropParticles() else { return nil }
                return left.count <= right.count ? alike(left, right) : alike(right, left)
            }
        }
    }

    /// Joins words that the other name writes as one.
    private static func joinWords(of name: inout NameReading, like other: NameReading) {
        for place in 0..<other.count {
            let word = other.words[place]
            let wanted = other.key(of: word)
            if wanted.count < 4 || name.has(wanted) { continue }
            var first = 0
            while first + 1 < name.count {
                for length in 2...3 where first + length <= name.count {
                    if name.join(first, length, as: wanted) { break }
                }
                first += 1
            }
        }
    }

    /// `short` has no more words than `long`.
    private static func alike(_ short: NameReading, _ long: NameReading) -> Double {
        if short.count == 0 { return 0 }
        var full = false
        let sum = withUnsafeTemporaryAllocation(of: Double.self, capacity: 1 << long.count) {
            best(short, long, $0, &full)
        }
        var score = max(0, sum / Double(short.count))
        if short.count == 1, long.count > 1 { score = min(score, loneMost) }
        if !full { score = min(score, loneMost) }
        var spare = long.count - short.count
        for place in 0..<long.count where long.words[place].isPatronymic && spare > 0 { spare -= 1 }
        // Rounded, so that the order in which doubles were added is not seen.
        return max(0, ((score - extra * Double(min(extrasMax, spare))) * 1e6).rounded() / 1e6)
    }

    /// The greatest sum over all ways to give each word of `short` a word of `long` of its own.
    ///
    /// By subsets of `long` (Held and Karp 1962): O(long · 2^long), at most 2,048 steps.
    private static func best(
        _ short: NameReading, _ long: NameReading, _ sums: UnsafeMutableBufferPointer<Double>,
        _ full: inout Bool
    ) -> Double {
        sums.initialize(repeating: -.infinity)
        sums[0] = 0
        return withUnsafeTemporaryAllocation(
            of: Double.self, capacity: short.count * long.count
        ) { values in
            for place in 0..<short.count {
                for other in 0..<long.count {
                    let (value, isFull) = value(short, place, long, other)
                    values[place * long.count + other] = value
                    full = full || isFull
                }
            }
            var greatest = -Double.infinity
            for subset in 0..<sums.count where sums[subset] > -.infinity {
                let place = subset.nonzeroBitCount
                if place == short.count {
                    greatest = max(greatest, sums[subset])
                    continue
                }
                for other in 0..<long.count where subset & 1 << other == 0 {
                    let with = subset | 1 << other
                    let sum = sums[subset] + values[place * long.count + other]
                    sums[with] = max(sums[with], sum)
                }
            }
            return greatest
        }
    }

    /// What a pair of words brings, and whether they are the same name written in full.
    private static func value(
        _ left: NameReading, _ place: Int, _ right: NameReading, _ other: Int
    ) -> (Double, Bool) {
        let first = left.words[place]
        let second = right.words[other]
        let one = left.key(of: first)
        let two = right.key(of: second)
        if one.elementsEqual(two) { return (1, first.count > 1) }
        if first.count == 1 || second.count == 1 {
            // By key or as written: C. is Christos, though its sound is an h.
            let isInitial =
                one[0] == two[0]
                || left.letters(of: first)[0] == right.letters(of: second)[0]
            return isInitial ? (0.9, false) : (-contradiction, false)
        }
        if first.variants & second.variants != 0, NameVariants.shared.share(one, two) {
            return (0.95, true)
        }
        if left.isConsonantal != right.isConsonantal {
            let alike = consonants(left.letters(of: first), right.letters(of: second))
            return alike >= paired ? (alike, true) : (alike - contradiction, false)
        }
        let alike = words(one, two)
        return alike >= paired ? (alike, true) : (alike - contradiction, false)
    }
}

// MARK: Pairs of words

extension NameMatching {
    /// How alike two keys are; below ``paired`` for different names.
    static func words(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double {
        withPoints(left) { one in
            withPoints(right) { two in
                // Jaro's matches are greedy and may depend on which comes first.
                let isTurned = two.lexicographicallyPrecedes(one)
                let alike = TextDistances.similarity(isTurned ? two : one, isTurned ? one : two)
                let shorter = min(one.count, two.count)
                let bound = shorter <= 3 ? 0 : shorter <= 7 ? 1 : 2
                let edits = TextDistances.distance(one, two, bound: bound)
                if edits > bound { return min(alike, 1) * 0.7 }
                let isOther = endsApart(left, right) || partsVowel(left, right)
                return isOther || left[0] != right[0] ? 0.75 : min(alike, 0.97)
            }
        }
    }

    /// Mario and Maria, Jan and Jana, Daniel and Daniela: another last vowel is another person.
    private static func endsApart(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let shorter = min(left.count, right.count)
        var same = 0
        while same < shorter, left[same] == right[same] { same += 1 }
        let rest = (left.count - same, right.count - same)
        guard rest.0 <= 1, rest.1 <= 1 else { return false }
        let ends = [rest.0 == 1 ? left[same] : nil, rest.1 == 1 ? right[same] : nil]
        return ends.contains { $0 == UInt8(ascii: "a") || $0 == UInt8(ascii: "o") }
    }

    /// Müller and Möller, Amir and Emir: one vowel for another in a short word is another name.
    private static func partsVowel(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard left.count == right.count, left.count <= 5 else { return false }
        for place in left.indices where left[place] != right[place] {
            return NameKey.isVowel(left[place]) && NameKey.isVowel(right[place])
        }
        return false
    }

    /// Compares consonants alone, where one side writes no vowels.
    private static func consonants(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Double {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: left.count + right.count + 2) {
            let base = $0.baseAddress.unsafelyUnwrapped
            let one = NameKey.writeConsonants(left, to: base)
            let two = NameKey.writeConsonants(right, to: base + left.count + 1)
            let first = UnsafeBufferPointer(start: base, count: one)
            let second = UnsafeBufferPointer(start: base + left.count + 1, count: two)
            if one > 0, first.elementsEqual(second) { return one > 1 ? 0.92 : 0.85 }
            return one > 3 && two > 3 ? min(words(first, second), 0.88) : 0
        }
    }

    private static func withPoints<Answer>(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt32>) -> Answer
    ) -> Answer {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, text.count)) {
            for place in text.indices { $0[place] = UInt32(text[place]) }
            return body(UnsafeBufferPointer(rebasing: $0[..<text.count]))
        }
    }
}
