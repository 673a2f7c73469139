/// How a name sounds, in four characters (R. C. Russell 1918; the rules of the American census,
/// where letters parted by h or w count as neighbours).
package enum Soundex {
    /// - Parameter name: folded text; letters beyond a…z are passed over.
    /// - Returns: such as `r163` for `robert`; empty for a name without a letter of a…z. O(bytes).
    package static func code(_ name: some Sequence<UInt16>) -> [UInt16] {
        var code: [UInt16] = []
        var last: UInt16 = 0
        for unit in name where (0x61...0x7A).contains(unit) {
            let digit = digits[Int(unit) - 0x61]
            if code.isEmpty {
                code.append(unit)
                last = digit
                continue
            }
            // h and w part nothing; a vowel does.
            if unit == 0x68 || unit == 0x77 { continue }
            if digit != 0, digit != last { code.append(0x30 + digit) }
            last = digit
            if code.count == 4 { break }
        }
        while !code.isEmpty, code.count < 4 { code.append(0x30) }
        return code
    }

    /// By letter from a; 0 is a vowel, h, w or y.
    private static let digits: [UInt16] = [
        0, 1, 2, 3, 0, 1, 2, 0, 0, 2, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, 0, 2, 0, 2,
    ]
}
