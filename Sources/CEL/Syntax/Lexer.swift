/// Splits the text of an expression into tokens, reporting what is not one.
struct Lexer {
    private let source: [UInt8]
    private var position = 0
    private var stream = TokenStream()

    private init(source: [UInt8]) { self.source = source }

    /// The tokens of `source`, always closed by `.end`. Linear in the text.
    static func tokens(of source: [UInt8], log: inout DiagnosticLog) -> TokenStream {
        var lexer = Lexer(source: source)
        while lexer.next(&log) {}
        let end = SourceRange(source.count, source.count)
        lexer.stream.tokens.append(Token(kind: .end, range: end))
        return lexer.stream
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < source.count ? source[position + offset] : 0
    }

    private mutating func next(_ log: inout DiagnosticLog) -> Bool {
        skipSpace()
        guard position < source.count else { return false }
        let first = byte()
        if isDigit(first) || (first == UInt8(ascii: ".") && isDigit(byte(1))) {
            number(&log)
        } else if isQuote(first) {
            string(prefix: 0, isRaw: false, isBytes: false, &log)
        } else if isLetter(first) {
            word(&log)
        } else if first == UInt8(ascii: "`") {
            quotedIdentifier(&log)
        } else {
            symbol(first, &log)
        }
        return true
    }

    private mutating func skipSpace() {
        while position < source.count {
            switch source[position] {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while position < source.count, source[position] != 0x0A { position += 1 }
            default: return
            }
        }
    }

    private mutating func add(_ kind: Token.Kind, from start: Int, payload: TokenPayload? = nil) {
        var token = Token(kind: kind, range: SourceRange(start, position))
        if let payload {
            token.payload = stream.payloads.count
            stream.payloads.append(payload)
        }
        stream.tokens.append(token)
    }

    private mutating func word(_ log: inout DiagnosticLog) {
        let isB = byte() | 0x20 == UInt8(ascii: "b")
        let isR = byte() | 0x20 == UInt8(ascii: "r")
        if isR && isQuote(byte(1)) {
            return string(prefix: 1, isRaw: true, isBytes: false, &log)
        }
        if isB && isQuote(byte(1)) {
            return string(prefix: 1, isRaw: false, isBytes: true, &log)
        }
        let isBR = isB && byte(1) | 0x20 == UInt8(ascii: "r")
        let isRB = isR && byte(1) | 0x20 == UInt8(ascii: "b")
        if (isBR || isRB) && isQuote(byte(2)) {
            return string(prefix: 2, isRaw: true, isBytes: true, &log)
        }
        let start = position
        while isLetter(byte()) || isDigit(byte()) { position += 1 }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        switch text {
        case "true": add(.keywordTrue, from: start)
        case "false": add(.keywordFalse, from: start)
        case "null": add(.keywordNull, from: start)
        case "in": add(.keywordIn, from: start)
        default: add(reservedWords.contains(text) ? .reserved : .identifier, from: start)
        }
    }

    private mutating func quotedIdentifier(_ log: inout DiagnosticLog) {
        let start = position
        position += 1
        while position < source.count, byte() != UInt8(ascii: "`"), byte() != 0x0A {
            position += 1
        }
        guard byte() == UInt8(ascii: "`"), position > start + 1 else {
            log.error(SourceRange(start, position), "this quoted name is not closed")
            return add(.invalid, from: start)
        }
        position += 1
        add(.quotedIdentifier, from: start)
    }

    private mutating func symbol(_ first: UInt8, _ log: inout DiagnosticLog) {
        let start = position
        if first == UInt8(ascii: "=") || first == UInt8(ascii: "!") || first == UInt8(ascii: "<"),
            mistaken(&log)
        {
            return
        }
        if let kind = Self.pairs[UInt16(first) << 8 | UInt16(byte(1))] {
            position += 2
            return add(kind, from: start)
        }
        position += 1
        if let kind = Self.singles[first] { return add(kind, from: start) }
        position = start
        if mistaken(&log) { return }
        position += 1
        while position < source.count, byte() & 0xC0 == 0x80 { position += 1 }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        log.error(
            SourceRange(start, position), "'\(text)' is not part of the language",
            suggestion: text == ";" ? "write nothing here" : nil)
        add(.invalid, from: start)
    }

