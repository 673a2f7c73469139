/// A half-open range of UTF-8 offsets into the text of an expression.
package struct SourceRange: Sendable, Hashable {
    /// The first byte.
    package var lower: Int
    /// Just past the last byte.
    package var upper: Int

    package init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    /// The smallest range that covers both.
    package func joined(_ other: SourceRange) -> SourceRange {
        SourceRange(min(lower, other.lower), max(upper, other.upper))
    }
}

/// Something the author of an expression should know, with its place.
package struct Diagnostic: Sendable, Hashable {
    /// Whether there can be a program all the same.
    package enum Severity: String, Sendable {
        /// The expression has no program.
        case error
        case warning
    }

    /// An error prevents a program, a warning does not.
    package let severity: Severity
    /// UTF-8 offsets into the source.
    package let range: SourceRange
    /// The line of `range.lower`, from 1.
    package let line: Int
    /// The code point of `range.lower` within its line, from 1.
    package let column: Int
    /// One sentence, with the types found and expected where types are at issue.
    package let message: String
    /// What the author may have meant, such as a declared name close to the one written.
    package let suggestion: String?
}

/// Collects diagnostics for one source text, at most one an offset and a bounded number in all.
struct DiagnosticLog {
    /// More than this many problems help no one; the rest are dropped.
    static let diagnosticsMax = 50

    private(set) var diagnostics: [Diagnostic] = []
    private var placesSeen: Set<Int> = []
    let source: [UInt8]

    init(source: [UInt8]) { self.source = source }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    mutating func error(_ range: SourceRange, _ message: String, suggestion: String? = nil) {
        add(.error, range, message, suggestion)
    }

    mutating func warning(_ range: SourceRange, _ message: String, suggestion: String? = nil) {
        add(.warning, range, message, suggestion)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ range: SourceRange, _ message: String,
        _ suggestion: String?
    ) {
        guard diagnostics.count < Self.diagnosticsMax, placesSeen.insert(range.lower).inserted
        else { return }
        var line = 1
        var column = 1
        for byte in source[..<min(range.lower, source.count)] {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        diagnostics.append(
            Diagnostic(
                severity: severity, range: range, line: line, column: column, message: message,
                suggestion: suggestion))
    }
}
