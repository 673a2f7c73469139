import Foundation
import GRDB
package import Pipeline
package import Vocabulary

extension SQLiteStore {
    package func keep(_ run: DetectionRun) throws {
        // Packed and sorted before the transaction: groups of events wait while it lasts.
        let rows = try DetectionRows(run)
        try write { try rows.replaceAll(in: $0) }
    }

    package func lastRun() throws -> DetectionRun? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT as_of, ended_at, sequence, state FROM detection_run WHERE id = 1")
            return try Row.fetchOne(statement).map { row in
                DetectionRun(
                    asOf: row[0], endedAt: row[1], sequence: row[2], rings: [], accounts: [],
                    recipients: [], state: try Zstd.decompress(row[3]))
            }
        }
    }

    package func detectionCounts() throws -> DetectionCounts? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT as_of, ended_at, rings, restricted, reviewed FROM detection_run
                    WHERE id = 1
                    """)
            return try Row.fetchOne(statement).map { row in
                DetectionCounts(
                    asOf: row[0], endedAt: row[1], rings: row[2], restricted: row[3],
                    reviewed: row[4])
            }
        }
    }

    package func rings(limit: Int) throws -> [RingRecord] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, score, action, accounts, plays, first_seen, last_seen, summary
                    FROM ring ORDER BY score * accounts DESC, id LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [SQLiteStore.bounded(limit)])
                .map { SQLiteStore.ring($0, document: "") }
        }
    }

    package func ring(id: String) throws -> RingRecord? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id, score, action, accounts, plays, first_seen, last_seen, summary,
                        document
                    FROM ring WHERE id = ?
                    """)
            return try Row.fetchOne(statement, arguments: [id]).map { row in
                let document = try Zstd.decompress(row[8])
                return SQLiteStore.ring(row, document: String(decoding: document, as: UTF8.self))
            }
        }
    }

    private static func ring(_ row: Row, document: String) -> RingRecord {
        RingRecord(
            id: row[0], score: row[1], action: row[2], accounts: row[3], plays: row[4],
            firstSeen: row[5], lastSeen: row[6], summary: row[7], document: document)
    }

    package func verdict(ofAccount name: String) throws -> AccountVerdict? {
        try read { try SQLiteStore.verdict(ofAccount: name, $0) }
    }

    /// As above, within a transaction.
    static func verdict(ofAccount name: String, _ database: Database) throws -> AccountVerdict? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT verdicts FROM verdict_block WHERE first_account <= ?
                ORDER BY first_account DESC LIMIT 1
                """)
        return try Data.fetchOne(statement, arguments: [Data(name.utf8)])
            .flatMap { try VerdictBlock.verdict(ofAccount: name, in: $0) }
    }

    package func recipients(limit: Int) throws -> [RecipientVerdict] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT kind, name, role, score, reason FROM recipient
                    ORDER BY place, score DESC, kind, name LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [SQLiteStore.bounded(limit)]).map { row in
                RecipientVerdict(
                    kind: row[0], name: row[1], role: row[2], score: row[3], reason: row[4])
            }
        }
    }
}
