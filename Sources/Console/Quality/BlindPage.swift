import API
import Cases
import Enforcements
import Pipeline
import Vocabulary

/// A closed case as its second reviewer sees it: what was known when it was opened, neither what
/// was decided nor who did, nor what they wrote.
struct BlindPage {
    struct Line {
        let at: Moment
        let kind: String
        let text: String
    }

    struct Reason {
        let rule: String
        let text: String
        let severity: String
        let values: String
    }

    struct Answer {
        let name: String
        let words: String
        let key: String
    }

    let caseID: String
    let title: String
    let queue: String
    let subject: String
    let origin: String
    let causes: [String]
    let loss: String
    let opened: Moment
    let lines: [Line]
    private(set) var reasons: [Reason]
    let action: String?
    let checklist: [String]
    let answers: [Answer]
    let path: String
    let token: String

    /// The case, and of its history only what a machine or a reporter brought.
    ///
    /// - Throws: as ``QualityDesk/review(_:as:why:by:)`` would.
    static func read(
        _ tables: any OperationsTables, _ caseID: String, for caller: Caller
    ) throws -> (Case, [CaseEntry], RingDocument?) {
        guard let review = try tables.review(of: caseID), review.secondDisposition == nil,
            let one = try tables.cases.case(id: caseID)
        else {
            throw Fault(
                .notFound, "No second review of \(caseID.prefix(80)) waits.",
                fix: "See /quality for those that do.")
        }
        guard !PersonName.isSame(review.first, caller.name) else {
            throw Fault(
                .forbidden, "\(caller.name) closed \(caseID), so somebody else must review it.",
                fix: "Take another from /quality.")
        }
        let shown = try tables.cases.entries(of: caseID).filter {
            [.opened, .evidence].contains($0.kind) && $0.at <= review.closedAt
                && !PersonName.isSame($0.by, review.first)
        }
        // The ring as it was when the case was decided on; what was kept later is of another look.
        let kept = try tables.cases.rings(ofCase: caseID).first { $0.at <= review.closedAt }
        let whole = try kept.flatMap { try tables.cases.keptRing(sequence: $0.kept.sequence) }
        return (one, shown, whole.flatMap { try? RingDocument(json: $0.ring.document) })
    }

    init(
        _ one: Case, _ entries: [CaseEntry], ring: RingDocument?, decision: StoredDecision?,
        pilots: [Pilot], definition: CasesDefinition, caller: Caller, now: Int64
    ) {
        let masking = Masking(for: caller)
        (caseID, queue) = (one.shortID, one.queue)
        title = masking.text(one.title)
        subject = "\(one.subject.kind) \(masking.name(one.subject.name))"
        (origin, causes) = (one.origin.rawValue, one.causes)
        loss = Money(minor: one.atStake, unit: definition.unit).words
        opened = Moment(one.openedAt, now: now)
        lines = entries.map {
            Line(
                at: Moment($0.at, now: now), kind: $0.kind.rawValue,
                text: masking.text($0.text))
        }
        let record = decision.flatMap { try? RecordView(record: $0.record) }
        reasons = (record?.reasons ?? []).map { reason in
            Reason(
                rule: reason.rule, text: masking.text(reason.text), severity: reason.severity,
                values: masking.isHiding
                    ? ""
                    : reason.values.sorted { $0.key < $1.key }.map {
                        "\($0.key) = \($0.value.text)"
                    }
                    .joined(separator: ", "))
        }
        reasons += (ring?.evidence ?? []).map { piece in
            Reason(
                rule: ring?.ring ?? "", text: masking.text(piece.words),
                severity: RingWords.family(piece.family), values: "")
        }
        action = record?.action
        checklist = definition.checklist(of: one, pilots: pilots)
        answers = [
            Answer(name: "confirmed", words: "It is abuse", key: "c"),
            Answer(name: "cleared", words: "It is not", key: "l"),
            Answer(name: "inconclusive", words: "It cannot be told", key: "i"),
        ]
        path = "/quality/reviews/\(Query.escaped(one.id))"
        token = caller.formToken
    }
}
