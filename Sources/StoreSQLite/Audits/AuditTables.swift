import Audits
import GRDB
import Vocabulary

/// Lines of the audit log within one transaction.
enum AuditTables {
    /// Chains and writes lines, signs the end, and a checkpoint where one is due.
    ///
    /// - Returns: the sequence of the last line, and the checkpoint; nil where none was due.
    static func append(
        _ entries: [AuditEntry], signedBy key: AuditKey, _ database: Database
    ) throws -> (last: Int64, checkpoint: AuditMark?) {
        var (sequence, hash, at) = try last(database)
        let before = sequence
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO audit_entry (sequence, at, kind, by, action, subject, detail, salt,
                    hash, outcome, attempt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for entry in entries {
            var line = entry
            sequence += 1
            line.sequence = sequence
            line.salt = Int64.random(in: .min ... .max)
            // Clocks may go back; the log does not.
            line.at = max(at, entry.at)
            if line.by.isEmpty { line.by = "nobody" }
            line = AuditLink.chained(line, to: hash)
            (hash, at) = (line.hash, line.at)
            try statement.execute(arguments: [
                line.sequence, line.at, line.kind.rawValue, line.by, line.action, line.subject,
                line.detail, line.salt, line.hash, line.outcome?.rawValue ?? "", line.attempt,
            ])
        }
        let mark = try AuditMark(sequence: sequence, hash: hash, at: at, signedBy: key)
        try put(mark, "INSERT OR REPLACE INTO audit_head (id, ", "1, ", database)
        let every = AuditBounds.checkpointEvery
        guard sequence / every > before / every else { return (sequence, nil) }
        try put(mark, "INSERT INTO audit_checkpoint (", "", database)
        return (sequence, mark)
    }

    private static func put(
        _ mark: AuditMark, _ into: String, _ first: String, _ database: Database
    ) throws {
        try database.cachedStatement(
            sql: into + "sequence, hash, at, key, signature) VALUES (\(first)?, ?, ?, ?, ?)"
        ).execute(arguments: [mark.sequence, mark.hash, mark.at, mark.key, mark.signature])
    }

    private static func last(
        _ database: Database
    ) throws -> (sequence: Int64, hash: String, at: Int64) {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT sequence, hash, at FROM audit_entry ORDER BY sequence DESC LIMIT 1
                    """))
        return row.map { ($0[0], $0[1], $0[2]) } ?? (0, AuditLink.genesis, .min)
    }

    static let columns = """
        sequence, at, kind, by, action, subject, detail, salt, hash, outcome, attempt
        """

    /// - Parameter previous: the hash of the line before.
    static func entry(_ row: Row, previous: String) throws -> AuditEntry {
        let (word, outcome): (String, AuditEntry.Outcome?) = (
            row[9], AuditEntry.Outcome(rawValue: row[9])
        )
        guard let kind = AuditEntry.Kind(rawValue: row[2]), word.isEmpty || outcome != nil else {
            throw Fault(.unavailable, "A line of the audit log cannot be read.")
        }
        var entry = AuditEntry(
            at: row[1], kind, by: row[3], action: row[4], subject: row[5], detail: row[6])
        // As they stand, whatever their length: what somebody changed must show.
        (entry.by, entry.action, entry.subject, entry.detail) = (row[3], row[4], row[5], row[6])
        (entry.sequence, entry.salt, entry.hash) = (row[0], row[7], row[8])
        (entry.outcome, entry.attempt, entry.previous) = (outcome, row[10], previous)
        return entry
    }

    static func hash(of sequence: Int64, _ database: Database) throws -> String {
        guard sequence > 0 else { return AuditLink.genesis }
        return try String.fetchOne(
            database.cachedStatement(sql: "SELECT hash FROM audit_entry WHERE sequence = ?"),
            arguments: [sequence]) ?? ""
    }

    static func mark(_ row: Row) -> AuditMark {
        AuditMark(sequence: row[0], hash: row[1], at: row[2], key: row[3], signature: row[4])
    }
}
