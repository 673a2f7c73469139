import Foundation
import GRDB
import Vocabulary

/// Writes decisions as blocks, with what finds them.
enum DecisionTables {
    /// Writes consecutive decisions; all tables but the accounts'.
    static func insert(_ decisions: [StoredDecision], _ database: Database) throws {
        var start = 0
        while start < decisions.count {
            let first = decisions[start]
            var end = start + 1
            while end < decisions.count, end - start < DecisionBlock.decisionsMax,
                decisions[end].packHash == first.packHash,
                decisions[end].body.words === first.body.words
                    || decisions[end].body.words.digest == first.body.words.digest
            {
                end += 1
            }
            try insert(block: decisions[start..<end], database)
            start = end
        }
        var pairs: [KeyPair] = []
        pairs.reserveCapacity(2 * decisions.count)
        for index in decisions.indices {
            let sequence = decisions[index].sequence
            pairs.append(KeyPair(key: Key.id(decisions[index].id), sequence: sequence))
            let account = decisions[index].account
            if account.isEmpty { continue }
            pairs.append(KeyPair(key: Key.account(account), sequence: sequence))
        }
        guard let first = decisions.first, let last = decisions.last else { return }
        try KeyIndex.append(pairs, first.sequence...last.sequence, database)
        try countActions(decisions, database)
    }

    private static func insert(block: ArraySlice<StoredDecision>, _ database: Database) throws {
        guard let first = block.first else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO decision_block (first_sequence, count, pack, words, payload)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            first.sequence, block.count, try packID(first.packHash, database),
            try wordsID(first.body.words, database), DecisionBlock.encode(block),
        ])
        let statement = try database.cachedStatement(
            sql: "INSERT INTO action_block (action, first_sequence) VALUES (?, ?)")
        for action in actions(block) {
            try statement.execute(arguments: [action.rawValue, first.sequence])
        }
    }

    private static func actions(_ decisions: ArraySlice<StoredDecision>) -> [Action] {
        var ranks: UInt32 = 0
        for index in decisions.indices { ranks |= 1 << UInt32(decisions[index].action.rank) }
        return Action.allCases.filter { ranks & (1 << UInt32($0.rank)) != 0 }
    }

    private static func packID(_ hash: String, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT id FROM pack WHERE hash = ?")
        guard let id = try Int64.fetchOne(statement, arguments: [hash]) else {
            throw Fault(
                .conflict, "The pack \(hash.prefix(12)) that decided was never kept.",
                fix: "Keep a pack before the first commit it decides.")
        }
        return id
    }

    private static func wordsID(_ words: RecordWords, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(
            sql: "SELECT id FROM record_words WHERE digest = ?")
        if let id = try Int64.fetchOne(statement, arguments: [words.digest]) { return id }
        try database.cachedStatement(
            sql: "INSERT INTO record_words (digest, words) VALUES (?, ?)"
        ).execute(arguments: [words.digest, DecisionBlock.encode(words)])
        return database.lastInsertedRowID
    }

    private static func countActions(_ decisions: [StoredDecision], _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO action_count (action, decisions) VALUES (?, ?)
                ON CONFLICT (action) DO UPDATE SET decisions = decisions + excluded.decisions
                """)
        var counts = Array(repeating: 0, count: Action.allCases.count)
        for index in decisions.indices { counts[decisions[index].action.rank] += 1 }
        for action in Action.allCases where counts[action.rank] > 0 {
            try statement.execute(arguments: [action.rawValue, counts[action.rank]])
        }
    }
}

/// Moves a store that kept a row a decision to blocks.
enum DecisionMove {
    static func run(_ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO account SELECT account, acted_on, score_max, worst
                FROM account_standing;
                DROP TABLE account_standing;
                DELETE FROM action_count;
                """)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT decision.id, sequence, time, journey, action, score, account, pack.hash,
                    latency_us, record
                FROM decision JOIN pack ON pack.id = decision.pack ORDER BY sequence
                """)
        var held: [StoredDecision] = []
        while let row = try rows.next() {
            guard let action = Action(rawValue: row[4]) else { throw Zstd.torn }
            held.append(
                StoredDecision(
                    id: row[0], sequence: row[1], time: row[2], journey: row[3], action: action,
                    score: row[5], account: row[6], packHash: row[7], latencyMicroseconds: row[8],
                    record: row[9]))
            if held.count == 2048 {
                try DecisionTables.insert(held, database)
                held.removeAll(keepingCapacity: true)
            }
        }
        try DecisionTables.insert(held, database)
        try database.execute(sql: "DROP TABLE decision")
    }
}
