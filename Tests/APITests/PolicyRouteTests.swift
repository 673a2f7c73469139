import API
import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct PolicyRouteTests {
    private func post(
        _ server: RunningServer, _ path: String, _ body: String
    ) async throws -> Reply {
        try await server.send("POST", path, body, type: "application/json")
    }

    /// The running policy's file with a remark, as the JSON of a request that registers it.
    private static func draft(_ remark: String, of server: RunningServer) throws -> String {
        let policy = try #require(TinyPack.texts["policy.yaml"]) + "\n# \(remark)\n"
        let body = try JSONSerialization.data(withJSONObject: [
            "files": ["policy.yaml": policy], "title": "<b>\(remark)</b>", "by": "ann",
        ])
        return String(decoding: body, as: UTF8.self)
    }

    @Test("A draft is kept, moved, waits for a second person, and is taken back")
    func steps() async throws {
        try await RunningServer.run { server in
            let kept = try await post(server, "/v1/policies", try Self.draft("one", of: server))
            #expect(try kept.json()["version"] as? Int == 1, "\(kept.text)")
            let again = try await post(server, "/v1/policies", try Self.draft("one", of: server))
            #expect(try again.json()["version"] as? Int == 1)
            let shadow = try await post(
                server, "/v1/policies/1/stage",
                #"{"stage":"shadow","by":"ann","why":"see"}"#)
            #expect(try shadow.json()["taken"] as? Bool == true, "\(shadow.text)")
            let blind = try await post(
                server, "/v1/policies/1/stage", #"{"stage":"live","by":"ann","why":"go"}"#)
            #expect(blind.status == 409 && blind.text.contains("without_preview"))
            let live = try await post(
                server, "/v1/policies/1/stage",
                #"{"stage":"live","by":"ann","why":"go.","without_preview":"No log yet."}"#)
            #expect(try live.json()["taken"] as? Bool == false)
            #expect(try live.json()["reach"] is NSNull)
            let own = try await post(
                server, "/v1/policies/proposals/1/approve",
                #"{"by":"ann","without_preview":"No log yet."}"#)
            #expect(own.status == 403)
            let unseen = try await post(
                server, "/v1/policies/proposals/1/approve", #"{"by":"bea"}"#)
            #expect(unseen.status == 409, "\(unseen.text)")
            let second = try await post(
                server, "/v1/policies/proposals/1/approve",
                #"{"by":"bea","without_preview":"I know its rules."}"#)
            #expect(try second.json()["taken"] as? Bool == true)
            let list = try await server.send("GET", "/v1/policies").json()
            let versions = try #require(list["versions"] as? [[String: Any]])
            #expect(versions.map { $0["stage"] as? String } == ["live"])
            let changes = try #require(list["changes"] as? [[String: Any]])
            #expect(changes.first?["approved_by"] as? String == "bea")
            #expect(
                changes.first?["why"] as? String
                    == "go. Without a preview: No log yet. "
                    + "bea: Without a preview: I know its rules.")
            let back = try await post(server, "/v1/policies/rollback", #"{"by":"cy"}"#)
            #expect(try back.json()["back"] as? Int == 1)
        }
    }

    @Test(
        "What cannot be is refused, with its place",
        arguments: [
            ("/v1/policies", #"{"files":{"models/../x":""},"title":"","by":"a"}"#, 400),
            ("/v1/policies", #"{"files":{"models/":""},"title":"","by":"a"}"#, 400),
            ("/v1/policies", #"{"files":{"rules.yaml":"rules: 1"},"title":"","by":"a"}"#, 400),
            ("/v1/policies", #"{"files":{},"title":""}"#, 400),
            ("/v1/policies/7/stage", #"{"stage":"live","by":"a","why":""}"#, 404),
            ("/v1/policies/x/stage", #"{"stage":"live","by":"a","why":""}"#, 404),
            ("/v1/policies/1/stage", #"{"stage":"canary","by":"a","why":""}"#, 400),
            ("/v1/policies/1/stage", #"{"stage":"alive","by":"a","why":""}"#, 400),
            ("/v1/policies/rollback", #"{"by":"a"}"#, 409),
            ("/v1/policies/proposals/9/refuse", #"{"by":"a"}"#, 404),
        ])
    func refused(path: String, body: String, status: Int) async throws {
        try await RunningServer.run { server in
            let reply = try await post(server, path, body)
            #expect(reply.status == status, "\(path): \(reply.text)")
            #expect(try reply.json()["detail"] is String)
        }
    }
}
