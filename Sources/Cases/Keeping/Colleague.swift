package import Vocabulary

/// Somebody of ours who can sign in, as work knows them.
package struct Colleague: Sendable, Hashable {
    package var name: String
    package var roles: Set<PersonRole>
    package var permissions: Permissions

    package init(name: String, roles: Set<PersonRole>, permissions: Permissions) {
        (self.name, self.roles, self.permissions) = (name, roles, permissions)
    }
}

extension CaseTables {
    /// Of names, those of nobody: neither of people nor of the staff. Empty where nobody was set
    /// up, so that any name may be somebody's. O(people).
    package func strangers(among names: [String]) throws -> [String] {
        guard try !names.isEmpty && hasPeople() else { return [] }
        let people = try colleagues().map(\.name)
        let known = Set((try staff().map(\.name) + people).map { PersonName.key($0) })
        return names.filter { !known.contains(PersonName.key($0)) }
    }
}
