import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What `appeal.mustache` shows of one appeal, beside what it is against.
struct AppealContent {
    let id: String
    /// Whose measure it is about, such as `account u46`.
    let whose: String
    let whoPath: String?
    let caseID: String?
    let casePath: String?
    let path: String
    let state: String
    let isOpen: Bool
    let text: String
    let openedBy: String
    let openedAt: Moment
    let waited: String
    let outcome: String?
    let item: EnforcedContent.Item
    let entityPath: String
    let canDecide: Bool
    /// Why who looks cannot decide it; nil where they can.
    let cannot: String?
    let signing: Signing

    /// - Throws: ``Fault`` `notFound` when there is no such appeal.
    init(_ id: String, _ parts: ConsoleParts, _ call: Call) throws {
        let (masking, now) = (Masking(for: call.caller), parts.now())
        let (appeal, enforcement, item, one) = try parts.store.readingCases { cases in
            let tables = cases.enforcements
            guard let appeal = try tables.appeal(id: id) else {
                throw Fault(
                    .notFound, "There is no appeal \(id.prefix(80)).", fix: "See /appeals.")
            }
            let desk = EnforcementDesk(tables: tables, clock: now)
            let enforcement = try desk.expected(appeal.enforcement)
            let item = try EnforcedContent.Item(enforcement, in: tables, call, masking, now: now)
            var filter = CaseFilter(limit: 1)
            (filter.cause, filter.order) = (appeal.id, .latest)
            return (appeal, enforcement, item, try cases.cases(filter).first)
        }
        self.id = id
        path = "/appeals/\(Query.escaped(id))"
        (state, isOpen) = (appeal.state.rawValue, appeal.state == .open)
        text = masking.text(appeal.text)
        openedBy = masking.name(appeal.openedBy)
        openedAt = Moment(appeal.openedAt, now: now)
        waited = Moment.span(max(0, (appeal.decidedAt ?? now) - appeal.openedAt))
        outcome = appeal.decidedAt.map {
            "\(appeal.state.rawValue) by \(appeal.decidedBy) on \(RingWords.day($0)): "
                + masking.text(appeal.why)
        }
        self.item = item
        let target = enforcement.entity
        let link = Masks(for: call.caller, schema: parts.pack().schema).link(target)
        whoPath = link.path
        (caseID, casePath) = (one?.shortID, one.map { "/cases/\(Query.escaped($0.id))" })
        whose = "\(target.kind) \(masking.name(target.name))"
        entityPath = "/enforcements/\(Query.escaped(target.kind))/\(Query.escaped(target.name))"
        cannot = AppealContent.obstacle(appeal, enforcement, call.caller)
        canDecide = appeal.state == .open && cannot == nil
        signing = Signing(call, hint: "What you looked at, and what it shows")
    }

    private static func obstacle(
        _ appeal: Appeal, _ enforcement: Enforcement, _ caller: Caller
    ) -> String? {
        guard appeal.state == .open else { return nil }
        guard caller.may(.appealsDecide) else {
            return "Deciding appeals asks for \(Permission.appealsDecide.rawValue)."
        }
        let others = [enforcement.by, enforcement.approvedBy, appeal.openedBy]
        guard caller.kind != .machine,
            others.contains(where: { PersonName.isSame($0, caller.name) })
        else { return nil }
        return "You had a part in this, so somebody else must decide it."
    }
}
