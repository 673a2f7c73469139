import GRDB
package import Queries
import Vocabulary

extension SQLiteStore {
    package func remember(_ query: AskedQuery) throws {
        try write { database in
            try database.cachedStatement(
                sql: "INSERT INTO query_asked (question, condition, by, at) VALUES (?, ?, ?, ?)"
            ).execute(arguments: [query.question, query.condition, query.by, query.at])
            try database.cachedStatement(sql: "DELETE FROM query_asked WHERE id <= ?")
                .execute(arguments: [database.lastInsertedRowID - Int64(AskedQuery.keptMax)])
        }
    }

    package func save(_ query: SavedQuery) throws {
        guard !query.name.isEmpty, query.name.utf8.count <= SavedQuery.nameBytesMax else {
            throw Fault(
                .invalid, "A query's name has 1 to \(SavedQuery.nameBytesMax) bytes.",
                fix: "Give it another name.")
        }
        try write { database in
            let count =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM query_saved WHERE name <> ?",
                    arguments: [query.name]) ?? 0
            guard count < SavedQuery.countMax else {
                throw Fault(
                    .limited, "There are \(count) kept queries already.", fix: "Drop some.")
            }
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO query_saved (name, question, condition, by, at)
                    VALUES (?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                query.name, query.asked.question, query.asked.condition, query.asked.by,
                query.asked.at,
            ])
        }
    }

    package func dropQuery(named name: String) throws -> Bool {
        var isDropped = false
        try write { database in
            try database.execute(sql: "DELETE FROM query_saved WHERE name = ?", arguments: [name])
            isDropped = database.changesCount > 0
        }
        return isDropped
    }

    package func savedQueries() throws -> [SavedQuery] {
        try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT name, question, condition, by, at FROM query_saved
                    ORDER BY name LIMIT \(SavedQuery.countMax)
                    """
            ).map { row in
                SavedQuery(
                    name: row[0],
                    asked: AskedQuery(
                        question: row[1], condition: row[2], by: row[3], at: row[4]))
            }
        }
    }

    package func askedQueries(containing text: String, limit: Int) throws -> [AskedQuery] {
        try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT question, condition, by, at FROM query_asked
                    WHERE ?1 = '' OR instr(lower(condition), lower(?1)) > 0
                        OR instr(lower(by), lower(?1)) > 0
                    ORDER BY id DESC LIMIT ?2
                    """, arguments: [text, limit]
            ).map { AskedQuery(question: $0[0], condition: $0[1], by: $0[2], at: $0[3]) }
        }
    }
}
