import Foundation
import GRDB
package import Pipeline
import Synchronization
package import Vocabulary

extension SQLiteStore {
    package func decision(id: String) throws -> StoredDecision? {
        try read { try find(id: id, $0) }
    }

    func find(id: String, _ database: Database) throws -> StoredDecision? {
        var found: StoredDecision?
        var blocks = DecisionBlocks(store: self, held: foundLast.withLock { $0 })
        try KeyIndex.forEach(Key.id(id), database) { sequence in
            let decision = try blocks.decision(sequence, database)
            if decision?.id == id { found = decision }
            return found == nil
        }
        let held = blocks.held
        foundLast.withLock { $0 = held }
        return found
    }

    package func decisions(_ filter: DecisionFilter) throws -> [StoredDecision] {
        let limit = SQLiteStore.bounded(filter.limit)
        if limit == 0 { return [] }
        return try read { database in
            var found: [StoredDecision] = []
            var blocks = DecisionBlocks(store: self)
            if let account = filter.account {
                guard !account.isEmpty else { return [] }
                let before = filter.before ?? .max
                try KeyIndex.forEach(Key.account(account), before: before, database) { sequence in
                    if let decision = try blocks.decision(sequence, database),
                        decision.account == account,
                        filter.action == nil || decision.action == filter.action
                    {
                        found.append(decision)
                    }
                    return found.count < limit
                }
                return found
            }
            let firsts = try blockStarts(filter, database)
            while found.count < limit, let first = try firsts.next() {
                for decision in try blocks.block(of: first, database).reversed()
                where found.count < limit && decision.sequence < filter.before ?? .max
                    && (filter.action == nil || decision.action == filter.action)
                {
                    found.append(decision)
                }
            }
            return found
        }
    }

    package func decided(after sequence: Int64, limit: Int) throws -> [DecidedEvent] {
        guard limit > 0, sequence < .max else { return [] }
        return try read { database in
            // The block that holds the first one wanted, and those that follow it.
            let statement = try database.cachedStatement(
                sql: """
                    SELECT first_sequence, count, payload FROM decision_block
                    WHERE first_sequence >= coalesce(
                        (SELECT max(first_sequence) FROM decision_block
                            WHERE first_sequence <= ?), 0)
                    ORDER BY first_sequence
                    """)
            var decided: [DecidedEvent] = []
            let blocks = try Row.fetchCursor(statement, arguments: [sequence + 1])
            while decided.count < limit, let block = try blocks.next() {
                let held = try DecisionBlock.decodeDecided(
                    block[2], from: block[0], count: block[1])
                decided += held.drop { $0.sequence <= sequence }.prefix(limit - decided.count)
            }
            return decided
        }
    }

    /// Where blocks that may have what is asked for begin, the latest first.
    private func blockStarts(
        _ filter: DecisionFilter, _ database: Database
    ) throws -> FastDatabaseValueCursor<Int64> {
        let before = filter.before ?? .max
        if let action = filter.action {
            return try Int64.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT first_sequence FROM action_block
                        WHERE action = ? AND first_sequence < ? ORDER BY first_sequence DESC
                        """), arguments: [action.rawValue, before])
        }
        return try Int64.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT first_sequence FROM decision_block
                    WHERE first_sequence < ? ORDER BY first_sequence DESC
                    """), arguments: [before])
    }

    private static func action(_ name: String) throws -> Action {
        guard let action = Action(rawValue: name) else {
            throw Fault(.unavailable, "The store holds an unknown action `\(name)`.")
        }
        return action
    }

    package func worstAccounts(limit: Int) throws -> [AccountStanding] {
        try read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT account, acted_on, score_max, worst FROM account
                        ORDER BY score_max DESC, acted_on DESC, account LIMIT ?
                        """), arguments: [SQLiteStore.bounded(limit)])
            var blocks = DecisionBlocks(store: self)
            let first =
                try Int64.fetchOne(
                    database.cachedStatement(sql: "SELECT min(first_sequence) FROM decision_block"))
                ?? 0
            return try rows.map { row in
                var standing = AccountStanding(
                    account: row[0], decisions: 0, actedOn: row[1], scoreMax: row[2],
                    worstDecision: "")
                var latest: Int64 = 0
                try KeyIndex.forEach(Key.account(standing.account), database) { sequence in
                    guard sequence >= first else { return false }
                    standing.decisions += 1
                    latest = max(latest, sequence)
                    return true
                }
                // Decisions with nothing against the account are not written down one by one.
                let worst: Int64 = standing.scoreMax > 0 ? row[3] : latest
                let decision =
                    try blocks.decision(worst, database)
                    ?? blocks.decision(latest, database)
                standing.worstDecision = decision?.id ?? ""
                return standing
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
    static func bounded(_ limit: Int) -> Int {
        min(max(0, limit), DecisionFilter.limitMax)
    }
}
