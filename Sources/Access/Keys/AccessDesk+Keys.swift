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
        let secret = APIKey.prefix + Secret.make()
        try told(
            "key.add", by: actor.name, "key=\(name)",
            scopes.list.map(\.rawValue).joined(separator: ", ")
        ) {
            try put(
                APIKey(
                    name: name, digest: Secret.digest(secret), scopes: scopes, partner: partner,
                    createdBy: actor.name, createdAt: now(), expiresAt: expiresAt), by: actor)
        }
        try book.refresh()
        return secret
    }

    private func put(_ key: APIKey, by actor: Caller) throws {
        let (scopes, expiresAt) = (key.scopes, key.expiresAt)
        try check(mayGive: scopes, actor)
        guard !scopes.list.isEmpty else {
            throw Fault(
                .invalid, "The key has no scope.",
                fix: "Name what it may, such as \(Permission.eventsSend.rawValue).")
        }
        guard expiresAt == 0 || expiresAt > key.createdAt else {
            throw Fault(.invalid, "The key would be over already.", fix: "Choose a later time.")
        }
        try store.accessing { tables in
            try AccessDesk.checkFree(key.name, tables)
            guard try tables.keys(limit: settings.keysMax).count < settings.keysMax else {
                throw Fault(.conflict, "There are \(settings.keysMax) keys already.")
            }
            try tables.put(key)
        }
    }

    /// Ends a key; its name stays taken.
    package func revoke(key name: String, by actor: Caller) throws {
        let time = now()
        try told("key.revoke", by: actor.name, "key=\(name)") {
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
        }
        try book.refresh()
    }

    /// Says what a role may from now on.
    ///
    /// - Throws: ``Fault`` `invalid` for the role of admin, which may everything, always.
    package func setGrants(
        _ permissions: Permissions, of role: PersonRole, by actor: Caller
    ) throws {
        let before = book.matrix.grants(role)
        let given = permissions.list.filter { !before.contains($0) }.map { "+" + $0.rawValue }
        let taken = before.list.filter { !permissions.contains($0) }.map { "-" + $0.rawValue }
        if (given + taken).isEmpty, role != .admin { return }
        try told(
            "matrix.set", by: actor.name, "role=\(role.rawValue)",
            (given + taken).joined(separator: " ")
        ) {
            try check(permissions, for: role)
            try check(mayGive: permissions, actor)
            try store.accessing { try $0.setGrants(permissions, of: role) }
        }
        try book.refresh()
    }

    private func check(_ permissions: Permissions, for role: PersonRole) throws(Fault) {
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
                fix: "Give it reports.send and appeals.send at most; our own have other roles.")
        }
    }
}
