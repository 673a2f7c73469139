import Foundation
import GRDB
package import Pipeline
import Synchronization
import Vocabulary

extension SQLiteStore {
    package func commit(_ commit: Commit) throws {
        if commit.isEmpty { return }
        guard commit.events.count == commit.decisions.count else {
            throw Fault(
                .bug,
                "\(commit.events.count) events came with \(commit.decisions.count) decisions.")
        }
        do {
            try write { database in
                if let first = commit.decisions.first {
                    try checkOrder(commit.decisions, database)
                    try append(commit, from: first.sequence, database)
                    try checkIdentities(commit.decisions, database)
                    try DecisionTables.insert(commit.decisions, database)
                    try raiseStandings(commit.decisions, database)
                }
                try PolicyTallies.add(commit.tallies, database)
                try insert(commit.deadLetters, database)
            }
        } catch {
            // It may name what was not written.
            known.withLock { $0 = nil }
            throw error
        }
    }

    private func checkOrder(_ decisions: [StoredDecision], _ database: Database) throws {
        let last = try SQLiteStore.lastSequence(database)
        guard decisions[0].sequence == last + 1 else {
            throw Fault(
                .conflict,
                "The log of \(location.name) ends at \(last), but the group starts at "
                    + "\(decisions[0].sequence).",
                fix: "Is another service writing to it? One store serves one service.")
        }
        for place in decisions.indices
        where decisions[place].sequence != last + 1 + Int64(place) {
            throw Fault(.bug, "Sequence \(decisions[place].sequence) came out of turn.")
        }
    }

    private func append(_ commit: Commit, from first: Int64, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO event_block (first_sequence, count, received_at, payload, packing)
                VALUES (?, ?, ?, ?, ?)
                """)
        for start in stride(from: 0, to: commit.events.count, by: EventBlock.eventsMax) {
            let end = min(start + EventBlock.eventsMax, commit.events.count)
            try statement.execute(arguments: [
                first + Int64(start), end - start, commit.receivedAt,
                EventBlock.encode(commit.events, start..<end), EventBlock.Packing.zstd.rawValue,
            ])
            try QueryTables.insert(span: commit.decisions[start..<end], database)
            guard commit.entityEnds.count == commit.events.count else { continue }
            let keys = commit.entities[
                (start == 0 ? 0 : commit.entityEnds[start - 1])..<commit.entityEnds[end - 1]]
            try database.cachedStatement(
                sql: "INSERT INTO event_filter (first_sequence, entities) VALUES (?, ?)"
            ).execute(arguments: [first + Int64(start), EntityFilter.encode(keys)])
        }
    }

    /// Refuses a group that decides an event which was decided before.
    private func checkIdentities(_ decisions: [StoredDecision], _ database: Database) throws {
        try loadKnown(room: decisions.count, database)
        let doubtful: [Int] = known.withLock { known in
            decisions.indices.filter { index in
                let key = Key.id(decisions[index].id)
                defer { known?.insert(key) }
                return known?.mayHold(key) ?? true
            }
        }
        for index in doubtful {
            let decision = decisions[index]
            let isRepeated = decisions.count { $0.id == decision.id } > 1
            guard !isRepeated, try find(id: decision.id, database) == nil else {
                throw Fault(
                    .conflict, "The decision \(decision.id) is in \(location.name) already.",
                    fix: "Is another service writing to it? One store serves one service.")
            }
        }
    }

    /// Reads what the store has seen, at the first group and whenever there is no more room.
    private func loadKnown(room: Int, _ database: Database) throws {
        if known.withLock({ $0?.hasRoom(for: room) ?? false }) { return }
        let pairs = try Int.fetchOne(database, sql: "SELECT total(pairs) FROM key_run") ?? 0
        var keys = KnownKeys(keys: pairs + room)
        try KeyIndex.forEachKey(database) { keys.insert($0) }
        let accounts = try String.fetchCursor(database, sql: "SELECT account FROM account")
        while let account = try accounts.next() { keys.accounts.insert(Key.account(account)) }
        known.withLock { $0 = keys }
    }

    /// One row an account and group, and only for accounts that are new or that a decision of the
    /// group speaks against: how many decisions an account has is read from the keys.
    private func raiseStandings(_ decisions: [StoredDecision], _ database: Database) throws {
        var standings: [String: GroupStanding] = [:]
        known.withLock { known in
            for index in decisions.indices where !decisions[index].account.isEmpty {
                let key = Key.account(decisions[index].account)
                let isNew = known?.accounts.insert(key).inserted ?? true
                guard isNew || decisions[index].score > 0 || decisions[index].action != .allow
                else { continue }
                let decision = decisions[index]
                standings[decision.account, default: GroupStanding(decision)].add(decision)
            }
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO account (account, acted_on, score_max, worst) VALUES (?, ?, ?, ?)
                ON CONFLICT (account) DO UPDATE SET
                    acted_on = acted_on + excluded.acted_on,
                    worst = iif(excluded.score_max >= score_max, excluded.worst, worst),
                    score_max = max(score_max, excluded.score_max)
                """)
        // In order of name, so that neighbours in the table are written one after the other.
        for (account, standing) in standings.sorted(by: { $0.key < $1.key }) {
            try statement.execute(arguments: [
                account, standing.actedOn, standing.scoreMax, standing.worst,
            ])
        }
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
    var actedOn = 0
    var scoreMax: Double
    /// Sequence of the decision with the greatest score, the latest of equals.
    var worst: Int64

    init(_ decision: StoredDecision) {
        scoreMax = decision.score
        worst = decision.sequence
    }

    mutating func add(_ decision: StoredDecision) {
        if decision.action != .allow { actedOn += 1 }
        if decision.score >= scoreMax {
            scoreMax = decision.score
            worst = decision.sequence
        }
    }
}
