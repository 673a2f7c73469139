import API
import Cases
import Enforcements
import Packs
import Pipeline
import Vocabulary

/// Who a subject is, by the template `subject`: what a reviewer asks before all else.
struct SubjectPanel: Sendable {
    struct Line: Sendable {
        let mark: String
        let words: String
        let detail: String?
        let at: Moment?
        let path: String?
    }

    let link: EntityLink
    /// Of its decisions.
    let decisions: String?
    let actedOn: String?
    let scoreMax: String?
    let worst: String?
    /// Such as `restrict`, and how sure.
    let verdict: Line?
    let ring: Line?
    /// Strikes that count now.
    let strikes: String?
    let measures: [Line]
    let verifications: [Line]
    let labels: [Line]
    /// The latest first, but the one that is looked at.
    let cases: [CaseLine]
    let reports: [Line]
    let notes: [Note]
    let hasMeasures: Bool
    let hasVerifications: Bool
    let hasLabels: Bool
    let hasCases: Bool
    let hasReports: Bool
    let hasNotes: Bool

    struct Note: Sendable {
        let by: String
        let at: Moment
        let text: String
        let casePath: String
        let caseID: String
        /// Whether it is of an earlier case: it sticks.
        let isEarlier: Bool
    }

    init(
        _ facts: SubjectFacts, but id: String?, clocks: (Case) -> ClockState, masks: Masks,
        unit: String, now: Int64
    ) {
        link = masks.link(facts.entity)
        decisions = facts.standing.map {
            $0.decisions >= FindingBounds.countMax
                ? "over \(Counted.grouped(FindingBounds.countMax))" : Counted.grouped($0.decisions)
        }
        actedOn = facts.standing.map { Counted.grouped($0.actedOn) }
        scoreMax = facts.standing.map { Counted.share($0.scoreMax) }
        worst = facts.standing.flatMap {
            $0.worstDecision.isEmpty ? nil : "/decisions/\(Query.escaped($0.worstDecision))"
        }
        verdict = facts.verdict.map { one in
            let told = ["\(Counted.share(one.score)) sure", SubjectPanel.beside(one, facts)]
            return Line(
                mark: one.action, words: one.action,
                detail: told.compactMap { $0 }.joined(separator: "; "),
                at: facts.verdictSeenAt.map { Moment($0, now: now) }, path: nil)
        }
        ring = SubjectPanel.ring(facts, now: now)
        let counting = facts.enforcements.filter { $0.isStrike(at: now) }
        let weight = counting.reduce(0) { $0 + $1.origin.weight }
        strikes =
            counting.isEmpty
            ? SubjectPanel.ranOut(facts, now: now)
            : EnforcementRow.number(weight) + " of "
                + Counted.words(counting.count, "violation", "violations")
        measures =
            SubjectPanel.orders(facts, now: now) + SubjectPanel.measures(facts, masks, now: now)
        verifications = facts.verifications.map {
            Line(
                mark: $0.state == .passed ? "good" : $0.state == .failed ? "bad" : "info",
                words: "\($0.requirement) \($0.state.rawValue)",
                detail: $0.reasons.isEmpty ? nil : $0.reasons.joined(separator: ", "),
                at: Moment($0.at, now: now), path: nil)
        }
        labels = facts.labels.map {
            Line(
                mark: $0.isPositive ? "bad" : "good",
                words: "\($0.name): \($0.isPositive ? "yes" : "no")", detail: "by \($0.source)",
                at: Moment($0.recordedAt, now: now), path: nil)
        }
        cases = facts.cases.filter { $0.id != id }.map {
            CaseLine($0, clock: clocks($0), masks: masks, unit: unit, now: now)
        }
        reports = facts.reports.map {
            Line(
                mark: "info", words: "\($0.kind): \(masks.masking.text($0.text))",
                detail: $0.partner.isEmpty ? "the community" : $0.partner,
                at: Moment($0.at, now: now), path: nil)
        }
        notes = facts.notes.map {
            Note(
                by: $0.by, at: Moment($0.at, now: now), text: masks.masking.text($0.text),
                casePath: "/cases/\(Query.escaped($0.caseID))", caseID: CaseNumber.short($0.caseID),
                isEarlier: id != nil && $0.caseID != id)
        }
        (hasMeasures, hasVerifications) = (!measures.isEmpty, !verifications.isEmpty)
        (hasLabels, hasCases) = (!labels.isEmpty, !cases.isEmpty)
        (hasReports, hasNotes) = (!reports.isEmpty, !notes.isEmpty)
    }

