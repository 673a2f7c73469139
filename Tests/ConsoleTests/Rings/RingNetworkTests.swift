import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What the force graph and the strip are told.
@Suite struct RingNetworkTests {
    @Test("The graph is bounded, the same each time, and no kind pushes out another")
    func graph() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 6000)]))
            let first = try await server.send("GET", "/rings/ring-12/graph.json", by: "ana")
            #expect(first.status == 200, "\(first.text)")
            let again = try await server.send("GET", "/rings/ring-12/graph.json", by: "ana")
            #expect(first.text == again.text)
            let graph = try first.json()
            let nodes = try #require(graph["nodes"] as? [[String: Any]])
            let links = try #require(graph["links"] as? [[String: Any]])
            #expect(nodes.count <= 4000 && links.count <= 12_000)
            #expect(nodes.count { $0["kind"] as? String == "account" } == 3000)
            #expect(graph["accountsLeft"] as? Int == 3000)
            for link in links {
                let from = try #require(link["from"] as? Int)
                let to = try #require(link["to"] as? Int)
                #expect(from != to && nodes.indices.contains(from) && nodes.indices.contains(to))
            }
            let kinds = try #require(graph["kinds"] as? [String])
            #expect(Set(links.compactMap { $0["kind"] as? Int }).count == kinds.count)
            let hidden = try await server.send("GET", "/rings/ring-12/graph.json", by: "vic")
            #expect(!hidden.text.contains("u1041"))
        }
    }

    @Test("Who is near is read from the log: devices of an account, accounts of a device")
    func near() async throws {
        try await RingServer.run { server in
            try await RingNetworkTests.fill(server)
            try server.store.keep(try .sample([SampleRing.document(names: ["ann", "bob"])]))
            let path = "/rings/ring-12/near.json"
            let own = try await server.send("GET", path + "?kind=account&name=ann", by: "ana")
            #expect(own.text.contains("\"device:d1\""), "\(own.text)")
            let others = try await server.send("GET", path + "?kind=device&name=d1", by: "ana")
            #expect(others.text.contains("account:ann") && others.text.contains("account:bob"))
            #expect(!others.text.contains("account:cho"))
            let wrong = try await server.send("GET", path + "?kind=planet&name=d1", by: "ana")
            #expect(wrong.status == 422 || wrong.status == 400)
            let hidden = try await server.send("GET", path + "?kind=device&name=d1", by: "vic")
            #expect(hidden.status == 403)
        }
    }

    @Test("Acts stand by member, and the minutes in which most acted are told")
    func acts() async throws {
        try await RingServer.run { server in
            try await RingNetworkTests.fill(server)
            try server.store.keep(
                try .sample([SampleRing.document(accounts: 3, names: ["ann", "bob", "cho"])]))
            let page = try await server.send("GET", "/rings/ring-12/acts", by: "ana")
            #expect(page.text.contains("1 Jan 2026 00:02:00 UTC"), "\(page.text)")
            #expect(page.text.contains("3 of 3"))
            let acts = try await server.send("GET", "/rings/ring-12/acts.json", by: "ana").json()
            let moments = try #require(acts["moments"] as? [[String: Any]])
            #expect(moments.first?["accounts"] as? Int == 3)
        }
    }

    /// Ann and bob share a device; all three act in the second minute.
    static func fill(_ server: RingServer) async throws {
        let lines = [
            RingPack.payment("1", user: "ann", minute: 0),
            RingPack.payment("2", user: "bob", amount: 7000, minute: 1),
            RingPack.payment("3", user: "ann", minute: 2),
            RingPack.payment("4", user: "bob", minute: 2),
            RingPack.payment("5", user: "cho", device: "d2", minute: 2),
        ]
        let reply = try await server.send(
            "POST", "/v1/events", lines.joined(separator: "\n"), type: "application/x-ndjson",
            accept: "application/json")
        #expect(reply.status == 200, "\(reply.text)")
    }
}
