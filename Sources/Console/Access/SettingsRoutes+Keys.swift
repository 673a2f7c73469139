import API
import Access
import Hummingbird
import Vocabulary

/// What roles may, and keys of programs.
extension SettingsRoutes {
    private struct RolesContent {
        let token: String
        let roles: [Head]
        let lines: [Line]

        struct Head {
            let name: String
            let isEdited: Bool
        }

        struct Line {
            let permission: String
            let words: String
            /// The title of its group, where it is the first.
            let group: String?
            let columns: Int
            let cells: [Cell]
        }

        struct Cell {
            let role: String
            let permission: String
            let isOn: Bool
            let isFixed: Bool
        }
    }

    func roles(_ call: Call) async throws -> Response {
        let matrix = desk.book.matrix
        let content = RolesContent(
            token: call.caller.formToken,
            roles: PersonRole.allCases.map {
                RolesContent.Head(name: $0.rawValue, isEdited: matrix.isEdited($0))
            },
            lines: PermissionWords.groups.flatMap { group in
                group.permissions.map { ($0, $0 == group.permissions.first ? group.title : nil) }
            }.map { permission, group in
                RolesContent.Line(
                    permission: permission.rawValue, words: PermissionWords.of(permission),
                    group: group, columns: PersonRole.allCases.count + 1,
                    cells: PersonRole.allCases.map { role in
                        RolesContent.Cell(
                            role: role.rawValue, permission: permission.rawValue,
                            isOn: matrix.grants(role).contains(permission),
                            isFixed: role == .admin)
                    })
            })
        return try page("Roles", "access/settings-roles", content, call)
    }

    /// The whole matrix, each cell a field `ROLE:PERMISSION`.
    func setGrants(_ call: Call) async throws -> Response {
        let (form, caller) = (call.form, call.caller)
        guard form["whole"] == "yes" else {
            throw Fault(.invalid, "The matrix is not whole.", fix: "Load the page anew.")
        }
        try await ReadingThreads.run { [desk] in
            for role in PersonRole.allCases where role != .admin {
                let grants = Permission.allCases.filter {
                    form["\(role.rawValue):\($0.rawValue)"] == "on"
                }
                try desk.setGrants(Permissions(grants), of: role, by: caller)
            }
        }
        return Shell.go(to: "/settings/roles", notice: "The matrix holds from now on.")
    }

    private struct KeysContent {
        let token: String
        let keys: [One]
        let hasKeys: Bool
        let fileKeys: [String]
        let scopes: [ScopeGroup]
        /// A key that was just made; shown once.
        let made: String?
        let madeName: String
        /// Known by now, to choose from.
        let parties: [String]

        struct ScopeGroup {
            let title: String
            let scopes: [Scope]
        }

        struct Scope {
            let value: String
            let words: String
            let isOn: Bool
        }

        struct One {
            let name: String
            let scopes: String
            let partner: String?
            let state: String
            let isAlive: Bool
            let by: String
            let made: Moment
            let used: Moment?
            let expires: Moment?
            let token: String
        }
    }

    func keys(_ call: Call) async throws -> Response { try await keys(call, made: nil) }

    private func keys(_ call: Call, made: (name: String, key: String)?) async throws -> Response {
        let (keys, parties) = try await ReadingThreads.run {
            (try desk.keys(), try knownParties())
        }
        let time = parts.now()
        let content = KeysContent(
            token: call.caller.formToken,
            keys: keys.map { key in
                KeysContent.One(
                    name: key.name,
                    scopes: key.scopes == .all
                        ? "everything" : key.scopes.list.map(\.rawValue).joined(separator: ", "),
                    partner: key.partner.isEmpty ? nil : key.partner,
                    state: key.revokedAt > 0
                        ? "revoked" : key.isAlive(at: time) ? "good" : "over",
                    isAlive: key.isAlive(at: time), by: key.createdBy,
                    made: Moment(key.createdAt, now: time),
                    used: key.usedAt == 0 ? nil : Moment(key.usedAt, now: time),
                    expires: key.expiresAt == 0 ? nil : Moment(key.expiresAt, now: time),
                    token: call.caller.formToken)
            }, hasKeys: !keys.isEmpty, fileKeys: desk.book.fileKeyNames,
            scopes: PermissionWords.groups.map { group in
                KeysContent.ScopeGroup(
                    title: group.title,
                    scopes: group.permissions.map {
                        KeysContent.Scope(
                            value: $0.rawValue, words: PermissionWords.of($0),
                            isOn: $0 == .eventsSend)
                    })
            }, made: made?.key, madeName: made?.name ?? "", parties: parties)
        return try page("Keys", "access/settings-keys", content, call)
    }

    func addKey(_ call: Call) async throws -> Response {
        let (name, partner, caller) = (call.form["name"], call.form["partner"], call.caller)
        let scopes = Permissions(
            try call.form.all("scope").map { text throws(Fault) in
                guard let permission = Permission(rawValue: text) else {
                    throw Fault(.invalid, "There is no scope `\(text.prefix(40))`.")
                }
                return permission
            })
        let days = call.form["days"]
        guard let count = Int64(days.isEmpty ? "0" : days), (0...3650).contains(count) else {
            throw Fault(
                .invalid, "`\(days.prefix(20))` is no number of days.",
                fix: "Give 1 to 3650, or nothing for a key without an end.")
        }
        let expires = count == 0 ? 0 : parts.now() + count * 86_400_000
        let key = try await ReadingThreads.run { [desk] in
            try desk.add(
                key: name, scopes: scopes, partner: partner, expiresAt: expires, by: caller)
        }
        return try await keys(call, made: (name, key))
    }

    func revoke(_ call: Call) async throws -> Response {
        let (name, caller) = (call.form["name"], call.caller)
        try await ReadingThreads.run { [desk] in try desk.revoke(key: name, by: caller) }
        return Shell.go(to: "/settings/keys", notice: "\(name) opens nothing any more.")
    }
}
