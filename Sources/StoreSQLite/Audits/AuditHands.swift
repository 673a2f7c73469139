import Enforcements
import GRDB
import Vocabulary

/// Who had a hand in people's access, as the audit log tells it, and who made keys.
package enum AuditHands {
    /// Of one person, the latest: others who did something, twice who also gave a new way in.
    private static let handsMax = 200

    /// What was begun and not told of further may have been done. However often one did it, and
    /// whatever people did themselves, others stay in sight.
    package static let sql = """
        SELECT by, max(at), action IN ('person.password', 'person.reset') AS is_way_in
        FROM audit_entry
        WHERE subject = ? AND action IN (\(AuditSchema.handActions)) AND at >= ? AND by <> ?
            AND outcome <> 'refused'
            AND (outcome <> 'begun' OR EXISTS (SELECT 1 FROM audit_open
                WHERE audit_open.sequence = audit_entry.sequence))
        GROUP BY by, is_way_in ORDER BY max(sequence) DESC LIMIT \(handsMax)
        """

    static func of(
        _ person: String, since: Int64, _ database: Database
    ) throws -> [AccessHand] {
        let name = PersonName.key(person)
        return try Row.fetchAll(
            database.cachedStatement(sql: sql), arguments: ["person=\(name)", since, name]
        ).map { AccessHand(by: $0[0], at: $0[1], isWayIn: $0[2]) }
    }

    /// Names of keys are never given again, so this ends.
    package static let makersSQL = """
        WITH RECURSIVE maker (name) AS (
            SELECT created_by FROM api_key WHERE name = ?
            UNION SELECT created_by FROM maker JOIN api_key USING (name))
        SELECT name FROM maker
        """

    static func makers(ofKey name: String, _ database: Database) throws -> [String] {
        let name = PersonName.key(name)
        // Keys of a file were given by who starts the service.
        if name.hasPrefix("file-") { return [Caller.machine.name] }
        return try String.fetchAll(
            database.cachedStatement(sql: makersSQL), arguments: [name])
    }
}
