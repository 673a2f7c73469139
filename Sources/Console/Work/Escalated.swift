import API
import Cases
import Vocabulary

/// Cases that went up a path and wait to be taken up, and who stands behind a path's names. A name
/// is a person's, a role's, or a skill's of the staff.
struct Escalated: Sendable {
    /// For who asks, the gravest first, with the clock of each.
    var cases: [(one: Case, clock: ClockState)] = []
    /// Behind whose path nobody stands, for who leads.
    var unheard: [Case] = []

    /// Cases of a page.
    static let shownMax = 50

    /// What waits for who asks: by their name, a role or a skill of theirs. Where nobody was set up
    /// it is for whoever asks. O(escalated cases · names), at most ``CaseBounds/escalatedMax``.
    init(for caller: Caller, _ desk: CaseDesk) throws {
        guard caller.may(.casesRead) else { return }
        let waiting = try desk.tables.escalatedCases(limit: CaseBounds.escalatedMax)
        guard !waiting.isEmpty else { return }
        let (people, staff) = (try desk.tables.colleagues(), try desk.tables.staff())
        for one in waiting {
            guard let path = desk.definition.escalation(one.escalation) else { continue }
            let isUnheard = path.tells.allSatisfy {
                Escalated.behind($0, people, staff: staff).isEmpty
            }
            if people.isEmpty || Escalated.isOn(path, caller, staff: staff) {
                cases.append((one, desk.clock(of: one)))
            } else if isUnheard, caller.may(.casesLead) {
                unheard.append(one)
                cases.append((one, desk.clock(of: one)))
            }
        }
        cases = Array(cases.prefix(Escalated.shownMax))
    }

    private static func isOn(
        _ path: EscalationPath, _ caller: Caller, staff: [StaffMember]
    ) -> Bool {
        let skills = staff.first { PersonName.isSame($0.name, caller.name) }?.skills ?? []
        return path.tells.contains { name in
            PersonName.isSame(name, caller.name) || skills.contains(name)
                || caller.roles.contains { $0.rawValue == name }
        }
    }

    /// Who is told where a path tells a name.
    static func behind(
        _ name: String, _ people: [Colleague], staff: [StaffMember]
    ) -> [String] {
        let named = people.filter { one in
            PersonName.isSame(one.name, name) || one.roles.contains { $0.rawValue == name }
        }
        let skilled = staff.filter { PersonName.isSame($0.name, name) || $0.skills.contains(name) }
        return named.map(\.name) + skilled.map(\.name)
    }

    /// Names of a path that are nobody's; nil where all are somebody's, or nobody was set up.
    static func words(
        nobodyBehind path: EscalationPath, _ people: [Colleague], staff: [StaffMember]
    ) -> String? {
        if people.isEmpty { return nil }
        let names = path.tells.filter { behind($0, people, staff: staff).isEmpty }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// What *today* says of them, above all else.
    func burning() -> [Burning] {
        cases.prefix(Burning.most).map { one, _ in
            let isUnheard = unheard.contains { $0.id == one.id }
            return Burning(
                mark: "bad", kind: "escalated",
                words: "\(one.shortID) went up to \(one.escalation), severity \(one.severity), "
                    + "and nobody took it up",
                detail: isUnheard ? "nobody here stands behind that path's names" : nil,
                path: "/cases/\(Query.escaped(one.id))",
                weight: 300 - Double(one.severity))
        }
    }
}
