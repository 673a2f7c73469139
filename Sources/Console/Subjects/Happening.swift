import API
import Cases
import Enforcements
import Vocabulary

/// One line of a timeline: a decision, what somebody did on a case, a step of an enforcement.
struct Happening: Sendable {
    /// Milliseconds since 1970; what timelines are in order of.
    let time: Int64
    let at: Moment
    /// `decision`, `case`, `enforcement`, `verification` or `label`.
    let kind: String
    let mark: String
    /// Whether the mark is a word of its own, such as an action.
    let isMarked: Bool
    let words: String
    let detail: String?
    let path: String?
    /// `good`, `bad` or nothing.
    let tone: String

    init(
        _ time: Int64, now: Int64, kind: String, mark: String, words: String, detail: String?,
        path: String? = nil, tone: String = ""
    ) {
        (self.time, at, self.kind) = (time, Moment(time, now: now), kind)
        isMarked = kind == "decision" || kind == "enforcement"
        (self.mark, self.words, self.path, self.tone) = (mark, words, path, tone)
        self.detail = detail.flatMap { $0.isEmpty ? nil : $0 }
    }

    init(_ decided: SubjectFacts.Decided, masks: Masks, now: Int64) {
        let decision = decided.decision
        let view = decided.view
        let strongest = (view?.reasons ?? []).sorted { $0.weight > $1.weight }.prefix(2)
        let reasons = strongest.map { reason in
            view.map { masks.text(reason, of: $0) } ?? reason.text
        }
        let named = (view?.entities ?? [:]).filter { $0.key != "account" }.sorted {
            $0.key < $1.key
        }
        .map { kind, name in
            let link = masks.link(EnforcedEntity(kind: kind, name: name.text))
            return "\(kind) \(link.label)"
        }
        self.init(
            decision.time, now: now, kind: "decision", mark: decision.action.rawValue,
            words: decision.journey,
            detail: (reasons.isEmpty ? named : reasons).joined(separator: " · "),
            path: "/decisions/\(Query.escaped(decision.id))",
            tone: decision.action == .allow ? "" : "bad")
    }

    init(_ entry: CaseEntry, masks: Masks, now: Int64, path: String? = nil) {
        let names = entry.names.map { $0.hasPrefix("case_") ? CaseNumber.short($0) : $0 }
        let words = "\(entry.by) · \(Happening.words(entry.kind))"
        let shows = [.assigned, .moved, .linked, .merged, .told, .mentioned, .escalated].contains(
            entry.kind)
        self.init(
            entry.at, now: now, kind: "case", mark: "info",
            words: shows && !names.isEmpty ? words + " " + names.joined(separator: ", ") : words,
            detail: masks.masking.text(entry.text), path: path ?? Happening.order(of: entry),
            tone: entry.kind == .closed ? "good" : entry.kind == .escalated ? "bad" : "")
    }

    /// The order that closed it; nil for none.
    private static func order(of entry: CaseEntry) -> String? {
        guard entry.kind == .closed else { return nil }
        return entry.names.first { $0.hasPrefix("batch_") }.map { "/orders/\(Query.escaped($0))" }
    }

    /// That an order was given, agreed to, refused, taken back; the latest first.
    static func ofOrder(_ kept: KeptOrder, masks: Masks, now: Int64) -> [Happening] {
        let path = "/orders/\(Query.escaped(kept.batch))"
        let measure = kept.order.closing.measure?.rawValue ?? "info"
        let given = Happening(
            kept.at, now: now, kind: "enforcement", mark: measure,
            words: "\(kept.order.by) ordered \(OrderLine.words(kept)) against "
                + Counted.words(kept.order.members.count, "member", "members"),
            detail: masks.masking.text(kept.order.closing.why), path: path, tone: "bad")
        let steps = kept.steps.map { step in
            Happening(
                step.at, now: now, kind: "enforcement", mark: measure,
                words: step.words, detail: masks.masking.text(step.why), path: path,
                tone: step.kind == .approved ? "bad" : "good")
        }
        return steps.reversed() + [given]
    }

    init(_ entry: LedgerEntry, masks: Masks, now: Int64) {
        self.init(
            entry.at, now: now, kind: "enforcement", mark: entry.measure.rawValue,
            words: "\(entry.measure.words) \(entry.kind.rawValue)",
            detail: Happening.when(entry, now: now)
                + "\(entry.by): \(masks.text(entry.why, naming: [entry.entity]))",
            path: Masks.enforcementPath(entry.entity, masks: masks),
            tone: entry.kind == .applied ? "bad" : entry.kind == .reversed ? "good" : "")
    }

    /// When what a measure answers happened, where that is long before it; else empty.
    private static func when(_ entry: LedgerEntry, now: Int64) -> String {
        guard let origin = entry.origin, entry.at - origin.time > Happening.longAgo else {
            return ""
        }
        return "for what happened \(Moment(origin.time, now: now).full) · "
    }

    /// From here on a measure is said to be late, milliseconds: a day.
    private static let longAgo: Int64 = 86_400_000

    private static func words(_ kind: CaseEntry.Kind) -> String {
        switch kind {
        case .opened: "opened the case"
        case .evidence: "added evidence"
        case .assigned: "assigned it to"
        case .released: "gave it back"
        case .noted: "noted"
        case .attached: "attached a file"
        case .mentioned: "mentioned"
        case .snoozed: "snoozed it"
        case .woken: "it woke"
        case .moved: "moved it to"
        case .escalated: "escalated it"
        case .told: "told"
        case .takenUp: "took it up"
        case .linked: "linked"
        case .merged: "merged"
        case .proposed: "proposed to close it"
        case .approved: "approved"
        case .refused: "refused"
        case .closed: "closed it"
        case .reopened: "opened it again"
        case .undone: "took a step back"
        case .ordered: "ordered a measure"
        case .looked: "looked at it"
        }
    }
}

extension Masks {
    /// The ledger of an entity; nil for who may not know its name.
    static func enforcementPath(_ entity: EnforcedEntity, masks: Masks) -> String? {
        masks.link(entity).path == nil
            ? nil
            : "/enforcements/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))"
    }
}
