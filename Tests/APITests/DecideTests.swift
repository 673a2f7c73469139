import API
import Foundation
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

@Suite struct DecideTests {
    @Test("An event is decided, with its reason, and is in the store")
    func one() async throws {
        try await RunningServer.run { server in
            let reply = try await server.send(
                "POST", "/v1/decisions", Sent.payment("1", amount: 5000))
            #expect(reply.status == 200)
            #expect(reply.header("X-Content-Type-Options") == "nosniff")
            let answer = try reply.json()
            #expect(answer["duplicate"] as? Bool == false)
            #expect(answer["latencyMicroseconds"] as? Int != nil)
            let decision = try #require(answer["decision"] as? [String: Any])
            #expect(decision["action"] as? String == "hold")
            let stored = try #require(try server.store.decisions(DecisionFilter()).first)
            #expect(stored.id == decision["id"] as? String)
            #expect(stored.account == "ann")
            #expect(reply.text.contains(stored.record))
            #expect(reply.text.contains("ann paid 5000"))
        }
    }

    @Test("An event sent again gets the decision made before")
    func duplicate() async throws {
        try await RunningServer.run { server in
            let first = try await server.send("POST", "/v1/decisions", Sent.payment("1"))
            let second = try await server.send(
                "POST", "/v1/decisions", Sent.payment("1", amount: 9999))
            #expect(second.status == 200)
            #expect(try second.json()["duplicate"] as? Bool == true)
            #expect(try first.decisionID() == second.decisionID())
            #expect(try server.store.lastSequence() == 1)
        }
    }

    @Test(
        "A bad event is refused with its code and field",
        arguments: [
            ("{", "malformed_json", ""), ("", "malformed_json", ""), ("[]", "not_an_event", ""),
            (
                Sent.payment("1").replacingOccurrences(of: "made", with: "mad"),
                "unknown_event_type", "type"
            ),
            (
                Sent.payment("1").replacingOccurrences(
                    of: "\"amount\":5", with: "\"amount\":\"5\""),
                "wrong_type", "data.amount"
            ),
            (
                Sent.payment("1").replacingOccurrences(of: ",\"amount\":5", with: ""),
                "missing_field", "data.amount"
            ),
            (Sent.payment("1").replacingOccurrences(of: "2026", with: "2036"), "in_future", "time"),
        ])
    func refused(body: String, code: String, field: String) async throws {
        try await RunningServer.run { server in
            let reply = try await server.send("POST", "/v1/decisions", body)
            #expect(reply.status == 422)
            #expect(try reply.problem() == "refused_event")
            let members = try reply.json()
            #expect(members["code"] as? String == code)
            #expect(members["field"] as? String == field)
            #expect(members["expected"] is String && members["found"] is String)
            let letters = try await server.send("GET", "/v1/dead-letters")
            #expect(letters.text.contains("\"code\":\"\(code)\""))
        }
    }

    @Test("A batch is answered in order, whatever becomes of each event")
    func batch() async throws {
        try await RunningServer.run { server in
            let hostile = #"]},{[\\\""#
            let body = """
                [ \(Sent.payment("1")), \(Sent.payment("2", user: hostile, amount: 2000)),
                 {} ,\(Sent.payment("1"))]

                """
            let reply = try await server.send(
                "POST", "/v1/events", body, type: "application/cloudevents-batch+json")
            #expect(reply.status == 200, "\(reply.text)")
            try expectMixedResults(reply, lastLine: 3)
        }
    }

    @Test("Lines are a batch too, and a refused one is named by its line")
    func lines() async throws {
        try await RunningServer.run { server in
            let body =
                Sent.line("1") + "\r\n\n" + Sent.line("2", amount: 2000) + "\n{}\n"
                + Sent.line("1")
            let reply = try await server.send(
                "POST", "/v1/events", body, type: "application/x-ndjson; charset=utf-8")
            #expect(reply.status == 200, "\(reply.text)")
            try expectMixedResults(reply, lastLine: 4)
        }
    }

