import Enforcements
import Toolbox
package import Vocabulary

/// The one place where cases are changed: each verb checks who may, writes the history, the case as
/// it stands and the messages that tell of it, within one transaction.
///
/// Every verb that changes a case somebody saw names the version that was seen; 0 for whatever it
/// is now. All throw ``Fault`` `notFound`, `conflict` where the case is of another version or in a
/// state that does not allow it, `forbidden` where somebody had a part in what is judged, or where
/// another holds the case and who acts does not lead, `invalid` for what is said.
package struct CaseDesk {
    package let tables: any CaseTables
    package let definition: CasesDefinition
    /// What the time is, milliseconds since 1970.
    package let clock: Int64
    /// How far a person's measures may reach; see `enforcement.yaml`.
    package let caps: [ReachCap]
    /// What who acts may do; a program of this machine may all.
    package let permissions: Permissions

    package init(
        tables: any CaseTables, definition: CasesDefinition, clock: Int64, caps: [ReachCap] = [],
        permissions: Permissions = .all
    ) {
        (self.tables, self.definition, self.clock) = (tables, definition, clock)
        (self.caps, self.permissions) = (caps, permissions)
    }

    /// How somebody closes a case.
    package struct Closing: Sendable, Hashable, Codable {
        /// The name of a ``DispositionReason``.
        package var reason: String
        /// Whom a measure is against is told this, as the facts.
        package var why: String
        /// What stays inside; nil for nothing.
        package var inside: String?
        /// Both, as the history has them.
        package var written: String {
            inside.map { "\(why) (For us alone: \($0))" } ?? why
        }
        /// What is done to the subject; nil for nothing.
        package var measure: EnforcementMeasure?
        /// How long, milliseconds; nil until it is taken back.
        package var lasts: Int64?

        package init(
            reason: String, why: String, measure: EnforcementMeasure? = nil, lasts: Int64? = nil
        ) {
            (self.reason, self.why, self.measure, self.lasts) = (reason, why, measure, lasts)
        }
    }

    /// Where a case's clocks stand now, of first touch while it is untouched, else of closing.
    package func clock(of one: Case) -> ClockState {
        CaseClock(definition, queue: one.queue).state(of: one, at: clock)
    }

    /// The case of an id, in full or as people write it.
    ///
    /// - Throws: ``Fault`` `notFound`.
    package func expected(_ id: String) throws -> Case {
        if let one = try tables.case(id: CaseNumber.expanded(id)) { return one }
        throw Fault(
            .notFound, "There is no case \(id.prefix(80)).",
            fix: "Find one at /queues, with `assay cases list`, or at /v1/cases.")
    }

    /// The case of an id as somebody saw it.
    func expected(_ id: String, version: Int64) throws -> Case {
        let one = try expected(id)
        guard version != 0, version != one.version else { return one }
        let last = try tables.entries(of: one.id).last
        let who = last.map {
            "\($0.by) (\($0.kind.words), \(CivilTime(milliseconds: $0.at).rfc3339))"
        }
        throw Fault(
            .conflict, "\(one.shortID) was changed meanwhile by \(who ?? "somebody").",
            fix: "Look at it again; it is version \(one.version) now.")
    }

    /// The state a verb leads to.
    func after(_ verb: CaseVerb, _ one: Case) throws(Fault) -> Case.State {
        if let state = verb.state(from: one.state) { return state }
        let others = Case.State.allCases.filter { verb.state(from: $0) != nil }.map(\.rawValue)
        throw Fault(
            .conflict, "\(one.shortID) is \(one.state.rawValue), so nobody can \(verb.words) it.",
            fix: one.state == .approving
                ? "A second person approves or refuses it first."
                : "That is for cases which are \(others.joined(separator: ", ")).")
    }

    /// Writes a change: its line, what was before, and the case as it stands.
    func write(
        _ kind: CaseEntry.Kind, _ before: Case, _ after: Case, by: String, text: String = "",
        names: [String] = []
    ) throws -> Case {
        var after = after
        after.version = before.version + 1
        after = try tables.priced(after)
        if by != Person.machine, kind.isTouch { after.touchedAt = after.touchedAt ?? clock }
        after.clockNextAt = CaseClock(definition, queue: after.queue).next(of: after, after: clock)
        let sequence = try say(kind, before.id, by: by, text: text, names: names)
        if kind.isUndone { try tables.keep(before: before, of: sequence) }
        try tables.put(after, isNew: false)
        // What it is decided on must be there when a later run says something else.
        if kind.isDeciding { try tables.keepRing(of: after, at: clock) }
        return after
    }

    /// Writes a line of the history alone.
    @discardableResult
    func say(
        _ kind: CaseEntry.Kind, _ id: String, by: String, text: String = "", names: [String] = []
    ) throws -> Int64 {
        try tables.append(CaseEntry(kind, of: id, at: clock, by: by, text: text, names: names))
    }

    /// Who acts on what nobody holds holds it from then on.
    func held(_ one: Case, by: String) throws -> Case {
        try expectHeld(one, by: by)
        guard one.state == .open, one.assignee.isEmpty else { return one }
        try expectNoPart(by, in: one)
        var after = one
        (after.state, after.assignee) = (.assigned, by)
        return try write(.assigned, one, after, by: by, names: [by])
    }

    /// - Throws: ``Fault`` `invalid` for nobody, the machine, or a text that is none or too long.
    func check(_ by: String, why: String) throws(Fault) {
        guard !PersonName.key(by).isEmpty, PersonName.key(by) != Person.machine, by.count <= 200
        else {
            throw Fault(
                .invalid, "A case wants to know who.", fix: "Name a person, in `by`.")
        }
        guard why.contains(where: { !$0.isWhitespace }), why.count <= CaseBounds.textMax else {
            throw Fault(
                .invalid, "A case wants to know why, in at most \(CaseBounds.textMax) characters.",
                fix: "Say it in a sentence, in `why`.")
        }
    }
}

extension CaseEntry.Kind {
    /// In words, such as `taken up`.
    package var words: String { rawValue.split(separator: "_").joined(separator: " ") }

    /// Whether somebody who does this has touched the case.
    var isTouch: Bool {
        switch self {
        case .assigned, .noted, .attached, .snoozed, .moved, .escalated, .takenUp, .merged,
            .proposed, .closed:
            true
        default: false
        }
    }

    /// Whether somebody decided on what was there.
    var isDeciding: Bool { [.proposed, .approved, .refused, .closed].contains(self) }

    /// Whether the step can be taken back.
    var isUndone: Bool {
        switch self {
        case .assigned, .released, .snoozed, .moved, .escalated, .takenUp, .merged, .proposed,
            .approved, .refused, .closed:
            true
        default: false
        }
    }

    /// Whether it changes where a case stands, so that what was before it cannot be taken back.
    var isStep: Bool { isUndone || [.opened, .woken, .reopened, .undone].contains(self) }
}
