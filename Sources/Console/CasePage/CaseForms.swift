import API
import Cases
import Vocabulary

/// What can be done to a case now, by whom: the forms beside the evidence.
struct CaseForms: Sendable {
    /// A way to close it.
    struct Ending: Sendable {
        /// Such as `confirmed`.
        let disposition: String
        let title: String
        let key: String
        let reasons: [Choice]
        /// Measures; empty where none goes with it.
        let measures: [Choice]
        let hasMeasures: Bool
        let isOpen: Bool
        let why: String?
        let inside: String?
        /// Of the button, such as `Close as confirmed`.
        let button: String
        /// Whether a sentence is asked for in any case.
        let asksWhy: Bool
        let isTaking: Bool
    }

    struct Choice: Sendable {
        let value: String
        let words: String
        let isChosen: Bool

        /// Of a measure: whether it asks for a sentence.
        var isSevere = false

        init(_ value: String, _ words: String, isChosen: Bool = false, isSevere: Bool = false) {
            (self.value, self.words, self.isChosen) = (value, words, isChosen)
            self.isSevere = isSevere
        }
    }

    let action: String
    let token: String
    let version: Int64
    /// Sequence of the last entry the page shows: what came behind it is told on a conflict.
    let seen: Int64
    /// When the page was made, milliseconds since 1970: what was hardly looked at wants a sentence.
    let shown: Int64
    /// Why who looks can decide nothing here; nil where they can.
    let cannot: String?
    /// The path it went up, where nobody took it up; nil for none.
    let goesUp: String?
    /// Whether what is closed is an appeal.
    let isAppeal: Bool
    let takesBack: [String]
    let stays: [String]
    let hasStays: Bool

    let mayTake: Bool
    let mayRelease: Bool
    let endings: [Ending]
    let mayWork: Bool
    let mayWait: Bool
    let mayNote: Bool
    let mayApprove: Bool
    let mayLead: Bool
    let mayTakeUp: Bool
    let mayUndo: Bool
    let spans: [Choice]
    let snoozes: [Choice]
    let paths: [Choice]
    let queues: [Choice]
    let people: [Choice]
    let hasPaths: Bool
    let hasQueues: Bool
    let hasPeople: Bool
    let mayMore: Bool
    /// What a form that failed had in it, to be sent again; nil for nothing.
    let draftNote: String?
    let draftWhy: String?

    init(
        _ reading: CaseReading, _ definition: CasesDefinition, _ call: Call, draft: CaseDraft?,
        appeal: AppealBrief?, now: Int64
    ) {
        let one = reading.one
        let caller = call.caller
        action = "/cases/\(Query.escaped(one.id))"
        (token, version) = (caller.formToken, one.version)
        seen = reading.entries.last?.sequence ?? 0
        let works = caller.may(.casesWork)
        let isWorked = !one.state.isOver && one.state != .approving
        let me = (try? CaseWork.name(of: caller)) ?? ""
        let isOthers =
            !one.assignee.isEmpty && !PersonName.isSame(one.assignee, me)
            && !caller.may(.casesLead) && (one.state == .assigned || one.state == .snoozed)
        cannot =
            appeal?.cannot
            ?? (isOthers && works ? CaseForms.words(heldBy: one.assignee) : nil)
        isAppeal = appeal?.isOpen == true
        (takesBack, stays) = (appeal?.takesBack ?? [], appeal?.stays ?? [])
        hasStays = !stays.isEmpty
        shown = now
        mayWork = works && isWorked && cannot == nil
        // What was written stays where it was written, also where another took the case meanwhile.
        let hasDraft = works && isWorked && appeal?.cannot == nil && draft?.verb == "close"
        mayTake = works && cannot == nil && (one.state == .open || one.state == .snoozed)
        mayRelease =
            works && one.state == .assigned
            && (PersonName.isSame(one.assignee, me) || caller.may(.casesLead))
        mayNote = works
        mayWait = works && isWorked && !isOthers && one.state != .snoozed
        mayApprove =
            caller.may(.casesApprove) && one.state == .approving
            && !PersonName.isSame(one.proposedBy, me)
        mayLead = caller.may(.casesLead) && !one.state.isOver
        mayTakeUp =
            works && one.isEscalated && (one.state == .open || one.state == .assigned)
            && appeal?.cannot == nil && (caller.may(.casesLead) || reading.isOnPath)
        let last = reading.entries.last { CaseForms.undone.contains($0.kind) }
        let isOwn = last.map { PersonName.isSame($0.by, me) } ?? false
        let isHolder = PersonName.isSame(one.assignee, me)
        mayUndo =
            works && last != nil && (isOwn || isHolder || caller.may(.casesLead))
            && !(one.origin == .appeal && one.state.isOver)
        endings =
            !mayWork && !hasDraft
            ? []
            : isAppeal
                ? CaseForms.answers(draft)
                : CaseForms.endings(definition, may: caller.may(.enforcementsOrder), draft)
        spans = CaseForms.spans
        snoozes = [
            Choice("1h", "1 hour"), Choice("4h", "4 hours"), Choice("1d", "1 day", isChosen: true),
            Choice("3d", "3 days"), Choice("7d", "7 days"), Choice("30d", "30 days"),
        ]
        // What is chosen without a look is the least that can happen.
        paths = definition.escalations.sorted { $0.severity > $1.severity }.map {
            Choice($0.name, "\($0.name), severity \($0.severity)")
        }
        queues = definition.queues.filter { $0.name != one.queue }.map {
            Choice($0.name, $0.name)
        }
        people = CaseForms.holders(reading)
        (hasPaths, hasQueues, hasPeople) = (!paths.isEmpty, !queues.isEmpty, !people.isEmpty)
        goesUp = one.isEscalated && isWorked ? one.escalation : nil
        mayMore = mayWork || mayRelease || mayLead
        draftNote = draft?.verb == "note" ? draft?.text : nil
        draftWhy = draft?.verb == "note" ? nil : draft?.text
    }

