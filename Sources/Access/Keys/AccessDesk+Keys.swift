import Audits
package import Vocabulary

extension AccessDesk {
    package func keys() throws -> [APIKey] {
        try store.readingAccess { try $0.keys(limit: settings.keysMax) }
    }

    /// Makes a key.
    ///
    /// - Parameters:
    ///   - scopes: what its holder may; no more than the actor.
    ///   - expiresAt: milliseconds since 1970; 0 for never.
    /// - Returns: the key itself; shown once, its hash alone is kept.
    package func add(
        key name: String, scopes: Permissions, partner: String = "", expiresAt: Int64 = 0,
        by actor: Caller
    ) throws -> String {
        let name = try AccessName.checked(name)
        try check(mayGive: scopes, actor)
        let time = now()
        guard !scopes.list.isEmpty else {
            throw Fault(
                .invalid, "The key has no scope.",
                fix: "Name what it may, such as \(Permission.eventsSend.rawValue).")
        }
        guard expiresAt == 0 || expiresAt > time else {
            throw Fault(.invalid, "The key would be over already.", fix: "Choose a later time.")
        }
        let secret = APIKey.prefix + Secret.make()
        try store.accessing { tables in
            try AccessDesk.checkFree(name, tables)
            guard try tables.keys(limit: settings.keysMax).count < settings.keysMax else {
                throw Fault(.conflict, "There are \(settings.keysMax) keys already.")
            }
            try tables.put(
                APIKey(
                    name: name, digest: Secret.digest(secret), scopes: scopes, partner: partner,
                    createdBy: actor.name, createdAt: time, expiresAt: expiresAt))
        }
        try book.refresh()
        try tell(
            .change, by: actor.name, "key.add", "key=\(name)",
            scopes.list.map(\.rawValue).joined(separator: ", "))
        return secret
    }

    /// Ends a key; its name stays taken.
    package func revoke(key name: String, by actor: Caller) throws {
        let time = now()
        try store.accessing { tables in
            guard var key = try tables.key(name) else {
                throw Fault(
                    .notFound, "There is no key \(name.prefix(80)).",
                    fix: "See `assay keys list`, or /settings.")
            }
            guard key.revokedAt == 0 else { return }
            key.revokedAt = time
            try tables.put(key)
        }
        try book.refresh()
        try tell(.change, by: actor.name, "key.revoke", "key=\(name)")
    }

    /// Says what a role may from now on.
    ///
    /// - Throws: ``Fault`` `invalid` for the role of admin, which may everything, always.
    package func setGrants(
        _ permissions: Permissions, of role: PersonRole, by actor: Caller
    ) throws {
        guard role != .admin else {
            throw Fault(
                .invalid, "An admin may everything.",
                fix: "Give people another role; somebody has to be able to change the matrix.")
        }
        let outside = Permissions([.reportsSend, .appealsSend])
        if role == .partner, let more = permissions.list.first(where: { !outside.contains($0) }) {
            throw Fault(
                .invalid,
                "A partner is somebody outside, so that role cannot have \(more.rawValue).",
                fix:
                    "Give it reports.send and appeals.send at most; our own have other roles."
            )
        }
        try check(mayGive: permissions, actor)
        let before = book.matrix.grants(role)
        guard before != permissions else { return }
        try store.accessing { try $0.setGrants(permissions, of: role) }
        try book.refresh()
        let given = permissions.list.filter { !before.contains($0) }.map { "+" + $0.rawValue }
        let taken = before.list.filter { !permissions.contains($0) }.map { "-" + $0.rawValue }
        try tell(
            .change, by: actor.name, "matrix.set", "role=\(role.rawValue)",
            (given + taken).joined(separator: " "))
    }
}
