import GRDB
package import Pipeline
package import Vocabulary

extension SQLiteStore {
    private static let decisionColumns = """
        SELECT decision.id, sequence, time, journey, action, score, account, pack.hash, latency_us,
            record
        FROM decision JOIN pack ON pack.id = decision.pack
        """

    package func decision(id: String) throws -> StoredDecision? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: SQLiteStore.decisionColumns + " WHERE decision.id = ?")
            return try Row.fetchOne(statement, arguments: [id]).map(SQLiteStore.decision)
        }
    }

    package func decisions(_ filter: DecisionFilter) throws -> [StoredDecision] {
        var conditions: [String] = []
        var arguments = StatementArguments()
        if let account = filter.account {
            conditions.append("account = ? AND account <> ''")
            arguments += [account]
        }
        if let action = filter.action {
            // With an account, the plus keeps SQLite from reading by action, which would be slow.
            conditions.append(filter.account == nil ? "action = ?" : "+action = ?")
            arguments += [action.rawValue]
        }
        if let before = filter.before {
            conditions.append("sequence < ?")
            arguments += [before]
        }
        arguments += [SQLiteStore.bounded(filter.limit)]
        let filtering = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        return try read { database in
            let statement = try database.cachedStatement(
                sql: SQLiteStore.decisionColumns + filtering + " ORDER BY sequence DESC LIMIT ?")
            return try Row.fetchAll(statement, arguments: arguments).map(SQLiteStore.decision)
        }
    }

    private static func decision(_ row: Row) throws -> StoredDecision {
        StoredDecision(
            id: row[0], sequence: row[1], time: row[2], journey: row[3],
            action: try action(row[4]), score: row[5], account: row[6], packHash: row[7],
            latencyMicroseconds: row[8], record: row[9])
    }

    private static func action(_ name: String) throws -> Action {
        guard let action = Action(rawValue: name) else {
            throw Fault(.unavailable, "The store holds an unknown action `\(name)`.")
        }
        return action
    }

    package func worstAccounts(limit: Int) throws -> [AccountStanding] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT standing.account, decisions, acted_on, score_max, decision.id
                    FROM account_standing AS standing
                    JOIN decision ON decision.sequence = standing.worst
                    ORDER BY score_max DESC, acted_on DESC, standing.account LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [SQLiteStore.bounded(limit)]).map { row in
                AccountStanding(
                    account: row[0], decisions: row[1], actedOn: row[2], scoreMax: row[3],
                    worstDecision: row[4])
            }
        }
    }

    package func actionCounts() throws -> [Action: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: "SELECT action, decisions FROM action_count"))
            return try Dictionary(
                uniqueKeysWithValues: rows.map { (try SQLiteStore.action($0[0]), $0[1]) })
        }
    }

    package func deadLetters(limit: Int) throws -> [DeadLetter] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT code, input, line, field, expected, found FROM dead_letter
                    ORDER BY id DESC LIMIT ?
                    """)
            return try Row.fetchAll(statement, arguments: [SQLiteStore.bounded(limit)]).map { row in
                guard let code = DeadLetter.Code(rawValue: row[0]) else {
                    throw Fault(.unavailable, "The store holds a dead letter of an unknown code.")
                }
                return DeadLetter(
                    code, input: row[1], line: row[2], field: row[3], expected: row[4],
                    found: row[5])
            }
        }
    }

    /// Rows a listing may ask for.
    private static func bounded(_ limit: Int) -> Int {
        min(max(0, limit), DecisionFilter.limitMax)
    }
}
