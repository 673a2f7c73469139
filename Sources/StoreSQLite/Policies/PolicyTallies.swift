import GRDB
import Vocabulary

/// Writes and reads what was counted of versions on trial.
enum PolicyTallies {
    private static let counts:
        [(kind: String, path: WritableKeyPath<PolicyTally, Int> & Sendable)] = [
            ("events", \.events), ("acted", \.acted), ("live_acted", \.liveActed),
            ("newly", \.newly),
            ("spared", \.spared), ("differing", \.differing), ("slow", \.slow),
        ]

    /// Adds to what is there, within the transaction of the events that were counted.
    static func add(_ tallies: [Int64: PolicyTally], _ database: Database) throws {
        if tallies.isEmpty { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO policy_tally (step, kind, name, count) VALUES (?, ?, ?, ?)
                ON CONFLICT (step, kind, name) DO UPDATE SET count = count + excluded.count
                """)
        for (step, tally) in tallies {
            func add(_ kind: String, _ name: String, _ count: Int) throws {
                if count > 0 { try statement.execute(arguments: [step, kind, name, count]) }
            }
            for (kind, path) in counts { try add(kind, "", tally[keyPath: path]) }
            for action in Action.allCases {
                try add("action", action.rawValue, tally.actions[action.rank])
            }
            for (rule, count) in tally.rules { try add("rule", rule, count) }
        }
    }

    static func read(step: Int64, _ database: Database) throws -> PolicyTally {
        var tally = PolicyTally()
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT kind, name, count FROM policy_tally WHERE step = ?"),
            arguments: [step])
        while let row = try rows.next() {
            let (kind, name, count): (String, String, Int) = (row[0], row[1], row[2])
            if let known = counts.first(where: { $0.kind == kind }) {
                tally[keyPath: known.path] = count
            } else if kind == "action", let action = Action(rawValue: name) {
                tally.actions[action.rank] = count
            } else if kind == "rule" {
                tally.rules[name] = count
            }
        }
        return tally
    }
}
