import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What an appeal's case is about, by the template `cases/appeal-brief`: what was said, against
/// which measure, for which reasons, and what either answer would do.
struct AppealBrief: Sendable {
    /// What the page reads of it, in the snapshot of the case.
    struct Facts: Sendable {
        var appeal: Appeal
        var measure: Enforcement
        /// The cases whose closing gave the order, or that judged its event.
        var behind: [Case]
        /// Others in force against the same entity.
        var others: [Enforcement]
    }

    struct Link: Sendable {
        let words: String
        let path: String
    }

    let text: String
    let by: String
    let at: Moment
    let state: String
    let isOpen: Bool
    /// Such as `upheld by lea: The reasons stand.`; nil while it is open.
    let outcome: String?
    let measure: String
    let measureMark: String
    let measureState: String
    let from: Moment
    let until: Moment?
    /// Who ordered it and who agreed, or the policy.
    let orderedBy: String
    /// Sentences that the measure rests on.
    let reasons: [String]
    let rules: [String]
    let hasRules: Bool
    /// The decision and the cases it came from, the order, and the ledger.
    let links: [Link]
    let hasLinks: Bool
    /// What overturning takes back.
    let takesBack: [String]
    /// What stays in force all the same.
    let stays: [String]
    let hasStays: Bool
    let entityPath: String?
    /// Why who looks cannot decide it; nil where they can.
    let cannot: String?

    init(_ facts: Facts, _ masks: Masks, _ caller: Caller, now: Int64) {
        let (appeal, measure) = (facts.appeal, facts.measure)
        text = masks.masking.text(appeal.text)
        by = masks.masking.name(appeal.openedBy)
        at = Moment(appeal.openedAt, now: now)
        (state, isOpen) = (appeal.state.rawValue, appeal.state == .open)
        outcome = appeal.decidedAt.map { _ in
            "\(appeal.state.rawValue) by \(appeal.decidedBy): \(masks.masking.text(appeal.why))"
        }
        self.measure = measure.measure.words
        measureMark = measure.measure.rawValue
        measureState = measure.state.rawValue
        from = Moment(measure.from, now: now)
        until = measure.until.map { Moment($0, now: now) }
        orderedBy =
            measure.policy.isEmpty
            ? measure.by
                + (measure.approvedBy.isEmpty ? "" : ", agreed to by \(measure.approvedBy)")
            : "the policy \(measure.policy)"
        reasons = measure.origin.facts.map { masks.text($0, naming: [measure.entity]) }
        rules = measure.origin.rules
        hasRules = !rules.isEmpty
        links = AppealBrief.links(facts, masks)
        hasLinks = !links.isEmpty
        takesBack = AppealBrief.takesBack(facts)
        stays = AppealBrief.stays(facts)
        hasStays = !stays.isEmpty
        entityPath = Masks.enforcementPath(measure.entity, masks: masks)
        cannot = isOpen ? AppealBrief.obstacle(facts, caller) : nil
    }

    /// How sure a person's finding is taken to be, among what was measured: beside a report of a
    /// partner, since it is what the appeal contests.
    private static let findingStrength = 0.5

    /// The reasons of the measure, as pieces of evidence: what the appeal is judged by first.
    static func evidence(_ facts: Facts, _ masks: Masks, now: Int64) -> [Evidence] {
        let (measure, origin) = (facts.measure, facts.measure.origin)
        let source =
            measure.policy.isEmpty
            ? "reason of \(measure.by) for \(measure.measure.words)"
            : "reason of the policy \(measure.policy) for \(measure.measure.words)"
        return origin.facts.map { fact in
            Evidence(
                masks.text(fact, naming: [measure.entity]), source: source,
                strength: findingStrength, at: Moment(origin.time, now: now),
                path: facts.behind.first.map { "/cases/\(Query.escaped($0.id))" }
                    ?? Masks.enforcementPath(measure.entity, masks: masks))
        }
    }

    private static func links(_ facts: Facts, _ masks: Masks) -> [Link] {
        let origin = facts.measure.origin
        var links = facts.behind.map {
            Link(
                words: "\($0.shortID), which led to it", path: "/cases/\(Query.escaped($0.id))")
        }
        if !origin.decision.isEmpty {
            links.append(
                Link(
                    words: "The decision it came from",
                    path: "/decisions/\(Query.escaped(origin.decision))"))
        }
        if !origin.batch.isEmpty, facts.behind.isEmpty {
            links.append(
                Link(words: "The order", path: "/orders/\(Query.escaped(origin.batch))"))
        }
        if let path = Masks.enforcementPath(facts.measure.entity, masks: masks) {
            links.append(Link(words: "All that was done to it", path: path))
        }
        return links
    }

    /// Each measure and who ordered it once, with how often; those of the same ladder that counted
    /// its strike are told to be judged again.
    private static func stays(_ facts: Facts) -> [String] {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for other in facts.others {
            let counted = other.origin.counted.contains(facts.measure.id)
            let line =
                "\(other.measure.words), by \(other.policy.isEmpty ? other.by : other.policy)"
                + (counted ? ", judged again without it" : "")
            if counts[line] == nil { order.append(line) }
            counts[line, default: 0] += 1
        }
        return order.map { counts[$0] == 1 ? $0 : "\($0) (\(counts[$0] ?? 0) times)" }
    }

    private static func takesBack(_ facts: Facts) -> [String] {
        var lines = ["\(facts.measure.measure.words) ends, as if it had not been"]
        if facts.measure.origin.weight > 0 {
            lines.append("its strike goes, and what had counted it is judged again")
        }
        for one in facts.behind where one.saidSomething {
            lines.append("the label that \(one.shortID) wrote is withdrawn")
        }
        lines.append("a label says that it was not so")
        return lines
    }

    private static func obstacle(_ facts: Facts, _ caller: Caller) -> String? {
        guard caller.may(.appealsDecide) else {
            return "Deciding appeals asks for \(Permission.appealsDecide.rawValue)."
        }
        let others = [facts.measure.by, facts.measure.approvedBy, facts.appeal.openedBy]
        guard caller.kind != .machine,
            others.contains(where: { PersonName.isSame($0, caller.name) })
        else { return nil }
        return "You had a part in this, so somebody else must judge it."
    }
}

extension Case {
    /// Whether its closing wrote a label, for or against.
    fileprivate var saidSomething: Bool {
        state == .closed && (disposition == .confirmed || disposition == .cleared)
    }
}

extension AppealBrief.Facts {
    /// Measures beside it that are read.
    private static let readMax = 100

    /// Of an appeal's case; nil for any other. Bounded reads by index.
    init?(of one: Case, _ desk: CaseDesk) throws {
        guard one.origin == .appeal else { return nil }
        let tables = desk.tables
        let appeals = try one.causes.compactMap { try tables.enforcements.appeal(id: $0) }
        guard let appeal = appeals.first(where: { $0.state == .open }) ?? appeals.last,
            let measure = try tables.enforcements.enforcement(id: appeal.enforcement)
        else { return nil }
        var filter = EnforcementFilter(limit: Self.readMax)
        (filter.entity, filter.states) = (measure.entity, [.active])
        others = try tables.enforcements.enforcements(filter).filter {
            $0.id != measure.id && $0.measure != .strike
        }
        behind = try tables.enforcements.grounds(behind: measure)
            .compactMap { try tables.case(id: $0) }
        (self.appeal, self.measure) = (appeal, measure)
    }
}
