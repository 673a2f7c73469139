import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What the template `case` shows.
struct CaseContent: Sendable {
    struct File: Sendable {
        let name: String
        let path: String
        let size: String
        let by: String
        let at: Moment
    }

    /// A form that could not be done, and what somebody did meanwhile.
    struct Trouble: Sendable {
        let title: String
        let words: String
        let fix: String?
        let changes: [Happening]
        let hasChanges: Bool
        /// What was written, to be copied.
        let text: String?
    }

    struct Closed: Sendable {
        let id: String
        let action: String
        let words: String
        let version: Int64
        let token: String
    }

    let line: CaseLine
    let token: String
    let trouble: Trouble?
    let closed: Closed?
    let dueTouch: Moment?
    let dueClose: Moment
    let causes: [String]
    let place: String?
    let previous: String?
    let next: String?
    let nextUnassigned: String
    let evidence: [Evidence]
    let hasEvidence: Bool
    let evidenceCount: Int
    /// Such as `80 %`.
    let strongest: String
    let subject: SubjectPanel
    let forms: CaseForms
    let runbook: Runbook?
    let appeal: AppealBrief?
    /// Whether it is over, and what was at stake is told as it was.
    let isOver: Bool
    /// Of a closed one: that somebody else judges it blind, or did.
    let secondReview: String?
    let checklist: [String]
    let hasChecklist: Bool
    let hasCauses: Bool
    let hasFiles: Bool
    let attachments: [File]
    let timeline: [Happening]
    let mergedInto: String?
    let mergedPath: String?
    let fullID: String
    let proposal: String?
    let mayAttach: Bool
    let stake: AtStake
    /// What stands against the subject while the case is open; nil for nothing, and for an appeal,
    /// which says it itself.
    let inForce: InForce?
    /// Where all of a ring is acted on at once; nil for other cases, and for who may not.
    let orderPath: String?
    let orders: [OrderLine]

    struct InForce: Sendable {
        let words: String
        let path: String
    }

    struct Runbook: Sendable {
        let name: String
        let steps: [String]
        let told: String?
        let within: String
        /// When it must be taken up; nil once it was.
        let takeUpBy: Moment?
        /// Names of the path that nobody stands behind; nil where all are somebody's.
        let nobody: String?
    }

    /// Lines a timeline has at most.
    private static let timelineMax = 60

    init(
        _ reading: CaseReading, _ definition: CasesDefinition, _ pack: Pack, _ call: Call,
        draft: CaseDraft?, now: Int64
    ) {
        let one = reading.one
        let masks = Masks(for: call.caller, schema: pack.schema)
        let unit = pack.lossUnit
        line = CaseLine(one, clock: reading.clock, masks: masks, unit: unit, now: now)
        token = call.caller.formToken
        dueTouch = one.touchedAt == nil ? Moment(one.touchBy, now: now) : nil
        dueClose = Moment(one.closeBy, now: now)
        causes = one.causes
        place = reading.place.map {
            "\($0) of \(reading.waiting)"
                + (reading.waiting == CaseReading.neighboursMax ? " or more" : "")
        }
        previous = reading.previous.map { "/cases/\(Query.escaped($0))" }
        next = reading.next.map { "/cases/\(Query.escaped($0))" }
        nextUnassigned = one.queue
        let appealed = reading.appeal.map { AppealBrief.evidence($0, masks, now: now) } ?? []
        evidence =
            (appealed
            + Evidence.of(reading.facts, opening: reading.opening, pack, masks, now: now))
            .sorted { $0.strength > $1.strength }
        (hasEvidence, evidenceCount) = (!evidence.isEmpty, evidence.count)
        strongest = evidence.map(\.strength).max().map { Counted.share($0) } ?? "–"
        subject = SubjectPanel(
            reading.facts, but: one.id, clocks: { reading.clocks[$0.id] ?? .onTrack },
            masks: masks, unit: unit, now: now)
        appeal = reading.appeal.map { AppealBrief($0, masks, call.caller, now: now) }
        forms = CaseForms(
            reading, definition, call, draft: draft, appeal: appeal, now: now)
        checklist = definition.checklist(of: one, pilots: reading.pilots)
        (hasChecklist, hasCauses) = (!checklist.isEmpty, !causes.isEmpty)
        hasFiles = !reading.attachments.isEmpty
        runbook = CaseContent.runbook(reading, definition, now: now)
        isOver = one.state.isOver
        secondReview = CaseContent.words(of: reading.review)
        attachments = reading.attachments.map {
            File(
                name: $0.name, path: "/cases/\(Query.escaped(one.id))/files/\($0.digest)",
                size: CaseContent.size($0.bytes), by: $0.by, at: Moment($0.at, now: now))
        }
        timeline = CaseContent.timeline(reading, masks, now: now)
        mergedInto = one.mergedInto.isEmpty ? nil : CaseNumber.short(one.mergedInto)
        mergedPath = one.mergedInto.isEmpty ? nil : "/cases/\(Query.escaped(one.mergedInto))"
        fullID = one.id
        proposal = CaseContent.proposal(reading)
        stake = AtStake(one, reading.facts, unit: unit)
        inForce =
            one.state.isOver || one.origin == .appeal
            ? nil : CaseContent.inForce(reading.facts, now: now)
        orders = reading.facts.orders.map { OrderLine($0, now: now) }
        orderPath =
            one.subject.kind == "ring" && !one.state.isOver
                && call.caller.may(.enforcementsOrder)
            ? "/rings/\(Query.escaped(one.subject.name))/order" : nil
        mayAttach = call.caller.may(.casesWork) && !one.state.isOver
        trouble = draft.map { CaseContent.trouble($0, reading, masks, now: now) }
        closed = reading.closed.map { CaseContent.ended($0, token: call.caller.formToken) }
    }

