import Cases
import Enforcements
import GRDB
import Vocabulary

/// Rows of cases as values.
enum CaseRows {
    static let columns = """
        sequence, id, queue, subject_kind, subject_name, title, origin, causes, state, assignee,
        loss, severity, opened_at, touched_at, closed_at, touch_by, close_by, clock_next_at,
        snoozed_until, disposition, reason, order_batch, version, rest
        """

    /// What no list filters or orders by. The column `loss` holds what is still at stake: lists and
    /// counts of queues go by that.
    private struct Rest: Codable {
        var covered: Int64?
        var mergedInto: String?
        var decision: Int64?
        var arms: [String: String]?
        var isGolden: Bool?
        var touchWarnAt: Int64
        var closeWarnAt: Int64
        var escalation: String?
        var takeUpBy: Int64?
        var eventSource: String?
        var eventID: String?
        var proposal: CaseDesk.Closing?
        var proposedBy: String?

        init(_ one: Case) {
            func some(_ text: String) -> String? { text.isEmpty ? nil : text }
            (mergedInto, decision) = (some(one.mergedInto), one.decision == 0 ? nil : one.decision)
            // At most all: what is read back is the column and this.
            covered = one.covered.map { min($0, one.loss) }
            arms = one.arms.isEmpty ? nil : one.arms
            isGolden = one.isGolden ? true : nil
            (touchWarnAt, closeWarnAt) = (one.touchWarnAt, one.closeWarnAt)
            (escalation, takeUpBy) = (some(one.escalation), one.takeUpBy)
            (eventSource, eventID) = (some(one.eventSource), some(one.eventID))
            (proposal, proposedBy) = (one.proposal, some(one.proposedBy))
        }

        func fill(_ one: inout Case) {
            (one.covered, one.loss) = (covered, one.loss + (covered ?? 0))
            (one.mergedInto, one.decision) = (mergedInto ?? "", decision ?? 0)
            (one.arms, one.isGolden) = (arms ?? [:], isGolden ?? false)
            (one.touchWarnAt, one.closeWarnAt) = (touchWarnAt, closeWarnAt)
            (one.escalation, one.takeUpBy) = (escalation ?? "", takeUpBy)
            (one.eventSource, one.eventID) = (eventSource ?? "", eventID ?? "")
            (one.proposal, one.proposedBy) = (proposal, proposedBy ?? "")
        }
    }

    static func one(_ row: Row) throws -> Case {
        let name: String? = row[19]
        guard let origin = CaseOrigin(rawValue: row[6]), let state = Case.State(rawValue: row[8])
        else { throw torn }
        var one = Case(
            id: row[1], sequence: row[0], queue: row[2],
            subject: EnforcedEntity(kind: row[3], name: row[4]), title: row[5], origin: origin,
            causes: try EnforcementRows.read([String].self, row[7]), openedAt: row[12],
            touchBy: row[15], closeBy: row[16])
        (one.state, one.assignee, one.loss, one.severity) = (state, row[9], row[10], row[11])
        (one.touchedAt, one.closedAt, one.clockNextAt) = (row[13], row[14], row[17])
        (one.snoozedUntil, one.reason, one.order) = (row[18], row[20], row[21])
        one.disposition = name.flatMap(Disposition.init(rawValue:))
        one.version = row[22]
        try EnforcementRows.read(Rest.self, row[23]).fill(&one)
        return one
    }

    /// In the order of ``insert`` and ``update``.
    static func arguments(_ one: Case) throws -> StatementArguments {
        let isUntouched = one.touchedAt == nil
        return [
            one.queue, one.subject.kind, one.subject.name, one.title, one.origin.rawValue,
            try EnforcementRows.json(one.causes), one.state.rawValue, one.assignee,
            PersonName.key(one.assignee), one.atStake, one.severity, one.openedAt, one.touchedAt,
            one.closedAt, one.touchBy, one.closeBy, isUntouched ? one.touchBy : one.closeBy,
            isUntouched ? one.touchWarnAt : one.closeWarnAt, one.clockNextAt, one.snoozedUntil,
            one.disposition?.rawValue, one.reason, one.order, one.version,
            try EnforcementRows.json(Rest(one)), one.sequence,
        ]
    }

    private static let written = [
        "queue", "subject_kind", "subject_name", "title", "origin", "causes", "state", "assignee",
        "assignee_key", "loss", "severity", "opened_at", "touched_at", "closed_at", "touch_by",
        "close_by", "due_at", "warn_at", "clock_next_at", "snoozed_until", "disposition", "reason",
        "order_batch", "version", "rest",
    ]

    static let insert = """
        INSERT INTO work_case (\(written.joined(separator: ", ")), sequence, id)
        VALUES (\(String(repeating: "?, ", count: written.count))?, ?)
        """
    static let update = """
        UPDATE work_case SET \(written.map { "\($0) = ?" }.joined(separator: ", "))
        WHERE sequence = ?
        """

    static let entryColumns = "sequence, case_id, kind, at, by, text, names"

    static func entry(_ row: Row) throws -> CaseEntry {
        guard let kind = CaseEntry.Kind(rawValue: row[2]) else { throw torn }
        var entry = CaseEntry(
            kind, of: row[1], at: row[3], by: row[4], text: row[5],
            names: try EnforcementRows.read([String].self, row[6]))
        entry.sequence = row[0]
        return entry
    }

    static let reportColumns = """
        id, subject_kind, subject_name, kind, text, by, partner, at, case_id
        """

    static func report(_ row: Row) -> Report {
        Report(
            id: row[0], subject: EnforcedEntity(kind: row[1], name: row[2]), kind: row[3],
            text: row[4], by: row[5], partner: row[6], at: row[7], caseID: row[8])
    }

    static let torn = Fault(.unavailable, "A case of the store cannot be read.")
}
