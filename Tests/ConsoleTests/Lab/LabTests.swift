import Console
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

@Suite struct LabTests {
    private static let rule = """
        id: large
        description: A large number.
        owner: tests
        severity: high
        mode: live
        on: doing
        when: event.number > 100 || (has(event.word) && event.word == "odd")
        signal: { name: large, weight: 0.5 }
        reason: "{event.number} by {event.user}"
        """
    private static let tests = """
        - name: A large number is reviewed
          event: { type: thing.done, data: { user: u1, number: 200 } }
          expect: { action: review, fires: [large] }
        """

    private static func draft(_ rule: String = rule) -> [String: String] {
        ["of": "large", "text": rule, "tests": tests]
    }

    private static func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func preview(
        _ lab: LabServer, _ fields: [String: String], as person: String
    ) async throws -> Int {
        let begun = try await lab.form(
            "/rules/preview", fields, as: person, accept: "application/json")
        let id = try #require(try Self.json(begun.text)["id"] as? Int, "\(begun.text)")
        let end = try await lab.end(of: id, as: person)
        #expect(end["state"] as? String == "done", "\(end)")
        return id
    }

    /// A draft that is previewed, looked at and kept.
    private func keep(_ lab: LabServer, as person: String) async throws -> Page {
        let id = try await preview(lab, Self.draft(), as: person)
        _ = try await lab.send("GET", "/rules/previews/\(id)", as: person)
        return try await lab.form(
            "/rules/drafts", ["preview": "\(id)", "why": "odd words are large"], as: person)
    }

    private typealias Page = LabServer.Page

    @Test("A faulty rule is told with its place in the editor, with and without script")
    func diagnostics() async throws {
        try await LabServer.run(events: 0) { lab in
            let wrong = Self.rule.replacingOccurrences(of: "event.number >", with: "event.nomber >")
            let fields = Self.draft(wrong)
            let told = try await lab.form(
                "/rules/check", fields, as: "ana.analyst", accept: "application/json")
            let found = try Self.json(told.text)
            #expect(found["isSound"] as? Bool == false)
            let first = try #require((found["findings"] as? [[String: Any]])?.first)
            #expect(first["field"] as? String == "text" && first["line"] as? Int == 7)
            #expect(first["column"] as? Int == 7, "\(first)")
            #expect((first["fix"] as? String)?.contains("event.number") == true, "\(first)")
            let page = try await lab.form("/rules/check", fields, as: "ana.analyst")
            #expect(page.status == 422 && page.text.contains("line 7, column 7"))
            #expect(page.text.contains("event.nomber"))
            let begun = try await lab.form("/rules/preview", fields, as: "ana.analyst")
            #expect(begun.status == 422)
            let failing = Self.draft(
                Self.rule.replacingOccurrences(of: "number > 100", with: "number > 300"))
            let tests = try await lab.form("/rules/check", failing, as: "ana.analyst")
            #expect(tests.status == 422 && tests.text.contains("0 of 1 test hold"), "\(tests.text)")
            let empty = try await lab.form(
                "/rules/check", ["of": "large", "text": " ", "tests": ""], as: "ana.analyst")
            #expect(empty.status == 422)
        }
    }

