package import Deliveries
import GRDB
import Vocabulary

extension SQLiteStore {
    package func run(_ round: DeliveryRound) throws -> [LeasedDelivery] {
        var leased: [LeasedDelivery] = []
        try write { database in
            leased = []
            let rows = SendingRows(database: database, round: round)
            for outcome in round.outcomes { try rows.keep(outcome) }
            if !round.outcomes.isEmpty { try rows.forgetAttempts() }
            guard round.perEndpoint > 0 else { return }
            for endpoint in try EndpointRows.all(database) where endpoint.state == .on {
                try rows.give(to: endpoint)
                leased += try rows.lease(endpoint)
            }
        }
        return leased
    }

    package func hasDue(now: Int64) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (
                            SELECT 1 FROM webhook_endpoint AS e
                            WHERE state = 'on' AND (
                                cursor < (SELECT coalesce(max(sequence), 0) FROM outbox)
                                OR (open_until <= ?1 AND EXISTS (
                                    SELECT 1 FROM delivery WHERE endpoint = e.id
                                    AND state = 'ready' AND due <= ?1))))
                        """), arguments: [now]) ?? false
        }
    }
}

/// The steps of a round within its transaction.
struct SendingRows {
    let database: Database
    let round: DeliveryRound

    /// Writes what came of an attempt; nothing follows from it where another sender has taken the
    /// delivery meanwhile.
    func keep(_ outcome: DeliveryOutcome) throws {
        let delivery = outcome.delivery
        switch outcome.next {
        case .delivered: try end(delivery, "delivered", outcome.at)
        case .dead: try end(delivery, "dead", outcome.at)
        case .retry(let due): try giveBack(delivery, due: due, isCounted: true)
        case .gone:
            try giveBack(delivery, due: outcome.at, isCounted: true)
            try database.execute(
                sql: "UPDATE webhook_endpoint SET state = 'disabled', why = ? WHERE id = ?",
                arguments: ["It answered 410: it is no more.", delivery.endpoint.id])
        case .untried: return try giveBack(delivery, due: outcome.at, isCounted: false)
        }
        try note(outcome)
    }

    private func end(_ delivery: LeasedDelivery, _ state: String, _ at: Int64) throws {
        try database.cachedStatement(
            sql: """
                UPDATE delivery SET state = ?, lease = NULL, done_at = ?
                WHERE endpoint = ? AND message = ? AND lease = ?
                """
        ).execute(arguments: [
            state, at, delivery.endpoint.id, delivery.sequence, delivery.lease,
        ])
        guard database.changesCount > 0 else { return }
        // The next of its subject has waited for this one.
        try database.cachedStatement(
            sql: """
                UPDATE delivery SET state = 'ready', due = ?1
                WHERE endpoint = ?2 AND message = (
                    SELECT min(message) FROM delivery
                    WHERE endpoint = ?2 AND subject = ?3 AND state = 'waiting')
                """
        ).execute(arguments: [
            at, delivery.endpoint.id,
            DeliveryRows.subject(delivery.message.subject, delivery.message.id),
        ])
    }

    private func giveBack(_ delivery: LeasedDelivery, due: Int64, isCounted: Bool) throws {
        try database.cachedStatement(
            sql: """
                UPDATE delivery SET lease = NULL, due = ?, attempts = attempts - ?
                WHERE endpoint = ? AND message = ? AND lease = ?
                """
        ).execute(arguments: [
            due, isCounted ? 0 : 1, delivery.endpoint.id, delivery.sequence, delivery.lease,
        ])
    }

    private func note(_ outcome: DeliveryOutcome) throws {
        let delivery = outcome.delivery
        let id = delivery.endpoint.id
        let result: DeliveryAttempt.Result =
            switch outcome.next {
            case .delivered: .delivered
            case .dead: .dead
            default: .failed
            }
        try database.cachedStatement(
            sql: """
                INSERT INTO delivery_attempt
                    (endpoint, message, number, at, status, note, milliseconds, result)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?
                WHERE EXISTS (SELECT 1 FROM webhook_endpoint WHERE id = ?1)
                """
        ).execute(arguments: [
            id, delivery.sequence, delivery.attempt, outcome.at, outcome.status, outcome.note,
            outcome.milliseconds, result.rawValue,
        ])
        // None was written for an endpoint that was removed meanwhile.
        guard database.changesCount > 0 else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO delivery_count VALUES (?, ?, 1)
                ON CONFLICT DO UPDATE SET attempts = attempts + 1
                """
        ).execute(arguments: [id, result.rawValue])
        let worked = result == .delivered
        try database.cachedStatement(
            sql: """
                UPDATE webhook_endpoint SET last_at = ?1, last_status = ?2, last_note = ?3,
                    worked_at = CASE WHEN ?4 THEN ?1 ELSE worked_at END,
                    failures = CASE WHEN ?4 THEN 0 ELSE failures + 1 END,
                    open_until = CASE WHEN ?4 THEN 0
                        WHEN failures + 1 >= ?5 THEN max(open_until, ?6) ELSE open_until END
                WHERE id = ?7
                """
        ).execute(arguments: [
            outcome.at, outcome.status, outcome.note, worked, round.failuresMax,
            outcome.openUntil, id,
        ])
    }

    func forgetAttempts() throws {
        try database.execute(
            sql: """
                DELETE FROM delivery_attempt
                WHERE id <= (SELECT max(id) FROM delivery_attempt) - ?
                """, arguments: [round.attemptsKept])
    }

    /// Makes deliveries of messages that it was not asked about yet.
    func give(to endpoint: WebhookEndpoint) throws {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT sequence, id, kind, subject FROM outbox WHERE sequence > ?
                    ORDER BY sequence LIMIT ?
                    """), arguments: [endpoint.cursor, round.messagesMax])
        guard let last = rows.last else { return }
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO delivery (endpoint, message, subject, state, due)
                SELECT ?1, ?2, ?3, CASE WHEN EXISTS (
                    SELECT 1 FROM delivery
                    WHERE endpoint = ?1 AND subject = ?3 AND state = 'ready')
                    THEN 'waiting' ELSE 'ready' END, ?4
                """)
        for row in rows {
            let (id, kind, subject): (String, String, String) = (row[1], row[2], row[3])
            guard endpoint.wants(kind) else { continue }
            let sequence: Int64 = row[0]
            try insert.execute(arguments: [
                endpoint.id, sequence, DeliveryRows.subject(subject, id), round.now,
            ])
        }
        let cursor: Int64 = last[0]
        try database.execute(
            sql: "UPDATE webhook_endpoint SET cursor = ? WHERE id = ?",
            arguments: [cursor, endpoint.id])
    }

    /// Leases what is due, as many as the endpoint may have on their way.
    func lease(_ endpoint: WebhookEndpoint) throws -> [LeasedDelivery] {
        guard endpoint.openUntil <= round.now else { return [] }
        let leased =
            try Int.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT count(*) FROM delivery
                        WHERE endpoint = ? AND lease IS NOT NULL AND due > ?
                        """), arguments: [endpoint.id, round.now]) ?? 0
        let most = endpoint.failures >= round.failuresMax ? 1 : round.perEndpoint
        guard leased < most else { return [] }
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT message, attempts, first_at, id, kind, outbox.subject, at, payload
                    FROM delivery JOIN outbox ON outbox.sequence = message
                    WHERE endpoint = ? AND state = 'ready' AND due <= ? ORDER BY due LIMIT ?
                    """), arguments: [endpoint.id, round.now, most - leased])
        let take = try database.cachedStatement(
            sql: """
                UPDATE delivery SET lease = ?, due = ?, attempts = attempts + 1, first_at = ?
                WHERE endpoint = ? AND message = ?
                """)
        return try rows.map { row in
            let (sequence, attempts, firstAt): (Int64, Int, Int64) = (row[0], row[1], row[2])
            let begun = firstAt > 0 ? firstAt : round.now
            try take.execute(arguments: [
                round.lease, round.leaseUntil, begun, endpoint.id, sequence,
            ])
            return LeasedDelivery(
                endpoint: endpoint, message: DeliveryRows.message(row, from: 3), sequence: sequence,
                lease: round.lease, attempt: attempts + 1, firstAt: begun)
        }
    }
}