    private func expectMixedResults(_ reply: Reply, lastLine: Int) throws {
        let answer = try reply.json()
        #expect(answer["accepted"] as? Int == 2)
        #expect(answer["duplicates"] as? Int == 1)
        #expect(answer["refused"] as? Int == 1)
        let results = try #require(answer["results"] as? [[String: Any]])
        #expect(
            results.map { $0["status"] as? String }
                == ["decided", "decided", "refused", "duplicate"])
        #expect(results.map { $0["action"] as? String } == ["allow", "hold", nil, "allow"])
        #expect(results[2]["line"] as? Int == lastLine)
        #expect(results[2]["code"] as? String == "not_an_event")
        #expect(results[0]["id"] as? String == results[3]["id"] as? String)
    }

    @Test(
        "A batch that is no array is refused as a whole",
        arguments: [
            "", "{}", "[", "[{}", "[{},]", "[,{}]", "[{},,{}]", "[{}] x", "[{}}]", "[{\"a",
            "[{\"a\\\"]", "null",
        ])
    func noArray(body: String) async throws {
        try await RunningServer.run { server in
            let reply = try await server.send(
                "POST", "/v1/events", body, type: "application/cloudevents-batch+json")
            #expect(reply.status == 400, "\(reply.text)")
            #expect(try reply.problem() == "invalid")
            #expect(try server.store.deadLetters(limit: 5).isEmpty)
        }
    }

    @Test("An empty batch is no fault")
    func emptyBatch() async throws {
        try await RunningServer.run { server in
            for (body, type) in [("[ ]", "application/json"), ("\n", "application/x-ndjson")] {
                let reply = try await server.send("POST", "/v1/events", body, type: type)
                #expect(reply.status == 200)
                #expect(try reply.json()["accepted"] as? Int == 0)
            }
        }
    }

    @Test("Bodies and batches beyond their bounds are refused")
    func tooLarge() async throws {
        var limits = ServerLimits()
        limits.eventBytesMax = 1000
        limits.batchBytesMax = 2000
        limits.batchEventsMax = 3
        try await RunningServer.run(limits: limits) { server in
            let large = Sent.payment("1", user: String(repeating: "x", count: 1000))
            let single = try await server.send("POST", "/v1/decisions", large)
            #expect(single.status == 413)
            #expect(try single.problem() == "too_large")
            for body in ["[\(large),\(large)]", "[1,2,3,4]"] {
                let reply = try await server.send(
                    "POST", "/v1/events", body, type: "application/json")
                #expect(reply.status == 413)
                #expect(try reply.problem() == "too_large")
            }
            // The connection goes on.
            #expect(try await server.send("GET", "/healthz").status == 200)
        }
    }

    @Test("Other content types and compressed bodies are not read")
    func contentTypes() async throws {
        try await RunningServer.run { server in
            for type in ["text/plain", "application/xml", "application/x-ndjson", ""] {
                let reply = try await server.send(
                    "POST", "/v1/decisions", Sent.payment("1"), type: type)
                #expect(reply.status == 415)
                #expect(try reply.problem() == "unsupported")
            }
            let packed = try await server.send(
                "POST", "/v1/events", "[]", type: "application/json",
                headers: ["Content-Encoding": "gzip"])
            #expect(packed.status == 415)
        }
    }

    @Test("When the store is full, nothing is acknowledged and nothing internal is told")
    func fullStore() async throws {
        try await RunningServer.run(sparePages: 25) { server in
            // Names that compress badly, and no more than one group.
            let events = (0..<1500).map { Sent.line("\($0)", user: UUID().uuidString) }
                .joined(separator: "\n")
            let reply = try await server.send(
                "POST", "/v1/events", events, type: "application/x-ndjson")
            #expect(reply.status == 503)
            #expect(try reply.problem() == "unavailable")
            #expect(reply.header("Retry-After") != nil)
            #expect(try reply.json()["faultId"] is String)
            #expect(!reply.text.contains("assay.db"))
            #expect(try server.store.lastSequence() == 0)
            let small = try await server.send("POST", "/v1/decisions", Sent.payment("1"))
            #expect(small.status == 200)
            #expect(try small.json()["duplicate"] as? Bool == false)
        }
    }

    @Test("A stopped service answers 503")
    func stopped() async throws {
        try await RunningServer.run { server in
            server.service.stop()
            let reply = try await server.send("POST", "/v1/decisions", Sent.payment("1"))
            #expect(reply.status == 503)
            #expect(reply.header("Retry-After") != nil)
        }
    }

    @Test("Many at once are all decided, each once")
    func concurrent() async throws {
        try await RunningServer.run { server in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        try await server.send(
                            "POST", "/v1/decisions", Sent.payment("\(index % 100)")
                        ).status
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(try server.store.lastSequence() == 100)
            #expect(server.service.numbers.duplicates == 100)
        }
    }
}
