import Enforcements
import GRDB
import Vocabulary

extension SQLiteEnforcementTables {
    private func one(_ condition: String, _ arguments: StatementArguments) throws -> Enforcement? {
        try all(condition, arguments).first
    }

    /// - Parameter condition: constant text with `?` for each argument.
    private func all(_ condition: String, _ arguments: StatementArguments) throws -> [Enforcement] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(EnforcementRows.columns) FROM \(EnforcementRows.tables) \(condition)")
        return try Row.fetchAll(statement, arguments: arguments)
            .map { try EnforcementRows.enforcement($0) }
    }

    func enforcement(id: String) throws -> Enforcement? { try one("WHERE id = ?", [id]) }

    func history(of entity: EnforcedEntity, policy: String) throws -> [Enforcement] {
        try all(
            """
            WHERE enforcement.entity_name = ? AND enforcement.entity_kind = ?
                AND enforcement.policy = ?
            ORDER BY enforcement.sequence DESC LIMIT \(EnforcementBounds.historyMax)
            """, [entity.name, entity.kind, policy])
    }

    func touched(
        by scope: String, after time: Int64, limit: Int
    ) throws -> [EnforcedEntity: Int64] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT entity_kind, entity_name, max(enforcement_scope.touched_at) AS last
                FROM enforcement_scope JOIN enforcement
                    ON enforcement.sequence = enforcement_scope.enforcement
                WHERE scope = ? AND enforcement_scope.touched_at > ?
                GROUP BY entity_kind, entity_name
                ORDER BY last DESC, entity_kind, entity_name LIMIT ?
                """)
        var touched: [EnforcedEntity: Int64] = [:]
        for row in try Row.fetchAll(statement, arguments: [scope, time, limit]) {
            touched[EnforcedEntity(kind: row[0], name: row[1])] = row[2]
        }
        return touched
    }

    func waiting(by scope: String) throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) FROM (SELECT DISTINCT entity_kind, entity_name
                    FROM enforcement CROSS JOIN enforcement_scope
                    WHERE state = 'pending' AND scope = ?
                        AND enforcement_scope.enforcement = enforcement.sequence)
                    """), arguments: [scope]) ?? 0
    }

    func due(at time: Int64, limit: Int) throws -> [Enforcement] {
        try all(
            """
            WHERE enforcement.sequence IN (
                SELECT sequence FROM enforcement INDEXED BY enforcement_due
                WHERE state = 'active' AND until_time IS NOT NULL AND until_time <= ?
                ORDER BY until_time, sequence LIMIT ?)
            ORDER BY enforcement.until_time, enforcement.sequence
            """, [time, limit])
    }

    func waiting(since time: Int64, limit: Int) throws -> [Enforcement] {
        try all(
            """
            WHERE enforcement.sequence IN (
                SELECT sequence FROM enforcement INDEXED BY enforcement_waiting
                WHERE state = 'pending' AND from_time <= ?
                ORDER BY from_time, sequence LIMIT ?)
            ORDER BY enforcement.sequence
            """, [time, limit])
    }

    func waitingCount() throws -> Int {
        try Int.fetchOne(
            database.cachedStatement(
                sql: "SELECT count(*) FROM enforcement WHERE state = 'pending'")) ?? 0
    }

    func enforcements(_ filter: EnforcementFilter) throws -> [Enforcement] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func require(_ condition: String, _ values: [(any DatabaseValueConvertible)?]) {
            conditions.append(condition)
            arguments += StatementArguments(values)
        }
        if let scope = filter.scope {
            require(
                """
                enforcement.sequence IN
                    (SELECT enforcement FROM enforcement_scope WHERE scope = ?)
                """, [scope])
        }
        if let entity = filter.entity {
            require(
                "enforcement.entity_name = ? AND enforcement.entity_kind = ?",
                [entity.name, entity.kind])
        }
        if let policy = filter.policy { require("enforcement.policy = ?", [policy]) }
        if !filter.states.isEmpty {
            let states = filter.states.map(\.rawValue).sorted()
            require(
                "state IN (\(states.map { _ in "?" }.joined(separator: ", ")))",
                states.map { $0 as (any DatabaseValueConvertible)? })
        }
        if let since = filter.since { require("enforcement.time >= ?", [since]) }
        if let before = filter.before { require("enforcement.sequence < ?", [before]) }
        let limit = min(max(0, filter.limit), EnforcementFilter.limitMax)
        let condition =
            conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        return try all(
            "\(condition) ORDER BY enforcement.sequence DESC LIMIT \(limit)", arguments)
    }

    func entries(of enforcement: String) throws -> [LedgerEntry] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(EnforcementRows.entryColumns) FROM enforcement_entry
                WHERE enforcement = ? ORDER BY sequence
                """)
        return try Row.fetchAll(statement, arguments: [enforcement])
            .map { try EnforcementRows.entry($0) }
    }

    func entries(after sequence: Int64, limit: Int) throws -> [LedgerEntry] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(EnforcementRows.entryColumns) FROM enforcement_entry
                WHERE sequence > ? ORDER BY sequence LIMIT ?
                """)
        return try Row.fetchAll(statement, arguments: [sequence, max(0, limit)])
            .map { try EnforcementRows.entry($0) }
    }
}
