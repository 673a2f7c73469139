/// Names of the machine as people read them.
package enum PlainWords {
    /// `artificial plays` for `artificial_plays`.
    package static func of(_ name: String) -> String { name.replacing("_", with: " ") }

    /// Two sentences, with a stop between them: `Later. Without a preview: it is night` for `Later`
    /// and `Without a preview: it is night`.
    package static func joined(_ first: String, _ second: String) -> String {
        guard let end = first.last(where: { !$0.isWhitespace }) else { return second }
        return first + (".!?".contains(end) ? " " : ". ") + second
    }
}
