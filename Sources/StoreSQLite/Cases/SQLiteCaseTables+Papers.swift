import Cases
import Enforcements
import Foundation
import GRDB
import Vocabulary

// Attachments, reports, staff and orders.

extension SQLiteCaseTables {
    func put(_ attachment: CaseAttachment, content: [UInt8]) throws {
        try statement(
            "INSERT INTO attachment_content (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING"
        ).execute(arguments: [attachment.digest, Data(content)])
        try statement(
            """
            INSERT INTO case_attachment (case_id, digest, name, type, bytes, by, at)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        ).execute(arguments: [
            attachment.caseID, attachment.digest, attachment.name, attachment.type,
            attachment.bytes, attachment.by, attachment.at,
        ])
    }

    func attachments(of caseID: String) throws -> [CaseAttachment] {
        try Row.fetchAll(
            statement(
                """
                SELECT digest, case_id, name, type, bytes, by, at FROM case_attachment
                WHERE case_id = ? ORDER BY at, digest LIMIT \(CaseBounds.attachmentsMax)
                """), arguments: [caseID]
        ).map {
            CaseAttachment(
                digest: $0[0], caseID: $0[1], name: $0[2], type: $0[3], bytes: $0[4], by: $0[5],
                at: $0[6])
        }
    }

    func attachmentContent(digest: String) throws -> [UInt8]? {
        try Data.fetchOne(
            statement("SELECT content FROM attachment_content WHERE digest = ?"),
            arguments: [digest]
        ).map { Array($0) }
    }

    func put(_ report: Report) throws {
        try statement(
            """
            INSERT INTO case_report (\(CaseRows.reportColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(arguments: [
            report.id, report.subject.kind, report.subject.name, report.kind, report.text,
            report.by, report.partner, report.at, report.caseID,
        ])
    }

    func report(id: String) throws -> Report? {
        try Row.fetchOne(
            statement("SELECT \(CaseRows.reportColumns) FROM case_report WHERE id = ?"),
            arguments: [id]
        ).map { CaseRows.report($0) }
    }

    func reports(of caseID: String) throws -> [Report] {
        try Row.fetchAll(
            statement(
                """
                SELECT \(CaseRows.reportColumns) FROM case_report WHERE case_id = ?
                ORDER BY sequence DESC LIMIT \(CaseFilter.limitMax)
                """), arguments: [caseID]
        ).map { CaseRows.report($0) }
    }

    func reports(ofPartner partner: String?, limit: Int) throws -> [Report] {
        let limit = min(max(0, limit), CaseFilter.limitMax)
        return try Row.fetchAll(
            statement(
                """
                SELECT \(CaseRows.reportColumns) FROM case_report
                \(partner == nil ? "" : "WHERE partner = ?")
                ORDER BY sequence DESC LIMIT ?
                """), arguments: StatementArguments((partner.map { [$0] } ?? [])) + [limit]
        ).map { CaseRows.report($0) }
    }

    func reportingParties(limit: Int) throws -> [String] {
        try String.fetchAll(
            statement(SQLiteCaseTables.parties), arguments: [min(max(0, limit), 1000)])
    }

    /// From party to party along the index, whatever number of reports each has.
    static let parties = """
        WITH RECURSIVE party (name) AS (
            SELECT min(partner) FROM case_report WHERE partner > ''
            UNION ALL
            SELECT (SELECT min(partner) FROM case_report WHERE partner > party.name)
            FROM party WHERE party.name IS NOT NULL)
        SELECT name FROM party WHERE name IS NOT NULL LIMIT ?
        """

    func staff() throws -> [StaffMember] {
        try Row.fetchAll(
            statement(
                """
                SELECT name, skills, is_away, held_max FROM case_staff ORDER BY name
                LIMIT \(CaseBounds.staffMax)
                """)
        ).map {
            StaffMember(
                name: $0[0], skills: Set(try EnforcementRows.read([String].self, $0[1])),
                isAway: $0[2], heldMax: $0[3])
        }
    }

    func put(_ member: StaffMember) throws {
        try statement(
            """
            INSERT INTO case_staff (name, skills, is_away, held_max) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET skills = excluded.skills,
                is_away = excluded.is_away, held_max = excluded.held_max
            """
        ).execute(arguments: [
            member.name, try EnforcementRows.json(member.skills.sorted()), member.isAway,
            member.heldMax,
        ])
    }

    func put(_ order: KeptOrder) throws {
        try statement(
            """
            INSERT INTO ring_order (batch, ring, state, at, document, key, steps)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (batch) DO UPDATE SET state = excluded.state, steps = excluded.steps
            """
        ).execute(arguments: [
            order.batch, order.order.ring, order.state.rawValue, order.at,
            try EnforcementRows.json(order.order), order.key,
            try EnforcementRows.json(order.steps),
        ])
    }

    func order(batch: String) throws -> KeptOrder? {
        try Row.fetchOne(
            statement(
                "SELECT batch, document, state, at, key, steps FROM ring_order WHERE batch = ?"),
            arguments: [batch]
        ).map { try Self.order($0) }
    }

    func orders(ofRing ring: String, limit: Int) throws -> [KeptOrder] {
        try Row.fetchAll(
            statement(
                """
                SELECT batch, document, state, at, key, steps FROM ring_order WHERE ring = ?
                ORDER BY sequence DESC LIMIT ?
                """), arguments: [ring, min(max(0, limit), CaseFilter.limitMax)]
        ).map { try Self.order($0) }
    }

    static func order(_ row: Row) throws -> KeptOrder {
        guard let state = KeptOrder.State(rawValue: row[2]) else { throw CaseRows.torn }
        var kept = KeptOrder(
            batch: row[0], order: try EnforcementRows.read(RingOrder.self, row[1]), state: state,
            at: row[3], key: row[4])
        kept.steps = try EnforcementRows.read([KeptOrder.Step].self, row[5])
        return kept
    }
}
