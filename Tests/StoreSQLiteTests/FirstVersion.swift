import Foundation
import GRDB
import Vocabulary

/// Files as the first version of the store wrote them: a row a decision, events in plain blocks.
enum FirstVersion {
    static func make(_ path: String, decisions: Int64) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: schema)
            try database.execute(
                sql: "INSERT INTO grdb_migrations VALUES (?)",
                arguments: ["2025-01 log, decisions, dead letters, packs"])
            try database.execute(
                sql: "INSERT INTO pack (id, hash, files) VALUES (1, ?, '{}')",
                arguments: [Samples.packHash])
            for sequence in 1...decisions {
                try insert(sequence, database)
            }
            try database.execute(
                sql: "INSERT INTO account_standing VALUES ('ann', ?, 0, 0, ?)",
                arguments: [decisions, decisions])
            try database.execute(
                sql: "INSERT INTO action_count VALUES ('allow', ?)", arguments: [decisions])
        }
        try queue.close()
    }

    private static func insert(_ sequence: Int64, _ database: Database) throws {
        let event = Samples.event(sequence)
        var payload = Data()
        withUnsafeBytes(of: UInt32(event.count).littleEndian) { payload.append(contentsOf: $0) }
        payload.append(contentsOf: event)
        try database.execute(
            sql: "INSERT INTO event_block VALUES (?, 1, ?, ?)",
            arguments: [sequence, Samples.receivedAt, payload])
        let decision = Samples.decision(sequence)
        try database.execute(
            sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
            arguments: [
                sequence, decision.id, decision.time, decision.journey, decision.action.rawValue,
                decision.score, decision.account, decision.latencyMicroseconds, decision.record,
            ])
    }

    private static let schema = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        CREATE TABLE event_block (
            first_sequence INTEGER PRIMARY KEY, count INTEGER NOT NULL,
            received_at INTEGER NOT NULL, payload BLOB NOT NULL) STRICT;
        CREATE TABLE pack (
            id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, files TEXT NOT NULL) STRICT;
        CREATE TABLE decision (
            sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL,
            journey TEXT NOT NULL, action TEXT NOT NULL, score REAL NOT NULL,
            account TEXT NOT NULL, pack INTEGER NOT NULL REFERENCES pack (id),
            latency_us INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
        CREATE TABLE account_standing (
            account TEXT PRIMARY KEY, decisions INTEGER NOT NULL, acted_on INTEGER NOT NULL,
            score_max REAL NOT NULL, worst INTEGER NOT NULL REFERENCES decision (sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE action_count (
            action TEXT PRIMARY KEY, decisions INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY, code TEXT NOT NULL, input TEXT NOT NULL,
            line INTEGER NOT NULL, field TEXT NOT NULL, expected TEXT NOT NULL,
            found TEXT NOT NULL) STRICT;
        """
}
