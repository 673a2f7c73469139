import Enforcements
import GRDB
import Vocabulary

extension SQLiteEnforcementTables {
    func appeal(id: String) throws -> Appeal? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(EnforcementRows.appealColumns) FROM appeal WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id]).map { try EnforcementRows.appeal($0) }
    }

    func appeals(_ filter: AppealFilter) throws -> [Appeal] {
        let limit = min(max(0, filter.limit), EnforcementFilter.limitMax)
        var conditions = "WHERE TRUE"
        var arguments: StatementArguments = []
        if let enforcement = filter.enforcement {
            conditions += " AND enforcement = ?"
            arguments += [enforcement]
        }
        if let state = filter.state {
            conditions += " AND state = ?"
            arguments += [state.rawValue]
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(EnforcementRows.appealColumns) FROM appeal \(conditions)
                ORDER BY sequence DESC LIMIT \(limit)
                """)
        return try Row.fetchAll(statement, arguments: arguments)
            .map { try EnforcementRows.appeal($0) }
    }

    func put(_ appeal: Appeal) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO appeal (id, enforcement, state, opened_at, opened_by, text, decided_at,
                    decided_by, why)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state,
                    decided_at = excluded.decided_at, decided_by = excluded.decided_by,
                    why = excluded.why
                """
        ).execute(arguments: [
            appeal.id, appeal.enforcement, appeal.state.rawValue, appeal.openedAt, appeal.openedBy,
            appeal.text, appeal.decidedAt, appeal.decidedBy, appeal.why,
        ])
    }

    func grounds(behind enforcement: Enforcement) throws -> [String] {
        try LabelWithdrawals.grounds(behind: enforcement, database)
    }

    func labelName(behind enforcement: Enforcement) throws -> String? {
        for ground in try grounds(behind: enforcement) {
            if let name = try LabelWithdrawals.name(ground: ground, database) { return name }
        }
        return nil
    }

    func withdrawLabels(
        behind enforcement: Enforcement, at: Int64, by: String, why: String
    ) throws {
        for ground in try grounds(behind: enforcement) {
            try LabelWithdrawals.withdraw(ground: ground, at: at, by: by, why: why, database)
        }
    }

    func overturns(by kind: String, limit: Int) throws -> [OverturnCount] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT scope, sum(touched_at IS NOT NULL) AS applied, sum(appealed),
                    sum(decided), sum(overturned) AS overturned
                FROM (SELECT scope, enforcement_scope.touched_at, (SELECT count(*) FROM appeal
                        WHERE appeal.enforcement = enforcement.id) AS appealed,
                    (SELECT count(*) FROM appeal WHERE appeal.enforcement = enforcement.id
                        AND appeal.state <> 'open') AS decided,
                    (SELECT count(*) FROM appeal WHERE appeal.enforcement = enforcement.id
                        AND appeal.state = 'overturned') AS overturned
                    FROM enforcement_scope JOIN enforcement
                        ON enforcement.sequence = enforcement_scope.enforcement
                    WHERE scope >= ? AND scope < ?)
                GROUP BY scope ORDER BY overturned DESC, applied DESC, scope LIMIT ?
                """)
        // The character behind the colon, so that the range is all of one kind.
        let rows = try Row.fetchAll(
            statement,
            arguments: [
                kind + ":", kind + ";", min(max(0, limit), EnforcementFilter.limitMax),
            ])
        return rows.map {
            OverturnCount(
                scope: $0[0], applied: $0[1], appealed: $0[2], decided: $0[3], overturned: $0[4])
        }
    }
}
