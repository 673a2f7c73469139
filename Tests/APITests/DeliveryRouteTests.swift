import Deliveries
import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct DeliveryRouteTests {
    /// A webhook with one message delivered, one dead and one waiting behind nothing.
    private func fill(_ server: RunningServer) throws {
        var random = SystemRandomNumberGenerator()
        _ = try server.store.add(
            endpoint: WebhookEndpoint(
                name: "partner", url: "https://example.com/<hooks>",
                kinds: try KindPattern.list("*"),
                secrets: [.init(try WebhookSecret.made(by: &random))], allowsPrivate: false,
                createdAt: 0), fromStart: true)
        let messages = ["good", "bad", "new"].map {
            OutboxMessage(
                id: $0, kind: "enforcement.applied", subject: "account=\($0)",
                at: 1_767_225_700_000, payload: "{\"type\":\"enforcement.applied\"}")
        }
        #expect(try server.store.post(Array(messages.prefix(2))) == 2)
        var round = DeliveryRound(
            now: 1_767_225_700_000, leaseUntil: 1_767_225_800_000, lease: 1, perEndpoint: 4,
            failuresMax: 5)
        var settings = DeliverySettings()
        settings.attemptsMax = 1
        round.outcomes = try server.store.run(round).map { delivery in
            WebhookReply(status: delivery.message.id == "good" ? 200 : 500, note: "<oops>")
                .outcome(of: delivery, settings: settings, now: round.now, unit: 0)
        }
        #expect(try server.store.post(messages) == 1)
        round.perEndpoint = 0
        _ = try server.store.run(round)
    }

    @Test("Webhooks and deliveries are listed, one by one shown, and secrets are not")
    func listed() async throws {
        try await RunningServer.run { server in
            try fill(server)
            let reply = try await server.send("GET", "/v1/deliveries")
            #expect(reply.status == 200 && !reply.text.contains("whsec"))
            let all = try reply.json()
            let endpoint = try #require((all["endpoints"] as? [[String: Any]])?.first)
            #expect(endpoint["backlog"] as? Int == 1 && endpoint["dead"] as? Int == 1)
            let listed = try #require(all["deliveries"] as? [[String: Any]])
            #expect(listed.compactMap { $0["id"] as? String } == ["bad", "good"])
            let dead = try await server.send("GET", "/v1/deliveries?state=dead&endpoint=partner")
            #expect(dead.text.contains("\"bad\"") && !dead.text.contains("\"good\""))
            let one = try await server.send("GET", "/v1/deliveries/bad")
            #expect((try one.json()["attempts"] as? [[String: Any]])?.count == 1)
            #expect(try await server.send("GET", "/v1/deliveries/none").status == 404)
            let wrong = try await server.send("GET", "/v1/deliveries?state=lost")
            #expect(try wrong.problem() == "invalid")
        }
    }

    @Test("Dead letters are replayed by id and all at once")
    func replayed() async throws {
        try await RunningServer.run { server in
            try fill(server)
            let json = "application/json"
            for path in ["good/replay", "replay"] {
                let form = try await server.send(
                    "POST", "/v1/deliveries/" + path, "{}", type: "text/plain")
                #expect(try form.problem() == "unsupported")
            }
            let one = try await server.send("POST", "/v1/deliveries/good/replay", "{}", type: json)
            #expect(try one.json()["replayed"] as? Int == 1)
            let none = try await server.send("POST", "/v1/deliveries/none/replay", "{}", type: json)
            #expect(none.status == 404)
            let other = try await server.send(
                "POST", "/v1/deliveries/replay", "{\"kind\":\"other\"}", type: json)
            #expect(try other.json()["replayed"] as? Int == 0)
            let all = try await server.send("POST", "/v1/deliveries/replay", "{}", type: json)
            #expect(try all.json()["replayed"] as? Int == 1)
            #expect(try server.store.standings().map(\.backlog) == [3])
            let bad = try await server.send(
                "POST", "/v1/deliveries/replay", "{\"limit\":0}", type: json)
            #expect(try bad.problem() == "invalid")
        }
    }

    @Test("The metrics count backlog, dead letters and attempts")
    func metrics() async throws {
        try await RunningServer.run { server in
            try fill(server)
            let metrics = try await server.send("GET", "/metrics").text
            #expect(metrics.contains("assay_deliveries_backlog{endpoint=\"partner\"} 1\n"))
            #expect(metrics.contains("assay_deliveries_oldest_seconds{endpoint=\"partner\"} 100.0"))
            #expect(metrics.contains("assay_deliveries_dead{endpoint=\"partner\"} 1\n"))
            #expect(
                metrics.contains(
                    "assay_delivery_attempts_total{endpoint=\"partner\",result=\"dead\"} 1\n"))
        }
    }
}
