import Access
import Audits
import StoreSQLite
import Testing
import Vocabulary

/// Who has no way in can not fill the audit log, nor shut out who has one.
@Suite struct FloodTests {
    @Test("Of many failures a minute's worth is written, and the rest are counted")
    func bounded() async throws {
        try await AccessServer.run(publicURL: "https://a.example", isTold: true) { server in
            let office = server.office
            try office.add("ana", [.admin])
            let before = try office.store.auditEntries(AuditFilter(limit: 1000)).count
            for place in 0..<200 {
                let reply = try await server.nobody.post(
                    "/sign-in", ["name": "p\(place)", "password": "no"],
                    headers: ["X-Forwarded-For": "203.0.113.9"])
                #expect(reply.status == 401, "\(place)")
            }
            let lines = try office.store.auditEntries(AuditFilter(limit: 1000))
            #expect(lines.count - before == FailureBudget.perMinute)
            #expect(lines.first?.action == "access.sign_in_failed")
            office.clock.turn(60_000)
            _ = try await server.nobody.post("/sign-in", ["name": "x", "password": "no"])
            let after = try office.store.auditEntries(AuditFilter(limit: 2))
            #expect(
                after.last?.action == "access.flood" && after.last?.detail.hasPrefix("80 ") == true)
            // Nobody knew from where they came, so nobody else waits for it.
            let reply = try await server.nobody.post(
                "/sign-in", ["name": "ana", "password": Office.password])
            #expect(reply.status == 303)
        }
    }

    @Test("An attempt that was not taken is no line; one that succeeded is one")
    func taken() async throws {
        try await AccessServer.run(isTold: true) { server in
            let office = server.office
            try office.add("ana", [.admin])
            for _ in 0..<40 {
                _ = try await server.nobody.post("/sign-in", ["name": "ana", "password": "no"])
            }
            func count(_ action: String) throws -> Int {
                try office.store.auditEntries(AuditFilter(limit: 1000)).count {
                    $0.action == action
                }
            }
            #expect(try count("access.sign_in_failed") == ThrottleSettings().accountFree)
            office.clock.turn(20 * 60_000)
            let good = try await server.nobody.post(
                "/sign-in", ["name": "ana", "password": Office.password])
            #expect(good.status == 303)
            #expect(try count("access.sign_in") == 1)
        }
    }

    @Test("Behind a proxy that is named, each address waits for itself")
    func proxied() async throws {
        try await AccessServer.run(
            publicURL: "https://a.example", trustedProxies: ["127.0.0.1", "::1"]
        ) { server in
            try server.office.add("ana", [.admin])
            for place in 0..<25 {
                _ = try await server.nobody.post(
                    "/sign-in", ["name": "p\(place)", "password": "no"],
                    headers: ["X-Forwarded-For": "203.0.113.9"])
            }
            for (address, status) in [("203.0.113.9", 429), ("198.51.100.1", 303)] {
                let reply = try await server.nobody.post(
                    "/sign-in", ["name": "ana", "password": Office.password],
                    headers: ["X-Forwarded-For": "1.2.3.4, \(address)"])
                #expect(reply.status == status, "\(address)")
            }
        }
    }
}
