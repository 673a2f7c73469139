import Cases
import Enforcements
import GRDB
import Vocabulary

// Rings that stay when detection goes on.

extension SQLiteCaseTables {
    private static let columns = """
        id, score, action, accounts, plays, first_seen, last_seen, summary
        """

    func keepRing(_ id: String) throws -> Int64? {
        let seenAt = try Int64.fetchOne(
            statement("SELECT ended_at FROM detection_run WHERE id = 1"))
        guard let seenAt else { return nil }
        let known = try Int64.fetchOne(
            statement("SELECT sequence FROM kept_ring WHERE id = ? AND seen_at = ?"),
            arguments: [id, seenAt])
        if let known { return known }
        let last = try Row.fetchOne(
            statement("SELECT count(*), max(sequence) FROM kept_ring WHERE id = ?"),
            arguments: [id])
        if let last, last[0] >= CaseBounds.ringVersionsMax { return last[1] }
        try SQLiteCaseTables.copyRing(id, seenAt: seenAt, database)
        return database.changesCount > 0 ? database.lastInsertedRowID : nil
    }

    /// Copies a ring of the last run, compressed as it is.
    static func copyRing(_ id: String, seenAt: Int64, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO kept_ring (seen_at, \(columns), document)
                SELECT ?, \(columns), document FROM ring WHERE id = ?
                ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [seenAt, id])
    }

    func keepRing(of one: Case, at clock: Int64) throws {
        let id: String
        var verdict: AccountVerdict?
        switch one.subject.kind {
        case "ring": id = one.subject.name
        case "account":
            verdict = try SQLiteStore.verdict(ofAccount: one.subject.name, database)
            id = verdict?.ring ?? ""
        default: id = ""
        }
        guard !id.isEmpty, let kept = try keepRing(id) else { return }
        try statement(
            """
            INSERT INTO case_ring (case_id, kept, at, action, score)
            SELECT ?, sequence, ?, coalesce(?, action), coalesce(?, score)
            FROM kept_ring WHERE sequence = ? ON CONFLICT DO NOTHING
            """
        ).execute(arguments: [one.id, clock, verdict?.action, verdict?.score, kept])
    }

    func rings(ofCase id: String) throws -> [CaseRing] {
        try Row.fetchAll(statement(SQLiteCaseTables.ringsOfCase), arguments: [id]).map {
            CaseRing(
                kept: SQLiteCaseTables.kept($0, document: ""), at: $0[10], action: $0[11],
                score: $0[12])
        }
    }

    func keptRing(sequence: Int64) throws -> KeptRing? {
        try whole("WHERE sequence = ?", [sequence])
    }

    func keptRing(id: String, until time: Int64) throws -> KeptRing? {
        try whole("WHERE id = ? AND seen_at <= ? ORDER BY seen_at DESC LIMIT 1", [id, time])
            ?? whole("WHERE id = ? ORDER BY seen_at LIMIT 1", [id])
    }

    func goneRings(limit: Int) throws -> [KeptRing] {
        try Row.fetchAll(
            statement(SQLiteCaseTables.gone),
            arguments: [CaseBounds.goneRingsMax, min(max(0, limit), CaseBounds.goneRingsMax)]
        ).map { SQLiteCaseTables.kept($0, document: "") }
    }

    func heldOrders(limit: Int) throws -> [KeptOrder] {
        try Row.fetchAll(
            statement(SQLiteCaseTables.held),
            arguments: [min(max(0, limit), CaseBounds.heldOrdersMax)]
        ).map { try SQLiteCaseTables.order($0) }
    }

    static let ringsOfCase = """
        SELECT kept_ring.sequence, seen_at, kept_ring.id, kept_ring.score, kept_ring.action,
            accounts, plays, first_seen, last_seen, summary, at, case_ring.action, case_ring.score
        FROM case_ring JOIN kept_ring ON kept_ring.sequence = kept
        WHERE case_id = ? ORDER BY kept DESC LIMIT \(CaseBounds.ringsOfCaseMax)
        """
    static let gone = """
        SELECT sequence, seen_at, \(columns) FROM (
            SELECT * FROM kept_ring ORDER BY sequence DESC LIMIT ?) AS late
        WHERE NOT EXISTS (SELECT 1 FROM ring WHERE ring.id = late.id)
            AND NOT EXISTS (SELECT 1 FROM kept_ring AS newer
                WHERE newer.id = late.id AND newer.seen_at > late.seen_at)
        ORDER BY sequence DESC LIMIT ?
        """
    static let held = """
        SELECT batch, document, state, at, key, steps FROM ring_order WHERE state = 'held'
        ORDER BY sequence LIMIT ?
        """

    private func whole(_ condition: String, _ arguments: StatementArguments) throws -> KeptRing? {
        try Row.fetchOne(
            statement(
                """
                SELECT sequence, seen_at, \(SQLiteCaseTables.columns), document FROM kept_ring
                \(condition)
                """), arguments: arguments
        ).map {
            let document = try Zstd.decompress($0[10])
            return SQLiteCaseTables.kept($0, document: String(decoding: document, as: UTF8.self))
        }
    }

    private static func kept(_ row: Row, document: String) -> KeptRing {
        KeptRing(
            sequence: row[0],
            ring: RingRecord(
                id: row[2], score: row[3], action: row[4], accounts: row[5], plays: row[6],
                firstSeen: row[7], lastSeen: row[8], summary: row[9], document: document),
            seenAt: row[1])
    }
}

extension SQLiteStore {
    /// How SQLite finds rings that are kept and orders that wait, a line a step; for tests.
    package func keptRingPlans() throws -> [String] {
        try read { database in
            try [
                (SQLiteCaseTables.ringsOfCase, 1), (SQLiteCaseTables.gone, 2),
                (SQLiteCaseTables.held, 1),
            ].flatMap { sql, count in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: StatementArguments(Array(repeating: 1, count: count))
                ).map { $0["detail"] as String }
            }
        }
    }
}
