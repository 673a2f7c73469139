import GRDB
import Vocabulary

/// The outbox: messages that must reach other systems, in the order they were written.
enum OutboxTables {
    static let messages = """
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (id <> ''),
            kind TEXT NOT NULL CHECK (kind <> ''),
            subject TEXT NOT NULL,
            at INTEGER NOT NULL,
            payload TEXT NOT NULL
        ) STRICT;
        """

    /// Writes messages within the transaction of what they tell of; one whose id is there already
    /// is the same message, and is not written twice.
    static func insert(_ messages: [OutboxMessage], _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO outbox (id, kind, subject, at, payload) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """)
        for message in messages {
            try statement.execute(arguments: [
                message.id, message.kind, message.subject, message.at, message.payload,
            ])
        }
    }
}
