import Enforcements
import GRDB
import Pipeline
package import Vocabulary

/// Labels that were taken back. A label is only ever added; so is the line that takes it back.
/// Whoever reads labels is given those that stand, so no reader can forget to ask.
package enum LabelWithdrawals {
    /// `label_ground` says which case a label was kept for: one label may be kept for several, and
    /// stands while any of them does.
    static let schema = """
        CREATE TABLE label_ground (
            ground TEXT NOT NULL CHECK (ground <> ''),
            label INTEGER NOT NULL REFERENCES label (sequence),
            is_back INTEGER NOT NULL DEFAULT 0 CHECK (is_back IN (0, 1)),
            PRIMARY KEY (ground, label)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX label_ground_of ON label_ground (label, is_back);
        CREATE TABLE label_withdrawal (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            label INTEGER NOT NULL UNIQUE REFERENCES label (sequence),
            at INTEGER NOT NULL,
            by TEXT NOT NULL CHECK (by <> ''),
            why TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER label_withdrawal_is_kept BEFORE DELETE ON label_withdrawal
            BEGIN SELECT RAISE(ABORT, 'withdrawals of labels are only ever added'); END;
        CREATE TRIGGER label_withdrawal_is_fixed BEFORE UPDATE ON label_withdrawal
            BEGIN SELECT RAISE(ABORT, 'withdrawals of labels are only ever added'); END;
        """

    /// What an undoing wrote before there were withdrawals: the opposite, with next to no
    /// confidence. Both it and what it took back are withdrawn. O(labels), once.
    static let mending = """
        INSERT INTO label_ground (ground, label)
        SELECT one.id, label.sequence FROM work_case AS one JOIN label
            ON label.second = one.subject_name AND label.first = one.subject_kind
                AND label.is_event = 0 AND label.source = 'review'
                AND label.recorded_at = one.closed_at
        WHERE one.state = 'closed' AND label.confidence = 1;
        INSERT INTO label_withdrawal (label, at, by, why)
        SELECT said.sequence, said.recorded_at, 'assay', 'The case was opened again.'
        FROM label AS said WHERE source = 'review' AND (confidence = 0.001 OR EXISTS (
            SELECT 1 FROM label AS back
            WHERE back.second = said.second AND back.first = said.first
                AND back.is_event = said.is_event AND back.name = said.name
                AND back.source = 'review' AND back.confidence = 0.001
                AND back.time = said.time AND back.is_positive <> said.is_positive
                AND back.recorded_at >= said.recorded_at));
        DELETE FROM label_count;
        INSERT INTO label_count (name, source, is_positive, labels)
        SELECT name, source, is_positive, count(*) FROM label
        WHERE \(stands) GROUP BY name, source, is_positive;
        """

    /// Cases closed before there were grounds said the same of the event they were opened for.
    /// O(closed cases · labels of their events), once.
    static let events = """
        INSERT INTO label_ground (ground, label)
        SELECT one.id, label.sequence FROM work_case AS one CROSS JOIN label
            ON label.second = json_extract(one.rest, '$.eventID')
                AND label.first = json_extract(one.rest, '$.eventSource')
                AND label.is_event = 1 AND label.source = 'review'
                AND label.recorded_at = one.closed_at
        WHERE one.state = 'closed' AND label.confidence = 1
        ON CONFLICT (ground, label) DO NOTHING;
        """

    /// Of a row of `label`: nobody took it back. One look-up in an index.
    package static let stands = """
        NOT EXISTS (SELECT 1 FROM label_withdrawal WHERE label_withdrawal.label = label.sequence)
        """

    /// Milliseconds that a label is put later at most, so that it is a line of its own.
    private static let latenessMax: Int64 = 1000

    /// Keeps a label for a case. Where the very same was taken back before, it is a new line, a
    /// millisecond later.
    static func keep(_ label: Label, ground: String, _ database: Database) throws {
        var label = label
        let first = label.recordedAt
        while try isWithdrawn(label, database), label.recordedAt - first < latenessMax {
            label.recordedAt += 1
        }
        _ = try SQLiteStore.keep([label], [], database)
        guard let sequence = try sequence(of: label, database) else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO label_ground (ground, label) VALUES (?, ?)
                ON CONFLICT (ground, label) DO UPDATE SET is_back = 0
                """
        ).execute(arguments: [ground, sequence])
    }

    private static func isWithdrawn(_ label: Label, _ database: Database) throws -> Bool {
        guard let sequence = try sequence(of: label, database) else { return false }
        return try Int.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM label_withdrawal WHERE label = ?"),
            arguments: [sequence]) != nil
    }

    private static func sequence(of label: Label, _ database: Database) throws -> Int64? {
        let (isEvent, first, second) = SQLiteStore.place(of: label.subject)
        return try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT sequence FROM label
                    WHERE second = ? AND first = ? AND is_event = ? AND name = ? AND source = ?
                        AND recorded_at = ? AND time = ? AND is_positive = ? AND confidence = ?
                        AND propensity = ?
                    """),
            arguments: [
                second, first, isEvent, label.name, label.source, label.recordedAt, label.time,
                label.isPositive, label.confidence, label.propensity,
            ])
    }

    /// Takes back what was kept for a case, but for labels that another case stands for too.
    ///
    /// - Parameter at: milliseconds since 1970.
    /// - Returns: how many labels.
    @discardableResult
    static func withdraw(
        ground: String, at: Int64, by: String, why: String, _ database: Database
    ) throws -> Int {
        let labels = try Int64.fetchAll(
            database.cachedStatement(
                sql: "SELECT label FROM label_ground WHERE ground = ? AND is_back = 0"),
            arguments: [ground])
        var count = 0
        for label in labels {
            try database.cachedStatement(
                sql: "UPDATE label_ground SET is_back = 1 WHERE ground = ? AND label = ?"
            ).execute(arguments: [ground, label])
            let isHeld = try Int.fetchOne(
                database.cachedStatement(
                    sql: "SELECT 1 FROM label_ground WHERE label = ? AND is_back = 0 LIMIT 1"),
                arguments: [label])
            guard isHeld == nil else { continue }
            try database.cachedStatement(
                sql: """
                    INSERT INTO label_withdrawal (label, at, by, why) VALUES (?, ?, ?, ?)
                    ON CONFLICT (label) DO NOTHING
                    """
            ).execute(arguments: [label, at, by, why])
            guard database.changesCount > 0 else { continue }
            try uncount(label, database)
            count += 1
        }
        return count
    }

    private static func uncount(_ label: Int64, _ database: Database) throws {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT name, source, is_positive FROM label WHERE sequence = ?"),
            arguments: [label])
        guard let row else { return }
        let key: StatementArguments = [row[0] as String, row[1] as String, row[2] as Bool]
        // A count is never nothing: the last one goes with its row.
        try database.cachedStatement(
            sql: """
                DELETE FROM label_count
                WHERE name = ? AND source = ? AND is_positive = ? AND labels <= 1
                """
        ).execute(arguments: key)
        try database.cachedStatement(
            sql: """
                UPDATE label_count SET labels = labels - 1
                WHERE name = ? AND source = ? AND is_positive = ?
                """
        ).execute(arguments: key)
    }

    /// Cases that said of an enforcement's entity what led to it, or was said with it: those whose
    /// closing gave the order, and those that judged the event it came from.
    static func grounds(
        behind enforcement: Enforcement, _ database: Database
    ) throws -> [String] {
        let (entity, origin) = (enforcement.entity, enforcement.origin)
        var found: [String] = []
        if !origin.batch.isEmpty {
            found += try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT id FROM work_case INDEXED BY case_ordered
                        WHERE order_batch = ? AND order_batch <> '' AND subject_name = ?
                            AND subject_kind = ? LIMIT \(groundsMax)
                        """), arguments: [origin.batch, entity.name, entity.kind])
        }
        if !origin.eventSource.isEmpty, !origin.eventID.isEmpty {
            found += try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT ground FROM label
                            JOIN label_ground ON label_ground.label = label.sequence
                            JOIN work_case ON work_case.id = ground
                        WHERE second = ? AND first = ? AND is_event = 1 AND is_back = 0
                            AND subject_name = ? AND subject_kind = ? LIMIT \(groundsMax)
                        """),
                arguments: [origin.eventID, origin.eventSource, entity.name, entity.kind])
        }
        return Array(Set(found)).sorted()
    }

    /// Cases behind one enforcement.
    private static let groundsMax = 64

    /// The name under which a case's outcome is kept; nil where nothing was.
    static func name(ground: String, _ database: Database) throws -> String? {
        try String.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT name FROM label_ground JOIN label ON label.sequence = label
                    WHERE ground = ? ORDER BY label DESC LIMIT 1
                    """), arguments: [ground])
    }
}

extension SQLiteStore {
    package func withdrawnLabels(after sequence: Int64, limit: Int) throws -> [WithdrawnLabel] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT label.sequence, is_event, first, second, name, is_positive, source,
                        confidence, time, recorded_at, propensity, back.sequence, at, by, why
                    FROM label_withdrawal AS back JOIN label ON label.sequence = back.label
                    WHERE back.sequence > ? ORDER BY back.sequence LIMIT ?
                    """)
            let limit = min(max(0, limit), SQLiteStore.labelsMax)
            return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
                WithdrawnLabel(
                    sequence: row[11], label: SQLiteStore.label(row), at: row[12], by: row[13],
                    why: row[14])
            }
        }
    }

    package func labelState() throws -> LabelState {
        try read { database in
            func last(_ table: String) throws -> Int64 {
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT max(sequence) FROM \(table)")) ?? 0
            }
            return LabelState(
                added: try last("label"), withdrawn: try last("label_withdrawal"))
        }
    }
}
