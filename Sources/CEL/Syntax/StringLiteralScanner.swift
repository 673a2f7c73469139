/// Reads one quoted literal, from its opening quote to its closing one, undoing escapes.
struct StringLiteralScanner {
    private let source: [UInt8]
    private(set) var position: Int
    private let isRaw: Bool
    private let isBytes: Bool
    private var content: [UInt8] = []

    init(source: [UInt8], position: Int, isRaw: Bool, isBytes: Bool) {
        self.source = source
        self.position = position
        self.isRaw = isRaw
        self.isBytes = isBytes
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < source.count ? source[position + offset] : 0
    }

    /// The bytes the literal stands for; `position` is then just past its closing quote.
    mutating func scan(_ log: inout DiagnosticLog) -> [UInt8] {
        let start = position
        let quote = byte()
        let isTriple = byte(1) == quote && byte(2) == quote
        let width = isTriple ? 3 : 1
        position += width
        while position < source.count {
            if byte() == quote, !isTriple || (byte(1) == quote && byte(2) == quote) {
                position += width
                return content
            }
            if byte() == 0x0A || byte() == 0x0D, !isTriple { break }
            if byte() == UInt8(ascii: "\\"), !isRaw {
                escape(&log)
            } else {
                content.append(byte())
                position += 1
            }
        }
        log.error(SourceRange(start, position), "this text is not closed by a quote")
        return content
    }

    private mutating func escape(_ log: inout DiagnosticLog) {
        let start = position
        let letter = byte(1)
        position = min(position + 2, source.count)
        if let plain = Self.plainEscapes[letter] {
            content.append(plain)
            return
        }
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): number(digits: 2, radix: 16, start, &log)
        case UInt8(ascii: "u") where !isBytes: number(digits: 4, radix: 16, start, &log)
        case UInt8(ascii: "U") where !isBytes: number(digits: 8, radix: 16, start, &log)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            position -= 1
            number(digits: 3, radix: 8, start, &log)
        default:
            log.error(SourceRange(start, position), "this escape is not part of the language")
        }
    }

    private mutating func number(
        digits: Int, radix: Int, _ start: Int, _ log: inout DiagnosticLog
    ) {
        let end = min(position + digits, source.count)
        let text = String(decoding: source[position..<end], as: UTF8.self)
        position = end
        guard text.utf8.count == digits, text.utf8.allSatisfy(isHex),
            let code = UInt32(text, radix: radix)
        else {
            log.error(SourceRange(start, position), "this escape needs \(digits) digits")
            return
        }
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            content.append(contentsOf: Array(String(Character(scalar)).utf8))
        } else {
            log.error(SourceRange(start, position), "this escape is not a Unicode code point")
        }
    }

    private static let plainEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "?"): UInt8(ascii: "?"),
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "`"): UInt8(ascii: "`"),
    ]
}
