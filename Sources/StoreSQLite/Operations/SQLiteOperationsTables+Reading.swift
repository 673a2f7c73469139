import Cases
import GRDB
import Vocabulary

/// What pages read: a range of one figure, found by its key.
extension SQLiteOperationsTables {
    func figures(
        _ figure: Figure, part: String?, by span: FigureSpan, from: Int64, to: Int64
    ) throws -> [FigureRow] {
        var arguments: StatementArguments = [span.rawValue, figure.rawValue]
        if let part { arguments += [part] }
        arguments += [from, to, OperationsBounds.rowsMax]
        let sql =
            part == nil
            ? OperationsQuestions.figuresOfAll : OperationsQuestions.figuresOfPart
        return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map {
            FigureRow(
                figure, part: $0[1], at: $0[0],
                sum: FigureSum(count: $0[2], total: $0[3], squares: $0[4]))
        }
    }

    func totals(
        _ figure: Figure, by span: FigureSpan, from: Int64, to: Int64
    ) throws -> [Int64: FigureSum] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: OperationsQuestions.totals),
            arguments: [span.rawValue, figure.rawValue, from, to, OperationsBounds.rowsMax])
        return Dictionary(
            uniqueKeysWithValues: rows.map {
                ($0[0], FigureSum(count: $0[1], total: $0[2], squares: $0[3]))
            })
    }

    func range(of figure: Figure, by span: FigureSpan) throws -> ClosedRange<Int64>? {
        func end(_ order: String) throws -> Int64? {
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT at FROM figure WHERE span = ? AND figure = ?
                        ORDER BY at \(order) LIMIT 1
                        """), arguments: [span.rawValue, figure.rawValue])
        }
        guard let first = try end("ASC"), let last = try end("DESC") else { return nil }
        return first...max(first, last)
    }

    func spreads(
        _ figure: Figure, part: String, from: Int64, to: Int64
    ) throws -> [Int64: SpanSketch] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT day, bucket, count FROM figure_spread
                    WHERE figure = ? AND part = ? AND day BETWEEN ? AND ? LIMIT ?
                    """),
            arguments: [figure.rawValue, part, from, to, OperationsBounds.rowsMax])
        var counts: [Int64: [Int: Int]] = [:]
        for row in rows { counts[row[0], default: [:]][row[1], default: 0] += row[2] }
        return counts.mapValues { SpanSketch($0) }
    }

    func spreads(_ figure: Figure, from: Int64, to: Int64) throws -> [String: SpanSketch] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT part, bucket, sum(count) FROM figure_spread
                    INDEXED BY figure_spread_by_day
                    WHERE figure = ? AND day BETWEEN ? AND ? GROUP BY part, bucket LIMIT ?
                    """),
            arguments: [figure.rawValue, from, to, OperationsBounds.rowsMax])
        var counts: [String: [Int: Int]] = [:]
        for row in rows { counts[row[0], default: [:]][row[1], default: 0] += row[2] }
        return counts.mapValues { SpanSketch($0) }
    }
}