    private static let spans = [
        Choice("7d", "7 days"), Choice("30d", "30 days", isChosen: true),
        Choice("90d", "90 days"), Choice("", "until taken back"),
    ]

    private static func words(heldBy name: String) -> String {
        "\(name) holds it. You may note and attach; to decide, ask them or a lead."
    }

    /// Names that the list of who can hold a case has at most.
    private static let holdersMax = 500

    /// The staff that is not away, and others who may work cases.
    private static func holders(_ reading: CaseReading) -> [Choice] {
        let staff = Set(reading.staff.map { PersonName.key($0.name) })
        let others = reading.colleagues.filter {
            $0.permissions.contains(.casesWork) && !staff.contains(PersonName.key($0.name))
        }
        let names = reading.staff.filter { !$0.isAway }.map(\.name) + others.map(\.name)
        return names.prefix(holdersMax).map { Choice($0, $0) }
    }

    /// Steps that can be taken back.
    private static let undone: Set<CaseEntry.Kind> = [
        .closed, .assigned, .snoozed, .moved, .released, .merged, .escalated, .proposed, .takenUp,
        .approved,
    ]

    private static func endings(
        _ definition: CasesDefinition, may order: Bool, _ draft: CaseDraft?
    ) -> [Ending] {
        let words: [(Disposition, String, String)] = [
            (.confirmed, "Confirm: it is abuse", "c"), (.cleared, "Clear: it is not", "l"),
            (.inconclusive, "Inconclusive", "i"),
        ]
        return words.compactMap { disposition, title, key in
            let reasons = definition.dispositions.filter { $0.disposition == disposition }
            guard !reasons.isEmpty else { return nil }
            let isDraft = reasons.contains { $0.name == draft?.reason }
            let measures = EnforcementMeasure.nameable.map {
                Choice(
                    $0.rawValue,
                    $0.words
                        + (definition.fourEyes.contains($0) ? " (asks a second person)" : ""),
                    isChosen: isDraft && $0.rawValue == draft?.measure,
                    isSevere: definition.fourEyes.contains($0) || $0 >= .restrict)
            }
            return Ending(
                disposition: disposition.rawValue, title: title, key: key,
                reasons: reasons.map {
                    Choice($0.name, $0.description, isChosen: $0.name == draft?.reason)
                }, measures: disposition == .confirmed && order ? measures : [],
                hasMeasures: disposition == .confirmed && order, isOpen: isDraft,
                why: isDraft ? draft?.text : nil, inside: isDraft ? draft?.inside : nil,
                button: "Close as \(disposition.rawValue)",
                asksWhy: false, isTaking: false)
        }
    }

    /// The two answers to an appeal, each with reasons about the measure.
    private static func answers(_ draft: CaseDraft?) -> [Ending] {
        let words: [(Disposition, String, String, String)] = [
            (.cleared, "Overturn: take the measure back", "r", "Overturn"),
            (.confirmed, "Uphold: the measure stands", "h", "Uphold"),
        ]
        return words.map { disposition, title, key, button in
            let reasons = AppealReasons.all.filter { $0.disposition == disposition }
            let isDraft = reasons.contains { $0.name == draft?.reason }
            return Ending(
                disposition: disposition.rawValue, title: title, key: key,
                reasons: reasons.map {
                    Choice($0.name, $0.description, isChosen: $0.name == draft?.reason)
                }, measures: [], hasMeasures: false, isOpen: isDraft,
                why: isDraft ? draft?.text : nil, inside: nil, button: button, asksWhy: true,
                isTaking: disposition == .cleared)
        }
    }
}

/// What a form said that could not be done, so that nothing written is lost.
struct CaseDraft: Sendable {
    var verb: String
    var text: String
    var inside: String
    var reason: String
    var measure: String
    /// What stood in the way.
    var fault: Fault
    /// Sequence of the last entry that its page showed.
    var seen: Int64

    init(_ verb: String, _ form: Form, _ fault: Fault) {
        (self.verb, self.fault) = (verb, fault)
        text = verb == "note" ? form.text("text") : form["why"]
        (reason, measure, inside) = (form["reason"], form["measure"], form["inside"])
        seen = Int64(form["seen"]) ?? 0
    }
}
