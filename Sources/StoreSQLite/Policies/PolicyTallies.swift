import GRDB
import Vocabulary

/// Writes and reads what was counted of versions on trial.
enum PolicyTallies {
    private static func counts(of tally: PolicyTally) -> [(kind: String, count: Int)] {
        [
            ("events", tally.events), ("acted", tally.acted), ("live_acted", tally.liveActed),
            ("newly", tally.newly), ("spared", tally.spared), ("differing", tally.differing),
            ("slow", tally.slow),
        ]
    }

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
            for (kind, count) in counts(of: tally) { try add(kind, "", count) }
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
            switch kind {
            case "events": tally.events = count
            case "acted": tally.acted = count
            case "live_acted": tally.liveActed = count
            case "newly": tally.newly = count
            case "spared": tally.spared = count
            case "differing": tally.differing = count
            case "slow": tally.slow = count
            case "action": Action(rawValue: name).map { tally.actions[$0.rank] = count }
            case "rule": tally.rules[name] = count
            default: break
            }
        }
        return tally
    }
}
