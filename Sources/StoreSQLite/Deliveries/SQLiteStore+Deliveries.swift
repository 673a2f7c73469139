package import Deliveries
import GRDB
import Vocabulary

extension SQLiteStore: DeliveryArchive {
    package func deliveries(_ filter: DeliveryFilter) throws -> [Delivery] {
        try read { try DeliveryRows.listed(filter, message: nil, $0) }
    }

    package func deliveries(of message: String) throws -> (
        deliveries: [Delivery], attempts: [DeliveryAttempt]
    ) {
        try read { database in
            let all = DeliveryFilter(limit: WebhookEndpoint.most)
            return (
                try DeliveryRows.listed(all, message: message, database),
                try DeliveryRows.attempts("WHERE outbox.id = ?", [message], 1000, database)
            )
        }
    }

    package func attempts(limit: Int) throws -> [DeliveryAttempt] {
        try read { try DeliveryRows.attempts("", [], limit, $0) }
    }

    package func replay(
        _ filter: DeliveryFilter, message: String?, now: Int64
    ) throws -> (count: Int, last: Int64?) {
        var (count, last): (Int, Int64?) = (0, nil)
        try write { database in
            let chosen = try DeliveryRows.listed(filter, message: message, database)
            (count, last) = (0, chosen.last?.sequence)
            // The earliest first, so that it is the one the others wait for.
            for delivery in chosen.reversed() {
                guard delivery.state == .dead || delivery.state == .delivered else { continue }
                let id = try EndpointRows.expect(delivery.endpoint, database)
                try database.cachedStatement(
                    sql: """
                        UPDATE delivery SET attempts = 0, first_at = 0, due = ?1, done_at = 0,
                            state = CASE WHEN EXISTS (
                                SELECT 1 FROM delivery AS other WHERE other.endpoint = ?2
                                AND other.subject = delivery.subject AND other.state = 'ready')
                                THEN 'waiting' ELSE 'ready' END
                        WHERE endpoint = ?2 AND message = ?3
                        """
                ).execute(arguments: [now, id, delivery.sequence])
                count += 1
            }
        }
        return (count, last)
    }

    package func standings() throws -> [EndpointStanding] {
        try read { database in
            try EndpointRows.all(database).map { try DeliveryRows.standing($0, database) }
        }
    }
}

/// Deliveries as their rows have them; used within one transaction.
enum DeliveryRows {
    /// What keeps its order: the subject, or the message alone where it tells of nobody.
    static func subject(_ subject: String, _ id: String) -> String {
        subject.isEmpty ? "#\(id)" : "=\(subject)"
    }

    /// A message of id, kind, subject, at and payload, from a column on.
    static func message(_ row: Row, from column: Int) -> OutboxMessage {
        OutboxMessage(
            id: row[column], kind: row[column + 1], subject: row[column + 2],
            at: row[column + 3], payload: row[column + 4])
    }

    static func listed(
        _ filter: DeliveryFilter, message: String?, _ database: Database
    ) throws -> [Delivery] {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func expect(_ condition: String, _ value: String?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        expect("e.name = ?", filter.endpoint)
        expect("outbox.kind = ?", filter.kind)
        expect("outbox.id = ?", message)
        if let before = filter.before { conditions.append("d.message < \(before)") }
        // As the partial index has it, so that it is used.
        if let state = filter.state { conditions.append("d.state = '\(state.rawValue)'") }
        let limit = min(max(0, filter.limit), DeliveryFilter.limitMax)
        func rows(_ conditions: [String], _ arguments: StatementArguments) throws -> [Row] {
            try Row.fetchAll(
                database,
                sql: """
                    SELECT e.name, d.message, d.state, d.attempts, d.due, d.done_at, outbox.id,
                        kind, outbox.subject, at, payload
                    FROM delivery AS d JOIN outbox ON outbox.sequence = d.message
                    JOIN webhook_endpoint AS e ON e.id = d.endpoint
                    \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
                    ORDER BY d.message DESC, e.name LIMIT \(limit)
                    """, arguments: arguments)
        }
        var found = try rows(conditions, arguments)
        if found.count == limit, let last = found.last {
            // A page ends with a whole message.
            let (name, sequence): (String, Int64) = (last[0], last[1])
            found += try rows(
                conditions + ["d.message = \(sequence)", "e.name > ?"], arguments + [name])
        }
        return found.map { row in
            let state: String = row[2]
            return Delivery(
                endpoint: row[0], message: DeliveryRows.message(row, from: 6), sequence: row[1],
                state: Delivery.State(rawValue: state) ?? .dead, attempts: row[3], due: row[4],
                doneAt: row[5])
        }
    }

    static func attempts(
        _ condition: String, _ arguments: StatementArguments, _ limit: Int, _ database: Database
    ) throws -> [DeliveryAttempt] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT e.name, outbox.id, number, a.at, status, note, milliseconds, result
                FROM delivery_attempt AS a JOIN outbox ON outbox.sequence = a.message
                JOIN webhook_endpoint AS e ON e.id = a.endpoint
                \(condition) ORDER BY a.id DESC LIMIT \(min(max(0, limit), 1000))
                """, arguments: arguments)
        return rows.map { row in
            let result: String = row[7]
            return DeliveryAttempt(
                endpoint: row[0], message: row[1], number: row[2], at: row[3], status: row[4],
                note: row[5], milliseconds: row[6],
                result: DeliveryAttempt.Result(rawValue: result) ?? .failed)
        }
    }

    /// O(backlog + messages not looked at yet).
    static func standing(
        _ endpoint: WebhookEndpoint, _ database: Database
    ) throws -> EndpointStanding {
        var standing = EndpointStanding(endpoint: endpoint)
        let open = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*), min(message) FROM delivery
                    WHERE endpoint = ? AND state IN ('waiting', 'ready')
                    """), arguments: [endpoint.id])
        if let open {
            standing.backlog = open[0]
            let first: Int64? = open[1]
            standing.oldestAt = try first.flatMap {
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT at FROM outbox WHERE sequence = ?"),
                    arguments: [$0])
            }
        }
        let unread = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT kind, count(*), min(at) FROM outbox WHERE sequence > ? GROUP BY kind
                    """), arguments: [endpoint.cursor])
        for row in unread {
            let (kind, count, at): (String, Int, Int64) = (row[0], row[1], row[2])
            guard endpoint.wants(kind) else { continue }
            standing.backlog += count
            standing.oldestAt = min(standing.oldestAt ?? at, at)
        }
        standing.dead =
            try Int.fetchOne(
                database.cachedStatement(
                    sql: "SELECT count(*) FROM delivery WHERE endpoint = ? AND state = 'dead'"),
                arguments: [endpoint.id]) ?? 0
        let counts = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT result, attempts FROM delivery_count WHERE endpoint = ?"),
            arguments: [endpoint.id])
        for row in counts {
            let result: String = row[0]
            if let result = DeliveryAttempt.Result(rawValue: result) {
                standing.attempts[result] = row[1]
            }
        }
        return standing
    }
}
