import GRDB
package import Pipeline
package import Vocabulary

extension SQLiteStore {
    /// Labels one read gives at most.
    static let labelsMax = 100_000

    package func record(_ labels: [Label], received: Set<Int>) throws -> Int {
        for (place, label) in labels.enumerated() {
            guard let flaw = label.flaw else { continue }
            throw Fault(
                .invalid, "Label \(place + 1): `\(flaw.member)` is not \(flaw.expected).",
                fix: "Mend it and send all of them again.")
        }
        if labels.isEmpty { return 0 }
        var new = 0
        try write { new = try SQLiteStore.keep(labels, received, $0) }
        return new
    }

    /// Keeps labels that have no flaw, within a transaction.
    static func keep(
        _ labels: [Label], _ received: Set<Int>, _ database: Database
    ) throws -> Int {
        var counts: [LabelCount: Int] = [:]
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO label (is_event, first, second, name, is_positive, source,
                    confidence, time, recorded_at, propensity)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """)
        for (place, label) in labels.enumerated() {
            if received.contains(place), try isSaid(label, database) { continue }
            try insert(label, statement)
            guard database.changesCount > 0 else { continue }
            counts[
                LabelCount(
                    name: label.name, source: label.source, isPositive: label.isPositive,
                    labels: 0), default: 0] += 1
        }
        try add(counts, database)
        return counts.values.reduce(0, +)
    }

    /// Whether the latest label of the same subject, name and source says the same.
    private static func isSaid(_ label: Label, _ database: Database) throws -> Bool {
        let (isEvent, first, second) = place(of: label.subject)
        let statement = try database.cachedStatement(
            sql: """
                SELECT is_positive, time, confidence, propensity FROM label
                WHERE second = ? AND first = ? AND is_event = ? AND name = ? AND source = ?
                    AND \(LabelWithdrawals.stands)
                ORDER BY recorded_at DESC, sequence DESC LIMIT 1
                """)
        let latest = try Row.fetchOne(
            statement, arguments: [second, first, isEvent, label.name, label.source])
        guard let latest else { return false }
        let (isPositive, time): (Bool, Int64) = (latest[0], latest[1])
        let (confidence, propensity): (Double, Double) = (latest[2], latest[3])
        return isPositive == label.isPositive && time == label.time
            && confidence == label.confidence && propensity == label.propensity
    }

    static func place(
        of subject: Label.Subject
    ) -> (isEvent: Bool, first: String, second: String) {
        switch subject {
        case .event(let source, let id): (true, source, id)
        case .entity(let kind, let name): (false, kind, name)
        }
    }

    private static func insert(_ label: Label, _ statement: Statement) throws {
        let (isEvent, first, second) = place(of: label.subject)
        try statement.execute(arguments: [
            isEvent, first, second, label.name, label.isPositive, label.source, label.confidence,
            label.time, label.recordedAt, label.propensity,
        ])
    }

    private static func add(_ counts: [LabelCount: Int], _ database: Database) throws {
        for (of, count) in counts {
            try database.execute(
                sql: """
                    INSERT INTO label_count (name, source, is_positive, labels) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET labels = labels + excluded.labels
                    """, arguments: [of.name, of.source, of.isPositive, count])
        }
    }

    package func labels(
        after sequence: Int64, limit: Int
    ) throws -> [(sequence: Int64, label: Label)] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sequence, is_event, first, second, name, is_positive, source,
                        confidence, time, recorded_at, propensity
                    FROM label WHERE sequence > ? AND \(LabelWithdrawals.stands)
                    ORDER BY sequence LIMIT ?
                    """)
            let limit = min(max(0, limit), SQLiteStore.labelsMax)
            return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
                (row[0], SQLiteStore.label(row))
            }
        }
    }

    package func labels(of subject: Label.Subject) throws -> [Label] {
        let (isEvent, first, second) = SQLiteStore.place(of: subject)
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sequence, is_event, first, second, name, is_positive, source,
                        confidence, time, recorded_at, propensity
                    FROM label WHERE second = ? AND first = ? AND is_event = ?
                        AND \(LabelWithdrawals.stands)
                    ORDER BY sequence
                    """)
            return try Row.fetchAll(statement, arguments: [second, first, isEvent])
                .map { SQLiteStore.label($0) }
        }
    }

    /// A label from a row that begins with its sequence.
    static func label(_ row: Row) -> Label {
        let isEvent: Bool = row[1]
        return Label(
            subject: isEvent
                ? .event(source: row[2], id: row[3]) : .entity(kind: row[2], name: row[3]),
            name: row[4], isPositive: row[5], source: row[6], confidence: row[7], time: row[8],
            recordedAt: row[9], propensity: row[10])
    }

    package func labelCounts() throws -> [LabelCount] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT name, source, is_positive, labels FROM label_count
                    ORDER BY name, source, is_positive
                    """)
            return try Row.fetchAll(statement).map {
                LabelCount(name: $0[0], source: $0[1], isPositive: $0[2], labels: $0[3])
            }
        }
    }
}
