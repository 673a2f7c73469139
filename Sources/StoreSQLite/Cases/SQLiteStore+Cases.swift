package import Cases
import GRDB
package import Vocabulary

extension SQLiteStore: CaseStore {
    package func working<Answer>(_ body: (any CaseTables) throws -> Answer) throws -> Answer {
        var answer: Answer?
        try write { answer = try body(SQLiteCaseTables($0)) }
        guard let answer else { throw Fault(.bug, "A transaction gave no answer.") }
        return answer
    }

    package func readingCases<Answer>(_ body: (any CaseTables) throws -> Answer) throws -> Answer {
        try read { try body(SQLiteCaseTables($0)) }
    }
}

extension SQLiteStore {
    /// How SQLite goes about a list of cases, a line a step; for tests.
    package func plans(_ filter: CaseFilter) throws -> [String] {
        let states = filter.states.isEmpty ? Set(Case.State.allCases) : filter.states
        return try read { database in
            try states.flatMap { state in
                let (sql, arguments) = SQLiteCaseTables.page(filter, of: state, rows: 50)
                return try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments
                ).map { $0["detail"] as String }
            }
        }
    }

    /// How SQLite finds the parties that reported something, a line a step; for tests.
    package func partyPlan() throws -> [String] {
        try read { database in
            try Row.fetchAll(
                database, sql: "EXPLAIN QUERY PLAN " + SQLiteCaseTables.parties, arguments: [1]
            ).map { $0["detail"] as String }
        }
    }
}

extension SQLiteStore {
    /// Messages of the outbox that tell of cases, in order, behind a place.
    package func caseMessages(
        after sequence: Int64, limit: Int
    ) throws -> [(sequence: Int64, message: OutboxMessage)] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT sequence, id, kind, subject, at, payload FROM outbox
                    WHERE sequence > ? AND kind GLOB 'case.*' ORDER BY sequence LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [sequence, max(0, limit)]).map {
                (
                    $0[0],
                    OutboxMessage(id: $0[1], kind: $0[2], subject: $0[3], at: $0[4], payload: $0[5])
                )
            }
        }
    }
}
