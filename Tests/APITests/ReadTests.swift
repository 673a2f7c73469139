import API
import Foundation
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

@Suite struct ReadTests {
    private static let hostile = "<script>alert(1)</script>&\\\"'"

    private func fill(_ server: RunningServer) async throws {
        var lines = (1...5).map { Sent.line("\($0)", user: "user\($0)", amount: $0) }
        lines.append(Sent.line("6", user: ReadTests.hostile, amount: 7000))
        lines.append("{}")
        let reply = try await server.send(
            "POST", "/v1/events", lines.joined(separator: "\n"), type: "application/x-ndjson")
        #expect(reply.status == 200)
    }

    @Test("Decisions are listed in pages, the latest first")
    func pages() async throws {
        try await RunningServer.run { server in
            try await fill(server)
            var seen: [Int] = []
            var path: String? = "/v1/decisions?limit=4"
            while let asked = path {
                let answer = try await server.send("GET", asked).json()
                let items = try #require(answer["decisions"] as? [[String: Any]])
                seen += items.compactMap { $0["sequence"] as? Int }
                path = (answer["next"] as? Int).map { "/v1/decisions?limit=4&before=\($0)" }
            }
            #expect(seen == [6, 5, 4, 3, 2, 1])
            let held = try await server.send("GET", "/v1/decisions?action=hold").json()
            #expect((held["decisions"] as? [Any])?.count == 1)
            let own = try await server.send("GET", "/v1/decisions?account=user2").json()
            #expect((own["decisions"] as? [Any])?.count == 1)
        }
    }

    @Test("One decision is found by its id, as JSON")
    func one() async throws {
        try await RunningServer.run { server in
            try await fill(server)
            let stored = try #require(try server.store.decisions(DecisionFilter()).first)
            let reply = try await server.send("GET", "/v1/decisions/\(stored.id)")
            #expect(reply.status == 200)
            #expect(reply.text.contains(stored.record))
        }
    }

    @Test("Accounts come worst first, dead letters latest first")
    func lists() async throws {
        try await RunningServer.run { server in
            try await fill(server)
            let answer = try await server.send("GET", "/v1/accounts?limit=2").json()
            let accounts = try #require(answer["accounts"] as? [[String: Any]])
            #expect(accounts.count == 2)
            #expect(accounts[0]["actedOn"] as? Int == 1)
            #expect((accounts[0]["account"] as? String)?.hasPrefix("<script>") == true)
            let letters = try await server.send("GET", "/v1/dead-letters").json()
            #expect((letters["deadLetters"] as? [Any])?.count == 1)
        }
    }

    @Test("Metrics count what happened, in Prometheus' format")
    func metrics() async throws {
        try await RunningServer.run { server in
            try await fill(server)
            _ = try await server.send("POST", "/v1/decisions", Sent.payment("1", user: "user1"))
            let reply = try await server.send("GET", "/metrics")
            #expect(reply.header("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
            for sample in [
                "assay_decisions_total{action=\"allow\"} 5",
                "assay_decisions_total{action=\"hold\"} 1",
                "assay_decisions_total{action=\"block\"} 0",
                "assay_rule_hits_total{rule=\"large_payment\"} 1",
                "assay_dead_letters_total{code=\"not_an_event\"} 1", "assay_duplicates_total 1",
                "assay_waiting_events 0", "assay_decision_latency_seconds_count 6",
                "assay_decision_latency_seconds_bucket{le=\"+Inf\"} 6",
                "# TYPE assay_decision_latency_seconds histogram",
                "# TYPE assay_entities_expired_total counter",
            ] {
                #expect(reply.text.contains(sample + "\n"), "\(sample)")
            }
            let lines = reply.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            #expect(lines.allSatisfy { $0.split(separator: " ").count == 2 })
        }
    }
}
