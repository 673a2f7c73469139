import API
import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct ModelRouteTests {
    private static let hostile = "<script>alert(1)</script>&\"'"

    /// Registers three versions of `fraud`; the first is live.
    private static func fill(_ store: SQLiteStore) throws {
        for version in 1...3 {
            _ = try store.register(
                model: "fraud",
                files: [
                    "facts.json":
                        #"{"metrics":{"ap":{"value":0.6\#(version),"low":0.5,"high":0.7}}}"#,
                    "card.md": "# Card \(version)\n\nSays `so` \(hostile)\n\n| a | b |\n|---|---|\n"
                        + "| 1 | \(hostile) |\n\n- one\n- two\n\n```\ncode <b>\n```\n",
                ], at: 1_767_225_600_000, by: "ann", why: hostile)
        }
        try store.move(
            ModelRelease(name: "fraud", version: 1, stage: .live), at: 1_767_225_700_000,
            by: "bob", why: "first")
    }

    private func post(
        _ server: RunningServer, _ path: String, _ body: String
    ) async throws -> Reply {
        try await server.send("POST", path, body, type: "application/json")
    }

    @Test("Models are listed with versions, stages and figures")
    func list() async throws {
        try await RunningServer.run { server in
            let empty = try await server.send("GET", "/v1/models").json()
            #expect((empty["models"] as? [Any])?.isEmpty == true)
            try ModelRouteTests.fill(server.store)
            let list = try await server.send("GET", "/v1/models").json()
            let models = try #require(list["models"] as? [[String: Any]])
            #expect(models.count == 1 && models[0]["name"] as? String == "fraud")
            let versions = try #require(models[0]["versions"] as? [[String: Any]])
            #expect(versions.map { $0["version"] as? Int } == [3, 2, 1])
            #expect(versions.map { $0["stage"] as? String } == ["shadow", "shadow", "live"])
            let figures = try #require(versions[0]["figures"] as? [[String: Any]])
            #expect(figures[0]["value"] as? Double == 0.63 && figures[0]["low"] as? Double == 0.5)
            let metrics = try await server.send("GET", "/metrics").text
            #expect(
                metrics.contains(
                    #"assay_model_stage{name="fraud",version="1",stage="live"} 1"# + "\n"))
        }
    }

    @Test("A version is moved and rolled back, each with who and why")
    func steps() async throws {
        try await RunningServer.run { server in
            try ModelRouteTests.fill(server.store)
            let moved = try await post(
                server, "/v1/models/fraud/stage",
                #"{"version":2,"stage":"canary","share":0.25,"by":"cy","why":"try"}"#)
            #expect(moved.status == 200, "\(moved.text)")
            let versions = try #require(try moved.json()["versions"] as? [[String: Any]])
            #expect(versions[1]["stage"] as? String == "canary")
            #expect(versions[1]["share"] as? Double == 0.25)
            let live = try await post(
                server, "/v1/models/fraud/stage",
                #"{"version":2,"stage":"live","by":"cy","why":"good"}"#)
            #expect(live.status == 200)
            let back = try await post(
                server, "/v1/models/fraud/rollback", #"{"by":"di","why":"bad"}"#)
            #expect(back.status == 200)
            let changes = try #require(try back.json()["changes"] as? [[String: Any]])
            #expect(changes[0]["version"] as? Int == 1 && changes[0]["stage"] as? String == "live")
            #expect(changes[0]["by"] as? String == "di" && changes[0]["why"] as? String == "bad")
            #expect(changes[0]["at"] as? Int64 ?? 0 > 1_767_225_700_000)
            #expect(changes[1]["from"] as? String == "live")
            #expect(changes.last?["from"] is NSNull)
        }
    }

    @Test("What cannot be is a problem that says how to mend it")
    func problems() async throws {
        try await RunningServer.run { server in
            try ModelRouteTests.fill(server.store)
            let stage = "/v1/models/fraud/stage"
            let who = #""by":"a","why":"b"}"#
            for (path, body, status) in [
                (stage, #"{"version":1,"stage":"live","# + who, 409),
                (stage, #"{"version":9,"stage":"live","# + who, 404),
                ("/v1/models/none/stage", #"{"version":1,"stage":"live","# + who, 404),
                (stage, #"{"version":2,"stage":"best","# + who, 400),
                (stage, #"{"version":2,"stage":"canary","# + who, 400),
                (stage, #"{"version":2,"stage":"live","share":0.5,"# + who, 400),
                (stage, #"{"version":2,"stage":"canary","share":7,"# + who, 400),
                (stage, #"{"version":2,"stage":"live","by":"","why":""}"#, 400),
                (stage, #"{"version":2,"stage":"live"}"#, 400), (stage, "", 400),
                ("/v1/models/fraud/rollback", "{" + who, 409),
                ("/v1/models/none/rollback", "{" + who, 404),
            ] {
                let reply = try await post(server, path, body)
                #expect(reply.status == status, "\(path) \(body): \(reply.text)")
                _ = try reply.problem()
                #expect(try reply.json()["fix"] is String)
            }
            #expect(try await server.send("GET", "/v1/models/none").status == 404)
            #expect(try server.store.lastModelChange() == 4)
        }
    }
}
