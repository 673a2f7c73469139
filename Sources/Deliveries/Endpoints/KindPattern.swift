package import Vocabulary

/// Which kinds of messages an endpoint wants: one kind, all that begin alike, or all.
///
/// `enforcement.applied`, `enforcement.*`, `*`.
package struct KindPattern: Sendable, Hashable {
    /// Patterns of one endpoint.
    package static let most = 32

    package let text: String

    /// - Throws: ``Fault`` `invalid` for other characters than letters, digits, `_`, `-` and `.`,
    ///   and for a `*` that is not the end.
    package init(_ text: String) throws(Fault) {
        let plain = text.hasSuffix("*") ? text.dropLast() : text[...]
        guard (1...100).contains(text.utf8.count), plain.utf8.allSatisfy(KindPattern.isPlain) else {
            throw Fault(
                .invalid, "`\(text.prefix(100))` is no kind of message.",
                fix: "Write one such as enforcement.applied, enforcement.* or *.")
        }
        self.text = text
    }

    /// Kinds with commas between.
    ///
    /// - Throws: ``Fault`` `invalid` for one that is none, for none, and for more than ``most``.
    package static func list(_ text: String) throws(Fault) -> [KindPattern] {
        var patterns: [KindPattern] = []
        for part in text.split(separator: ",") {
            patterns.append(try KindPattern(part.split(separator: " ").joined()))
        }
        guard (1...most).contains(patterns.count) else {
            throw Fault(
                .invalid, "A webhook wants 1 to \(most) kinds of messages.",
                fix: "Write them with commas between, such as enforcement.*,case.opened.")
        }
        return patterns
    }

    package func matches(_ kind: String) -> Bool {
        text.hasSuffix("*") ? kind.hasPrefix(text.dropLast()) : kind == text
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
