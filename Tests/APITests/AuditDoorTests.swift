import API
import Audits
import Enforcements
import Foundation
import StoreSQLite
import Testing

/// What the front door tells the audit log.
@Suite struct AuditDoorTests {
    @Test("Every route that changes something has a name in the audit log")
    func names() async throws {
        // The event log is the record of the two that decide; vendors' steps are in the ledger of
        // verifications.
        let others: Set<String> = [
            "POST /v1/decisions", "POST /v1/events", "POST /v1/vendors/{vendor}/callbacks",
        ]
        try await RunningServer.run { server in
            for route in server.audited where route.method != "GET" {
                let name = "\(route.method) \(route.path)"
                #expect((route.audited == nil) == others.contains(name), "\(name)")
            }
            for route in server.audited {
                guard let audited = route.audited else { continue }
                #expect(audited.wholeMatch(of: /[a-z_]+(\.[a-z_]+)+/) != nil, "\(audited)")
            }
        }
    }

    @Test("A look is told of before it is answered, with who and whom")
    func look() async throws {
        try await RunningServer.run { server in
            let id = try await server.send("POST", "/v1/decisions", Sent.payment("1")).decisionID()
            #expect(try server.store.auditEntries(AuditFilter()).isEmpty)
            #expect(try await server.send("GET", "/v1/decisions/\(id)").status == 200)
            #expect(try await server.send("GET", "/v1/decisions?account=ann").status == 200)
            #expect(try await server.send("GET", "/v1/decisions/none").status == 404)
            let lines = try server.store.auditEntries(AuditFilter())
            #expect(lines.map(\.action) == ["decision.list", "decision.look"])
            #expect(lines.map(\.subject) == ["account=ann", "decision=\(id)"])
            #expect(lines.allSatisfy { $0.kind == .look && $0.by == "local" })
        }
    }

    @Test("A change is told of with its outcome and what it names, without what people wrote")
    func change() async throws {
        try await RunningServer.run { server in
            let order = """
                {"measure": "warn", "entities": ["account=u1"], "by": "ann", "why": "a secret",
                 "inside": "another", "unseen": true}
                """
            let done = try await server.send(
                "POST", "/v1/enforcements", order, type: "application/json")
            #expect(done.status == 200, "\(done.text)")
            let missing = try await server.send(
                "POST", "/v1/enforcements/enf_none/reverse", "{\"by\": \"ann\", \"why\": \"x\"}",
                type: "application/json")
            #expect(missing.status == 404)
            let lines = try server.store.auditEntries(AuditFilter())
            #expect(lines.map(\.action) == ["enforcement.reverse", "enforcement.order"])
            let detail = try #require(lines.last?.detail)
            #expect(detail.hasPrefix("by=ann; ") && detail.contains("measure=warn"))
            #expect(detail.contains("; unseen="), "that a check was passed over stays")
            #expect(lines.first?.detail == "notFound; by=ann")
            #expect(lines.map(\.outcome) == [.refused, .done])
            // Each was told before it was begun, by the same name.
            let all = try server.store.auditLines(after: 0, limit: 10)
            #expect(all.map(\.outcome) == [.begun, .done, .begun, .refused])
            #expect(all.map(\.attempt) == [nil, 1, nil, 3])
            #expect(all[2].subject == "enforcement=enf_none" && all[2].by == all[3].by)
            #expect(lines.first?.subject == "enforcement=enf_none")
            // What a crash leaves names whom and what.
            #expect(all[0].subject == "account=u1" && all[0].detail == all[1].detail)
            #expect(all[2].detail == "by=ann")
            #expect(!lines.contains { $0.detail.contains("secret") })
            #expect(!lines.contains { $0.detail.contains("another") })
        }
    }

    @Test("A body of several names how many, and whom a path names is not named otherwise")
    func bodies() async throws {
        try await RunningServer.run { server in
            func begun(_ path: String, _ body: String, _ type: String) async throws -> AuditEntry {
                _ = try await server.send("POST", path, body, type: type)
                let lines = try server.store.auditLines(after: 0, limit: 100)
                return try #require(lines.last { $0.outcome == .begun })
            }
            let many = #"{"measure": "warn", "entities": ["u1", "u2"], "why": "x", "by": "ann"}"#
            let order = try await begun("/v1/enforcements", many, "application/json")
            #expect(order.subject.isEmpty && order.detail.contains("entities=2 of them"))
            let other = #"{"account": "u9", "by": "ann", "why": "x"}"#
            let reverse = "/v1/enforcements/enf_1/reverse"
            let named = try await begun(reverse, other, "application/json")
            #expect(named.subject == "enforcement=enf_1")
            // What is no JSON, or too long, is left to the route.
            #expect(try await begun(reverse, other, "text/plain").detail.isEmpty)
            let long = other + String(repeating: " ", count: 64 * 1024)
            #expect(try await begun(reverse, long, "application/json").detail.isEmpty)
        }
    }

    @Test("Who gives a wrong key is told of; who gives none was only at the door")
    func failed() async throws {
        try await RunningServer.run(keys: [RunningServer.key]) { server in
            #expect(try await server.send("GET", "/v1/decisions").status == 401)
            #expect(try server.store.auditEntries(AuditFilter()).isEmpty)
            let wrong = try await server.send(
                "GET", "/v1/decisions", headers: ["Authorization": "Bearer wrong-wrong-wrong-1"])
            #expect(wrong.status == 401)
            let lines = try server.store.auditEntries(AuditFilter())
            #expect(lines.map(\.action) == ["access.failed"])
            #expect(lines.first?.by == "nobody" && lines.first?.kind == .access)
            #expect(lines.first?.outcome == .refused)
            #expect(lines.first?.detail.contains("wrong") == false)
        }
    }

    @Test("A flood of wrong keys is counted, and does not fill the log")
    func flood() async throws {
        try await RunningServer.run(keys: [RunningServer.key]) { server in
            for _ in 0..<150 {
                _ = try await server.send(
                    "GET", "/v1/decisions", headers: ["Authorization": "Bearer wrong-wrong-1234"])
            }
            #expect(try server.store.auditEntries(AuditFilter(limit: 1000)).count == 120)
        }
    }

    @Test("What cannot be told of is not shown and not done")
    func unwritable() async throws {
        try await RunningServer.run { server in
            try FileManager.default.createDirectory(
                atPath: server.folder + "/assay.db-audit-key", withIntermediateDirectories: true)
            #expect(try await server.send("GET", "/v1/decisions").status == 503)
            let body = """
                {"measure": "warn", "entities": ["account=u1"], "by": "ann", "why": "x",
                 "unseen": true}
                """
            let change = try await server.send(
                "POST", "/v1/enforcements", body, type: "application/json")
            #expect(change.status == 503)
            let listed = try server.store.readingEnforcements { try $0.enforcements(.init()) }
            #expect(listed.isEmpty)
        }
    }

    @Test("Answers say how long they took")
    func timing() async throws {
        try await RunningServer.run { server in
            let reply = try await server.send("GET", "/healthz")
            #expect(reply.header("Server-Timing")?.wholeMatch(of: /app;dur=\d+\.\d{3}/) != nil)
        }
    }
}