    @Test("The editor and the words it completes are there for who may write")
    func editor() async throws {
        try await LabServer.run(events: 0) { lab in
            let page = try await lab.send("GET", "/rules/edit?rule=large", as: "ana.analyst")
            #expect(page.status == 200 && page.text.contains("id: large\ndescription:"))
            #expect(page.text.contains("- name: A large number is reviewed"))
            let fresh = try await lab.send(
                "GET", "/rules/new?when=event.number%20%3E%205&on=doing", as: "ana.analyst")
            #expect(fresh.text.contains("event.number &gt; 5"))
            #expect(try await lab.send("GET", "/rules/new", as: "eve.viewer").status == 403)
            let words = try await lab.send("GET", "/rules/words", as: "eve.viewer").text
            for name in ["event.number", "features.account.things_1h", "ratio", "severity"] {
                #expect(words.contains("\"name\":\"\(name)\""), "\(name)")
            }
            #expect(
                try await lab.send("GET", "/rules/edit?rule=none", as: "ana.analyst").status == 404)
            #expect(
                try await lab.send("GET", "/rules/edit?path=../x", as: "ana.analyst").status == 404)
        }
    }

    @Test("A preview tells what the draft would have done, and nothing is kept unseen")
    func previewed() async throws {
        try await LabServer.run { lab in
            _ = try lab.store.record(
                (0..<40).map { index in
                    Label(
                        subject: .entity(kind: "account", name: "u\(index)"), name: "abusive",
                        isPositive: index % 10 == 0, source: "case", time: 1_772_000_000_000,
                        recordedAt: 1_772_000_000_000)
                })
            let none = try await lab.form(
                "/rules/drafts", ["preview": "7", "why": "x"], as: "ana.analyst")
            #expect(none.status == 404)
            let id = try await preview(lab, Self.draft(), as: "ana.analyst")
            let unseen = try await lab.form(
                "/rules/drafts", ["preview": "\(id)", "why": "x"], as: "ana.analyst")
            #expect(unseen.status == 409, "\(unseen.text)")
            let page = try await lab.send("GET", "/rules/previews/\(id)", as: "ana.analyst")
            // 40 events are large and bad; 20 have the odd word, and their people are good.
            #expect(page.text.contains("400 events"), "\(page.text)")
            for words in ["Bad events caught", "Good people hurt", "allow</span> → <span"] {
                #expect(page.text.contains(words), "\(words)")
            }
            #expect(page.text.contains("<td class=\"num\">60</td><td class=\"num\">40</td>"))
            let other = try await lab.form(
                "/rules/drafts", ["preview": "\(id)", "why": "x"], as: "bob.analyst")
            #expect(other.status == 409)
            let mute = try await lab.form(
                "/rules/drafts", ["preview": "\(id)", "why": " "], as: "ana.analyst")
            #expect(mute.status == 400)
            let kept = try await lab.form(
                "/rules/drafts", ["preview": "\(id)", "why": "<i>odd</i>"], as: "ana.analyst")
            #expect(kept.status == 303 && kept.path == "/rules/versions/1", "\(kept.text)")
            let files = try #require(try lab.store.policyFiles(version: 1))
            let rules = try #require(files["rules.yaml"])
            #expect(rules.contains("# Large things.") && rules.contains("# Rare words."))
            #expect(rules.contains("    when: event.number > 100 || (has(event.word)"))
            #expect(files["tests.yaml"] == LabServer.tests)
            let version = try await lab.send("GET", "/rules/versions/1", as: "eve.viewer")
            #expect(version.text.contains("1 line added, 1 taken out"), "\(version.text)")
            #expect(version.text.contains("&lt;i&gt;odd") && !version.text.contains("<i>"))
            let registry = try await lab.send("GET", "/rules", as: "eve.viewer")
            #expect(registry.text.contains("large") && registry.text.contains("odd_word"))
            let rule = try await lab.send("GET", "/rules/large", as: "eve.viewer")
            #expect(rule.text.contains("event.number") && rule.text.contains("score &gt;= 0.5"))
        }
    }

    @Test("A preview is found again as long as the labels are those it read, and told as old then")
    func staleLabels() async throws {
        try await LabServer.run(events: 60) { lab in
            func label(_ name: String) throws {
                _ = try lab.store.record([
                    Label(
                        subject: .entity(kind: "account", name: name), name: "abusive",
                        isPositive: true, source: "case", time: 1_772_000_000_000,
                        recordedAt: 1_772_000_000_000)
                ])
            }
            let first = try await preview(lab, Self.draft(), as: "ana.analyst")
            #expect(try await preview(lab, Self.draft(), as: "ana.analyst") == first)
            let path = "/rules/previews/\(first)"
            let fresh = try await lab.send("GET", path, as: "ana.analyst").text
            #expect(!fresh.contains("Since then"), "\(fresh)")
            let kept = try await lab.form(
                "/rules/drafts", ["preview": "\(first)", "why": "odd"], as: "ana.analyst")
            #expect(kept.path == "/rules/versions/1", "\(kept.text)")
            #expect(try await !lab.send("GET", kept.path, as: "ana.analyst").text.contains("Since"))
            try label("u3")
            let told = "Since then 1 label was added."
            for page in [path, kept.path] {
                let old = try await lab.send("GET", page, as: "ana.analyst").text
                #expect(old.contains(told), "\(page): \(old)")
            }
            let again = try await preview(lab, Self.draft(), as: "ana.analyst")
            #expect(again != first)
            let anew = try await lab.send("GET", "/rules/previews/\(again)", as: "ana.analyst").text
            #expect(!anew.contains("Since then"), "\(anew)")
        }
    }

    @Test("Without labels a preview says so, and hurts nobody in words")
    func unlabelled() async throws {
        try await LabServer.run(events: 60) { lab in
            let id = try await preview(lab, Self.draft(), as: "ana.analyst")
            let page = try await lab.send("GET", "/rules/previews/\(id)", as: "eve.viewer").text
            #expect(page.contains("No label says who is bad"))
            #expect(!page.contains("Good people hurt") && page.contains("People met by a measure"))
            // A viewer sees no names.
            #expect(!page.contains("/entities/account/u") && !page.contains(">u3<"))
        }
    }

    @Test("A draft goes to shadow, waits for a second person, is a canary, and is taken back")
    func rollout() async throws {
        try await LabServer.run(events: 60) { lab in
            let kept = try await keep(lab, as: "ana.analyst")
            #expect(kept.status == 303, "\(kept.text)")
            let step = ["stage": "shadow", "why": "see it beside"]
            let own = try await lab.form("/rules/versions/1/stage", step, as: "ana.analyst")
            #expect(own.status == 403)
            let proposed = try await lab.form(
                "/rules/versions/1/propose", step, as: "ana.analyst")
            #expect(proposed.status == 303, "\(proposed.text)")
            let list = try await lab.send("GET", "/rules/versions", as: "lea.lead")
            #expect(list.text.contains("Proposal 1"))
            let today = try await lab.send("GET", "/", as: "lea.lead").text
            #expect(today.contains("version 1 of the policy to shadow"))
            #expect(today.contains("side-waits"))
            let writer = try await lab.send("GET", "/", as: "ana.analyst").text
            #expect(!writer.contains("version 1 of the policy to shadow"))
            let approved = try await lab.form("/rules/proposals/1/approve", [:], as: "lea.lead")
            #expect(approved.status == 303, "\(approved.text)")
            #expect(try lab.store.policyVersions().first?.release.stage == .shadow)
            let canary = ["stage": "canary", "share": "10", "why": "try it"]
            let asked = try await lab.form("/rules/versions/1/stage", canary, as: "lea.lead")
            #expect(asked.status == 303, "\(asked.text)")
            #expect(try lab.store.policyVersions().first?.release.stage == .shadow)
            let alone = try await lab.form("/rules/proposals/2/approve", [:], as: "lea.lead")
            #expect(alone.status == 403)
            let second = try await lab.form("/rules/proposals/2/approve", [:], as: "max.lead")
            #expect(second.status == 303, "\(second.text)")
            let release = try #require(try lab.store.policyVersions().first?.release)
            #expect(release.stage == .canary && release.share == 0.1)
            let page = try await lab.send("GET", "/rules/versions/1", as: "lea.lead").text
            #expect(page.contains("canary, 10.0 % of entities") && page.contains("with max"))
            let back = try await lab.form("/rules/rollback", ["why": "enough"], as: "lea.lead")
            #expect(back.status == 303, "\(back.text)")
            #expect(try lab.store.policyVersions().first?.release.stage == .shadow)
            let bare = try await lab.form(
                "/rules/versions/1/stage", ["stage": "canary", "why": "x"], as: "lea.lead")
            #expect(bare.status == 400)
        }
    }

    @Test("Previews are bounded, and a form of another session is refused")
    func bounds() async throws {
        var limits = PreviewLimits()
        limits.runningMax = 0
        try await LabServer.run(events: 5, limits: limits) { lab in
            let full = try await lab.form(
                "/rules/preview", Self.draft(), as: "ana.analyst", accept: "application/json")
            #expect(full.status == 429, "\(full.text)")
            let forged = try await lab.send(
                "POST", "/rules/check", "_token=token-of-bob&text=x", as: "ana.analyst")
            #expect(forged.status == 403)
        }
    }
}
