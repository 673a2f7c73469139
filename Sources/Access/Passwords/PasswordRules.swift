import Foundation
package import Vocabulary

/// What a password must be: long, and not one that others try first. No rule asks for kinds of
/// letters (ASVS 4.0.3, 2.1).
package enum PasswordRules {
    package static let charactersMin = 12
    package static let charactersMax = 128

    /// The password as it is hashed: its text in Unicode's compatible form, all of it.
    ///
    /// - Parameter name: whose it is; a password is not one's name.
    /// - Throws: ``Fault`` `invalid` that says which rule it breaks.
    package static func checked(_ password: String, of name: String) throws(Fault) -> String {
        let text = normal(password)
        // Spaces in a row count as one.
        let count = text.split(whereSeparator: \.isWhitespace).map(\.count).reduce(-1) {
            $0 + $1 + 1
        }
        guard count >= charactersMin else {
            throw Fault(
                .invalid, "The password has \(max(0, count)) characters.",
                fix: "Use \(charactersMin) or more; a few words make a good one.")
        }
        guard text.count <= charactersMax else {
            throw Fault(
                .invalid, "The password has more than \(charactersMax) characters.",
                fix: "Use fewer.")
        }
        guard !isCommon(text, of: name) else {
            throw Fault(
                .invalid, "The password is one of those that are tried first.",
                fix: "Use words that do not belong together, or let a password manager make one.")
        }
        return text
    }

    package static func normal(_ password: String) -> String {
        password.precomposedStringWithCompatibilityMapping
    }

    /// Whether it is a common one, with digits and signs at its ends or doubled, a run of keys, the
    /// same few letters over and over, or the name.
    private static func isCommon(_ text: String, of name: String) -> Bool {
        let small = text.lowercased()
        let core = small.trimmingCharacters(in: .letters.inverted)
        if Set(small).count < 5 { return true }
        if CommonPasswords.all.contains(small) || CommonPasswords.all.contains(core) { return true }
        if name.count > 3, core == name || small.hasPrefix(name + name) { return true }
        for length in 1...max(1, small.count / 2) where small.count % length == 0 {
            let part = String(small.prefix(length))
            guard String(repeating: part, count: small.count / length) == small else { continue }
            return length < 8 || CommonPasswords.all.contains(part)
        }
        return CommonPasswords.runs.contains {
            $0.contains(small) || $0.contains(core) && core.count > 7
        }
    }
}
