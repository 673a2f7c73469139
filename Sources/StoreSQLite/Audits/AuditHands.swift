import Enforcements
import GRDB
import Vocabulary

/// Who had a hand in people's access, as the audit log tells it.
package enum AuditHands {
    /// Lines of one person that are looked at, the latest.
    private static let linesMax = 200

    /// What was begun and not told of further may have been done.
    package static let sql = """
        SELECT by, at, action FROM audit_entry
        WHERE subject = ? AND action IN (\(AuditSchema.handActions)) AND at >= ?
            AND outcome <> 'refused'
            AND (outcome <> 'begun' OR EXISTS (SELECT 1 FROM audit_open
                WHERE audit_open.sequence = audit_entry.sequence))
        ORDER BY sequence DESC LIMIT \(linesMax)
        """

    static func of(
        _ person: String, since: Int64, _ database: Database
    ) throws -> [AccessHand] {
        try Row.fetchAll(
            database.cachedStatement(sql: sql),
            arguments: ["person=\(PersonName.key(person))", since]
        ).map {
            AccessHand(
                by: $0[0], at: $0[1],
                isWayIn: ["person.password", "person.reset"].contains($0[2] as String))
        }
    }
}
