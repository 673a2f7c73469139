package import Audits
import Foundation
import GRDB
import Glibc
import Synchronization
import Vocabulary

extension SQLiteStore: AuditLog {
    @discardableResult
    package func append(_ entries: [AuditEntry]) throws -> Int64 {
        if entries.isEmpty { return try auditHead()?.sequence ?? 0 }
        let key = try auditKey()
        var (last, checkpoint): (Int64, AuditMark?) = (0, nil)
        try write { database in
            (last, checkpoint) = try AuditTables.append(entries, signedBy: key, database)
        }
        if let checkpoint { try auditWitnessFile?.add(checkpoint) }
        return last
    }

    package func auditOutcome(of sequence: Int64) throws -> AuditEntry? {
        try read { database in
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT \(AuditTables.columns) FROM audit_entry WHERE attempt = ?
                            ORDER BY sequence LIMIT 1
                            """), arguments: [sequence])
            else { return nil }
            return try AuditTables.entry(
                row, previous: AuditTables.hash(of: row[0] - 1, database))
        }
    }

    package func auditPage(_ filter: AuditFilter) throws -> AuditPage {
        try read { try AuditSearch(filter: filter, database: $0).page() }
    }

    package func auditLines(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        guard limit > 0 else { return [] }
        return try read { database in
            var previous = try AuditTables.hash(of: sequence, database)
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT \(AuditTables.columns) FROM audit_entry
                        WHERE sequence > ? ORDER BY sequence LIMIT ?
                        """), arguments: [sequence, limit])
            var entries: [AuditEntry] = []
            while let row = try rows.next() {
                let entry = try AuditTables.entry(row, previous: previous)
                previous = entry.hash
                entries.append(entry)
            }
            return entries
        }
    }

    package func auditHead() throws -> AuditMark? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT sequence, hash, at, key, signature FROM audit_head WHERE id = 1"
            ).map(AuditTables.mark)
        }
    }

    package func auditCheckpoints(after sequence: Int64, limit: Int) throws -> [AuditMark] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT sequence, hash, at, key, signature FROM audit_checkpoint
                        WHERE sequence > ? ORDER BY sequence LIMIT ?
                        """), arguments: [sequence, max(0, limit)]
            ).map(AuditTables.mark)
        }
    }

    package func auditCheckpoint(before sequence: Int64) throws -> AuditMark? {
        try read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT sequence, hash, at, key, signature FROM audit_checkpoint
                        WHERE sequence < ? ORDER BY sequence DESC LIMIT 1
                        """), arguments: [sequence]
            ).map(AuditTables.mark)
        }
    }

    package func auditWitness() throws -> [AuditMark] { try auditWitnessFile?.marks() ?? [] }

    package func auditKey() throws -> AuditKey {
        try auditKeyHeld.withLock { held in
            if let held { return held }
            let key =
                switch location {
                case .file(let path): try AuditKey.open(path: path + "-audit-key")
                case .memory: AuditKey()
                }
            held = key
            return key
        }
    }

    /// Checkpoints are written beside the store too; nil for a store in memory.
    private var auditWitnessFile: WitnessFile? {
        guard case .file(let path) = location else { return nil }
        return WitnessFile(path: path + "-audit-witness")
    }
}
