import Enforcements
import Foundation
import GRDB
import Vocabulary

/// Enforcements in the rows of one transaction.
final class SQLiteEnforcementTables: EnforcementTables {
    let database: Database
    /// Digests of policies kept in this transaction.
    private var digests: [EnforcementPolicy: String] = [:]
    private var policies: [String: EnforcementPolicy] = [:]

    init(_ database: Database) { self.database = database }

    func hands(on person: String, since: Int64) throws -> [AccessHand] {
        try AuditHands.of(person, since: since, database)
    }

    func makers(ofKey name: String) throws -> [String] {
        try AuditHands.makers(ofKey: name, database)
    }

    func carriedUpTo() throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT sequence FROM enforcement_place WHERE id = 1"))
    }

    func setCarried(upTo sequence: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO enforcement_place (id, sequence) VALUES (1, ?)
                ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence
                """
        ).execute(arguments: [sequence])
    }

    func append(_ entry: LedgerEntry) throws -> Int64 {
        let origin = try entry.origin.map { try EnforcementRows.json($0) }
        try database.cachedStatement(
            sql: """
                INSERT INTO enforcement_entry (kind, enforcement, entity_kind, entity_name, policy,
                    rung, measure, points, from_time, until_time, at, by, why, cause, message,
                    appeal, reach, origin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.kind.rawValue, entry.enforcement, entry.entity.kind, entry.entity.name,
            entry.policy, entry.rung, entry.measure.rawValue, entry.points, entry.from,
            entry.until, entry.at, entry.by, entry.why, entry.cause, entry.message, entry.appeal,
            entry.reach, origin,
        ])
        return database.lastInsertedRowID
    }

    func put(_ enforcement: Enforcement, isNew: Bool) throws {
        if isNew {
            try insert(enforcement)
        } else {
            try database.cachedStatement(
                sql: """
                    UPDATE enforcement SET state = ?, rung = ?, measure = ?, points = ?,
                        from_time = ?, until_time = ?, touched_at = ?, approved_by = ?
                    WHERE sequence = ?
                    """
            ).execute(arguments: [
                enforcement.state.rawValue, enforcement.rung, enforcement.measure.rawValue,
                enforcement.points, enforcement.from, enforcement.until, enforcement.touchedAt,
                enforcement.approvedBy, enforcement.sequence,
            ])
        }
        guard let at = enforcement.touchedAt, enforcement.measure != .strike else { return }
        try database.cachedStatement(
            sql: """
                UPDATE enforcement_scope SET touched_at = ?
                WHERE scope = ? AND enforcement = ? AND touched_at IS NULL
                """
        ).forEach(enforcement.scopes) { [at, $0, enforcement.sequence] }
    }

    private func insert(_ enforcement: Enforcement) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO enforcement (sequence, id, entity_kind, entity_name, policy, state,
                    rung, measure, points, from_time, until_time, touched_at, approved_by, time)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            enforcement.sequence, enforcement.id, enforcement.entity.kind, enforcement.entity.name,
            enforcement.policy, enforcement.state.rawValue, enforcement.rung,
            enforcement.measure.rawValue, enforcement.points, enforcement.from, enforcement.until,
            enforcement.touchedAt, enforcement.approvedBy, enforcement.origin.time,
        ])
        try database.cachedStatement(
            sql: "INSERT INTO enforcement_scope (scope, enforcement) VALUES (?, ?)"
        ).forEach(enforcement.scopes) { [$0, enforcement.sequence] }
    }

    func tell(_ message: OutboxMessage) throws { try OutboxTables.insert([message], database) }

    func keep(policy: EnforcementPolicy) throws -> String {
        if let digest = digests[policy] { return digest }
        let document = try EnforcementRows.json(policy)
        let digest = EnforcementRows.digest(document)
        try database.cachedStatement(
            sql: """
                INSERT INTO enforcement_policy (digest, document) VALUES (?, ?)
                ON CONFLICT (digest) DO NOTHING
                """
        ).execute(arguments: [digest, document])
        digests[policy] = digest
        policies[digest] = policy
        return digest
    }

    func policy(digest: String) throws -> EnforcementPolicy? {
        if digest.isEmpty { return nil }
        if let policy = policies[digest] { return policy }
        let document = try String.fetchOne(
            database.cachedStatement(
                sql: "SELECT document FROM enforcement_policy WHERE digest = ?"),
            arguments: [digest])
        guard let document else { return nil }
        let policy = try EnforcementRows.read(EnforcementPolicy.self, document)
        policies[digest] = policy
        return policy
    }

    func keep(_ label: Label) throws { _ = try SQLiteStore.keep([label], [], database) }
}

extension Statement {
    /// Executes it once for each item.
    fileprivate func forEach<Item>(
        _ items: [Item], _ arguments: (Item) -> StatementArguments
    ) throws {
        for item in items { try execute(arguments: arguments(item)) }
    }
}
