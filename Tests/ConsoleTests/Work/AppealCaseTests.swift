import Cases
import Enforcements
import Foundation
import StoreSQLite
import Testing
import Vocabulary

/// An appeal from the letter to the answer, over HTTP.
@Suite struct AppealCaseTests {
    /// A case of `ann` that rita closed with a warning.
    private func warned(_ desk: Desk) async throws {
        try await desk.pay("ann")
        let path = try await desk.open("ann")
        let seen = try await desk.get(path, as: "rita")
        let closed = try await desk.post(
            path + "/close",
            [
                ("version", seen.field("version")), ("reason", "fraud"), ("measure", "warn"),
                ("why", "A stolen card."),
            ], as: "rita")
        #expect(closed.status == 303, "\(closed.text)")
    }

    private func labels(_ desk: Desk) throws -> [Label] {
        try desk.store.labels(of: .entity(kind: "account", name: "ann"))
    }

    @Test("It is entered on a page, judged by who had no part, and clears the person")
    func whole() async throws {
        try await Desk.run { desk in
            try await warned(desk)
            #expect(try labels(desk).map(\.isPositive) == [true])
            let asked = try await desk.get("/appeals?against=ann", as: "ravi")
            let enforcement = String(
                try #require(
                    asked.text.components(separatedBy: "<option value=\"enf_").dropFirst()
                        .first
                ).prefix { $0 != "\"" })
            // A form writes a space as `+`, and a plus as %2B.
            for (sent, name) in [("bob", "bob"), ("bob+lee", "bob lee"), ("bob%2Blee", "bob+lee")] {
                let nobody = try await desk.get("/appeals?against=\(sent)", as: "ravi")
                #expect(nobody.has("No measure against \(name) can be appealed against now"))
            }
            let blocked = try await desk.post(
                "/appeals/enter", [("enforcement", "enf_" + enforcement), ("way", "phone")],
                as: "vera")
            #expect(blocked.status == 403 && blocked.has("appeals.send"), "as /v1 asks it")
            let entered = try await desk.post(
                "/appeals/enter",
                [
                    ("enforcement", "enf_" + enforcement), ("way", "phone"),
                    ("text", "It is my own card."),
                ], as: "lena")
            #expect(entered.location.hasPrefix("/appeals/app_"), "\(entered.text)")
            try CaseRun.begin(in: desk.store, behind: try desk.store.lastSequence())
            _ = try CaseRun(
                store: desk.store, definition: desk.definition, now: { Desk.start }
            ).run()
            let two = "/cases/case_0000000000000002"
            let list = try await desk.get("/appeals", as: "ravi")
            #expect(list.has("href=\"\(two)\"") || list.has("none yet"))

            let own = try await desk.get("/cases/case_2", as: "rita")
            #expect(own.has("You had a part in this, so somebody else must judge it."))
            #expect(!own.has("/close\""), "no button is offered")
            let page = try await desk.get("/cases/case_2", as: "ravi")
            #expect(page.has("ann appeals against warn"))
            #expect(page.has("By phone: It is my own card."), "what it says")
            #expect(page.has("A stolen card."), "the measure's reason")
            #expect(page.has("case_1, which led to it"))
            #expect(page.has("Overturn: take the measure back"))
            #expect(page.has("the label that case_1 wrote is withdrawn"))
            #expect(!page.has("A person who pays much."), "reasons of its own")

            let answer = [
                ("version", page.field("version")), ("reason", "appeal_explained"),
            ]
            let bare = try await desk.post(two + "/close", answer, as: "ravi")
            #expect(bare.status == 400 && bare.has("answered in a sentence"))
            let done = try await desk.post(
                two + "/close", answer + [("why", "The bank confirms it.")], as: "ravi")
            #expect(done.status == 303, "\(done.text)")
            let over = try await desk.get(two, as: "ravi")
            #expect(over.has("overturned by ravi: The bank confirms it."))
            #expect(!over.has("lost if nothing is done"))
            #expect(!over.has("/undo\" data-undo-own"), "an appeal is decided once")
            #expect(try labels(desk).map(\.isPositive) == [false])
            #expect(try labels(desk).map(\.source) == ["appeal"])
        }
    }

    @Test("A case held down its key is not closed by it; with a sentence it is")
    func hurry() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            let quick = [
                ("version", seen.field("version")), ("shown", seen.field("shown")),
                ("reason", "fraud"),
            ]
            let refused = try await desk.post(path + "/close", quick, as: "rita")
            #expect(refused.status == 400 && refused.has("less than a second"))
            let said = try await desk.post(
                path + "/close", quick + [("why", "Known from yesterday.")], as: "rita")
            #expect(said.status == 303)
        }
    }

    @Test("Another's case offers no decision, and takes none")
    func others() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            _ = try await desk.post(
                path + "/take", [("version", seen.field("version"))], as: "rita")
            let other = try await desk.get(path, as: "ravi")
            #expect(other.has("rita holds it. You may note and attach"))
            #expect(!other.has(path + "/close\"") && !other.has(path + "/release\""))
            for verb in ["release", "close", "snooze", "escalate", "undo"] {
                let tried = try await desk.post(
                    path + "/" + verb,
                    [
                        ("version", other.field("version")), ("reason", "honest"),
                        ("why", "Hm."), ("for", "1d"), ("path", "legal"),
                    ], as: "ravi")
                #expect(tried.status == 403, "\(verb)")
            }
            let led = try await desk.post(
                path + "/release", [("version", other.field("version"))], as: "lena")
            #expect(led.status == 303)
        }
    }

    @Test("What went up a path is first for who stands on it, on today and among their cases")
    func escalated() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            _ = try await desk.post(
                path + "/escalate",
                [("version", seen.field("version")), ("path", "legal"), ("why", "A subpoena.")],
                as: "rita")
            #expect(try await desk.get("/mine", as: "lena").has("Escalated to me (1)"))
            let today = try await desk.get("/", as: "lena")
            #expect(today.has("case_1 went up to legal, severity 1, and nobody took it up"))
            let taken = try await desk.get(path, as: "lena")
            _ = try await desk.post(
                path + "/take-up", [("version", taken.field("version"))], as: "lena")
            #expect(!(try await desk.get("/mine", as: "lena").has("Escalated to me")))
        }
    }

    @Test("A look before bulk says what each would come to, and one that cannot stops no other")
    func bulk() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "bob")
            let one = try await desk.open("ann")
            _ = try await desk.open("bob")
            let seen = try await desk.get(one, as: "rita")
            _ = try await desk.post(
                one + "/close",
                [
                    ("version", seen.field("version")), ("reason", "fraud"),
                    ("measure", "suspend"), ("why", "A stolen card."),
                ], as: "rita")
            let cases = try desk.store.readingCases { try $0.cases(CaseFilter(limit: 9)) }
            let chosen = cases.map { ("case", $0.id) }
            let snooze = [("verb", "snooze"), ("for", "1d")]
            let look = try await desk.post("/queues/triage/bulk", chosen + snooze)
            #expect(look.has("it waits for a second person") && look.has("1 case"))
            let seenAll = cases.map { ("case", "\($0.id)~\($0.version)") }
            let done = try await desk.post(
                "/queues/triage/bulk", seenAll + snooze + [("confirmed", "1")])
            #expect(done.status == 303)
            let states = try desk.store.readingCases {
                try $0.cases(CaseFilter(limit: 9)).map(\.state)
            }
            #expect(Set(states) == [.approving, .snoozed])
            #expect(try await desk.post("/queues/nope/bulk", chosen + snooze).status == 404)
            #expect(
                try await desk.post("/queues/payments/bulk", chosen + snooze).has("it is in triage")
            )
            let empty = [("verb", "assign"), ("to", "")]
            #expect(try await desk.post("/queues/triage/bulk", chosen + empty).status == 400)
        }
    }
}
