package import Deliveries
import GRDB
package import Vocabulary

extension SQLiteStore {
    package func post(_ messages: [OutboxMessage]) throws -> Int {
        var new = 0
        try write { database in
            let before = database.totalChangesCount
            try OutboxTables.insert(messages, database)
            new = database.totalChangesCount - before
        }
        return new
    }

    package func add(endpoint: WebhookEndpoint, fromStart: Bool) throws -> WebhookEndpoint {
        var endpoint = endpoint
        try WebhookEndpoint.check(name: endpoint.name)
        try write { database in
            let names = try String.fetchAll(database, sql: "SELECT name FROM webhook_endpoint")
            guard !names.contains(endpoint.name) else {
                throw Fault(
                    .conflict, "There is a webhook called \(endpoint.name) already.",
                    fix: "Choose another --name, or remove it first.")
            }
            guard names.count < WebhookEndpoint.most else {
                throw Fault(
                    .limited, "A store has \(WebhookEndpoint.most) webhooks at most.",
                    fix: "Remove one that is no longer used.")
            }
            let last = try Int64.fetchOne(
                database, sql: "SELECT coalesce(max(sequence), 0) FROM outbox")
            endpoint.cursor = fromStart ? 0 : last ?? 0
            try database.execute(
                sql: """
                    INSERT INTO webhook_endpoint
                        (name, url, kinds, allows_private, state, created_at, cursor)
                    VALUES (?, ?, ?, ?, 'on', ?, ?)
                    """,
                arguments: [
                    endpoint.name, endpoint.url,
                    endpoint.kinds.map(\.text).joined(separator: ","), endpoint.allowsPrivate,
                    endpoint.createdAt, endpoint.cursor,
                ])
            endpoint.id = database.lastInsertedRowID
            try EndpointRows.write(endpoint.secrets, of: endpoint.id, database)
        }
        return endpoint
    }

    package func endpoints() throws -> [WebhookEndpoint] {
        try read { try EndpointRows.all($0) }
    }

    package func set(secrets: [WebhookEndpoint.Held], of endpoint: String) throws {
        try write { database in
            let id = try EndpointRows.expect(endpoint, database)
            try EndpointRows.write(secrets, of: id, database)
        }
    }

    package func set(
        state: WebhookEndpoint.State, why: String, of endpoint: String
    ) throws {
        try write { database in
            let id = try EndpointRows.expect(endpoint, database)
            try database.execute(
                sql: """
                    UPDATE webhook_endpoint SET state = ?, why = ?, failures = 0, open_until = 0
                    WHERE id = ?
                    """, arguments: [state.rawValue, why, id])
        }
    }

    package func remove(endpoint: String) throws -> Int {
        var left = 0
        try write { database in
            let id = try EndpointRows.expect(endpoint, database)
            let standing = try EndpointRows.all(database).first { $0.id == id }
            left = try standing.map { try DeliveryRows.standing($0, database).backlog } ?? 0
            for table in [
                "delivery", "delivery_attempt", "delivery_count", "webhook_secret",
            ] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE endpoint = ?", arguments: [id])
            }
            try database.execute(
                sql: "DELETE FROM webhook_endpoint WHERE id = ?", arguments: [id])
        }
        return left
    }
}

/// Endpoints as their rows have them; used within one transaction.
enum EndpointRows {
    /// - Throws: ``Fault`` `notFound`.
    static func expect(_ name: String, _ database: Database) throws -> Int64 {
        guard
            let id = try Int64.fetchOne(
                database, sql: "SELECT id FROM webhook_endpoint WHERE name = ?",
                arguments: [name])
        else {
            throw Fault(
                .notFound, "There is no webhook called \(name.prefix(80)).",
                fix: "See `assay webhooks list`.")
        }
        return id
    }

    static func write(
        _ secrets: [WebhookEndpoint.Held], of endpoint: Int64, _ database: Database
    ) throws {
        try database.execute(
            sql: "DELETE FROM webhook_secret WHERE endpoint = ?", arguments: [endpoint])
        for (place, held) in secrets.enumerated() {
            try database.execute(
                sql: "INSERT INTO webhook_secret VALUES (?, ?, ?, ?)",
                arguments: [endpoint, place, held.secret.text, held.until])
        }
    }

    static func all(_ database: Database) throws -> [WebhookEndpoint] {
        var secrets: [Int64: [WebhookEndpoint.Held]] = [:]
        let kept = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT endpoint, secret, until FROM webhook_secret ORDER BY endpoint, place"))
        for row in kept {
            let text: String = row[1]
            secrets[row[0], default: []].append(
                WebhookEndpoint.Held(try WebhookSecret(text), until: row[2]))
        }
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, name, url, kinds, allows_private, state, why, created_at, cursor,
                        failures, open_until, last_at, last_status, last_note, worked_at
                    FROM webhook_endpoint ORDER BY name
                    """))
        return try rows.map { row in
            let (id, kinds, state): (Int64, String, String) = (row[0], row[3], row[5])
            var endpoint = WebhookEndpoint(
                name: row[1], url: row[2], kinds: try KindPattern.list(kinds),
                secrets: secrets[id] ?? [], allowsPrivate: row[4], createdAt: row[7])
            endpoint.id = id
            endpoint.state = state == "on" ? .on : .disabled
            (endpoint.why, endpoint.cursor) = (row[6], row[8])
            (endpoint.failures, endpoint.openUntil) = (row[9], row[10])
            (endpoint.lastAt, endpoint.lastStatus) = (row[11], row[12])
            (endpoint.lastNote, endpoint.workedAt) = (row[13], row[14])
            return endpoint
        }
    }
}
