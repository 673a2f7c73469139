/// The shape of an e-mail's name with its domain: `anna.k84@mail.example` → `l4.l1d2@mail.example`.
///
/// Letters become `l`, digits `d`, each run with its length; what else stands there is kept; bytes
/// beyond ASCII count as letters, two-byte and longer ones as one. A name made by a machine shares
/// its shape with its kin (Xiao, Freeman and Hwa, AISec 2015). The domain is in lower case.
package enum EmailPattern {
    /// The most bytes read; a longer address is cut there.
    package static let byteLimit = 320

    /// Nil where there is no `@` with something on both sides. O(bytes).
    package static func of(_ email: String) -> String? {
        let bytes = Array(email.utf8.prefix(byteLimit))
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0, at + 1 < bytes.count else {
            return nil
        }
        var pattern: [UInt8] = []
        var run: (letter: UInt8, length: Int) = (0, 0)
        for byte in bytes[..<at] {
            if byte & 0xc0 == 0x80 { continue }
            let letter = shape(byte)
            if letter != run.letter || letter == 0 { write(run, to: &pattern) }
            if letter == 0 {
                pattern.append(byte)
                run = (0, 0)
            } else {
                run = (letter, letter == run.letter ? run.length + 1 : 1)
            }
        }
        write(run, to: &pattern)
        for byte in bytes[at...] {
            pattern.append(isUpper(byte) ? byte + 32 : byte)
        }
        return String(decoding: pattern, as: UTF8.self)
    }

    private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5a }

    /// `l`, `d`, or 0 for what is kept.
    private static func shape(_ byte: UInt8) -> UInt8 {
        if byte >= 0x30 && byte <= 0x39 { return UInt8(ascii: "d") }
        let isLetter = isUpper(byte) || (byte >= 0x61 && byte <= 0x7a) || byte >= 0x80
        return isLetter ? UInt8(ascii: "l") : 0
    }

    private static func write(_ run: (letter: UInt8, length: Int), to pattern: inout [UInt8]) {
        guard run.length > 0 else { return }
        pattern.append(run.letter)
        pattern.append(contentsOf: String(run.length).utf8)
    }
}
