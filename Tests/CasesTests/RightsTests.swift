import Access
import Cases
import Enforcements
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Who may do what to which case.
@Suite struct RightsTests {
    private static let lead = PersonRole.lead.grants
    private static let reviewer = PersonRole.reviewer.grants

    private func work<Answer>(
        _ office: Office, _ permissions: Permissions, _ body: (CaseDesk) throws -> Answer
    ) throws -> Answer {
        try office.store.working {
            try body(
                CaseDesk(
                    tables: $0, definition: office.definition, clock: office.clock,
                    permissions: permissions))
        }
    }

    private func code(_ body: () throws -> Void) -> Fault.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    private func employ(_ office: Office, _ people: [(String, PersonRole)]) throws {
        try office.store.accessing { tables in
            for (name, role) in people {
                try tables.put(Access.Person(name: name, roles: [role], createdAt: 0))
            }
        }
    }

    private let verbs: [(String, (CaseDesk, String, String) throws -> Void)] = [
        ("release", { _ = try $0.release($1, version: 0, by: $2, why: "Free.") }),
        ("assign", { _ = try $0.assign($1, version: 0, to: "cat", by: $2) }),
        (
            "snooze",
            {
                _ = try $0.snooze(
                    $1, version: 0, until: $0.clock + Office.hour, by: $2, why: "Later.")
            }
        ),
        ("move", { _ = try $0.move($1, version: 0, to: "reports", by: $2, why: "There.") }),
        ("escalate", { _ = try $0.escalate($1, version: 0, path: "lead", by: $2, why: "Help.") }),
        (
            "close",
            {
                _ = try $0.close(
                    $1, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."), by: $2)
            }
        ),
        ("undo", { _ = try $0.undo($1, version: 0, by: $2, why: "Back.") }),
        ("link", { _ = try $0.link($1, to: "case_2", by: $2, why: "Together.") }),
        ("merge", { _ = try $0.merge($1, version: 0, into: "case_2", by: $2, why: "One.") }),
    ]

    @Test("Another's case is changed by nobody but its holder and who leads")
    func holder() throws {
        for (name, verb) in verbs {
            for (permissions, by, expected) in [
                (Self.reviewer, "rev2", Fault.Code.forbidden), (Self.lead, "lea", nil),
                (Self.reviewer, "REV", nil),
            ] {
                let office = try Office()
                let one = try office.open("u1")
                try office.open("u2")
                _ = try work(office, Self.reviewer) {
                    try $0.take(one.id, version: 0, by: "rev")
                }
                let found = code {
                    try work(office, permissions) { try verb($0, one.id, by) }
                }
                #expect(found == expected, "\(name) by \(by)")
                if expected != nil { #expect(try office.one(one.id).assignee == "rev") }
            }
        }
    }

    @Test("What went up is taken up, from its holder too, by who leads or stands on the path alone")
    func takenUp() throws {
        var narrow = Self.lead
        narrow.remove(.casesLead)
        for (permissions, by, expected) in [
            (Self.reviewer, "rev2", Fault.Code.forbidden),
            (Self.reviewer, "rev", Fault.Code.forbidden), (Self.lead, "ada", nil),
            (narrow, "lea", nil),
        ] {
            let office = try Office()
            try employ(office, [("rev", .reviewer), ("rev2", .reviewer), ("lea", .lead)])
            let one = try office.open("u1")
            try work(office, Self.reviewer) { desk in
                _ = try desk.take(one.id, version: 0, by: "rev")
                _ = try desk.escalate(one.id, version: 0, path: "lead", by: "rev", why: "Help.")
            }
            let found = code {
                try work(office, permissions) { _ = try $0.takeUp(one.id, version: 0, by: by) }
            }
            #expect(found == expected, "\(by)")
            #expect(try office.one(one.id).assignee == (expected == nil ? by : "rev"))
        }
    }

    @Test("Anybody may add a note or a file to another's case")
    func adding() throws {
        let office = try Office()
        let one = try office.open("u1")
        _ = try work(office, Self.reviewer) { try $0.take(one.id, version: 0, by: "rev") }
        try work(office, Self.reviewer) { desk in
            _ = try desk.note(one.id, text: "I know them.", by: "rev2")
            _ = try desk.attach(
                one.id, name: "a.txt", type: "text/plain", content: [97], by: "rev2")
        }
        #expect(try office.one(one.id).assignee == "rev")
    }

    @Test("A measure asks for the right to order, an appeal for the right to decide")
    func rights() throws {
        var worker = Self.reviewer
        worker.remove(.enforcementsOrder)
        worker.remove(.appealsDecide)
        let office = try Office()
        let one = try office.open("u1")
        let closing = CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn)
        #expect(
            code {
                _ = try work(office, worker) { try $0.close("1", version: 0, closing, by: "ben") }
            }
                == .forbidden)
        #expect(try office.measures("u1").isEmpty)
        _ = try work(office, Self.reviewer) {
            try $0.close("case_1", version: 0, closing, by: "ben")
        }
        #expect(
            code {
                _ = try work(office, worker) {
                    try $0.undo(one.id, version: 0, by: "ben", why: "x")
                }
            } == .forbidden)
        let standing = try #require(try office.measures("u1").first)
        let clock = office.clock
        _ = try office.store.enforcing {
            try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                .open(standing.id, text: "I am a fan.", by: "u1")
        }
        _ = try office.run()
        let answer = CaseDesk.Closing(reason: "appeal_explained", why: "A fan.")
        #expect(
            code {
                _ = try work(office, worker) {
                    try $0.close("case_2", version: 0, answer, by: "cat")
                }
            }
                == .forbidden)
        _ = try work(office, Self.reviewer) {
            try $0.close("case_2", version: 0, answer, by: "cat")
        }
    }

    @Test("A refusal is taken back by who refused alone")
    func refusal() throws {
        let office = try Office()
        let one = try office.open("u1")
        let closing = CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .ban)
        try office.work { desk in
            _ = try desk.close(one.id, version: 0, closing, by: "ben")
            _ = try desk.refuse(one.id, version: 0, by: "cat", why: "No farm.")
        }
        for by in ["ben", "lea"] {
            #expect(
                code { try office.work { _ = try $0.undo(one.id, version: 0, by: by, why: "x") } }
                    == .forbidden)
        }
        try office.work { _ = try $0.undo(one.id, version: 0, by: "cat", why: "A farm.") }
        #expect(try office.one(one.id).state == .approving)
    }

    @Test("What went up a path is closed by who leads or stands on it, with a sentence")
    func escalatedClosing() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.escalate(one.id, version: 0, path: "lead", by: "ben", why: "A letter.")
        }
        let reason = try #require(office.definition.reason("honest"))
        func close(_ why: String, _ permissions: Permissions) throws -> Case {
            try office.store.working {
                try CaseDesk(
                    tables: $0, definition: office.definition, clock: office.clock,
                    permissions: permissions
                ).close(
                    one.id, version: 0, CaseDesk.Closing(reason: "honest", why: why), by: "ben")
            }
        }
        let bare = #expect(throws: Fault.self) { try close(reason.description, .all) }
        #expect(bare?.code == .invalid && bare?.message.contains("went up to lead") == true)
        // Once people are set up, who works cases alone is not on the path.
        try employ(office, [("ben", .reviewer)])
        let other = #expect(throws: Fault.self) {
            try close("The lawyer wrote again.", Permissions([.casesWork]))
        }
        #expect(other?.code == .forbidden)
        // Nor does taking it up oneself end the wait: held, or given back to its queue.
        for isHeld in [true, false] {
            if !isHeld {
                try office.work {
                    _ = try $0.release(one.id, version: 0, by: "ben", why: "Not mine.")
                }
            }
            #expect(
                code {
                    try work(office, Permissions([.casesWork])) {
                        _ = try $0.takeUp(one.id, version: 0, by: "ben")
                    }
                } == .forbidden)
            #expect(try office.one(one.id).isEscalated)
        }
        let closed = try close("The lawyer wrote again.", .all)
        #expect(closed.state == .closed)
        #expect(try office.entries(one.id).last { $0.kind == .told }?.names == ["lead"])
    }

    @Test("Where people were set up, a case goes to somebody who works cases")
    func strangers() throws {
        let office = try Office()
        let one = try office.open("u1")
        try employ(office, [("ben", .reviewer), ("vic", .viewer), ("lea", .lead)])
        for to in ["benn", "vic", "nobody-there"] {
            #expect(
                code {
                    try office.work { _ = try $0.assign(one.id, version: 0, to: to, by: "lea") }
                }
                    == .invalid)
        }
        let fault = #expect(throws: Fault.self) {
            try office.work { _ = try $0.assign(one.id, version: 0, to: "benn", by: "lea") }
        }
        #expect(fault?.fix == "Did you mean ben?")
        try office.work { _ = try $0.assign(one.id, version: 0, to: "Ben", by: "lea") }
    }

    @Test("People who are locked, or a partner's, were set up: no other name is somebody's")
    func locked() throws {
        for partner in ["", "label-x"] {
            let office = try Office()
            let one = try office.open("u1")
            #expect(try office.read { try !$0.hasPeople() })
            try office.store.accessing { tables in
                var person = Access.Person(
                    name: "ana", roles: [partner.isEmpty ? .lead : .partner], partner: partner,
                    createdAt: 0)
                person.isLocked = partner.isEmpty
                try tables.put(person)
            }
            #expect(try office.read { try $0.hasPeople() && $0.colleagues().isEmpty })
            #expect(
                code {
                    try office.work { _ = try $0.assign(one.id, version: 0, to: "x", by: "lea") }
                } == .invalid)
            #expect(try office.read { try $0.strangers(among: ["x"]) } == ["x"])
        }
    }

    @Test("A name that is nobody's is not said to have been told")
    func mentions() throws {
        let office = try Office()
        let one = try office.open("u1")
        try employ(office, [("ben", .reviewer), ("cat", .reviewer)])
        try office.work { _ = try $0.note(one.id, text: "@cat and @catt, look.", by: "ben") }
        let named = try office.entries(one.id).filter { $0.kind == .mentioned }.flatMap(\.names)
        #expect(named == ["cat"])
        #expect(try office.read { try $0.strangers(among: ["cat", "catt"]) } == ["catt"])
    }

    @Test("Who is no second person to those behind a measure does not get its appeal's case")
    func madeBy() throws {
        let office = try Office()
        let clock = office.clock
        var settings = AccessSettings()
        settings.scrypt = ScryptParameters(costLog2: 4, blockSize: 1, parallelism: 1)
        let access = try AccessDesk(
            store: office.store, book: AccessBook(store: office.store, settings: settings),
            settings: settings, now: { clock })
        try access.add(person: "ana", roles: [.admin], by: .machine)
        try access.add(person: "cat", roles: [.lead], by: .machine)
        let session = try access.begin(
            "ana", "password", SignInPlace(address: "192.0.2.7", agent: "tests"))
        let ana = try #require(try access.caller(session: session))
        try access.add(person: "ben", roles: [.lead], by: ana)
        let one = try office.open("u1")
        try office.work {
            _ = try $0.close(
                one.id, version: 0,
                CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: "ana")
        }
        let standing = try #require(try office.measures("u1").first)
        _ = try office.store.enforcing {
            try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                .open(standing.id, text: "No.", by: "u1")
        }
        _ = try office.run()
        for verb: (CaseDesk) throws -> Case in [
            { try $0.take("case_2", version: 0, by: "ben") },
            { try $0.assign("case_2", version: 0, to: "ben", by: "cat") },
        ] {
            #expect(code { _ = try office.work(verb) } == .forbidden)
        }
        #expect(try office.work { try $0.takeNext(by: "ben", queue: "appeals") } == nil)
        let taken = try office.work { try $0.takeNext(by: "cat", queue: "appeals") }
        #expect(taken?.assignee == "cat")
    }

    @Test("A case that nobody can have holds up none behind it")
    func handing() throws {
        var definition = CasesDefinition.usual
        let at = try #require(definition.queues.firstIndex { $0.name == "appeals" })
        definition.queues[at].assignment = .load
        let office = try Office(definition)
        // Two appeals; rev had a part in the one that is worth more.
        for (name, by) in [("u1", "rev"), ("u2", "cat")] {
            let one = try office.open(name, queue: "review")
            try office.work {
                _ = try $0.close(
                    one.id, version: 0,
                    CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: by)
            }
            let standing = try #require(try office.measures(name).first)
            let clock = office.clock
            _ = try office.store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                    .open(standing.id, text: "No.", by: name)
            }
        }
        _ = try office.run()
        try office.work { try $0.tables.put(StaffMember(name: "rev")) }
        _ = try office.run()
        let held = try office.read { tables in
            var filter = CaseFilter()
            (filter.origin, filter.states) = (.appeal, [.assigned])
            return try tables.cases(filter).map(\.subject.name)
        }
        #expect(held == ["u2"])
    }
}
