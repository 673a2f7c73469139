import Cases
import Foundation
import GRDB
import Vocabulary

/// Pilots, and what became of their cases.
extension SQLiteOperationsTables {
    func put(_ pilot: Pilot) throws {
        let document = String(decoding: try JSONEncoder().encode(pilot), as: UTF8.self)
        try run(
            """
            INSERT INTO pilot (name, started_at, document) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET document = excluded.document
            """, [pilot.name, pilot.startedAt, document])
    }

    func pilot(_ name: String) throws -> Pilot? {
        try pilots("SELECT document FROM pilot WHERE name = ?", [name]).first
    }

    func pilots(limit: Int) throws -> [Pilot] {
        try pilots(
            "SELECT document FROM pilot ORDER BY started_at DESC, name LIMIT ?", [bounded(limit)])
    }

    private func pilots(_ sql: String, _ arguments: StatementArguments) throws -> [Pilot] {
        try String.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map {
            try JSONDecoder().decode(Pilot.self, from: Data($0.utf8))
        }
    }

    func add(_ sum: FigureSum, to outcome: PilotOutcome, of pilot: String, arm: String) throws {
        // What was dealt under a pilot that is not kept any more counts for nothing.
        try run(
            """
            INSERT INTO pilot_outcome (pilot, outcome, arm, count, total, squares)
            SELECT name, ?, ?, ?, ?, ? FROM pilot WHERE name = ?
            ON CONFLICT (pilot, outcome, arm) DO UPDATE SET count = count + excluded.count,
                total = total + excluded.total, squares = squares + excluded.squares
            """, [outcome.rawValue, arm, sum.count, sum.total, sum.squares, pilot])
    }

    func outcomes(of pilot: String) throws -> [PilotOutcome: [String: FigureSum]] {
        var outcomes: [PilotOutcome: [String: FigureSum]] = [:]
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT outcome, arm, count, total, squares FROM pilot_outcome WHERE pilot = ?
                    """), arguments: [pilot])
        for row in rows {
            let name: String = row[0]
            guard let outcome = PilotOutcome(rawValue: name) else { continue }
            outcomes[outcome, default: [:]][row[1]] = FigureSum(
                count: row[2], total: row[3], squares: row[4])
        }
        return outcomes
    }

    func caseEntries(after sequence: Int64, limit: Int) throws -> [CaseEntry] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(CaseRows.entryColumns) FROM case_entry WHERE sequence > ?
                ORDER BY sequence LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [sequence, bounded(limit)])
            .map(CaseRows.entry)
    }
}

extension SQLiteCaseTables {
    func runningPilots() throws -> [Pilot] {
        try String.fetchAll(
            statement(
                """
                SELECT document FROM pilot WHERE document ->> 'stoppedAt' IS NULL
                ORDER BY started_at, name LIMIT ?
                """), arguments: [Pilot.runningMax]
        ).map { try JSONDecoder().decode(Pilot.self, from: Data($0.utf8)) }
    }
}
