import Cases
import Foundation
import GRDB
package import Vocabulary

extension SQLiteStore: NameFinder {
    package func accounts(from prefix: String, limit: Int) throws -> [String] {
        try names(from: prefix, limit: limit, sql: SQLiteStore.accountsFrom)
    }

    package func ringIDs(from prefix: String, limit: Int) throws -> [String] {
        try names(from: prefix, limit: limit, sql: SQLiteStore.ringsFrom)
    }

    static let accountsFrom =
        "SELECT account FROM account WHERE account >= ? AND account < ? ORDER BY account LIMIT ?"
    static let ringsFrom = "SELECT id FROM ring WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"

    private func names(from prefix: String, limit: Int, sql: String) throws -> [String] {
        guard !prefix.isEmpty else { return [] }
        // Behind every name that begins so: no text has a scalar behind the last one.
        let end = prefix + "\u{10FFFF}"
        return try read { database in
            try String.fetchAll(
                database.cachedStatement(sql: sql),
                arguments: [prefix, end, min(max(0, limit), FindingBounds.limitMax)])
        }
    }

    package func standing(ofAccount name: String) throws -> AccountStanding? {
        try read { database in
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT acted_on, score_max, worst FROM account WHERE account = ?"),
                arguments: [name])
            guard let row else { return nil }
            var standing = AccountStanding(
                account: name, decisions: 0, actedOn: row[0], scoreMax: row[1], worstDecision: "")
            try KeyIndex.forEach(Key.account(name), database) { _ in
                standing.decisions += 1
                return standing.decisions < FindingBounds.countMax
            }
            if standing.scoreMax > 0 {
                var blocks = DecisionBlocks(store: self)
                standing.worstDecision = try blocks.decision(row[2], database)?.id ?? ""
            }
            return standing
        }
    }

    static let mentions = """
        SELECT case_id, names FROM case_entry WHERE kind = 'mentioned' ORDER BY at DESC LIMIT ?
        """

    package func cases(mentioning person: String, limit: Int) throws -> [String] {
        try read { database in
            var found: [String] = []
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: SQLiteStore.mentions),
                arguments: [FindingBounds.mentionsMax])
            while found.count < min(limit, FindingBounds.limitMax), let row = try rows.next() {
                let (id, names): (String, String) = (row[0], row[1])
                let named = try JSONDecoder().decode([String].self, from: Data(names.utf8))
                if named.contains(where: { PersonName.isSame($0, person) }), !found.contains(id) {
                    found.append(id)
                }
            }
            return found
        }
    }

    /// How SQLite answers what is found by name, for tests that hold it to indexes.
    package func findingPlans() throws -> [String] {
        try read { database in
            try [
                (SQLiteStore.accountsFrom, ["a", "b", "6"]),
                (SQLiteStore.ringsFrom, ["a", "b", "6"]), (SQLiteStore.mentions, ["6"]),
            ].map { sql, arguments in
                try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + sql,
                    arguments: StatementArguments(arguments)
                ).map { $0["detail"] as String }.joined(separator: "; ")
            }
        }
    }
}
