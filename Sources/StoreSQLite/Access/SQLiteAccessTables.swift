import Access
import Foundation
import GRDB
import Vocabulary

/// The tables of access within one transaction.
struct SQLiteAccessTables: AccessTables {
    let database: Database

    private func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    private func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    private func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }

    func stamp() throws -> Int64 {
        try row("SELECT stamp FROM access_stamp WHERE id = 1", [])?[0] ?? 0
    }

    // MARK: - People

    private static let personColumns = """
        name, roles, partner, password, secret, secret_step, issuer, subject, is_locked, \
        created_at, signed_in_at
        """

    func people(limit: Int) throws -> [Person] {
        try rows(
            "SELECT \(Self.personColumns) FROM person ORDER BY name LIMIT ?", [limit]
        ).map(Self.person)
    }

    func person(_ name: String) throws -> Person? {
        try row("SELECT \(Self.personColumns) FROM person WHERE name = ?", [name])
            .map(Self.person)
    }

    func person(issuer: String, subject: String) throws -> Person? {
        try row(
            """
            SELECT \(Self.personColumns) FROM person
            WHERE issuer = ? AND subject = ? AND issuer <> ''
            """, [issuer, subject]
        ).map(Self.person)
    }

    private static func person(_ row: Row) throws -> Person {
        let (names, secret): (String, [UInt8]) = (row[1], Array(row[4] as Data))
        let roles = names.split(separator: ",").compactMap { PersonRole(rawValue: String($0)) }
        guard !roles.isEmpty else {
            throw Fault(.bug, "The roles `\(names.prefix(80))` in the store cannot be read.")
        }
        var person = Person(
            name: row[0], roles: Set(roles), partner: row[2], createdAt: row[9])
        person.password = row[3]
        person.secret = secret
        person.secretStep = row[5]
        (person.issuer, person.subject) = (row[6], row[7])
        person.isLocked = row[8]
        person.signedInAt = row[10]
        return person
    }

    func put(_ person: Person) throws {
        try run(
            """
            INSERT INTO person (\(Self.personColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET roles = excluded.roles, partner = excluded.partner,
                password = excluded.password, secret = excluded.secret,
                secret_step = excluded.secret_step, issuer = excluded.issuer,
                subject = excluded.subject, is_locked = excluded.is_locked,
                signed_in_at = excluded.signed_in_at
            """,
            [
                person.name, person.roles.map(\.rawValue).sorted().joined(separator: ","),
                person.partner, person.password, Data(person.secret), person.secretStep,
                person.issuer, person.subject, person.isLocked, person.createdAt,
                person.signedInAt,
            ])
    }

    func removePerson(_ name: String) throws {
        try run("DELETE FROM person WHERE name = ?", [name])
    }

    func setRecoveryCodes(_ digests: [String], of person: String) throws {
        try run("DELETE FROM recovery_code WHERE person = ?", [person])
        for digest in digests {
            try run("INSERT INTO recovery_code VALUES (?, ?)", [person, digest])
        }
    }

    func recoveryCodesLeft(of person: String) throws -> Int {
        try row("SELECT count(*) FROM recovery_code WHERE person = ?", [person])?[0] ?? 0
    }

    func useRecoveryCode(_ digest: String, of person: String) throws -> Bool {
        try run("DELETE FROM recovery_code WHERE person = ? AND digest = ?", [person, digest])
        return database.changesCount > 0
    }

    // MARK: - Sessions and links

    private static let sessionColumns =
        "digest, person, form_token, created_at, seen_at, method, address, agent"

    func put(_ session: Session) throws {
        try run(
            "INSERT INTO session (\(Self.sessionColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                session.digest, session.person, session.formToken, session.createdAt,
                session.seenAt, session.method, session.address, session.agent,
            ])
    }

    func session(_ digest: String) throws -> Session? {
        try row("SELECT \(Self.sessionColumns) FROM session WHERE digest = ?", [digest])
            .map(Self.session)
    }

    func sessions(of person: String, limit: Int) throws -> [Session] {
        try rows(
            """
            SELECT \(Self.sessionColumns) FROM session WHERE person = ?
            ORDER BY seen_at DESC LIMIT ?
            """, [person, limit]
        ).map(Self.session)
    }

    private static func session(_ row: Row) -> Session {
        var session = Session(
            digest: row[0], person: row[1], formToken: row[2], createdAt: row[3], method: row[5],
            address: row[6], agent: row[7])
        session.seenAt = row[4]
        return session
    }

    func touch(session digest: String, at: Int64) throws {
        try run("UPDATE session SET seen_at = ? WHERE digest = ?", [at, digest])
    }

    func endSession(_ digest: String) throws {
        try run("DELETE FROM session WHERE digest = ?", [digest])
    }

    func endSessions(of person: String) throws {
        try run("DELETE FROM session WHERE person = ?", [person])
    }

    func dropSessions(seenBefore: Int64, createdBefore: Int64, invitesBefore: Int64) throws {
        try run("DELETE FROM session WHERE seen_at < ?", [seenBefore])
        try run("DELETE FROM session WHERE created_at < ?", [createdBefore])
        try run("DELETE FROM invite WHERE expires_at < ?", [invitesBefore])
    }

    func put(_ invite: Invite) throws {
        try removeInvites(of: invite.person)
        try run(
            "INSERT INTO invite VALUES (?, ?, ?)",
            [invite.digest, invite.person, invite.expiresAt])
    }

    func invite(_ digest: String) throws -> Invite? {
        try row("SELECT digest, person, expires_at FROM invite WHERE digest = ?", [digest])
            .map { Invite(digest: $0[0], person: $0[1], expiresAt: $0[2]) }
    }

    func removeInvites(of person: String) throws {
        try run("DELETE FROM invite WHERE person = ?", [person])
    }

    // MARK: - Keys and the matrix

    private static let keyColumns = """
        name, digest, scopes, partner, created_by, created_at, expires_at, used_at, revoked_at
        """

    func keys(limit: Int) throws -> [APIKey] {
        try rows("SELECT \(Self.keyColumns) FROM api_key ORDER BY name LIMIT ?", [limit])
            .map(Self.key)
    }

    func key(_ name: String) throws -> APIKey? {
        try row("SELECT \(Self.keyColumns) FROM api_key WHERE name = ?", [name]).map(Self.key)
    }

    private static func key(_ row: Row) -> APIKey {
        var key = APIKey(
            name: row[0], digest: row[1], scopes: permissions(row[2]), partner: row[3],
            createdBy: row[4], createdAt: row[5], expiresAt: row[6])
        (key.usedAt, key.revokedAt) = (row[7], row[8])
        return key
    }

    func put(_ key: APIKey) throws {
        try run(
            """
            INSERT INTO api_key (\(Self.keyColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET revoked_at = excluded.revoked_at
            """,
            [
                key.name, key.digest, Self.text(key.scopes), key.partner, key.createdBy,
                key.createdAt, key.expiresAt, key.usedAt, key.revokedAt,
            ])
    }

    func touch(key name: String, at: Int64) throws {
        try run("UPDATE api_key SET used_at = ? WHERE name = ?", [at, name])
    }

    func editedGrants() throws -> [PersonRole: Permissions] {
        var grants: [PersonRole: Permissions] = [:]
        for row in try rows("SELECT role, permissions FROM role_grant ORDER BY role", []) {
            guard let role = PersonRole(rawValue: row[0]) else { continue }
            grants[role] = Self.permissions(row[1])
        }
        return grants
    }

    func setGrants(_ permissions: Permissions, of role: PersonRole) throws {
        try run(
            """
            INSERT INTO role_grant VALUES (?, ?)
            ON CONFLICT (role) DO UPDATE SET permissions = excluded.permissions
            """, [role.rawValue, Self.text(permissions)])
    }

    private static func text(_ permissions: Permissions) -> String {
        permissions.list.map(\.rawValue).joined(separator: ",")
    }

    /// Those that are not known any more are not given.
    private static func permissions(_ text: String) -> Permissions {
        Permissions(text.split(separator: ",").compactMap { Permission(rawValue: String($0)) })
    }
}
