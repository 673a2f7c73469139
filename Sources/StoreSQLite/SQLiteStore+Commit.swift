import Foundation
import GRDB
package import Pipeline
import Vocabulary

extension SQLiteStore {
    package func commit(_ commit: Commit) throws {
        if commit.isEmpty { return }
        guard commit.events.count == commit.decisions.count else {
            throw Fault(
                .bug,
                "\(commit.events.count) events came with \(commit.decisions.count) decisions.")
        }
        let payload = try EventBlock.encode(commit.events)
        try write { database in
            if let first = commit.decisions.first {
                try append(payload, of: commit, from: first.sequence, database)
                try insert(commit.decisions, database)
                try countActions(commit.decisions, database)
                try raiseStandings(commit.decisions, database)
            }
            try insert(commit.deadLetters, database)
        }
    }

    private func append(
        _ payload: Data, of commit: Commit, from first: Int64, _ database: Database
    ) throws {
        let last = try SQLiteStore.lastSequence(database)
        guard first == last + 1 else {
            throw Fault(
                .conflict,
                "The log of \(location.name) ends at \(last), but the group starts at \(first).",
                fix: "Is another service writing to it? One store serves one service.")
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO event_block (first_sequence, count, received_at, payload)
                VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [first, commit.events.count, commit.receivedAt, payload])
    }

    private func insert(_ decisions: [StoredDecision], _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO decision
                    (sequence, id, time, journey, action, score, account, pack, latency_us, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        var packs: [String: Int64] = [:]
        var expected = decisions[0].sequence
        for decision in decisions {
            guard decision.sequence == expected else {
                throw Fault(.bug, "Sequence \(decision.sequence) came for \(expected).")
            }
            expected += 1
            let pack = try packs[decision.packHash] ?? packID(decision.packHash, database)
            packs[decision.packHash] = pack
            try statement.execute(arguments: [
                decision.sequence, decision.id, decision.time, decision.journey,
                decision.action.rawValue, decision.score, decision.account, pack,
                decision.latencyMicroseconds, decision.record,
            ])
        }
    }

    private func packID(_ hash: String, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT id FROM pack WHERE hash = ?")
        guard let id = try Int64.fetchOne(statement, arguments: [hash]) else {
            throw Fault(
                .conflict, "The pack \(hash.prefix(12)) that decided was never kept.",
                fix: "Keep a pack before the first commit it decides.")
        }
        return id
    }

    private func countActions(_ decisions: [StoredDecision], _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO action_count (action, decisions) VALUES (?, ?)
                ON CONFLICT (action) DO UPDATE SET decisions = decisions + excluded.decisions
                """)
        for (action, count) in Dictionary(grouping: decisions, by: \.action).mapValues(\.count) {
            try statement.execute(arguments: [action.rawValue, count])
        }
    }

    /// One row an account and group, however often the account is in it.
    private func raiseStandings(_ decisions: [StoredDecision], _ database: Database) throws {
        var standings: [String: GroupStanding] = [:]
        for decision in decisions where !decision.account.isEmpty {
            standings[decision.account, default: GroupStanding(decision)].add(decision)
        }
        // In order of name, so that neighbours in the table are written one after the other.
        for (account, standing) in standings.sorted(by: { $0.key < $1.key }) {
            if try !standing.isCountedOnly(on: account, database) {
                try raise(account, by: standing, database)
            }
        }
    }

    private func raise(
        _ account: String, by standing: GroupStanding, _ database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO account_standing (account, decisions, acted_on, score_max, worst)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET
                    decisions = decisions + excluded.decisions,
                    acted_on = acted_on + excluded.acted_on,
                    worst = iif(excluded.score_max >= score_max, excluded.worst, worst),
                    score_max = max(score_max, excluded.score_max)
                """
        ).execute(arguments: [
            account, standing.decisions, standing.actedOn, standing.scoreMax, standing.worst,
        ])
    }

    private func insert(_ letters: [DeadLetter], _ database: Database) throws {
        if letters.isEmpty { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO dead_letter (code, input, line, field, expected, found)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        for letter in letters {
            try statement.execute(arguments: [
                letter.code.rawValue, letter.input, letter.line, letter.field, letter.expected,
                letter.found,
            ])
        }
        try database.cachedStatement(sql: "DELETE FROM dead_letter WHERE id <= ?")
            .execute(arguments: [database.lastInsertedRowID - Int64(limits.deadLettersMax)])
    }
}

/// What one group says of one account.
private struct GroupStanding {
    var decisions = 0
    var actedOn = 0
    var scoreMax: Double
    /// Sequence of the decision with the greatest score, the latest of equals.
    var worst: Int64

    init(_ decision: StoredDecision) {
        scoreMax = decision.score
        worst = decision.sequence
    }

    /// Counts a group that moves the account neither up nor down, which most do, without touching
    /// the index by score; false when it was not such a group, and then nothing is written.
    func isCountedOnly(on account: String, _ database: Database) throws -> Bool {
        guard actedOn == 0 else { return false }
        try database.cachedStatement(
            sql: """
                UPDATE account_standing
                SET decisions = decisions + ?, worst = iif(score_max = ?, ?, worst)
                WHERE account = ? AND score_max >= ?
                """
        ).execute(arguments: [decisions, scoreMax, worst, account, scoreMax])
        return database.changesCount > 0
    }

    mutating func add(_ decision: StoredDecision) {
        decisions += 1
        if decision.action != .allow { actedOn += 1 }
        if decision.score >= scoreMax {
            scoreMax = decision.score
            worst = decision.sequence
        }
    }
}
