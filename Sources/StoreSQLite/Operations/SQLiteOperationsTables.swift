import Cases
import GRDB
import Vocabulary

/// Figures in the rows of one transaction.
final class SQLiteOperationsTables: OperationsTables {
    let database: Database
    let cases: any CaseTables

    init(_ database: Database) {
        self.database = database
        cases = SQLiteCaseTables(database)
    }

    func seed() throws -> String {
        guard
            let seed = try String.fetchOne(
                database.cachedStatement(sql: "SELECT seed FROM figure_seed WHERE id = 1"))
        else { throw Fault(.unavailable, "The store has lost its seed of draws.") }
        return seed
    }

    func place(of source: FigureSource) throws -> Int64 {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT sequence FROM figure_place WHERE source = ?"),
            arguments: [source.rawValue]) ?? 0
    }

    func set(place: Int64, of source: FigureSource) throws {
        try run(
            """
            INSERT INTO figure_place (source, sequence) VALUES (?, ?)
            ON CONFLICT (source) DO UPDATE SET sequence = excluded.sequence
            """, [source.rawValue, place])
    }

    func add(_ sum: FigureSum, to figure: Figure, part: String, at time: Int64) throws {
        let spans: [FigureSpan] = figure.hasHours ? [.hour, .day] : [.day]
        for span in spans {
            try run(
                """
                INSERT INTO figure (span, figure, at, part, count, total, squares)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (span, figure, at, part) DO UPDATE SET
                    count = count + excluded.count, total = total + excluded.total,
                    squares = squares + excluded.squares
                """,
                [
                    span.rawValue, figure.rawValue, span.number(of: time), part, sum.count,
                    sum.total, sum.squares,
                ])
        }
    }

    func addSpread(
        _ number: Double, to figure: Figure, part: String, at time: Int64, by: Int
    ) throws {
        try run(
            """
            INSERT INTO figure_spread (figure, part, day, bucket, count) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (figure, part, day, bucket) DO UPDATE SET count = count + excluded.count
            """,
            [
                figure.rawValue, part, FigureSpan.day.number(of: time), SpanSketch.bucket(number),
                by,
            ])
    }

    func sawWork(of person: String, queue: String, at time: Int64) throws -> Bool {
        try run(
            """
            INSERT INTO reviewer_hour (hour, person, queue) VALUES (?, ?, ?)
            ON CONFLICT (hour, person, queue) DO NOTHING
            """, [FigureSpan.hour.number(of: time), PersonName.key(person), queue])
        return database.changesCount > 0
    }

    func dropHours(before hour: Int64, limit: Int) throws {
        try run(
            """
            DELETE FROM figure WHERE (span, figure, at, part) IN (
                SELECT span, figure, at, part FROM figure INDEXED BY figure_hours
                WHERE span = 0 AND at < ? LIMIT ?)
            """, [hour, limit])
        try run(
            """
            DELETE FROM reviewer_hour WHERE (hour, person, queue) IN (
                SELECT hour, person, queue FROM reviewer_hour WHERE hour < ? LIMIT ?)
            """, [hour, limit])
    }

    func noteRings(_ ids: [String], at time: Int64) throws -> [String: Int64] {
        for id in ids {
            try run(
                "INSERT INTO ring_seen (ring, at) VALUES (?, ?) ON CONFLICT (ring) DO NOTHING",
                [id, time])
        }
        return try ringsSeen(ids)
    }

    func ringsSeen(_ ids: [String]) throws -> [String: Int64] {
        let statement = try database.cachedStatement(sql: "SELECT at FROM ring_seen WHERE ring = ?")
        var seen: [String: Int64] = [:]
        for id in ids { seen[id] = try Int64.fetchOne(statement, arguments: [id]) }
        return seen
    }

    func targets() throws -> [Target] {
        try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT indicator, queue, value, by, at FROM target ORDER BY indicator, queue
                    LIMIT 1000
                    """)
        ).compactMap { row in
            let indicator: String = row[0]
            return Indicator(rawValue: indicator).map {
                Target(indicator: $0, queue: row[1], value: row[2], by: row[3], at: row[4])
            }
        }
    }

    func put(_ target: Target) throws {
        guard let value = target.value else {
            return try run(
                "DELETE FROM target WHERE indicator = ? AND queue = ?",
                [target.indicator.rawValue, target.queue])
        }
        try run(
            """
            INSERT INTO target (indicator, queue, value, by, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (indicator, queue) DO UPDATE SET
                value = excluded.value, by = excluded.by, at = excluded.at
            """, [target.indicator.rawValue, target.queue, value, target.by, target.at])
    }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
