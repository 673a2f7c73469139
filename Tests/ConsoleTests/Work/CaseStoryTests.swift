import Access
import Cases
import Foundation
import StoreSQLite
import Testing
import Vocabulary

/// A reviewer's work over real HTTP with a real store, as a browser without script does it.
@Suite struct CaseStoryTests {
    @Test("Open by hand, take, note, close, on to the next, undo")
    func story() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "bob")
            let first = try await desk.open("ann")
            let second = try await desk.open("bob")
            let opened = try await desk.get(first, as: "rita")
            #expect(opened.status == 200)
            #expect(opened.has("ann paid 5000"), "the strongest evidence is told in words")
            #expect(opened.has("A payment over a thousand."))
            #expect(opened.has("Look at the payments"), "the checklist of the queue")
            #expect(opened.has("nobody holds it"))

            let taken = try await desk.post(
                first + "/take", [("version", opened.field("version"))], as: "rita")
            #expect(taken.status == 303)
            let noted = try await desk.post(
                first + "/note",
                [("version", opened.field("version")), ("text", "Called the bank. @ravi?")],
                as: "rita")
            #expect(noted.location == first)
            let held = try await desk.get(first, as: "rita")
            #expect(held.has("held by <strong>rita</strong>"))
            #expect(held.has("Called the bank. @ravi?"))
            #expect(try await desk.get("/mine", as: "ravi").has("case_1"), "who is named is asked")

            let closed = try await desk.post(
                first + "/close",
                [("version", held.field("version")), ("reason", "fraud"), ("advance", "1")],
                as: "rita")
            #expect(closed.location == second + "?closed=" + first.dropFirst("/cases/".count))
            let next = try await desk.get(closed.location, as: "rita")
            #expect(next.has("case_1 is closed: confirmed."))
            #expect(next.has("held by <strong>rita</strong>"), "the next one is taken")

            let undone = try await desk.post(
                first + "/undo", [("version", next.field("version", behind: "data-undo"))],
                as: "rita")
            #expect(undone.location == first)
            let back = try await desk.get(first, as: "rita")
            #expect(back.has("<span class=\"mark assigned\">assigned</span>"))
        }
    }

    @Test("Who changes a case that somebody changed meanwhile is told what, and loses no word")
    func conflict() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            let fields = [("version", seen.field("version")), ("seen", seen.field("seen"))]
            _ = try await desk.post(
                path + "/close", fields + [("reason", "honest"), ("why", "Her own card.")],
                as: "ravi")
            let late = try await desk.post(
                path + "/close", fields + [("reason", "fraud"), ("why", "A stolen card.")],
                as: "rita")
            #expect(late.status == 409)
            #expect(late.has("ravi changed this case while you looked at it"))
            #expect(late.has("Her own card."))
            #expect(late.has("A stolen card."), "what was written stands on the page")
            let kept = try desk.store.readingCases {
                try $0.case(id: String(path.dropFirst(7)))
            }
            #expect(kept?.disposition == .cleared)
        }
    }

    @Test("A severe measure waits for a second person, who finds it under their cases")
    func fourEyes() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            let severe = [
                ("version", seen.field("version")), ("reason", "fraud"), ("measure", "suspend"),
            ]
            let bare = try await desk.post(path + "/close", severe, as: "rita")
            #expect(bare.status == 400 && bare.has("suspend asks for a sentence"))
            let proposed = try await desk.post(
                path + "/close", severe + [("why", "A stolen card.")], as: "rita")
            #expect(proposed.status == 303)
            #expect(!(try await desk.get("/mine", as: "rita").has(path)), "not their own second")
            #expect(try await desk.get("/mine", as: "ravi").has(path))
            let today = try await desk.get("/", as: "lena")
            #expect(today.has("Waits for you") && today.has("suspend in case_1:"))
            let waiting = try await desk.get(path, as: "ravi")
            #expect(waiting.has("rita proposes"))
            let own = try await desk.post(
                path + "/approve", [("version", waiting.field("version")), ("why", "Yes.")],
                as: "rita")
            #expect(own.status == 403)
            _ = try await desk.post(
                path + "/approve", [("version", waiting.field("version")), ("why", "Yes.")],
                as: "ravi")
            #expect(try await desk.get("/entities/account/ann").has("suspend active"))
        }
    }

    @Test("A case page tells what is at stake, and what a measure in force covers of it")
    func covered() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            func run() throws {
                _ = try CaseRun(
                    store: desk.store, definition: desk.definition, now: { Desk.start }
                ).run()
            }
            try run()
            let before = try await desk.get("/cases/case_1")
            #expect(before.has("at stake: lost if nothing more is done"))
            #expect(!before.has("Already covered"))
            _ = try await desk.post(
                "/entities/account/ann/measure",
                [("measure", "exclude"), ("lasts", "7d"), ("why", "Paid too much.")])
            try run()
            let after = try await desk.get("/cases/case_1")
            #expect(after.has("<p class=\"figure\">0.00"))
            #expect(after.has("Already covered by exclude: "))
        }
    }

    @Test("An escalation shows its runbook, and is taken up")
    func escalation() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path)
            _ = try await desk.post(
                path + "/escalate",
                [("version", seen.field("version")), ("path", "legal"), ("why", "A subpoena.")])
            let escalated = try await desk.get(path)
            #expect(escalated.has("Write down what they say"))
            #expect(escalated.has("Told: lena."))
            #expect(escalated.has("It went up to legal, and nobody took it up."))
            // It is lena's to answer: it is not closed by a key and a reason of the list.
            let bare = try await desk.post(
                path + "/close",
                [("version", escalated.field("version")), ("reason", "honest")])
            #expect(bare.status == 400 && bare.has("so closing it asks for a sentence"))
            _ = try await desk.post(
                path + "/take-up", [("version", escalated.field("version"))])
            #expect(!(try await desk.get(path).has("Take the escalation up")))
        }
    }

    @Test("Taking an escalation up is offered to those it is for, and to nobody else")
    func offered() async throws {
        try await Desk.run { desk in
            try desk.store.accessing { tables in
                for (name, role) in [("rita", PersonRole.reviewer), ("ana", .lead)] {
                    try tables.put(Access.Person(name: name, roles: [role], createdAt: 0))
                }
            }
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let seen = try await desk.get(path, as: "rita")
            _ = try await desk.post(
                path + "/escalate",
                [("version", seen.field("version")), ("path", "legal"), ("why", "A subpoena.")],
                as: "rita")
            let own = try await desk.get(path, as: "rita")
            #expect(own.status == 200 && !own.has("Take the escalation up"))
            let tried = try await desk.post(
                path + "/take-up", [("version", own.field("version"))], as: "rita")
            #expect(tried.status == 403, "\(tried.text)")
            let lead = try await desk.get(path)
            #expect(lead.has("Take the escalation up"))
            let taken = try await desk.post(
                path + "/take-up", [("version", lead.field("version"))])
            #expect(taken.status == 303, "\(taken.text)")
        }
    }

    @Test("A file is attached as browsers send it, and given back as a file")
    func attachment() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let body = { (token: String) in
                """
                --xyz\r\nContent-Disposition: form-data; name="_token"\r\n\r\n\(token)\r\n\
                --xyz\r\nContent-Disposition: form-data; name="file"; filename="call.txt"\r\n\
                Content-Type: text/plain\r\n\r\nShe called at noon.\r\n--xyz--\r\n
                """
            }
            let type = "multipart/form-data; boundary=xyz"
            let forged = try await desk.send(
                "POST", path + "/files", Data(body("no").utf8), type, as: "rita")
            #expect(forged.status == 403)
            let sent = try await desk.send(
                "POST", path + "/files", Data(body(Desk.token).utf8), type, as: "rita")
            #expect(sent.status == 303, "\(sent.text)")
            let page = try await desk.get(path, as: "rita")
            let link = try #require(page.text.firstRange(of: path + "/files/"))
            let file = String(page.text[link.lowerBound...].prefix { $0 != "\"" })
            let got = try await desk.get(file, as: "rita")
            #expect(got.text == "She called at noon.")
            #expect(got.headers["content-disposition"]?.hasPrefix("attachment;") == true)
        }
    }
}
