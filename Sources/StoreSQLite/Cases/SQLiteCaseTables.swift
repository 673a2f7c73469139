import Access
import Cases
import Enforcements
import GRDB
import Vocabulary

/// Cases in the rows of one transaction.
final class SQLiteCaseTables: CaseTables {
    let database: Database
    private let enforced: SQLiteEnforcementTables

    init(_ database: Database) {
        self.database = database
        enforced = SQLiteEnforcementTables(database)
    }

    var enforcements: any EnforcementTables { enforced }

    func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }

    func caseOpenedUpTo() throws -> Int64? {
        try Int64.fetchOne(statement("SELECT sequence FROM case_place WHERE id = 1"))
    }

    func setCasesOpened(upTo sequence: Int64) throws {
        try statement(
            """
            INSERT INTO case_place (id, sequence) VALUES (1, ?)
            ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence
            """
        ).execute(arguments: [sequence])
    }

    func nextCaseSequence() throws -> Int64 {
        try Int64.fetchOne(statement("SELECT coalesce(max(sequence), 0) + 1 FROM work_case")) ?? 1
    }

    func put(_ one: Case, isNew: Bool) throws {
        let arguments = try CaseRows.arguments(one)
        if isNew {
            try statement(CaseRows.insert).execute(arguments: arguments + [one.id])
        } else {
            try statement(CaseRows.update).execute(arguments: arguments)
        }
        let cause = try statement(
            "INSERT INTO case_cause (cause, sequence) VALUES (?, ?) ON CONFLICT DO NOTHING")
        for name in one.causes { try cause.execute(arguments: [name, one.sequence]) }
    }

    func append(_ entry: CaseEntry) throws -> Int64 {
        try statement(
            "INSERT INTO case_entry (case_id, kind, at, by, text, names) VALUES (?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            entry.caseID, entry.kind.rawValue, entry.at, entry.by, entry.text,
            try EnforcementRows.json(entry.names),
        ])
        return database.lastInsertedRowID
    }

    func entries(of caseID: String) throws -> [CaseEntry] {
        try Row.fetchAll(
            statement(
                """
                SELECT \(CaseRows.entryColumns) FROM case_entry WHERE case_id = ?
                ORDER BY sequence DESC LIMIT \(CaseBounds.historyMax)
                """), arguments: [caseID]
        ).reversed().map { try CaseRows.entry($0) }
    }

    func keep(before one: Case, of entry: Int64) throws {
        try statement("INSERT INTO case_before (entry, document) VALUES (?, ?)")
            .execute(arguments: [entry, try EnforcementRows.json(one)])
    }

    func before(entry: Int64) throws -> Case? {
        try String.fetchOne(
            statement("SELECT document FROM case_before WHERE entry = ?"), arguments: [entry]
        ).map { try EnforcementRows.read(Case.self, $0) }
    }

    func seen(_ key: String) throws -> Int64? {
        try Int64.fetchOne(
            statement("SELECT mark FROM case_seen WHERE key = ?"), arguments: [key])
    }

    func see(_ key: String, mark: Int64) throws {
        try statement(
            """
            INSERT INTO case_seen (key, mark) VALUES (?, ?)
            ON CONFLICT (key) DO UPDATE SET mark = excluded.mark
            """
        ).execute(arguments: [key, mark])
    }

    func turn(of queue: String) throws -> String {
        try String.fetchOne(
            statement("SELECT person FROM case_turn WHERE queue = ?"), arguments: [queue]) ?? ""
    }

    func setTurn(of queue: String, to person: String) throws {
        try statement(
            """
            INSERT INTO case_turn (queue, person) VALUES (?, ?)
            ON CONFLICT (queue) DO UPDATE SET person = excluded.person
            """
        ).execute(arguments: [queue, person])
    }

    func hasPeople() throws -> Bool { try SQLiteAccessTables(database: database).hasPeople() }

    func colleagues() throws -> [Colleague] {
        let access = SQLiteAccessTables(database: database)
        let matrix = RoleMatrix(edited: try access.editedGrants())
        return try access.people(limit: CaseBounds.staffMax)
            .filter { !$0.isLocked && $0.partner.isEmpty }
            .map { Colleague(name: $0.name, roles: $0.roles, permissions: matrix.grants($0.roles)) }
    }

    func tell(_ message: OutboxMessage) throws { try OutboxTables.insert([message], database) }

    func keep(_ label: Label, of caseID: String) throws {
        try LabelWithdrawals.keep(label, ground: caseID, database)
    }

    func withdrawLabels(of caseID: String, at: Int64, by: String, why: String) throws {
        try LabelWithdrawals.withdraw(ground: caseID, at: at, by: by, why: why, database)
    }
}
