import GRDB
package import Pipeline
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
                    SELECT first_sequence, payload, received_at FROM event_block
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
                try block.withUnsafeData(atIndex: 1) { data in
                    guard let data else { return }
                    try EventBlock.forEach(in: data) { index, text in
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
            }
            return events
        }
    }
}
