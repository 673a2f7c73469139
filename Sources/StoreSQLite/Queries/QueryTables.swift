import GRDB
import Pipeline
import Vocabulary

/// What queries need beside the log: the event times of its blocks, and what was asked.
enum QueryTables {
    static let all = """
        CREATE TABLE event_span (
            first_sequence INTEGER PRIMARY KEY CHECK (first_sequence > 0),
            count INTEGER NOT NULL CHECK (count > 0),
            earliest INTEGER NOT NULL,
            latest INTEGER NOT NULL CHECK (latest >= earliest)
        ) STRICT;
        CREATE TABLE query_asked (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            condition TEXT NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE query_saved (
            name TEXT PRIMARY KEY CHECK (name <> ''),
            question TEXT NOT NULL,
            condition TEXT NOT NULL,
            by TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Writes the span of a block of events.
    static func insert(
        span decisions: ArraySlice<StoredDecision>, _ database: Database
    ) throws {
        guard let first = decisions.first else { return }
        var (earliest, latest) = (first.time, first.time)
        for index in decisions.indices {
            earliest = min(earliest, decisions[index].time)
            latest = max(latest, decisions[index].time)
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO event_span (first_sequence, count, earliest, latest)
                VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [first.sequence, decisions.count, earliest, latest])
    }

    /// Writes the spans of the blocks that are there. O(log).
    static func fill(_ database: Database) throws {
        let blocks = try Row.fetchCursor(
            database,
            sql: "SELECT first_sequence, count FROM event_block ORDER BY first_sequence")
        var decided = DecidedTimes(database)
        while let block = try blocks.next() {
            let first: Int64 = block[0]
            let count: Int = block[1]
            guard let span = try decided.span(first..<first + Int64(count)) else { continue }
            try database.cachedStatement(
                sql: """
                    INSERT INTO event_span (first_sequence, count, earliest, latest)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: [first, count, span.lowerBound, span.upperBound])
        }
    }
}

/// Event times of what was decided, read block by block in order.
private struct DecidedTimes {
    private let database: Database
    private var held: [DecidedEvent] = []

    init(_ database: Database) { self.database = database }

    /// The event times of some sequences; each call asks for later ones than the one before.
    mutating func span(_ sequences: Range<Int64>) throws -> ClosedRange<Int64>? {
        held.removeAll { $0.sequence < sequences.lowerBound }
        while (held.last?.sequence ?? sequences.lowerBound - 1) + 1 < sequences.upperBound {
            let next = (held.last?.sequence ?? sequences.lowerBound - 1) + 1
            // The block that holds the next, or the one behind it where that was forgotten.
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT first_sequence, count, payload FROM decision_block
                        WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1
                        """), arguments: [next])
            guard let row else { break }
            let first: Int64 = row[0]
            let more = try DecisionBlock.decodeDecided(row[2], from: first, count: row[1])
                .filter { $0.sequence >= next }
            if more.isEmpty { break }
            held += more
        }
        let times = held.lazy.filter { sequences.contains($0.sequence) }.map(\.time)
        guard let earliest = times.min(), let latest = times.max() else { return nil }
        return earliest...latest
    }
}
