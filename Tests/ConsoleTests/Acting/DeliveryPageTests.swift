import Deliveries
import Foundation
import StoreSQLite
import Testing
import Vocabulary

/// Deliveries as people work with them, over HTTP.
@Suite struct DeliveryPageTests {
    /// A webhook with one message delivered and one dead.
    private func fill(_ server: RingServer) throws {
        var random = SystemRandomNumberGenerator()
        _ = try server.store.add(
            endpoint: WebhookEndpoint(
                name: "partner", url: "https://example.com/<hooks>",
                kinds: try KindPattern.list("*"),
                secrets: [.init(try WebhookSecret.made(by: &random))], allowsPrivate: false,
                createdAt: 0), fromStart: true)
        let messages = ["good", "bad"].map {
            OutboxMessage(
                id: $0, kind: "enforcement.applied", subject: "account=\($0)",
                at: RingServer.now - 100_000, payload: "{\"type\":\"enforcement.applied\"}")
        }
        #expect(try server.store.post(messages) == 2)
        var round = DeliveryRound(
            now: RingServer.now - 100_000, leaseUntil: RingServer.now, lease: 1, perEndpoint: 4,
            failuresMax: 5)
        var settings = DeliverySettings()
        settings.attemptsMax = 1
        round.outcomes = try server.store.run(round).map { delivery in
            WebhookReply(status: delivery.message.id == "good" ? 200 : 500, note: "<oops>")
                .outcome(of: delivery, settings: settings, now: round.now, unit: 0)
        }
        round.perEndpoint = 0
        _ = try server.store.run(round)
    }

    @Test("Health, dead letters and attempts are shown, escaped; secrets are not")
    func listed() async throws {
        try await RingServer.run { server in
            let empty = try await server.send("GET", "/deliveries", by: "ana").text
            #expect(empty.contains("No webhook is there yet"))
            try fill(server)
            let page = try await server.send("GET", "/deliveries", by: "ana").text
            #expect(page.contains("partner") && page.contains("href=\"/deliveries/bad\""))
            #expect(page.contains("&lt;oops&gt;") && !page.contains("<oops>"))
            #expect(page.contains("/&lt;hooks&gt;") && !page.contains("whsec"))
            let dead = try await server.send("GET", "/deliveries?state=dead", by: "ana").text
            let list = try #require(dead.range(of: "aria-label=\"Messages\""))
            let end = try #require(dead[list.lowerBound...].range(of: "</table>"))
            #expect(!dead[list.lowerBound..<end.lowerBound].contains("/deliveries/good"))
            let one = try await server.send("GET", "/deliveries/bad", by: "ana").text
            #expect(one.contains("enforcement.applied") && one.contains("Send it once more"))
            #expect(try await server.send("GET", "/deliveries/none", by: "ana").status == 404)
        }
    }

    @Test("One message and all dead letters go once more, for who may")
    func replayed() async throws {
        try await RingServer.run { server in
            try fill(server)
            #expect(
                try await server.submit("/deliveries/good/replay", [:], by: "vic").status == 403)
            let one = try await server.submit("/deliveries/good/replay", [:], by: "ana")
            #expect(one.path == "/deliveries/good", "\(one.text)")
            let all = try await server.submit(
                "/deliveries/replay", ["endpoint": "", "kind": ""], by: "ana")
            #expect(all.path == "/deliveries")
            #expect(try server.store.standings().map(\.backlog) == [2])
            #expect(try server.store.standings().map(\.dead) == [0])
        }
    }
}
