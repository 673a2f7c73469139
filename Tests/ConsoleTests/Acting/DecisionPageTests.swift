import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Decisions as people read them, over HTTP.
@Suite struct DecisionPageTests {
    private static let hostile = "<script>alert(1)</script>&'é"

    private func fill(_ server: RingServer) async throws {
        let lines = [
            RingPack.payment("1", user: "ann", minute: 0),
            RingPack.payment("2", user: Self.hostile, amount: 7000, minute: 1),
            RingPack.payment("3", user: "bob", amount: 900, minute: 2),
        ]
        let reply = try await server.send(
            "POST", "/v1/events", lines.joined(separator: "\n"), type: "application/x-ndjson",
            accept: "application/json")
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test("Before the first event the page says how to send one")
    func nothing() async throws {
        try await RingServer.run { server in
            let page = try await server.send("GET", "/decisions", by: "ana")
            #expect(page.status == 200 && page.text.contains("/v1/decisions"))
        }
    }

    @Test("Decisions are listed with reasons by filters in the address, and escaped")
    func list() async throws {
        try await RingServer.run { server in
            try await fill(server)
            let page = try await server.send("GET", "/decisions", by: "ana")
            #expect(page.text.contains("paid 7000") && page.text.contains("hold 1"))
            #expect(page.text.contains("&lt;script&gt;alert(1)"))
            #expect(!page.text.contains("<script>alert"))
            let policy = try #require(page.header("Content-Security-Policy"))
            #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            let held = try await server.send("GET", "/decisions?action=hold", by: "ana").text
            #expect(held.contains("paid 7000") && !held.contains(">payment</td><td></td>"))
            let none = try await server.send("GET", "/decisions?action=block", by: "ana").text
            #expect(none.contains("No decision is like that"))
            let own = try await server.send("GET", "/decisions?account=bob", by: "ana").text
            #expect(own.contains("Recent decisions on bob") && !own.contains("paid 7000"))
            let viewed = try await server.send("GET", "/decisions", by: "vic").text
            #expect(!viewed.contains("bob") && !viewed.contains("alert(1)"))
        }
    }

    @Test("One decision has its reasons with values, its ring, and the rules that nearly fired")
    func one() async throws {
        try await RingServer.run { server in
            try await fill(server)
            try server.store.keep(try .sample([SampleRing.document(names: ["bob"])]))
            let all = try server.store.decisions(DecisionFilter())
            let held = try #require(all.first { $0.action == .hold })
            let page = try await server.send("GET", "/decisions/\(held.id)", by: "ana").text
            for text in [
                "large_payment", "event.amount", "7,000", ">account.payments_1h<",
                "assay explain \(held.id)",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            let told = page.components(separatedBy: "The record as it is kept")[0]
            for text in ["packHash", "packVersion", "features.account"] {
                #expect(!told.contains(text), "a word of the machine: \(text)")
            }
            #expect(page.contains("href=\"/explorer\" data-key=\"x\" aria-current=\"page\""))
            let bob = try #require(all.first { $0.account == "bob" })
            let his = try await server.send("GET", "/decisions/\(bob.id)", by: "ana").text
            #expect(his.contains("href=\"/rings/ring-12\"") && his.contains("No rule had anything"))
            let why = try await server.send("GET", "/decisions/\(bob.id)/why", by: "ana").text
            #expect(why.contains("Nearly fired") && why.contains("100 short"), "\(why)")
            #expect(
                try await server.send("GET", "/decisions/\(bob.id)/why", by: "vic").status == 403)
            #expect(try await server.send("GET", "/decisions/dec_none", by: "ana").status == 404)
        }
    }
}
