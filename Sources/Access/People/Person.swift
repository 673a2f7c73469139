package import Vocabulary

/// Somebody who may sign in.
package struct Person: Sendable, Hashable {
    /// Such as `ana` or `ana@example.org`; see ``AccessName``.
    package var name: String
    package var roles: Set<PersonRole>
    /// The outside party somebody belongs to; empty for us.
    package var partner: String
    /// A password's hash as ``PasswordHash`` writes it; empty for none.
    package var password = ""
    /// What the person's app makes codes of, as ``SecretSeal`` writes it; empty for none.
    package var secret: [UInt8] = []
    /// The step of time of the code used last, so that none is used twice.
    package var secretStep: Int64 = 0
    /// Who vouches for them, and under which name there; empty for nobody.
    package var issuer = ""
    package var subject = ""
    package var isLocked = false
    /// Milliseconds since 1970; 0 for never.
    package var createdAt: Int64
    package var signedInAt: Int64 = 0

    package init(name: String, roles: Set<PersonRole>, partner: String = "", createdAt: Int64) {
        (self.name, self.roles, self.partner) = (name, roles, partner)
        self.createdAt = createdAt
    }

    package var hasPassword: Bool { !password.isEmpty }
    package var hasSecondFactor: Bool { !secret.isEmpty }
    /// Whether there is any way in.
    package var canSignIn: Bool { !isLocked && (hasPassword || !issuer.isEmpty) }
}

/// Names of people and keys: one space of names.
package enum AccessName {
    /// Characters a name has at most.
    package static let charactersMax = 64
    private static let reserved: Set<String> = ["assay", "local", "api", "nobody", "system"]

    /// The name as it is kept: small letters of ASCII, digits and `.-_@`, so that two names that
    /// look alike are the same.
    ///
    /// - Throws: ``Fault`` `invalid` for any other.
    package static func checked(_ name: String) throws(Fault) -> String {
        let name = name.lowercased()
        let isPlain = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || [0x2E, 0x2D, 0x5F, 0x40].contains(byte)
        }
        guard isPlain, (1...charactersMax).contains(name.utf8.count),
            name.first?.isLetter == true || name.first?.isNumber == true
        else {
            throw Fault(
                .invalid, "`\(name.prefix(80))` is no name for a person or a key.",
                fix: "Use 1 to \(charactersMax) letters a to z, digits and . - _ @.")
        }
        guard !reserved.contains(name), !name.hasPrefix("file-") else {
            throw Fault(.invalid, "`\(name)` means something here.", fix: "Choose another name.")
        }
        return name
    }
}
