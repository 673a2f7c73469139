/// A word of the language.
struct Token {
    enum Kind: UInt8 {
        case identifier, quotedIdentifier, reserved
        case int, uint, double, string, bytes
        case keywordTrue, keywordFalse, keywordNull, keywordIn
        case question, colon, comma, dot
        case or, and, not
        case equal, notEqual, less, lessEqual, greater, greaterEqual
        case plus, minus, star, slash, percent
        case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
        case invalid, end
    }

    let kind: Kind
    let range: SourceRange
    /// The position in ``TokenStream/payloads`` of a literal's content, or -1.
    var payload: Int = -1
}

/// What a literal token holds. An int is a magnitude: its sign is a token of its own.
enum TokenPayload {
    case magnitude(UInt64)
    case double(Double)
    case bytes([UInt8])
}

struct TokenStream {
    var tokens: [Token] = []
    var payloads: [TokenPayload] = []
}

/// Words that may name a field but not a variable.
let reservedWords: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while",
]
