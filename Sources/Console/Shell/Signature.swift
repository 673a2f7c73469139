package import API
package import Vocabulary

/// Who signs a change, and why: what every form of a page that changes something asks.
package struct Signature: Sendable, Hashable {
    package let by: String
    package let why: String

    /// From the fields `by` and `why`. Who is signed in signs with the own name; a program of this
    /// machine, where nobody signs in, says it.
    ///
    /// - Throws: ``Fault`` `invalid` without a reason, `forbidden` for another's name.
    package init(_ call: Call) throws(Fault) {
        let said = call.form["by"]
        let name = try call.caller.acts(as: said)
        by = name.isEmpty ? call.caller.name : name
        why = call.form["why"]
        guard !why.isEmpty else {
            throw Fault(.invalid, "No reason is given.", fix: "Say in a sentence why, in Why.")
        }
    }
}

/// What the template `sign` shows: `{{#signing}}{{>sign}}{{/signing}}`.
package struct Signing: Sendable {
    package let token: String
    /// Nil where who is signed in is known.
    package let askedName: String?
    /// Shown in the field of the reason.
    package let hint: String
    /// Whether there is a second field for what stays inside.
    package let asksInside: Bool

    package init(_ call: Call, hint: String, asksInside: Bool = false) {
        token = call.caller.formToken
        askedName = call.caller.kind == .machine ? call.caller.name : nil
        (self.hint, self.asksInside) = (hint, asksInside)
    }
}