    /// Strikes that measures rest on and that count no more; nil where there was none.
    private static func ranOut(_ facts: SubjectFacts, now: Int64) -> String? {
        let over = facts.enforcements.filter {
            $0.state.stands && $0.origin.weight > 0 && $0.origin.strikeUntil <= now
        }
        guard let last = over.map(\.origin.strikeUntil).max() else { return nil }
        return "none now; \(Counted.words(over.count, "strike", "strikes")) counted until "
            + Moment(last, now: now).full
    }

    /// What stands beside a verdict that asks for less than what is in force.
    private static func beside(
        _ verdict: AccountVerdict, _ facts: SubjectFacts
    ) -> String? {
        guard verdict.action == "review" || verdict.action == "none",
            let inForce = facts.inForce
        else { return nil }
        let by = inForce.policy.isEmpty ? inForce.by : inForce.policy
        return "\(inForce.measure.words) is in force by \(by), which "
            + "judges its events and does not rest on this verdict"
    }

    private static func ring(_ facts: SubjectFacts, now: Int64) -> Line? {
        let known = facts.ring?.ring ?? facts.verdict?.ring ?? ""
        let id = facts.entity.kind == "ring" ? facts.entity.name : known
        guard !id.isEmpty else { return nil }
        // The line of the verdict tells when, where it is of the same run.
        let at = facts.verdictSeenAt == nil ? facts.ringSeenAt : nil
        let member = facts.ring?.members.first { $0.account == facts.entity.name }
        let size = facts.ring.map { Counted.words($0.accounts, "account", "accounts") }
        return Line(
            mark: facts.ring?.action ?? "info", words: id,
            detail: [member?.role, size].compactMap { $0 }
                .joined(separator: " · "), at: at.map { Moment($0, now: now) },
            path: "/rings/\(Query.escaped(id))")
    }

    /// What was done to a ring: orders, and how many of its members stand under a measure.
    private static func orders(_ facts: SubjectFacts, now: Int64) -> [Line] {
        let orders = facts.orders.map { kept in
            let people =
                "ordered by \(kept.order.by)"
                + (kept.approvedBy.map { ", agreed to by \($0)" } ?? "")
            return Line(
                mark: kept.order.closing.measure?.rawValue ?? "",
                words: OrderLine.words(kept),
                detail: Counted.words(kept.order.members.count, "member", "members")
                    + ", \(kept.words) · \(people)",
                at: Moment(kept.at, now: now), path: "/orders/\(Query.escaped(kept.batch))")
        }
        guard let stopped = facts.stopped, stopped.members > 0 else { return orders }
        return orders + [
            Line(
                mark: "info", words: "in force",
                detail: "\(Counted.grouped(stopped.members)) of "
                    + Counted.words(stopped.of, "member", "members")
                    + " are kept from earning, by orders or by the policy", at: nil, path: nil)
        ]
    }

    /// From here on it is said when what a measure answers happened, milliseconds: a day.
    private static let lateFrom: Int64 = 86_400_000

    private static func measures(
        _ facts: SubjectFacts, _ masks: Masks, now: Int64
    ) -> [Line] {
        // What is alike stands once, the latest of it, with how often; what is appealed, alone.
        var counts: [String: Int] = [:]
        var shown: [(kind: String, one: Enforcement)] = []
        for one in facts.enforcements where one.measure != .strike {
            let isAppealed = facts.appeals.contains { $0.enforcement == one.id }
            let kind =
                isAppealed ? one.id : "\(one.measure) \(one.state) \(one.policy) \(one.by)"
            counts[kind, default: 0] += 1
            if counts[kind] == 1 { shown.append((kind, one)) }
        }
        return shown.map { kind, one in
            let count = counts[kind] ?? 1
            let appeal = facts.appeals.first { $0.enforcement == one.id }
            let told = [
                count > 1 ? "\(Counted.grouped(count)) times" : nil,
                one.policy.isEmpty ? "by \(one.by)" : PlainWords.of(one.policy),
                one.origin.isAutomatic && one.from - one.origin.time > lateFrom
                    ? "for \(Moment(one.origin.time, now: now).minute)" : nil,
                one.until.map { "until \(Moment($0, now: now).minute)" },
                appeal.map { "appeal \($0.state.rawValue)" },
            ]
            return Line(
                mark: one.state == .active ? one.measure.rawValue : "",
                words: "\(one.measure.words) \(one.state.rawValue)",
                detail: told.compactMap { $0 }.joined(separator: " · "),
                at: Moment(one.from, now: now), path: nil)
        }
    }
}
