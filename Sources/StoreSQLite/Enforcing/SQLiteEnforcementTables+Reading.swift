import Enforcements
import Foundation
import GRDB
import Vocabulary

extension SQLiteEnforcementTables {
    private func one(_ condition: String, _ arguments: StatementArguments) throws -> Enforcement? {
        try all(condition, arguments).first
    }

    /// - Parameters:
    ///   - condition: constant text with `?` for each argument.
    ///   - index: the index of `enforcement` to go along; nil leaves it to SQLite.
    private func all(
        _ condition: String, _ arguments: StatementArguments, along index: String? = nil
    ) throws -> [Enforcement] {
        let statement = try database.cachedStatement(sql: Self.reading(condition, along: index))
        return try Row.fetchAll(statement, arguments: arguments)
            .map { try EnforcementRows.enforcement($0) }
    }

    static func reading(_ condition: String, along index: String?) -> String {
        let tables = EnforcementRows.tables(along: index)
        return "SELECT \(EnforcementRows.columns) FROM \(tables) \(condition)"
    }

    func received(sequence: Int64) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT received_at FROM event_block
                    WHERE first_sequence = (
                        SELECT max(first_sequence) FROM event_block WHERE first_sequence <= ?)
                    """), arguments: [sequence])
    }

    func measures(by kind: String, limit: Int) throws -> [String: Int] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT substr(scope, ?), count(touched_at) FROM enforcement_scope
                    WHERE scope >= ? AND scope < ? GROUP BY scope LIMIT ?
                    """),
            arguments: [
                kind.count + 2, kind + ":", kind + ";",
                min(max(0, limit), EnforcementFilter.limitMax),
            ])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }

    func enforcement(id: String) throws -> Enforcement? { try one("WHERE id = ?", [id]) }

    func unseen(of entities: Set<EnforcedEntity>, limit: Int) throws -> [EnforcedEntity] {
        try SeenNames(database: database).unseen(of: entities, limit: limit)
    }

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
        let (condition, arguments, index) = Self.listing(filter)
        return try all(condition, arguments, along: index)
    }

    /// What a listing asks, behind the tables, and the index it goes along; nil leaves that to
    /// SQLite.
    static func listing(
        _ filter: EnforcementFilter
    ) -> (condition: String, arguments: StatementArguments, index: String?) {
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
        if filter.isLatestOfEntity {
            // As the indexes have it, letter by letter: they hold no strikes.
            require(
                """
                enforcement.state = 'active' AND enforcement.measure <> 'strike' AND NOT EXISTS (
                    SELECT 1 FROM enforcement AS later INDEXED BY enforcement_in_force_of
                    WHERE later.entity_name = enforcement.entity_name
                        AND later.entity_kind = enforcement.entity_kind
                        AND later.state = 'active' AND later.measure <> 'strike'
                        AND later.sequence > enforcement.sequence)
                """, [])
        }
        if let since = filter.since { require("enforcement.time >= ?", [since]) }
        if let before = filter.before { require("enforcement.sequence < ?", [before]) }
        let limit = min(max(0, filter.limit), EnforcementFilter.limitMax)
        let condition =
            conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let index = filter.entity == nil ? "enforcement_in_force" : "enforcement_in_force_of"
        return (
            "\(condition) ORDER BY enforcement.sequence DESC LIMIT \(limit)", arguments,
            filter.isLatestOfEntity && filter.scope == nil ? index : nil
        )
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

    func lastEntry() throws -> Int64 {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT max(sequence) FROM enforcement_entry")) ?? 0
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
