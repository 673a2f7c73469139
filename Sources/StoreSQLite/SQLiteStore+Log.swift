import Foundation
import GRDB
package import Pipeline
import Synchronization
import Vocabulary

extension SQLiteStore {
    package func lastSequence() throws -> Int64 { try read(SQLiteStore.lastSequence) }

    static func lastSequence(_ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(
            sql: """
                SELECT first_sequence + count - 1 FROM event_block
                ORDER BY first_sequence DESC LIMIT 1
                """)
        return try Int64.fetchOne(statement) ?? 0
    }

    package func events(
        after sequence: Int64, limit: Int, bytesMax: Int
    ) throws -> [LoggedEvent] {
        guard limit > 0 else { return [] }
        return try read { database in
            // The block that holds the first event wanted, and those that follow it.
            let statement = try database.cachedStatement(
                sql: """
                    SELECT first_sequence, payload, received_at, packing FROM event_block
                    WHERE first_sequence >= coalesce(
                        (SELECT max(first_sequence) FROM event_block WHERE first_sequence <= ?), 0)
                    ORDER BY first_sequence
                    """)
            var events: [LoggedEvent] = []
            var bytes = 0
            let blocks = try Row.fetchCursor(statement, arguments: [sequence &+ 1])
            while events.count < limit, bytes < bytesMax, let block = try blocks.next() {
                let first: Int64 = block[0]
                let receivedAt: Int64 = block[2]
                try EventBlock.forEach(in: block[1], packing: block[3]) { index, text in
                    let place = first + Int64(index)
                    guard place > sequence else { return true }
                    if !events.isEmpty, bytes + text.count > bytesMax {
                        bytes = bytesMax
                        return false
                    }
                    bytes += text.count
                    events.append(
                        LoggedEvent(sequence: place, receivedAt: receivedAt, text: text))
                    return events.count < limit
                }
            }
            return events
        }
    }

    package func events(
        ofAccount name: String, before sequence: Int64, limit: Int
    ) throws -> [LoggedEvent] {
        guard limit > 0, !name.isEmpty else { return [] }
        return try read { database in
            var found: [LoggedEvent] = []
            var decisions = DecisionBlocks(store: self)
            var events = EventBlocks()
            try KeyIndex.forEach(Key.account(name), before: sequence, database) { place in
                // The key is a hash; the decision says whose event it is.
                if try decisions.decision(place, database)?.account == name,
                    let event = try events.event(place, database)
                {
                    found.append(event)
                }
                return found.count < limit
            }
            return found
        }
    }

    package func events(
        naming key: UInt64, before sequence: Int64, limit: Int, reach: LogReach,
        where isNamed: (LoggedEvent) throws -> Bool
    ) throws -> NamedEvents {
        guard limit > 0 else { return NamedEvents() }
        return try read { database in
            var found = NamedEvents()
            var left = reach
            let blocks = try Row.fetchCursor(
                database,
                sql: """
                    SELECT first_sequence, entities
                    FROM event_block LEFT JOIN event_filter USING (first_sequence)
                    WHERE first_sequence < ? ORDER BY first_sequence DESC
                    """, arguments: [sequence])
            var looked = sequence
            while let block = try blocks.next() {
                let first: Int64 = block[0]
                // A block from before there were filters may name any entity.
                let filter: Data? = block[1]
                let mayName = filter.map { EntityFilter.mayHold(key, in: $0) } ?? true
                guard left.take(isRead: mayName) else {
                    found.before = looked
                    break
                }
                looked = first
                guard mayName else { continue }
                for event in try EventBlocks.block(of: first, database).reversed()
                where event.sequence < sequence {
                    guard try isNamed(event) else { continue }
                    if found.events.count == limit {
                        found.before = found.events.last?.sequence
                        return found
                    }
                    found.events.append(event)
                }
            }
            return found
        }
    }

