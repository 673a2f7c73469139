package import Vocabulary

/// Where people, keys and sessions are kept.
package protocol AccessStore: Sendable {
    /// Changes all of what `body` does, or nothing.
    func accessing<Answer>(_ body: (any AccessTables) throws -> Answer) throws -> Answer
    /// Reads one state of it.
    func readingAccess<Answer>(_ body: (any AccessTables) throws -> Answer) throws -> Answer
}

/// The tables within one transaction. Those that change people, keys or the matrix raise the
/// ``stamp()``, by which a server sees that another program changed them.
package protocol AccessTables {
    func stamp() throws -> Int64

    /// By name; at most `limit`.
    func people(limit: Int) throws -> [Person]
    func person(_ name: String) throws -> Person?
    func person(issuer: String, subject: String) throws -> Person?
    /// Writes a person anew, or in place of the one of that name.
    func put(_ person: Person) throws
    /// With sessions, codes and links.
    func removePerson(_ name: String) throws

    func setRecoveryCodes(_ digests: [String], of person: String) throws
    func recoveryCodesLeft(of person: String) throws -> Int
    /// Takes a code away; false when there is none such.
    func useRecoveryCode(_ digest: String, of person: String) throws -> Bool

    func put(_ session: Session) throws
    func session(_ digest: String) throws -> Session?
    /// The latest first; at most `limit`.
    func sessions(of person: String, limit: Int) throws -> [Session]
    func touch(session digest: String, at: Int64) throws
    func endSession(_ digest: String) throws
    func endSessions(of person: String) throws
    /// Takes away those that ended by themselves, and links.
    func dropSessions(seenBefore: Int64, createdBefore: Int64, invitesBefore: Int64) throws

    /// The link of a person, in place of the one before.
    func put(_ invite: Invite) throws
    func invite(_ digest: String) throws -> Invite?
    func removeInvites(of person: String) throws

    /// By name; at most `limit`.
    func keys(limit: Int) throws -> [APIKey]
    func key(_ name: String) throws -> APIKey?
    func put(_ key: APIKey) throws
    func touch(key name: String, at: Int64) throws

    /// What roles may that were edited.
    func editedGrants() throws -> [PersonRole: Permissions]
    func setGrants(_ permissions: Permissions, of role: PersonRole) throws
}

extension AccessTables {
    /// Whether anybody was set up, also who is locked or a partner's: from then on a name that is
    /// nobody's may nothing.
    package func hasPeople() throws -> Bool { try !people(limit: 1).isEmpty }
}
