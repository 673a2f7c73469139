import API
import Vocabulary

/// Who does something by a form, and why.
enum Hand {
    /// Characters of a title, and of a reason.
    static let titleMax = 200
    static let reasonMax = 4000

    /// - Throws: ``Fault`` `invalid` where nobody is signed in and the form gives no name.
    static func name(_ call: Call) throws(Fault) -> String {
        let name = try call.caller.acts(as: call.form["by"])
        guard !name.isEmpty else {
            throw Fault(.invalid, "The form does not say who you are.", fix: "Give your name.")
        }
        return String(name.prefix(titleMax))
    }

    /// - Throws: ``Fault`` `invalid` without one.
    static func reason(_ call: Call) throws(Fault) -> String {
        let why = call.form["why"]
        guard !why.isEmpty else {
            throw Fault(
                .invalid, "There is no reason.",
                fix: "Say why in a line; it stands in the ledger for good.")
        }
        return String(why.prefix(reasonMax))
    }
}
