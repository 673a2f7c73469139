import Access
import StoreSQLite
import Vocabulary

/// Who acts at the command line, where two people are asked for. Both are checked alike: a name
/// that is nobody's would let one person be two.
extension SQLiteStore {
    /// Checks who agrees or refuses. Where people were set up it is one of them, who may; a key is
    /// nobody at any door.
    ///
    /// - Throws: ``Fault`` `forbidden`.
    func expectSecond(_ name: String, may permission: Permission) throws {
        try expectPerson(name, may: [permission], doing: "agree")
    }

    /// Checks who begins what somebody else may be asked to agree to, as ``expectSecond(_:may:)``
    /// does.
    ///
    /// - Parameter permissions: one of them is enough.
    /// - Throws: ``Fault`` `forbidden`.
    func expectFirst(_ name: String, may permissions: Permission...) throws {
        try expectPerson(name, may: permissions, doing: "do this")
    }

    /// Checks that a name is no key's.
    ///
    /// - Throws: ``Fault`` `forbidden`.
    func expectNoKey(_ name: String) throws {
        guard try readingAccess({ try $0.key(name.lowercased()) }) == nil else {
            throw Fault(
                .forbidden,
                "\(name.prefix(80)) is a key, and two people are asked for: no key is one.",
                fix: "Give --by the name of a person.")
        }
    }

    private func expectPerson(
        _ name: String, may permissions: [Permission], doing: String
    ) throws {
        try expectNoKey(name)
        let name = name.lowercased()
        try readingAccess { tables in
            guard try tables.hasPeople() else { return }
            let grants = try RoleMatrix(edited: tables.editedGrants())
            guard let person = try tables.person(name), !person.isLocked,
                permissions.contains(where: grants.grants(person.roles).contains)
            else {
                let asked = permissions.map(\.rawValue).joined(separator: " or ")
                throw Fault(
                    .forbidden, "\(name.prefix(80)) is nobody here who may \(doing).",
                    fix: "Give --by the name of somebody who may \(asked).")
            }
        }
    }
}