    /// Takes a symbol of another language for the one it stands for, having reported it.
    private mutating func mistaken(_ log: inout DiagnosticLog) -> Bool {
        for (written, meant, kind) in Hints.symbols {
            let length = written.utf8.count
            guard position + length <= source.count,
                source[position..<position + length].elementsEqual(written.utf8),
                written != "=" || byte(1) != UInt8(ascii: "=")
            else { continue }
            let start = position
            position += length
            log.error(
                SourceRange(start, position), "'\(written)' is not part of the language",
                suggestion: "write \(meant)")
            add(kind, from: start)
            return true
        }
        return false
    }

    private mutating func number(_ log: inout DiagnosticLog) {
        let start = position
        if byte() == UInt8(ascii: "0"), byte(1) | 0x20 == UInt8(ascii: "x"), isHex(byte(2)) {
            position += 2
            while isHex(byte()) { position += 1 }
            return integer(from: start, digits: start + 2, radix: 16, &log)
        }
        while isDigit(byte()) { position += 1 }
        var isDouble = false
        if byte() == UInt8(ascii: "."), isDigit(byte(1)) {
            isDouble = true
            position += 1
            while isDigit(byte()) { position += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let signs = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
            if isDigit(byte(1 + signs)) {
                isDouble = true
                position += 1 + signs
                while isDigit(byte()) { position += 1 }
            }
        }
        guard isDouble else { return integer(from: start, digits: start, radix: 10, &log) }
        let text = String(decoding: source[start..<position], as: UTF8.self)
        let number = Double(text) ?? .infinity
        if !number.isFinite {
            log.error(SourceRange(start, position), "this number does not fit in a double")
        }
        add(.double, from: start, payload: .double(number))
    }

    private mutating func integer(
        from start: Int, digits: Int, radix: Int, _ log: inout DiagnosticLog
    ) {
        let text = String(decoding: source[digits..<position], as: UTF8.self)
        let magnitude = UInt64(text, radix: radix)
        let isUnsigned = byte() | 0x20 == UInt8(ascii: "u")
        if isUnsigned { position += 1 }
        if magnitude == nil {
            log.error(SourceRange(start, position), "this number does not fit in 64 bits")
        }
        add(isUnsigned ? .uint : .int, from: start, payload: .magnitude(magnitude ?? 0))
    }

    private mutating func string(
        prefix: Int, isRaw: Bool, isBytes: Bool, _ log: inout DiagnosticLog
    ) {
        let start = position
        position += prefix
        var scanner = StringLiteralScanner(
            source: source, position: position, isRaw: isRaw, isBytes: isBytes)
        let content = scanner.scan(&log)
        position = scanner.position
        add(isBytes ? .bytes : .string, from: start, payload: .bytes(content))
    }

    private static let pairs: [UInt16: Token.Kind] = {
        let list: [(String, Token.Kind)] = [
            ("==", .equal), ("!=", .notEqual), ("<=", .lessEqual), (">=", .greaterEqual),
            ("&&", .and), ("||", .or),
        ]
        return Dictionary(
            uniqueKeysWithValues: list.map { text, kind in
                let bytes = Array(text.utf8)
                return (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), kind)
            })
    }()
    private static let singles: [UInt8: Token.Kind] = [
        UInt8(ascii: "?"): .question, UInt8(ascii: ":"): .colon, UInt8(ascii: ","): .comma,
        UInt8(ascii: "."): .dot, UInt8(ascii: "!"): .not, UInt8(ascii: "<"): .less,
        UInt8(ascii: ">"): .greater, UInt8(ascii: "+"): .plus, UInt8(ascii: "-"): .minus,
        UInt8(ascii: "*"): .star, UInt8(ascii: "/"): .slash, UInt8(ascii: "%"): .percent,
        UInt8(ascii: "("): .leftParen, UInt8(ascii: ")"): .rightParen,
        UInt8(ascii: "["): .leftBracket, UInt8(ascii: "]"): .rightBracket,
        UInt8(ascii: "{"): .leftBrace, UInt8(ascii: "}"): .rightBrace,
    ]
}

func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6 }
func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
}
func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
