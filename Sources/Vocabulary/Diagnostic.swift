/// A place in a text that a person wrote.
package struct SourceLocation: Sendable, Hashable, Comparable {
    /// Path as the person gave it.
    package var file: String
    /// One-based.
    package var line: Int
    /// One-based, in characters.
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A fault in something a person wrote, with its place; collected, never thrown one by one.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
    package var location: SourceLocation
    /// How many characters the caret underlines, at least one.
    package var length: Int
    package var message: String
    /// What to do about it.
    package var fix: String?

    package init(
        _ severity: Severity = .error, at location: SourceLocation, length: Int = 1,
        _ message: String, fix: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.length = max(1, length)
        self.message = message
        self.fix = fix
    }

    /// `file:line:column`, the message, the line with a caret under the fault, and the fix.
    ///
    /// - Parameter sourceLine: the text of the line, if it can be had.
    package func rendered(sourceLine: String?) -> String {
        let place = "\(location.file):\(location.line):\(location.column)"
        var text = "\(place): \(severity.rawValue): \(message)"
        if let sourceLine {
            let number = "\(location.line)"
            let gutter = String(repeating: " ", count: number.count)
            let indent = String(repeating: " ", count: max(0, location.column - 1))
            let room = max(1, sourceLine.count - location.column + 1)
            let carets = String(repeating: "^", count: min(length, room))
            text += "\n  \(number) | \(sourceLine)\n  \(gutter) | \(indent)\(carets)"
        }
        if let fix { text += "\n  fix: \(fix)" }
        return text
    }
}
