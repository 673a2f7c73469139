import Cases
import Console
import Enforcements
import StoreSQLite
import Testing
import Vocabulary

/// A partner's page over real HTTP: what their party reported, and nothing of anybody else.
@Suite struct ReportPageTests {
    private static func fields(_ name: String, _ text: String) -> [(String, String)] {
        [("kind", "account"), ("name", name), ("what", "Artificial streaming"), ("text", text)]
    }

    @Test("A party sees its own reports with how they stand; others and our work stay hidden")
    func story() async throws {
        try await Desk.run { desk in
            let (nora, sven) = ("nora@nordlicht", "sven@suedwind")
            let first = try await desk.get("/", as: nora)
            #expect(first.status == 303 && first.location == "/reports", "they begin at theirs")
            let empty = try await desk.get("/reports", as: nora)
            #expect(empty.status == 200 && empty.has("Nothing was reported yet"))
            #expect(empty.has("Reports of nordlicht") && !empty.has("/queues"))
            for (name, text) in [("u1", "Sixty plays a night."), ("u2", "All in one hour.")] {
                let sent = try await desk.post("/reports", Self.fields(name, text), as: nora)
                #expect(sent.status == 303 && sent.location == "/reports", "\(sent.text)")
            }
            let again = try await desk.post(
                "/reports", Self.fields("u1", "Sixty plays a night."), as: nora)
            #expect(again.status == 303, "sent twice it is the same report")
            _ = try await desk.post("/reports", Self.fields("u1", "Südwind knows it."), as: sven)
            let own = try await desk.get("/reports", as: nora)
            #expect(own.has("2 reports") && own.has("Sixty plays a night.") && own.has(">u1<"))
            #expect(own.has("artificial streaming") && own.has("waits to be looked at"))
            #expect(!own.has("Südwind") && !own.has("sven") && !own.has("/cases/"))
            let others = try await desk.get("/reports", as: sven)
            #expect(others.has("1 report<") && others.has("Südwind knows it."))
            #expect(!others.has("Sixty plays") && !others.has("nora"))
            #expect(try await desk.get("/reports", as: "eva@nobody").has("Nothing was reported"))
        }
    }

    @Test("What our people do shows as how it stands, not what they found")
    func standing() async throws {
        try await Desk.run { desk in
            let nora = "nora@nordlicht"
            _ = try await desk.post("/reports", Self.fields("u1", "Odd plays."), as: nora)
            let report = try #require(
                try desk.store.readingCases {
                    try $0.reports(ofPartner: "nordlicht", limit: 1).first
                })
            let path = "/cases/\(report.caseID)"
            let page = try await desk.get(path, as: "rita")
            _ = try await desk.post(
                path + "/take", [("version", page.field("version"))], as: "rita")
            #expect(try await desk.get("/reports", as: nora).has("somebody looks at it"))
            let held = try await desk.get(path, as: "rita")
            _ = try await desk.post(
                path + "/close",
                [
                    ("version", held.field("version")), ("reason", "fraud"),
                    ("why", "Bought plays."),
                ],
                as: "rita")
            let done = try await desk.get("/reports", as: nora)
            #expect(done.has("looked at and decided"))
            #expect(!done.has("Bought plays.") && !done.has("rita") && !done.has("fraud"))
            for hidden in [path, "/queues", "/rings", "/audit", "/mine", "/cases", "/accounts/u1"] {
                #expect(try await desk.get(hidden, as: nora).status == 403, "\(hidden)")
            }
            #expect(try await desk.get("/reports", as: "vera").status == 403, "a viewer")
        }
    }

    @Test("Who may read cases sees what every party told, with its case, and chooses whose")
    func staff() async throws {
        try await Desk.run { desk in
            for (who, text) in [
                ("nora@nordlicht", "Plays at night."), ("sven@suedwind", "One label."),
                ("rita", "A listener called."),
            ] {
                let sent = try await desk.post("/reports", Self.fields("u1", text), as: who)
                #expect(sent.status == 303, "\(sent.text)")
            }
            let all = try await desk.get("/reports", as: "rita")
            #expect(all.has("3 reports") && all.has("of nordlicht") && all.has("of suedwind"))
            #expect(all.has("href=\"/cases/case_0000000000000001\">case_1<"), "\(all.text)")
            let one = try await desk.get("/reports?party=nordlicht", as: "rita")
            #expect(one.has("1 report<") && one.has("Plays at night.") && !one.has("One label."))
            #expect(one.has("<option value=\"nordlicht\" selected>"))
            let ours = try await desk.get("/reports?party=%3Acommunity", as: "rita")
            #expect(ours.has("1 report<") && ours.has("A listener called."))
            let audit = try await desk.get("/reports", as: "aude")
            #expect(audit.status == 200 && audit.has("3 reports") && !audit.has("Report something"))
            let sent = try await desk.post("/reports", Self.fields("u1", "Me too."), as: "aude")
            #expect(sent.status == 403, "an auditor reads, and reports nobody")
            // A partner reads no more by asking for another.
            let other = try await desk.get("/reports?party=suedwind", as: "nora@nordlicht")
            #expect(other.has("Plays at night.") && !other.has("One label."))
            #expect(!other.has("name=\"party\""))
        }
    }

    @Test("A report that says too little comes back with what was typed")
    func faults() async throws {
        try await Desk.run { desk in
            for (name, what, text, words) in [
                ("", "spam", "A text.", "The report names nobody"),
                ("u1", "", "A text.", "Use one of artificial_streaming, impersonation"),
                ("u1", "spam", "  ", "does not say what you saw"),
            ] {
                let page = try await desk.post(
                    "/reports",
                    [("kind", "device"), ("name", name), ("what", what), ("text", text)],
                    as: "nora@nordlicht")
                #expect(page.status == 400 && page.has(words), "\(page.text)")
                #expect(page.has("<option selected>device</option>"))
                #expect(what.isEmpty || page.has("<option selected>\(what)</option>"))
                #expect(page.has(">\(text)</textarea>"))
            }
            #expect(
                try desk.store.readingCases {
                    try $0.reports(ofPartner: "nordlicht", limit: 9).isEmpty
                })
        }
    }
}
