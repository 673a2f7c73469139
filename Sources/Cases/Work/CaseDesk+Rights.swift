import Enforcements
import Toolbox
import Vocabulary

// Who may do what to which case.

extension CaseDesk {
    /// What somebody holds is theirs: only they change it, or who leads.
    ///
    /// - Throws: ``Fault`` `forbidden`.
    func expectHeld(_ one: Case, by: String) throws(Fault) {
        guard one.state == .assigned || one.state == .snoozed, !one.assignee.isEmpty,
            !PersonName.isSame(one.assignee, by), !permissions.contains(.casesLead)
        else { return }
        throw Fault(
            .forbidden, "\(one.assignee) holds \(one.shortID).",
            fix: "Ask them to give it back, or a lead to assign it.")
    }

    /// Whether the path that a case went up tells somebody: by name, by a role or by a skill. Where
    /// nobody was set up, names of roles are nobody's, and anybody stands on it.
    package func isOnPath(of one: Case, by: String) throws -> Bool {
        guard let path = definition.escalation(one.escalation) else { return false }
        guard try tables.hasPeople() else { return true }
        let roles = try tables.colleagues().first { PersonName.isSame($0.name, by) }?.roles ?? []
        let skills = try tables.staff().first { PersonName.isSame($0.name, by) }?.skills ?? []
        return path.tells.contains { name in
            PersonName.isSame(name, by) || skills.contains(name)
                || roles.contains { $0.rawValue == name }
        }
    }

    /// What went up a path and nobody took up is for who stands on that path or leads.
    ///
    /// - Throws: ``Fault`` `forbidden`.
    func expectAnswers(_ one: Case, by: String) throws {
        guard one.isEscalated, !permissions.contains(.casesLead), try !isOnPath(of: one, by: by)
        else { return }
        throw Fault(
            .forbidden, "\(one.shortID) went up to \(one.escalation), and nobody took it up.",
            fix: "Wait for them, or take the escalation back if it was not meant.")
    }

    /// What went up a path and nobody took up is closed by those it is for, with a sentence of
    /// their own: others wait for an answer.
    ///
    /// - Throws: ``Fault`` `forbidden`, `invalid` without a sentence.
    func expectAnswers(_ one: Case, _ closing: Closing, by: String) throws {
        guard one.isEscalated else { return }
        try expectAnswers(one, by: by)
        let standard = definition.reasons(of: one).first { $0.name == closing.reason }?.description
        guard closing.why != standard else {
            throw Fault(
                .invalid,
                "\(one.shortID) went up to \(one.escalation), so closing it asks for a sentence.",
                fix: "Say why it need not be taken up; those on the path are told.")
        }
    }

    /// The last step is taken back by who did it, who holds the case, or who leads; a refusal by
    /// who refused alone, since the one refused would else ask until somebody agrees.
    ///
    /// - Throws: ``Fault`` `forbidden`.
    func expectUndoes(_ last: CaseEntry, of one: Case, by: String) throws(Fault) {
        let isOwn = PersonName.isSame(last.by, by)
        if last.kind == .refused {
            guard isOwn else {
                throw Fault(
                    .forbidden, "\(last.by) refused it, so nobody else takes that back.",
                    fix: "Propose it again, and say what is new.")
            }
            return
        }
        let isHolder = !one.assignee.isEmpty && PersonName.isSame(one.assignee, by)
        guard isOwn || isHolder || permissions.contains(.casesLead) else {
            throw Fault(
                .forbidden, "The last step on \(one.shortID) is by \(last.by).",
                fix: "Ask them, or a lead, to take it back.")
        }
    }

    /// - Parameter doing: such as `order a measure`.
    /// - Throws: ``Fault`` `forbidden` where who acts may not.
    func expect(_ permission: Permission, of by: String, doing: String) throws(Fault) {
        guard !permissions.contains(permission) else { return }
        throw Fault(
            .forbidden, "\(by) may not \(doing): it asks for \(permission.rawValue).",
            fix: "Ask somebody who may, or an admin for the role.")
    }

    /// Somebody who can hold a case, where people were set up: who may work cases, or is listed in
    /// the staff.
    ///
    /// - Throws: ``Fault`` `invalid`, with the nearest name.
    package func expectWorker(_ name: String) throws {
        guard try tables.hasPeople() else { return }
        let people = try tables.colleagues()
        let able =
            people.filter { $0.permissions.contains(.casesWork) }.map(\.name)
            + (try tables.staff().map(\.name))
        guard !able.contains(where: { PersonName.isSame($0, name) }) else { return }
        let nearest = EditDistance.suggestion(for: name, among: able)
        throw Fault(
            .invalid, "\(name.prefix(80)) is nobody who works cases.",
            fix: nearest.map { "Did you mean \($0)?" }
                ?? "Name somebody of the staff, or give them a role that works cases.")
    }
}
