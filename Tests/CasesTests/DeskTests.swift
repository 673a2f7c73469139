import Cases
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

@Suite struct DeskTests {
    private let abuse = CaseDesk.Closing(reason: "abuse", why: "A farm.")

    private func messages(_ office: Office, _ kind: String) throws -> Int {
        try office.store.caseMessages(after: 0, limit: 1000).count { $0.message.kind == kind }
    }

    @Test("One open case a subject and queue; what comes is added to it")
    func adding() throws {
        let office = try Office()
        let one = try office.open("u1", loss: 100, causes: ["looped"])
        let again = try office.open("u1", loss: 50, causes: ["farmed"])
        #expect(again.id == one.id && one.id == "case_0000000000000001")
        #expect(again.loss == 150 && again.causes == ["looped", "farmed"])
        #expect(try office.read { try $0.loads(at: office.clock) }.first?.loss == 150)
    }

    @Test("The next is the one that costs most; two who ask at once get two")
    func next() throws {
        let office = try Office()
        for (name, loss) in [("u1", 10), ("u2", 500), ("u3", 90)] {
            try office.open(name, loss: Int64(loss))
        }
        let first = try #require(try office.work { try $0.takeNext(by: "ben", queue: nil) })
        #expect(first.subject.name == "u2" && first.assignee == "ben" && first.state == .assigned)
        #expect(first.touchedAt == office.clock)
        let fault = #expect(throws: Fault.self) {
            try office.work { _ = try $0.take(first.id, version: 0, by: "cat") }
        }
        #expect(fault?.code == .conflict)
    }

    @Test("People who take at once never get the same case, and none is left")
    func concurrency() async throws {
        let office = try Office()
        for number in 0..<60 { try office.open("u\(number)", loss: Int64(number)) }
        let (store, definition, clock) = (office.store, office.definition, office.clock)
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for person in ["ben", "cat", "dan", "eve"] {
                group.addTask {
                    var ids: [String] = []
                    for _ in 0..<15 {
                        let one = try store.working {
                            try CaseDesk(tables: $0, definition: definition, clock: clock)
                                .takeNext(by: person, queue: "review")
                        }
                        if let one { ids.append(one.id) }
                    }
                    return ids
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 60 && Set(taken).count == 60)
    }

    @Test("Who holds as many as they may gets no more; skills decide which queues")
    func bounds() throws {
        var definition = CasesDefinition.usual
        definition.queues[3].heldMax = 1
        definition.queues[3].skills = ["plays"]
        let office = try Office(definition)
        try office.open("u1")
        try office.open("u2")
        try office.store.working {
            try $0.put(StaffMember(name: "ben", skills: ["papers"]))
            try $0.put(StaffMember(name: "cat", skills: ["plays", "papers"]))
        }
        #expect(try office.work { try $0.takeNext(by: "ben", queue: nil) } == nil)
        #expect(try office.work { try $0.takeNext(by: "cat", queue: nil) } != nil)
        let fault = #expect(throws: Fault.self) {
            try office.work { _ = try $0.takeNext(by: "cat", queue: "review") }
        }
        #expect(fault?.code == .limited)
    }

    @Test("Queues that hand out: in turn, to who holds least, to who has all skills")
    func strategies() throws {
        for (assignment, expected) in [
            (QueueDefinition.Assignment.roundRobin, ["ben", "cat", "dan", "ben"]),
            (.load, ["ben", "cat", "dan", "ben"]), (.skill, ["cat", "cat", "cat", "cat"]),
            (.pull, ["", "", "", ""]),
        ] {
            var definition = CasesDefinition.usual
            definition.queues[3].assignment = assignment
            definition.queues[3].skills = ["plays", "papers"]
            let office = try Office(definition)
            try office.store.working {
                try $0.put(StaffMember(name: "cat", skills: ["plays", "papers"]))
                try $0.put(StaffMember(name: "ben", skills: ["plays"]))
                try $0.put(StaffMember(name: "dan", skills: ["papers"]))
                try $0.put(StaffMember(name: "eve", skills: ["plays", "papers"], isAway: true))
            }
            let given = try (1...4).map { try office.open("u\($0)").assignee }
            #expect(given == expected, "\(assignment)")
        }
    }

    @Test("Closing orders the measure, writes labels; undoing takes both back")
    func closing() throws {
        let office = try Office()
        let one = try office.open("u1")
        var closing = abuse
        (closing.measure, closing.lasts) = (.exclude, Office.day)
        let closed = try office.work { try $0.close(one.id, version: 1, closing, by: "ben") }
        #expect(closed.state == .closed && closed.disposition == .confirmed)
        #expect(closed.assignee == "ben" && closed.order.hasPrefix("batch_"))
        #expect(try office.measures("u1").map(\.measure) == [.exclude])
        let subject = Label.Subject.entity(kind: "account", name: "u1")
        let labels = try office.store.labels(of: subject)
        #expect(labels.map(\.isPositive) == [true] && labels[0].source == "review")
        #expect(try messages(office, "case.closed") == 1)
        office.clock += 1000
        let back = try office.work {
            try $0.undo(one.id, version: closed.version, by: "ben", why: "Wrong one.")
        }
        #expect(back.state == .assigned && back.assignee == "ben" && back.order.isEmpty)
        #expect(try office.measures("u1").isEmpty)
        #expect(try office.store.labels(of: subject).isEmpty, "nobody judged, so nothing is said")
        let fault = #expect(throws: Fault.self) {
            try office.work { _ = try $0.undo(one.id, version: 0, by: "ben", why: "Again.") }
        }
        #expect(fault?.code == .conflict)
    }

    @Test("A reason is asked for, and a measure only for what is confirmed")
    func reasons() throws {
        let office = try Office()
        let one = try office.open("u1")
        for closing in [
            CaseDesk.Closing(reason: "abuse", why: " "),
            CaseDesk.Closing(reason: "none_such", why: "Hm."),
            CaseDesk.Closing(reason: "honest", why: "A fan.", measure: .warn),
        ] {
            let fault = #expect(throws: Fault.self) {
                try office.work { _ = try $0.close(one.id, version: 0, closing, by: "ben") }
            }
            #expect(fault?.code == .invalid)
        }
        #expect(try office.one(one.id) == one)
    }

    @Test("What closes an account asks for a second person, who is another")
    func fourEyes() throws {
        let office = try Office()
        let one = try office.open("u1")
        var closing = abuse
        closing.measure = .ban
        let waits = try office.work { try $0.close(one.id, version: 0, closing, by: "Ben") }
        #expect(waits.state == .approving && waits.proposedBy == "Ben")
        #expect(try office.measures("u1").isEmpty)
        let fault = #expect(throws: Fault.self) {
            try office.work { _ = try $0.approve(one.id, version: 0, by: "ben", why: "Yes.") }
        }
        #expect(fault?.code == .forbidden)
        let done = try office.work {
            try $0.approve(one.id, version: waits.version, by: "cat", why: "I agree.")
        }
        #expect(done.state == .closed && done.disposition == .confirmed)
        let standing = try #require(try office.measures("u1").first)
        #expect(standing.measure == .ban && standing.by == "Ben" && standing.approvedBy == "cat")
        let back = try office.work {
            try $0.undo(one.id, version: done.version, by: "cat", why: "Too hard.")
        }
        #expect(back.state == .approving && back.proposal == closing)
        #expect(try office.measures("u1").isEmpty)
        let refused = try office.work {
            try $0.refuse(one.id, version: back.version, by: "cat", why: "Warn them.")
        }
        #expect(refused.state == .assigned && refused.assignee == "Ben")
    }

    @Test("Beyond what one person may, a mild measure asks for a second too")
    func cap() throws {
        let office = try Office()
        office.caps = [ReachCap(scope: .hand, span: Office.day, entities: 2)]
        var closing = abuse
        closing.measure = .warn
        let states = try (1...3).map { number in
            let one = try office.open("u\(number)")
            return try office.work { try $0.close(one.id, version: 0, closing, by: "ben").state }
        }
        #expect(states == [.closed, .closed, .approving])
    }

    @Test("Snoozed until a time, then back with who had it")
    func snooze() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.snooze(
                one.id, version: 1, until: office.clock + Office.hour, by: "ben", why: "Waiting.")
        }
        #expect(try office.run().woken == 0)
        office.clock += Office.hour
        #expect(try office.run().woken == 1)
        let awake = try office.one(one.id)
        #expect(awake.state == .assigned && awake.assignee == "ben" && awake.snoozedUntil == nil)
    }

    @Test("Merged, its loss and causes go on in the other; undone, they leave it")
    func merge() throws {
        let office = try Office()
        let one = try office.open("u1", loss: 70, causes: ["looped"])
        let two = try office.open("u2", loss: 30, causes: ["farmed"])
        let gone = try office.work {
            try $0.merge(one.id, version: 1, into: two.id, by: "lea", why: "Same person.")
        }
        #expect(gone.state == .merged && gone.mergedInto == two.id)
        let grown = try office.one(two.id)
        #expect(grown.loss == 100 && grown.causes == ["farmed", "looped"])
        _ = try office.work { try $0.undo(one.id, version: 0, by: "lea", why: "They are two.") }
        #expect(try office.one(two.id).loss == 30)
        #expect(try office.one(one.id).state == .open)
    }

    @Test("What went up a path goes on waiting in what it is merged into, until that is undone")
    func mergeEscalated() throws {
        var definition = CasesDefinition.usual
        definition.escalations.append(
            EscalationPath(
                name: "legal", severity: 1, tells: ["lea"], runbook: [], within: Office.hour,
                queue: ""))
        let office = try Office(definition)
        let one = try office.open("u1")
        let two = try office.open("u2")
        let three = try office.open("u3")
        let higher = try office.work { desk in
            _ = try desk.escalate(three.id, version: 0, path: "legal", by: "ben", why: "A writ.")
            return try desk.escalate(one.id, version: 0, path: "lead", by: "ben", why: "A letter.")
        }
        func waiting() throws -> [String] {
            try office.read { try $0.escalatedCases(limit: 9) }.map(\.id)
        }
        let fault = #expect(throws: Fault.self) {
            try office.work {
                try $0.merge(one.id, version: 0, into: three.id, by: "lea", why: "Same.")
            }
        }
        #expect(fault?.code == .conflict && fault?.message.contains("legal") == true)
        _ = try office.work {
            try $0.merge(one.id, version: 0, into: two.id, by: "lea", why: "Same person.")
        }
        let grown = try office.one(two.id)
        #expect(grown.escalation == "lead" && grown.takeUpBy == higher.takeUpBy)
        #expect(grown.severity == higher.severity)
        #expect(try waiting() == [three.id, two.id])
        _ = try office.work { try $0.undo(one.id, version: 0, by: "lea", why: "They are two.") }
        let left = try office.one(two.id)
        #expect(!left.isEscalated && left.escalation.isEmpty && left.severity == 0)
        #expect(try waiting() == [three.id, one.id])
    }

    @Test("Why is said by itself, and what stays inside is bounded by itself")
    func inside() throws {
        let office = try Office()
        let one = try office.open("u1")
        for (why, inside) in [(" ", "A farm."), ("A farm.", String(repeating: "x", count: 4001))] {
            var closing = CaseDesk.Closing(reason: "abuse", why: why)
            closing.inside = inside
            let fault = #expect(throws: Fault.self) {
                try office.work { try $0.close(one.id, version: 0, closing, by: "ben") }
            }
            #expect(fault?.code == .invalid)
        }
        #expect(try office.one(one.id).state == .open)
    }

    @Test("Escalated, somebody is told with a runbook, and takes it up")
    func escalation() throws {
        let office = try Office()
        let one = try office.open("u1")
        let higher = try office.work {
            try $0.escalate(one.id, version: 0, path: "lead", by: "ben", why: "A lawyer called.")
        }
        #expect(higher.severity == 2 && higher.takeUpBy == office.clock + 4 * Office.hour)
        let told = try #require(try office.entries(one.id).last)
        #expect(told.kind == .told && told.names == ["lead"])
        #expect(try messages(office, "case.escalated") == 1)
        let taken = try office.work { try $0.takeUp(one.id, version: 0, by: "lea") }
        #expect(taken.assignee == "lea" && taken.takeUpBy == nil)
    }

    @Test("What was taken up hides none that waits to be taken up")
    func toTakeUp() throws {
        let office = try Office()
        // As grave as the last, and before it in the list.
        for number in 0...CaseBounds.escalatedMax {
            let one = try office.open("u\(number)")
            try office.work {
                _ = try $0.escalate(one.id, version: 0, path: "lead", by: "ben", why: "Beyond me.")
                _ = try $0.takeUp(one.id, version: 0, by: "lea")
            }
        }
        let last = try office.open("late")
        try office.work {
            _ = try $0.escalate(last.id, version: 0, path: "lead", by: "ben", why: "Beyond me.")
        }
        let found = try office.read { try $0.escalatedCases(limit: CaseBounds.escalatedMax) }
        #expect(found.map(\.id) == [last.id])
    }

    @Test("Who is named in a note is told, each once; a mail address is no name")
    func mentions() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work {
            _ = try $0.note(
                one.id, text: "@cat see x@dan.example, @eve.lee. And @cat!", by: "ben")
        }
        let named = try office.entries(one.id).filter { $0.kind == .mentioned }.flatMap(\.names)
        #expect(named == ["cat", "eve.lee"])
        #expect(try messages(office, "case.mentioned") == 2)
    }

    @Test("Attachments are what they say they are")
    func attachments() throws {
        let office = try Office()
        let one = try office.open("u1")
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2]
        func attach(_ name: String, _ type: String, _ content: [UInt8]) throws {
            try office.work {
                _ = try $0.attach(one.id, name: name, type: type, content: content, by: "ben")
            }
        }
        try attach("a.png", "image/png", png)
        try attach("b.png", "image/png", png)
        let held = try office.read { try $0.attachments(of: one.id) }
        #expect(held.map(\.name) == ["a.png"])
        #expect(try office.read { try $0.attachmentContent(digest: held[0].digest) } == png)
        for (name, type, content) in [
            ("a.html", "text/html", Array("<script>".utf8)), ("a.png", "image/png", [1, 2, 3]),
            ("../a.txt", "text/plain", Array("a".utf8)), ("a.txt", "text/plain", [0xFF, 0xFE]),
            ("a.txt", "text/plain", []), ("a\u{202E}gpj.txt", "text/plain", Array("a".utf8)),
            ("a\u{7F}.txt", "text/plain", Array("a".utf8)),
            ("a.txt", "text/plain", Array(repeating: 65, count: 8 * 1024 * 1024 + 1)),
        ] {
            #expect(throws: Fault.self, "\(name)") { try attach(name, type, content) }
        }
    }

    @Test("Reports of the community and of partners come to the same case")
    func reports() throws {
        let office = try Office()
        func report(
            _ id: String, _ partner: String, subject: String = "artist", kind: String? = nil
        ) throws -> Report {
            try office.work {
                try $0.take(
                    report: Report(
                        id: id, subject: EnforcedEntity(kind: subject, name: "a1"),
                        kind: kind ?? "impersonation", text: "That is my name.", by: "r-\(id)",
                        partner: partner, at: 0, caseID: ""), among: ["account", "artist"])
            }
        }
        let (one, two) = (try report("r1", ""), try report("r2", "label-x"))
        #expect(one.caseID == two.caseID && !one.caseID.isEmpty)
        #expect(try report("r1", "") == one)
        // Sent again it is the same, also where the pack knows its kinds no more.
        #expect(try report("r1", "", kind: "gone") == one)
        #expect(try office.one(one.caseID).queue == "reports")
        #expect(
            try office.read { try $0.reports(ofPartner: "label-x", limit: 10) }.map(\.id) == ["r2"])
        #expect(throws: Fault.self) { try report("r1", "label-y") }
        _ = try report("r3", "label-a")
        #expect(
            try office.read { try $0.reports(ofPartner: nil, limit: 10) }.map(\.id)
                == ["r3", "r2", "r1"])
        #expect(try office.read { try $0.reportingParties(limit: 10) } == ["label-a", "label-x"])
        #expect(try office.read { try $0.reportingParties(limit: 1) } == ["label-a"])
        for step in try office.store.partyPlan() where step.contains("case_report") {
            #expect(step.contains("SEARCH") && step.contains("case_report_by"), "\(step)")
        }
        for (subject, kind, listed) in [
            ("planet", "impersonation", "account, artist"), ("artist", "noise", "stolen_content"),
        ] {
            let fault = #expect(throws: Fault.self) {
                try report("r9", "", subject: subject, kind: kind)
            }
            #expect(fault?.fix?.contains(listed) == true, "\(String(describing: fault))")
        }
    }

    @Test("The history is only ever added to")
    func history() throws {
        let office = try Office()
        let one = try office.open("u1")
        try office.work { desk in
            _ = try desk.close(one.id, version: 0, abuse, by: "ben")
            _ = try desk.undo(one.id, version: 0, by: "ben", why: "Wrong.")
        }
        let path = office.folder.path("assay.db")
        for sql in [
            "DELETE FROM case_entry", "UPDATE case_entry SET text = 'x'", "DELETE FROM work_case",
            "DELETE FROM label_withdrawal", "UPDATE label_withdrawal SET why = ''",
        ] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute(sys.argv[2])", path,
                sql,
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus != 0, "\(sql)")
        }
    }
}
