import Cases
import Enforcements
import Testing
import Vocabulary

@Suite struct VerbTests {
    /// What the table is to say, written down a second time: states a verb is allowed in.
    private let allowed: [CaseVerb: Set<Case.State>] = [
        .take: [.open, .assigned, .snoozed], .assign: [.open, .assigned, .snoozed],
        .release: [.assigned, .snoozed], .note: Set(Case.State.allCases),
        .attach: [.open, .assigned, .snoozed, .approving, .closed],
        .evidence: [.open, .assigned, .snoozed, .approving], .snooze: [.open, .assigned],
        .wake: [.snoozed], .move: [.open, .assigned, .snoozed],
        .escalate: [.open, .assigned, .snoozed], .takeUp: [.open, .assigned],
        .link: Set(Case.State.allCases), .merge: [.open, .assigned, .snoozed],
        .close: [.open, .assigned, .snoozed], .propose: [.open, .assigned, .snoozed],
        .approve: [.approving], .refuse: [.approving],
    ]

    @Test("Every verb from every state is allowed or not as the matrix says")
    func matrix() {
        for verb in CaseVerb.allCases {
            for state in Case.State.allCases {
                #expect(
                    (verb.state(from: state) != nil) == (allowed[verb]?.contains(state) ?? false),
                    "\(verb) from \(state)")
            }
        }
    }

    /// A case in a state, of an account of that name.
    private func prepared(_ state: Case.State, _ office: Office, _ name: String) throws -> Case {
        let one = try office.open(name)
        let closing = CaseDesk.Closing(reason: "abuse", why: "A farm.")
        return try office.work { desk in
            switch state {
            case .open: return one
            case .assigned: return try desk.take(one.id, version: 1, by: "ben")
            case .snoozed:
                return try desk.snooze(
                    one.id, version: 1, until: office.clock + 1000, by: "ben", why: "Later.")
            case .approving:
                var severe = closing
                severe.measure = .ban
                return try desk.close(one.id, version: 1, severe, by: "ben")
            case .closed: return try desk.close(one.id, version: 1, closing, by: "ben")
            case .merged:
                let other = try desk.open(
                    EnforcedEntity(kind: "account", name: name + "-other"), origin: .hand,
                    title: "Other", causes: [], loss: 1, by: "ana", why: "Odd.")
                return try desk.merge(one.id, version: 1, into: other.id, by: "ben", why: "Same.")
            }
        }
    }

    private func act(_ verb: CaseVerb, _ one: Case, _ desk: CaseDesk) throws -> Case? {
        let version = one.version
        switch verb {
        case .take: return try desk.take(one.id, version: version, by: "ben")
        case .assign: return try desk.assign(one.id, version: version, to: "cat", by: "lea")
        case .release: return try desk.release(one.id, version: version, by: "ben", why: "No.")
        case .note: return try desk.note(one.id, text: "Hm.", by: "ben")
        case .attach:
            return try desk.attach(
                one.id, name: "a.txt", type: "text/plain", content: Array("a".utf8), by: "ben")
        case .snooze:
            return try desk.snooze(
                one.id, version: version, until: desk.clock + 5000, by: "ben", why: "Later.")
        case .move:
            return try desk.move(one.id, version: version, to: "rings", by: "ben", why: "Theirs.")
        case .escalate:
            return try desk.escalate(
                one.id, version: version, path: "lead", by: "ben", why: "Beyond me.")
        case .close:
            return try desk.close(
                one.id, version: version, CaseDesk.Closing(reason: "honest", why: "A fan."),
                by: "ben")
        case .approve:
            return try desk.approve(one.id, version: version, by: "cat", why: "Yes.")
        case .refuse: return try desk.refuse(one.id, version: version, by: "cat", why: "No.")
        case .evidence, .wake, .takeUp, .link, .merge, .propose: return nil
        }
    }

    @Test("The desk does what the table says, and refuses all else as a conflict")
    func desk() throws {
        let office = try Office()
        for verb in CaseVerb.allCases {
            for state in Case.State.allCases {
                let one = try prepared(state, office, "\(verb)-\(state)")
                #expect(one.state == state)
                let expected = verb.state(from: state)
                do {
                    let after = try office.work { try act(verb, one, $0) }
                    guard let after else { continue }
                    #expect(expected != nil, "\(verb) from \(state)")
                    #expect(after.version > one.version || after == one, "\(verb) from \(state)")
                    // Who acts on what nobody holds holds it.
                    let isHeld = after.state == .assigned && expected == .open
                    #expect(after.state == expected || isHeld, "\(verb) from \(state)")
                } catch let fault as Fault {
                    #expect(fault.code == .conflict, "\(verb) from \(state): \(fault)")
                    #expect(expected == nil, "\(verb) from \(state): \(fault)")
                    #expect(try office.one(one.id) == one)
                }
            }
        }
    }

    @Test("A case that somebody changed meanwhile is a conflict that names them")
    func versions() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work { _ = try $0.note(one.id, text: "Mine.", by: "ben") }
        let fault = #expect(throws: Fault.self) {
            try office.work {
                _ = try $0.snooze(
                    one.id, version: one.version, until: office.clock + 1000, by: "cat",
                    why: "Later.")
            }
        }
        #expect(fault?.code == .conflict)
        #expect(fault?.message.contains("ben") == true)
    }
}
