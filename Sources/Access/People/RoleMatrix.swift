package import Vocabulary

/// What each role may: the grants that ``PersonRole`` has, and what was edited of them.
package struct RoleMatrix: Sendable, Hashable {
    private var edited: [PersonRole: Permissions]

    /// - Parameter edited: what roles may that were edited; an admin's is always all.
    package init(edited: [PersonRole: Permissions] = [:]) {
        self.edited = edited
        self.edited[.admin] = nil
    }

    package func grants(_ role: PersonRole) -> Permissions { edited[role] ?? role.grants }

    package func isEdited(_ role: PersonRole) -> Bool { edited[role] != nil }

    /// What somebody of several roles may.
    package func grants(_ roles: Set<PersonRole>) -> Permissions {
        roles.reduce(Permissions()) { $0.union(grants($1)) }
    }
}

extension Permissions {
    package func isWithin(_ other: Permissions) -> Bool { intersection(other) == self }
}