    package func forget(
        receivedBefore milliseconds: Int64, keepingFrom sequence: Int64, limit: Int
    ) throws -> Int64 {
        try write { database in
            let from = try min(
                sequence, SQLiteStore.firstAwaited(database, receivedBefore: milliseconds))
            // The latest block that must stay, and the first that is young enough.
            let last =
                try Int64.fetchOne(
                    database,
                    sql: "SELECT max(first_sequence) FROM event_block WHERE first_sequence <= ?",
                    arguments: [from]) ?? 0
            let kept = try Int64.fetchOne(
                database,
                sql: """
                    SELECT first_sequence FROM event_block
                    WHERE received_at >= ? OR first_sequence >=
                        (SELECT min(first_sequence) + ? FROM event_block)
                    ORDER BY first_sequence LIMIT 1
                    """,
                arguments: [milliseconds, max(0, limit)])
            let cut = min(kept ?? last, last)
            let first = try Int64.fetchOne(
                database, sql: "SELECT min(first_sequence) FROM event_block")
            guard let first, first < cut else { return }
            try database.execute(
                sql: """
                    DELETE FROM event_block WHERE first_sequence < :cut;
                    DELETE FROM event_filter WHERE first_sequence < :cut;
                    DELETE FROM event_span WHERE first_sequence < :cut;
                    DELETE FROM decision_block
                        WHERE first_sequence < :cut AND first_sequence + count <= :cut;
                    """, arguments: ["cut": cut])
            // By action, since that is how they are found.
            for action in Action.allCases {
                try database.execute(
                    sql: """
                        DELETE FROM action_block WHERE action = :action AND first_sequence <
                            (SELECT coalesce(min(first_sequence), :cut) FROM decision_block)
                        """, arguments: ["cut": cut, "action": action.rawValue])
            }
            let runs = try Int64.fetchAll(
                database, sql: "SELECT id FROM key_run WHERE last_sequence < ?", arguments: [cut])
            for run in runs { try KeyIndex.drop(run: run, database) }
        }
        foundLast.withLock { $0 = [] }
        return try read {
            try Int64.fetchOne($0, sql: "SELECT min(first_sequence) FROM event_block") ?? 0
        }
    }
}

extension SQLiteStore {
    /// How much longer than its time what was decided stays for those who are to act on it: 30 d,
    /// milliseconds. Where nobody goes on reading decisions, forgetting goes on.
    private static let awaitedMax: Int64 = 30 * 86_400_000

    /// The first event whose decision is not carried out yet, or not asked for, and that stays for
    /// it; the greatest number for none.
    fileprivate static func firstAwaited(
        _ database: Database, receivedBefore milliseconds: Int64
    ) throws -> Int64 {
        let places = try [
            "SELECT sequence FROM enforcement_place", "SELECT decided FROM verification_place",
            "SELECT sequence FROM case_place",
        ].compactMap { try Int64.fetchOne(database, sql: $0) }.filter { $0 > 0 }
        let last = try lastSequence(database)
        guard let place = places.min(), place < last else { return .max }
        let (overdue, isNever) = milliseconds.subtractingReportingOverflow(awaitedMax)
        if isNever { return place + 1 }
        let first = try Int64.fetchOne(
            database,
            sql: """
                SELECT first_sequence FROM event_block WHERE received_at >= ?
                ORDER BY first_sequence LIMIT 1
                """, arguments: [overdue])
        return max(place + 1, first ?? .max)
    }
}

/// Reads events by sequence; holds the block read last.
struct EventBlocks {
    private var held: [LoggedEvent] = []

    mutating func event(_ sequence: Int64, _ database: Database) throws -> LoggedEvent? {
        if held.first.map({ $0.sequence > sequence }) ?? true
            || held.last.map({ $0.sequence < sequence }) ?? true
        {
            held = try EventBlocks.block(of: sequence, database)
        }
        guard let first = held.first?.sequence, first <= sequence,
            sequence - first < Int64(held.count)
        else { return nil }
        return held[Int(sequence - first)]
    }

    static func block(
        of sequence: Int64, _ database: Database
    ) throws -> [LoggedEvent] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT first_sequence, payload, received_at, packing FROM event_block
                WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1
                """)
        guard let row = try Row.fetchOne(statement, arguments: [sequence]) else { return [] }
        let first: Int64 = row[0]
        let receivedAt: Int64 = row[2]
        var events: [LoggedEvent] = []
        try EventBlock.forEach(in: row[1], packing: row[3]) { index, text in
            events.append(
                LoggedEvent(
                    sequence: first + Int64(index), receivedAt: receivedAt, text: text))
            return true
        }
        return events
    }
}

extension LogReach {
    /// Whether one more block may be looked at; if so it is counted.
    fileprivate mutating func take(isRead: Bool) -> Bool {
        guard filters > 0, blocks > 0 || !isRead else { return false }
        filters -= 1
        if isRead { blocks -= 1 }
        return true
    }
}
