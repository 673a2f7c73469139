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
                ("who=rita&case=case_83", 1),
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
        }
    }
}
