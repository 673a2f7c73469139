import CEL
import Glibc

/// What a text looks like, whatever it says.
enum TextShape {
    static let functions = [skeleton, entropy, equalsIgnoreCase]

    /// `skeleton(s)`: texts that look the same have the same skeleton.
    ///
    /// After Unicode Technical Standard 39 §4, for names rather than for identifiers: each code
    /// point becomes what it looks like (Cyrillic and Greek letters, digits, fullwidth and
    /// mathematical forms become Latin letters; `m` becomes `rn`; `1`, `|` and capital `I` become
    /// `l`); then accents and invisible code points are dropped and letters are made lower-case.
    /// Compare skeletons with each other, never with plain text. Beyond the standard, the Cyrillic
    /// small palochka is an `l`. `skeleton("KING")` is not that of "king", since `I` is an `l`.
    ///
    /// ```cel
    /// skeleton("раураl") == skeleton("PayPa1")
    /// ```
    private static let skeleton = LibraryFunction(
        "skeleton",
        "What a text looks like: look-alike letters, digits and accents are made one. "
            + "Compare it with another skeleton.",
        examples: [
            #"skeleton("раураl") == skeleton("PayPa1")"#,
            #"skeleton("ｇ００ｇｌｅ") == skeleton("google")"#,
            #"skeleton("Beyoncé") == skeleton("beyonce\u0301")"#,
            #"skeleton("rnodern") == skeleton("modern")"#,
        ],
        .pure("skeleton", [.string], .string, cost: 200) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count) else { return .stepLimit }
            return Confusables.table.skeleton(a[0].asBytes).withUnsafeBufferPointer {
                scratch.arena.bytes($0)
            }
        }.growing(.linear, result: .scaled(12)))

    /// `entropy(s)`: Shannon's entropy of the code points of a text, in bits a code point.
    ///
    /// C. E. Shannon, A Mathematical Theory of Communication, 1948. 0 for one repeated letter and
    /// for the empty text; names made by machines are high for their length.
    ///
    /// ```cel
    /// entropy("aabb") == 1.0
    /// ```
    private static let entropy = LibraryFunction(
        "entropy", "How unforeseeable the letters of a text are, in bits a code point.",
        examples: [
            #"entropy("aabb") == 1.0"#, #"entropy("aaaa") == 0.0"#,
            #"entropy("0123456789abcdef") == 4.0"#,
        ],
        .pure("entropy", [.string], .double, cost: 200) { a, scratch in
            guard scratch.affords(operations: a[0].asBytes.count * 16) else { return .stepLimit }
            return .double(a[0].withCodePoints(bits))
        }.yielding(0...Double.infinity))

    /// Sorting first makes the sum the same whatever the order of the letters.
    private static func bits(_ points: UnsafeBufferPointer<UInt32>) -> Double {
        var counts: [Int] = []
        var last: UInt32?
        for point in points.sorted() {
            if point == last { counts[counts.count - 1] += 1 } else { counts.append(1) }
            last = point
        }
        if counts.count < 2 { return 0 }
        let total = Double(points.count)
        return counts.sorted().reduce(0.0) { $0 + Double($1) / total * log2(total / Double($1)) }
    }

    /// `equalsIgnoreCase(a, b)`: whether two texts differ in case at most, in any script.
    ///
    /// Lower-case mappings of Unicode, the same in every language; `é` is equal in both its forms.
    ///
    /// ```cel
    /// equalsIgnoreCase("Ørsted", "ØRSTED")
    /// ```
    private static let equalsIgnoreCase = LibraryFunction(
        "equalsIgnoreCase", "Whether two texts differ in case at most.",
        examples: [
            #"equalsIgnoreCase("Ørsted", "ØRSTED")"#, #"!equalsIgnoreCase("Ørsted", "Orsted")"#,
        ],
        .pure("equals_ignore_case", [.string, .string], .bool, cost: 100) { a, scratch in
            let left = a[0].asBytes
            let right = a[1].asBytes
            guard scratch.affords(operations: left.count + right.count) else { return .stepLimit }
            if left.allSatisfy({ $0 < 0x80 }), right.allSatisfy({ $0 < 0x80 }) {
                return .bool(left.elementsEqual(right) { loweredASCII($0) == loweredASCII($1) })
            }
            return .bool(a[0].text.lowercased() == a[1].text.lowercased())
        })
}
