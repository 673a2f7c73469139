import Audits
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

/// Enforcement and appeals as people work with them, over HTTP.
@Suite struct EnforcementPageTests {
    private static let hostile = "<b>ann</b>&\"'"

    /// A measure by hand against ann, and another.
    private func order(_ server: RingServer, _ measure: EnforcementMeasure = .suspend) throws
        -> [String]
    {
        try HandOrder(
            measure,
            against: [
                EnforcedEntity(kind: "account", name: Self.hostile),
                EnforcedEntity(kind: "payee", name: "p1"),
            ], lasts: 30 * 86_400_000, by: "cleo", why: "They share <a> device.", key: "k1",
            at: RingServer.now
        ).run(in: server.store, caps: [], now: { RingServer.now }).applied
    }

    @Test("Enforcements are listed by filters in the address, and told one by one, escaped")
    func list() async throws {
        try await RingServer.run { server in
            let empty = try await server.send("GET", "/enforcements", by: "ana")
            #expect(empty.text.contains("Nothing was done to anybody yet"))
            _ = try order(server)
            let all = try await server.send("GET", "/enforcements", by: "ana").text
            #expect(all.contains("payee p1") && all.contains("&lt;b&gt;ann"))
            #expect(!all.contains("<b>ann"))
            let payees = try await server.send(
                "GET", "/enforcements?entity=payee%3Dp1&state=active", by: "ana"
            ).text
            #expect(payees.contains("payee p1") && !payees.contains("&lt;b&gt;ann"))
            let none = try await server.send("GET", "/enforcements?state=expired", by: "ana").text
            #expect(none.contains("No measure is like that"))
            let one = try await server.send("GET", "/enforcements/payee/p1", by: "ana").text
            #expect(one.contains("In force: suspend.") && one.contains("share &lt;a&gt; device"))
            #expect(one.contains("Take it back"))
            let viewed = try await server.send("GET", "/enforcements", by: "vic").text
            #expect(!viewed.contains("p1<") && viewed.contains("payee ·"))
            let strikes = try await server.send("GET", "/enforcements/strikes", by: "ana")
            #expect(strikes.status == 200)
        }
    }

    @Test("The list begins with one row an entity: the strongest in force, and how many more")
    func oneRow() async throws {
        try await RingServer.run { server in
            for (key, measure) in [("a", EnforcementMeasure.warn), ("b", .suspend), ("c", .ban)] {
                _ = try HandOrder(
                    measure, against: [EnforcedEntity(kind: "payee", name: "p1")], lasts: nil,
                    by: "cleo",
                    why: "Seen.", key: key, at: RingServer.now
                ).run(in: server.store, caps: [], now: { RingServer.now })
            }
            func rows(_ text: String) -> Int { text.components(separatedBy: "<tr data-row").count }
            let list = try await server.send("GET", "/enforcements", by: "ana").text
            #expect(rows(list) == 2 && list.contains(">ban</span>"), "\(list)")
            #expect(list.contains("and 2 more"), "\(list)")
            let all = try await server.send("GET", "/enforcements?state=all", by: "ana").text
            #expect(rows(all) == 4, "\(all)")
        }
    }

    @Test("A measure is taken back by a form, once")
    func reverse() async throws {
        try await RingServer.run { server in
            let ids = try order(server)
            let path = "/enforcements/\(ids[1])/reverse"
            let denied = try await server.submit(path, ["why": "x"], by: "vic")
            #expect(denied.status == 403)
            let done = try await server.submit(path, ["why": "A mistake."], by: "ana")
            #expect(done.status == 200 && done.text.contains("Nothing is in force"), "\(done.text)")
            let again = try await server.submit(path, ["why": "A mistake."], by: "ana")
            #expect(again.status == 409)
        }
    }

    @Test("A form comes back on its page to who may see that page alone, and the log tells a look")
    func comesBack() async throws {
        try await RingServer.run { server in
            let ids = try order(server)
            let path = "/enforcements/\(ids[1])/reverse"
            let blind = try await server.submit(path, ["why": ""], by: "olga")
            #expect(blind.status >= 400 && !blind.text.contains("Take it back"), "\(blind.text)")
            let seen = try await server.submit(path, ["why": ""], by: "ana")
            #expect(seen.status == blind.status, "\(seen.text)")
            #expect(seen.text.contains("Take it back"), "\(seen.text)")
            let lines = try server.store.auditPage(AuditFilter(limit: 10)).entries
            let looks = lines.filter { $0.action == "enforcements.read" && $0.kind == .look }
            #expect(looks.map(\.by) == ["ana"])
            #expect(lines.count { $0.action == "enforcement.reverse" } == 2)
        }
    }

    @Test("An appeal is decided by somebody who had no part, beside the facts; rates tell of it")
    func appeal() async throws {
        try await RingServer.run { server in
            let ids = try order(server)
            let appeal = try server.store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: RingServer.now + 1000))
                    .open(ids[1], text: "It <was> my sister.", by: "support")
            }
            let list = try await server.send("GET", "/appeals", by: "ana").text
            #expect(list.contains("href=\"/appeals/\(appeal.id)\""))
            #expect(list.contains("It &lt;was&gt; my sister."))
            let page = try await server.send("GET", "/appeals/\(appeal.id)", by: "ana").text
            #expect(page.contains("They share &lt;a&gt; device.") && page.contains("Overturn"))
            let own = try await server.send("GET", "/appeals/\(appeal.id)", by: "cleo").text
            #expect(own.contains("You had a part in this") && !own.contains("value=\"overturned\""))
            let fields = ["why": "I called.", "outcome": "overturned"]
            let path = "/appeals/\(appeal.id)/decide"
            #expect(try await server.submit(path, fields, by: "cleo").status == 403)
            let decided = try await server.submit(path, fields, by: "ana")
            #expect(decided.path == "/appeals", "\(decided.text)")
            let standing = try server.store.readingEnforcements { try $0.enforcement(id: ids[1]) }
            #expect(standing?.state == .reversed)
            let rates = try await server.send("GET", "/appeals?by=hand", by: "ana").text
            #expect(rates.contains("<td>cleo</td>") && rates.contains("100.0 %"))
            #expect(try await server.send("GET", "/appeals/app_none", by: "ana").status == 404)
        }
    }
}
