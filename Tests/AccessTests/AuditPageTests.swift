import Access
import Audits
import StoreSQLite
import Testing
import Vocabulary

/// The audit page finds what people name as people name it.
@Suite struct AuditPageTests {
    private static let id = "case_0000000000000083"

    @Test("Cases by their short name, people by who, accounts by entity")
    func words() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            let lines = [
                ("rita", "case.close", "case=\(Self.id)"), ("lea", "case.read", "case=\(Self.id)"),
                ("rita", "decision.look", "account=u1"), ("lea", "ring.look", "ring=ring-6"),
            ]
            try office.store.append(
                lines.map {
                    AuditEntry(at: office.clock.now, .change, by: $0, action: $1, subject: $2)
                })
            let ana = try server.browser("ana")
            for (query, found) in [
                ("subject=case_83", 2), ("case=case_83", 2), ("subject=case%3Dcase_83", 2),
                ("subject=case%3D83", 2), ("subject=case%3D\(Self.id)", 2), ("who=rita", 2),
                ("by=rita", 2), ("entity=u1", 1), ("account=u1", 1),
                ("entity=account%3Du1", 1), ("entity=ring%3Dring-6", 1), ("case=case_84", 0),
                ("who=rita&case=case_83", 1), ("outcome=done&case=case_83", 2),
                ("outcome=refused&case=case_83", 0),
            ] {
                let page = try await ana.get("/audit?\(query)")
                #expect(page.status == 200, "\(query)")
                let rows = page.text.split(separator: "data-row", omittingEmptySubsequences: false)
                #expect(rows.count - 1 == found, "\(query)")
            }
            let page = try await ana.get("/audit?case=case_83")
            #expect(page.text.contains("case=case_83"), "told by its short name")
            let missing = try await ana.post(
                "/audit/export", ["_token": ana.token, "case": "case_83"],
                headers: ["Accept": "text/html"])
            #expect(missing.status == 404 && missing.text.contains("There is no case \(Self.id)"))
            let nonsense = try await ana.post(
                "/audit/export", ["_token": ana.token, "case": "ring-6"],
                headers: ["Accept": "text/html"])
            #expect(nonsense.status == 400 && nonsense.text.contains("names no case"))
            #expect(nonsense.text.contains("value=\"ring-6\""))
            let unseen = try await ana.post(
                "/audit/export", ["_token": ana.token, "entity": "zz"],
                headers: ["Accept": "text/html"])
            #expect(unseen.status == 404 && unseen.text.contains("Nothing is kept of account=zz"))
            let outcome = try await ana.get("/audit?outcome=nonsense")
            #expect(outcome.status == 400 && outcome.text.contains("There is no outcome"))
        }
    }

    @Test("A change is one line with its outcome; what broke off is told as not known")
    func outcomes() async throws {
        try await AccessServer.run(isTold: true) { server in
            let office = server.office
            try office.add("ana", [.admin])
            let ana = try server.browser("ana")
            for _ in 0..<2 {
                _ = try await ana.post(
                    "/settings/people/add",
                    ["_token": ana.token, "name": "ben", "role": "analyst"])
            }
            var filter = AuditFilter(limit: 100)
            filter.about = [AuditAbout("person=ben")]
            filter.action = "person.add"
            let lines = try office.store.auditEntries(filter)
            #expect(
                lines.map(\.outcome) == [.refused, .done] && lines.allSatisfy { $0.by == "ana" })
            let torn = AuditEntry(
                at: office.clock.now, .change, by: "lea", action: "case.close",
                subject: "case=\(Self.id)")
            let attempt = try office.store.append([torn.begun])
            let page = try await ana.get("/audit?outcome=begun")
            #expect(page.text.split(separator: "data-row").count == 2)
            #expect(page.text.contains("outcome not known") && page.text.contains("lea"))
            let begun = try await ana.get("/audit/\(attempt)")
            #expect(begun.text.contains("outcome not known"))
            var end = torn
            end.attempt = attempt
            let last = try office.store.append([end])
            let pair = try await ana.get("/audit/\(attempt)")
            #expect(pair.text.contains("/audit/\(last)") && !pair.text.contains("not known"))
            #expect(try await ana.get("/audit/\(last)").text.contains("/audit/\(attempt)"))
        }
    }

    @Test("What is refused before it comes to the desk of people and keys is one line as well")
    func early() async throws {
        try await AccessServer.run(isTold: true) { server in
            let office = server.office
            try office.add("ana", [.admin])
            let ana = try server.browser("ana")
            func lines(
                _ path: String, _ fields: [String: String], _ action: String
            ) async throws -> [AuditEntry] {
                for accept in ["text/html", "application/json"] {
                    let reply = try await ana.post(
                        path, fields.merging(["_token": ana.token]) { $1 },
                        headers: ["Accept": accept])
                    #expect((400..<500).contains(reply.status), "\(path): \(reply.status)")
                }
                var filter = AuditFilter(limit: 100)
                filter.action = action
                return try office.store.auditEntries(filter).filter { $0.outcome == .refused }
            }
            let role = try await lines(
                "/settings/people/add", ["name": "ben", "role": "queen"], "person.add")
            #expect(role.map(\.subject) == ["person=ben", "person=ben"])
            #expect(role.allSatisfy { $0.by == "ana" && $0.detail.contains("role=queen") })
            let name = try await lines(
                "/settings/people/add", ["name": "b n", "role": "lead"], "person.add")
            #expect(name.count == 4)
            let scope = try await lines(
                "/settings/keys/add", ["name": "bot", "scope": "all.of"], "key.add")
            #expect(scope.map(\.subject) == ["key=bot", "key=bot"])
            let differing = [
                "old": Office.password, "password": "a new one it is", "again": "another one",
            ]
            let password = try await lines("/me/password", differing, "person.password")
            #expect(password.map(\.subject) == ["person=ana", "person=ana"])
            #expect(!password.contains { $0.detail.contains("new one") })
            // What the desk tells itself has no second line.
            let wrong = differing.merging(["old": "wrong", "again": "a new one it is"]) { $1 }
            #expect(try await lines("/me/password", wrong, "person.password").count == 2)
            #expect(
                try await lines("/me/password", wrong, "access.password_failed").count == 4)
            let gone = try await lines(
                "/settings/people/lock", ["name": "eve", "lock": "yes"], "person.lock")
            #expect(gone.count == 2 && gone.allSatisfy { $0.attempt != nil })
        }
    }

    @Test("Others in a ring are named to who may see rings, and to nobody else")
    func whole() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            try office.add("aud", [.auditor])
            try office.know("u1")
            var grants = PersonRole.auditor.grants
            grants.remove(.ringsRead)
            try office.desk.setGrants(grants, of: .auditor, by: .machine)
            for (name, status) in [("ana", 200), ("aud", 403)] {
                let browser = try server.browser(name)
                let asked = ["_token": browser.token, "entity": "u1", "whole": "yes"]
                #expect(try await browser.post("/audit/export", asked).status == status)
                let plain = ["_token": browser.token, "entity": "u1"]
                #expect(try await browser.post("/audit/export", plain).status == 200)
            }
            var filter = AuditFilter()
            filter.action = "audit.bundle"
            let lines = try office.store.auditEntries(filter)
            #expect(lines.count { $0.detail.contains("whole=yes") } == 1 && lines.count == 3)
        }
    }
}