    private static func inForce(_ facts: SubjectFacts, now: Int64) -> InForce? {
        guard let measure = facts.inForce else { return nil }
        let until = measure.until.map { "until \(Moment($0, now: now).minute)" }
        let name = measure.measure.words
        return InForce(
            words: "In force already: \(name) \(until ?? "with no end").",
            path: "/enforcements/\(Query.escaped(facts.entity.kind))/"
                + Query.escaped(facts.entity.name))
    }

    static func ended(_ one: Case, token: String) -> Closed {
        Closed(
            id: CaseNumber.short(one.id), action: "/cases/\(Query.escaped(one.id))",
            words: one.state == .approving
                ? "waits for a second person"
                : one.outcome.map { "is closed: \($0)" } ?? "is \(one.state.rawValue)",
            version: one.version, token: token)
    }

    private static func proposal(_ reading: CaseReading) -> String? {
        guard reading.one.state == .approving else { return nil }
        let entry = reading.entries.last { $0.kind == .proposed }
        return entry.map {
            "\($0.by) proposes: \($0.names.joined(separator: ", ")). \($0.text)"
        } ?? "Its disposition waits for a second person."
    }

    /// Neither what the second said nor who is asked is told while it waits: who judges blind may
    /// read this page afterwards.
    private static func words(of review: SecondReview?) -> String? {
        guard let review else { return nil }
        guard let agrees = review.agrees else {
            return "Drawn for a second review: somebody else will judge it blind."
        }
        return "\(review.second) judged it blind, and \(agrees ? "agrees" : "disagrees")."
    }

    private static func runbook(
        _ reading: CaseReading, _ definition: CasesDefinition, now: Int64
    ) -> Runbook? {
        guard reading.one.severity > 0 else { return nil }
        let named = reading.entries.last { $0.kind == .escalated }?.names ?? []
        let path =
            definition.escalations.first { named.contains($0.name) }
            ?? definition.escalations.first { $0.severity == reading.one.severity }
        guard let path else { return nil }
        let told = reading.entries.filter { $0.kind == .told }.flatMap(\.names)
        return Runbook(
            name: path.name, steps: path.runbook,
            told: told.isEmpty ? nil : Set(told).sorted().joined(separator: ", "),
            within: Moment.span(path.within),
            takeUpBy: reading.one.takeUpBy.map { Moment($0, now: now) },
            nobody: Escalated.words(
                nobodyBehind: path, reading.colleagues, staff: reading.staff))
    }

    private static func timeline(
        _ reading: CaseReading, _ masks: Masks, now: Int64
    ) -> [Happening] {
        let all =
            reading.entries.map { Happening($0, masks: masks, now: now) }
            + reading.facts.ledger.map { Happening($0, masks: masks, now: now) }
            + reading.facts.orders.flatMap { Happening.ofOrder($0, masks: masks, now: now) }
            + reading.facts.decided.filter { $0.decision.action != .allow }.map {
                Happening($0, masks: masks, now: now)
            }
        return Array(all.sorted { $0.time > $1.time }.prefix(timelineMax))
    }

    private static func trouble(
        _ draft: CaseDraft, _ reading: CaseReading, _ masks: Masks, now: Int64
    ) -> Trouble {
        let changes = reading.entries.filter { $0.sequence > draft.seen && draft.seen > 0 }
        let isConflict = draft.fault.code == .conflict && !changes.isEmpty
        return Trouble(
            title: isConflict
                ? "\(changes.last?.by ?? "Somebody") changed this case while you looked at it"
                : "This could not be done", words: draft.fault.message, fix: draft.fault.fix,
            changes: changes.map { Happening($0, masks: masks, now: now) },
            hasChanges: !changes.isEmpty,
            text: draft.text.isEmpty ? nil : draft.text)
    }

    static func size(_ bytes: Int) -> String {
        bytes < 1024 ? "\(bytes) B" : bytes < 1 << 20 ? "\(bytes >> 10) kB" : "\(bytes >> 20) MB"
    }
}
