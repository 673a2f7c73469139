/// What went wrong and how to mend it: the one error shape of every room.
///
/// ```swift
/// throw Fault(.notFound, "There is no decision dec_17.", fix: "List some with `assay decisions`.")
/// ```
package struct Fault: Error, Sendable, CustomStringConvertible {
    /// Kinds of fault; `API` maps each to one HTTP status, the command line to one exit code.
    package enum Code: String, Sendable, CaseIterable {
        case invalid, unauthorized, forbidden, notFound, conflict, tooLarge, unsupported, limited
        case unavailable, bug
    }

    package var code: Code
    package var message: String
    package var fix: String?
    /// Whether the audit log has a line of it already.
    package var isTold = false

    package init(_ code: Code, _ message: String, fix: String? = nil) {
        self.code = code
        self.message = message
        self.fix = fix
    }

    package var description: String { fix.map { "\(message) \($0)" } ?? message }
}
