import Cases
import Enforcements
import Packs
import Pipeline
import Vocabulary

/// All that a case's page tells, read in one go.
struct CaseReading: Sendable {
    var one: Case
    var clock: ClockState
    /// Clocks of the subject's other cases, by id.
    var clocks: [String: ClockState]
    var facts: SubjectFacts
    /// What opened it; nil where no decision did, or it is forgotten.
    var opening: SubjectFacts.Decided?
    var entries: [CaseEntry]
    var attachments: [CaseAttachment]
    var reports: [Report]
    var staff: [StaffMember]
    var pilots: [Pilot]
    /// Ids of the cases before and behind it in its queue; nil at an end.
    var previous: String?
    var next: String?
    /// Of the queue, from one; nil for a case that does not wait.
    var place: Int?
    /// Cases of the queue that are not over, at most ``neighboursMax``.
    var waiting: Int
    /// Of an appeal's case.
    var appeal: AppealBrief.Facts?
    /// People of ours, for who can hold it and who stands behind a path's names; empty where nobody
    /// was set up.
    var colleagues: [Colleague]
    /// Whether the path it went up tells who looks.
    var isOnPath: Bool
    /// A second review that was drawn or done; nil for none.
    var review: SecondReview?
    /// What the last form closed, for undoing it; nil for nothing.
    var closed: Case?

    /// Cases of a queue among which the one before and behind are looked for.
    static let neighboursMax = 200

    static func read(
        _ id: String, closed: String?, by: String, _ desk: CaseDesk,
        _ store: any ConsoleParts.Store, _ pack: Pack
    ) throws -> CaseReading {
        let one = try desk.expected(id)
        let tables = desk.tables
        let facts = try SubjectFacts.read(one.subject, store, pack, about: one, cases: tables)
        var filter = CaseFilter(limit: neighboursMax)
        (filter.queue, filter.states) = (one.queue, [.open, .assigned, .approving])
        let line = try tables.cases(filter)
        let at = line.firstIndex { $0.id == one.id }
        let appeal = try AppealBrief.Facts(of: one, desk)
        return CaseReading(
            one: one, clock: desk.clock(of: one),
            clocks: Dictionary(
                facts.cases.map { ($0.id, desk.clock(of: $0)) }, uniquingKeysWith: { one, _ in one }
            ), facts: facts, opening: try opening(one, appeal, facts, store),
            entries: try tables.entries(of: one.id),
            attachments: try tables.attachments(of: one.id),
            reports: try tables.reports(of: one.id), staff: try tables.staff(),
            pilots: try tables.runningPilots(),
            previous: at.flatMap { $0 > 0 ? line[$0 - 1].id : nil },
            next: at.map { $0 + 1 < line.count ? line[$0 + 1].id : nil } ?? line.first?.id,
            place: at.map { $0 + 1 }, waiting: line.count,
            appeal: appeal,
            colleagues: try tables.colleagues(),
            isOnPath: try one.isEscalated && desk.isOnPath(of: one, by: by),
            review: one.state == .closed
                ? try store.readingOperations { try $0.review(of: one.id) } : nil,
            closed: try closed.flatMap { try tables.case(id: $0) })
    }

    /// The decision that opened it; of an appeal's case, the one that its measure came from, or
    /// that opened the case whose closing ordered it.
    private static func opening(
        _ one: Case, _ appeal: AppealBrief.Facts?, _ facts: SubjectFacts,
        _ store: any ConsoleParts.Store
    ) throws -> SubjectFacts.Decided? {
        if let id = appeal?.measure.origin.decision, !id.isEmpty {
            return try store.decision(id: id).map {
                SubjectFacts.Decided(decision: $0, view: try? RecordView(record: $0.record))
            }
        }
        let sequence =
            one.decision > 0 ? one.decision : appeal?.behind.map(\.decision).max() ?? 0
        guard sequence > 0 else { return nil }
        if let known = facts.decided.first(where: { $0.decision.sequence == sequence }) {
            return known
        }
        let found = try store.decisions(DecisionFilter(before: sequence + 1, limit: 1)).first
        guard let found, found.sequence == sequence else { return nil }
        return SubjectFacts.Decided(
            decision: found, view: try? RecordView(record: found.record))
    }
}
