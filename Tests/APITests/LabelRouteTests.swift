import API
import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct LabelRouteTests {
    private static func label(_ id: String, value: String = "true", more: String = "") -> String {
        #"{"subject_source":"shop","subject_id":"\#(id)","label":"fraud","value":\#(value),"#
            + #""label_source":"chargeback","time":"2026-01-01T00:00:00Z","#
            + #""recorded_at":"2026-01-05T00:00:00Z"\#(more)}"#
    }

    @Test("One label is kept before it is answered; sent again it is known")
    func one() async throws {
        try await RunningServer.run { server in
            for (kept, known) in [(1, 0), (0, 1)] {
                let reply = try await server.send(
                    "POST", "/v1/labels", LabelRouteTests.label("a"), type: "application/json")
                #expect(reply.status == 200, "\(reply.text)")
                #expect(try reply.json()["kept"] as? Int == kept)
                #expect(try reply.json()["known"] as? Int == known)
            }
            let labels = try server.store.labels(after: 0, limit: 10).map(\.label)
            #expect(labels.count == 1)
            #expect(labels[0].subject == .event(source: "shop", id: "a"))
            #expect(labels[0].recordedAt - labels[0].time == 4 * 86_400_000)
        }
    }

    @Test("A label without recorded_at is kept once, until something else was said between")
    func undated() async throws {
        @Sendable func body(_ value: String, _ more: String = "") -> String {
            #"[{"entity":"account","name":4961,"label":"fraud","value":\#(value),"#
                + #""label_source":"case","time":"2026-01-01T00:00:00Z"\#(more)}]"#
        }
        try await RunningServer.run { server in
            for (sent, kept) in [
                (body("true"), 1), (body("true"), 0), (body("true", #","confidence":0.5"#), 1),
                (body("true", #","confidence":0.5"#), 0), (body("false"), 1),
                (body("true", #","confidence":0.7"#), 1),
            ] {
                let reply = try await server.send(
                    "POST", "/v1/labels", sent, type: "application/json")
                #expect(reply.status == 200, "\(reply.text)")
                #expect(try reply.json()["kept"] as? Int == kept, "\(sent)")
            }
            let labels = try server.store.labels(of: .entity(kind: "account", name: "4961"))
            #expect(labels.count == 4, "a whole number names as it stands")
        }
    }

    @Test("A bad label is told with what is wrong, and is not kept")
    func refused() async throws {
        try await RunningServer.run { server in
            let reply = try await server.send(
                "POST", "/v1/labels", LabelRouteTests.label("a", more: #","propensity":2"#),
                type: "application/json")
            #expect(reply.status == 422)
            #expect(try reply.problem() == "refused_label")
            #expect(try reply.json()["field"] as? String == "propensity")
            #expect(try server.store.labels(after: 0, limit: 10).isEmpty)
            for (body, type, status) in [
                ("[", "application/json", 400), ("x", "text/plain", 415),
                ("", "application/json", 422), ("null", "application/json", 422),
            ] {
                let reply = try await server.send("POST", "/v1/labels", body, type: type)
                #expect(reply.status == status, "\(body): \(reply.text)")
            }
        }
    }

    @Test(
        "Of many, the good are kept and each bad one is told with its place",
        arguments: ["application/json", "application/x-ndjson"])
    func many(type: String) async throws {
        try await RunningServer.run { server in
            let labels = [
                LabelRouteTests.label("a"), LabelRouteTests.label("b", value: "\"perhaps\""),
                LabelRouteTests.label("c", more: #","lable":1"#), LabelRouteTests.label("d"),
            ]
            let body =
                type == "application/json"
                ? "[" + labels.joined(separator: ",\n") + "]" : labels.joined(separator: "\n")
            let reply = try await server.send("POST", "/v1/labels", body, type: type)
            #expect(reply.status == 200)
            #expect(try reply.json()["kept"] as? Int == 2)
            let refused = try #require(try reply.json()["refused"] as? [[String: Any]])
            #expect(refused.map { $0["line"] as? Int } == [2, 3])
            #expect(refused.map { $0["field"] as? String } == ["value", "lable"])
            #expect(try server.store.labels(after: 0, limit: 10).count == 2)
        }
    }

    @Test("A batch that is too large is refused whole")
    func tooLarge() async throws {
        var limits = ServerLimits()
        limits.batchEventsMax = 2
        limits.batchBytesMax = 4096
        try await RunningServer.run(limits: limits) { server in
            let three = ["a", "b", "c"].map { LabelRouteTests.label($0) }.joined(separator: "\n")
            for body in [three, String(repeating: " ", count: 5000)] {
                let reply = try await server.send(
                    "POST", "/v1/labels", body, type: "application/x-ndjson")
                #expect(reply.status == 413)
                #expect(try reply.problem() == "too_large")
            }
            #expect(try server.store.labels(after: 0, limit: 10).isEmpty)
        }
    }

    @Test("Labels are listed page by page, as they can be sent again")
    func list() async throws {
        try await RunningServer.run { server in
            let body = (0..<5).map { LabelRouteTests.label("e\($0)") }.joined(separator: "\n")
            _ = try await server.send("POST", "/v1/labels", body, type: "application/x-ndjson")
            var after = 0
            var ids: [String] = []
            while true {
                let page = try await server.send("GET", "/v1/labels?limit=2&after=\(after)").json()
                let labels = try #require(page["labels"] as? [[String: Any]])
                ids += labels.compactMap { $0["subject_id"] as? String }
                guard let next = page["next"] as? Int else { break }
                after = next
            }
            #expect(ids == (0..<5).map { "e\($0)" })
            let reply = try await server.send("GET", "/v1/labels?after=x")
            #expect(reply.status == 400)
            let metrics = try await server.send("GET", "/metrics").text
            #expect(
                metrics.contains(
                    #"assay_labels_total{name="fraud",source="chargeback",value="true"} 5"# + "\n"))
        }
    }
}
