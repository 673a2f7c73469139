package import Enforcements
import GRDB
package import Vocabulary

extension SQLiteStore: EnforcementStore {
    package func enforcing<Answer>(
        _ body: (any EnforcementTables) throws -> Answer
    ) throws -> Answer {
        var answer: Answer?
        try write { answer = try body(SQLiteEnforcementTables($0)) }
        guard let answer else { throw Fault(.bug, "A transaction gave no answer.") }
        return answer
    }

    package func readingEnforcements<Answer>(
        _ body: (any EnforcementTables) throws -> Answer
    ) throws -> Answer {
        try read { try body(SQLiteEnforcementTables($0)) }
    }

    package func decisionsToCarry(
        after sequence: Int64, limit: Int
    ) throws -> (decisions: [StoredDecision], upTo: Int64) {
        try read { database in
            let last = try SQLiteStore.lastSequence(database)
            guard last > sequence else { return ([], sequence) }
            let start = try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT max(first_sequence) FROM decision_block WHERE first_sequence <= ?"
                ), arguments: [sequence + 1])
            var found: [StoredDecision] = []
            var blocks = DecisionBlocks(store: self)
            let firsts = try Int64.fetchCursor(
                database.cachedStatement(sql: SQLiteStore.actedBlocks),
                arguments: ["start": start ?? 0])
            while let first = try firsts.next() {
                let block = try blocks.block(of: first, database)
                found += block.filter { $0.sequence > sequence && $0.action != .allow }
                if found.count >= limit, let end = block.last?.sequence { return (found, end) }
            }
            return (found, last)
        }
    }
}

extension SQLiteStore {
    /// Blocks with a decision that acted, from a place on, in order. Each action is searched by its
    /// key and they are merged as they are read, so that nothing before the place is looked at.
    private static let actedBlocks =
        Action.allCases.filter { $0 != .allow }.map {
            """
            SELECT first_sequence FROM action_block
            WHERE action = '\($0.rawValue)' AND first_sequence >= :start
            """
        }.joined(separator: " UNION ") + " ORDER BY first_sequence"

    /// Messages of the outbox that tell of enforcements and appeals, in order, behind a place.
    package func enforcementMessages(
        after sequence: Int64, limit: Int
    ) throws -> [(sequence: Int64, message: OutboxMessage)] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sequence, id, kind, subject, at, payload FROM outbox
                    WHERE sequence > ? AND (kind GLOB 'enforcement.*' OR kind GLOB 'appeal.*')
                    ORDER BY sequence LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [sequence, max(0, limit)]).map {
                (
                    $0[0],
                    OutboxMessage(id: $0[1], kind: $0[2], subject: $0[3], at: $0[4], payload: $0[5])
                )
            }
        }
    }

    /// How SQLite lists enforcements, a line a step; for tests that hold it to indexes.
    package func enforcementPlan(_ filter: EnforcementFilter) throws -> [String] {
        try read { database in
            let (condition, arguments, index) = SQLiteEnforcementTables.listing(filter)
            let sql = SQLiteEnforcementTables.reading(condition, along: index)
            return try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments
            ).map { $0["detail"] as String }
        }
    }
}
