/// Who asks, and what they may.
package struct Caller: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// Somebody signed in.
        case person
        /// A program with an API key.
        case key
        /// A program on this machine, where no keys are set.
        case machine
        /// Nobody known.
        case nobody
    }

    package var kind: Kind
    /// Such as `ana`, or the name of a key; `local` for a program of this machine.
    package var name: String
    package var roles: Set<PersonRole>
    package var permissions: Permissions
    /// The outside party somebody belongs to, such as a label; empty for us.
    package var partner: String
    /// What forms must carry, so that no other site can send them; empty where there is no session.
    package var formToken: String
    /// Of the store whose pages are shown: makes the words by which they hide names. Empty where no
    /// page is.
    package var maskingSecret: [UInt8] = []

    package init(
        kind: Kind, name: String, roles: Set<PersonRole> = [],
        permissions: Permissions = Permissions(),
        partner: String = "", formToken: String = ""
    ) {
        (self.kind, self.name, self.roles) = (kind, name, roles)
        (self.permissions, self.partner, self.formToken) = (permissions, partner, formToken)
    }

    package static let nobody = Caller(kind: .nobody, name: "")

    /// A program of this machine, where no keys are set: it may do everything.
    package static let machine = Caller(
        kind: .machine, name: "local", roles: [.admin], permissions: .all)

    package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

    /// Who is said to act: the person signed in, or the name of the key; a program of this machine
    /// says it.
    ///
    /// - Parameter said: the name that the request gives; empty for none.
    /// - Throws: ``Fault`` `forbidden` when it gives another than that of who is known.
    package func acts(as said: String) throws(Fault) -> String {
        switch kind {
        case .machine: return said
        case .nobody:
            throw Fault(.unauthorized, "Nobody is signed in.", fix: "Sign in.")
        case .person, .key:
            guard said.isEmpty || PersonName.isSame(said, name) else {
                throw Fault(
                    .forbidden, "\(name) cannot act as \(said.prefix(80)).",
                    fix: "Leave `by` out, or give \(name).")
            }
            return name
        }
    }
}
