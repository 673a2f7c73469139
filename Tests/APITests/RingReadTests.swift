import API
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

@Suite struct RingReadTests {
    private static let hostile = "<script>alert(1)</script>&\\\"'/é"

    @Test("Before the first run there is nothing, and that is said")
    func nothing() async throws {
        try await RunningServer.run { server in
            let list = try await server.send("GET", "/v1/rings").json()
            #expect(list["run"] is NSNull)
            #expect((list["rings"] as? [Any])?.isEmpty == true)
            let recipients = try await server.send("GET", "/v1/recipients").json()
            #expect((recipients["recipients"] as? [Any])?.isEmpty == true)
            let metrics = try await server.send("GET", "/metrics").text
            #expect(!metrics.contains("assay_rings"))
        }
    }

    @Test("Rings are listed without their documents, the largest first")
    func list() async throws {
        try await RunningServer.run { server in
            let run = try DetectionRun.sample(
                [
                    SampleRing.document(id: "ring-2", accounts: 30, names: ["b"]),
                    SampleRing.document(id: "ring-1", accounts: 200),
                ].map { document in
                    var document = document
                    if document.ring == "ring-2" { document.members = [document.members[0]] }
                    return document
                })
            try server.store.keep(run)
            let list = try await server.send("GET", "/v1/rings").json()
            let rings = try #require(list["rings"] as? [[String: Any]])
            #expect(rings.map { $0["ring"] as? String } == ["ring-1", "ring-2"])
            #expect(rings[0]["accounts"] as? Int == 200)
            #expect(rings[0]["firstSeen"] as? Int64 == run.rings[1].firstSeen)
            #expect(rings[0]["summary"] as? String == run.rings[1].summary)
            #expect(rings[0]["document"] == nil && rings[0]["members"] == nil)
            let told = try #require(list["run"] as? [String: Any])
            #expect(told["rings"] as? Int == 2)
            #expect(told["asOf"] as? Int64 == run.asOf)
            #expect(
                told["restrictedAccounts"] as? Int
                    == run.accounts.count { $0.action == "restrict" })
            let one = try await server.send("GET", "/v1/rings?limit=1").json()
            #expect((one["rings"] as? [Any])?.count == 1)
        }
    }

    @Test("A ring that detection names no more comes as it was kept, and says so")
    func gone() async throws {
        try await RunningServer.run { server in
            let document = SampleRing.document(accounts: 30)
            var run = try DetectionRun.sample([document])
            try server.store.keep(run)
            let seenAt = run.endedAt
            run = try .sample([])
            run.endedAt = seenAt + 3_600_000
            try server.store.keep(run)
            let reply = try await server.send("GET", "/v1/rings/ring-12")
            #expect(reply.status == 200, "\(reply.text)")
            let ring = try reply.json()
            #expect(ring["current"] as? Bool == false && ring["seenAt"] as? Int64 == seenAt)
            #expect(try RingDocument(json: reply.text) == document)
            // Found again, it is what the last run says.
            try server.store.keep(.sample([SampleRing.document(accounts: 40)]))
            let again = try await server.send("GET", "/v1/rings/ring-12").json()
            #expect(again["current"] as? Bool == true && again["seenAt"] == nil)
            #expect(again["accounts"] as? Int == 40)
        }
    }

    @Test("A ring's document comes as it is kept")
    func document() async throws {
        try await RunningServer.run { server in
            let document = SampleRing.document(names: [RingReadTests.hostile])
            try server.store.keep(try .sample([document]))
            let reply = try await server.send("GET", "/v1/rings/ring-12")
            #expect(reply.status == 200)
            #expect(reply.header("Content-Type") == "application/json")
            #expect(reply.text == "{\"current\":true," + (try document.json()).dropFirst())
            #expect(try RingDocument(json: reply.text) == document)
        }
    }

    @Test("An account's verdict is found whatever its name")
    func verdict() async throws {
        try await RunningServer.run { server in
            let names = [RingReadTests.hostile, "a b", "100%", "?x=1#y", "é"]
            var run = try DetectionRun.sample([SampleRing.document(names: names)])
            run.accounts.append(
                AccountVerdict(account: "alone", score: 0.5, action: "review", ring: ""))
            try server.store.keep(run)
            var plain = CharacterSet.alphanumerics
            plain.remove(charactersIn: "é")
            for name in names {
                let path = try #require(name.addingPercentEncoding(withAllowedCharacters: plain))
                let reply = try await server.send("GET", "/v1/accounts/\(path)/verdict")
                #expect(reply.status == 200, "\(name)")
                let verdict = try reply.json()
                #expect(verdict["account"] as? String == name)
                #expect(verdict["ring"] as? String == "ring-12")
                #expect(verdict["action"] as? String == "restrict")
                #expect(verdict["score"] as? Double == 0.98)
            }
            let alone = try await server.send("GET", "/v1/accounts/alone/verdict").json()
            #expect(alone["ring"] is NSNull)
        }
    }

    @Test("Recipients come with their roles and reasons")
    func recipients() async throws {
        try await RunningServer.run { server in
            let run = try DetectionRun.sample([SampleRing.document()])
            try server.store.keep(run)
            let list = try await server.send("GET", "/v1/recipients?limit=3").json()
            let recipients = try #require(list["recipients"] as? [[String: Any]])
            #expect(
                recipients.map { $0["role"] as? String } == [
                    "beneficiary", "beneficiary", "victim",
                ])
            #expect(recipients[0]["kind"] as? String == "payee")
            #expect(recipients[0]["name"] as? String == "p-northwind")
            #expect((recipients[0]["reason"] as? String)?.isEmpty == false)
        }
    }

    @Test("What is not there is a problem with a way on")
    func missing() async throws {
        try await RunningServer.run { server in
            for path in [
                "/v1/rings/ring-99", "/v1/accounts/nobody/verdict",
                "/v1/rings/%00", "/v1/rings/ring-1%27%20OR%201=1",
            ] {
                let reply = try await server.send("GET", path)
                #expect(reply.status == 404, "\(path)")
                #expect(try reply.problem() == "not_found")
                #expect(try reply.json()["fix"] is String)
            }
            for path in ["/v1/rings?limit=0", "/v1/recipients?limit=x"] {
                let reply = try await server.send("GET", path)
                #expect(reply.status == 400, "\(path)")
                #expect(try reply.problem() == "invalid")
            }
        }
    }

    @Test("A path that is no text is refused", arguments: ["%ff", "%f", "%", "%zz", "%+1", "a%c3"])
    func unreadable(name: String) async throws {
        try await RunningServer.run { server in
            // A URL of Foundation's would mend it.
            let connection = try RawConnection(port: server.port)
            connection.send("GET /v1/accounts/\(name)/verdict HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            let answer = try #require(await connection.answer())
            #expect(answer.head.contains(" 400 "), "\(answer.head)")
            #expect(answer.body.contains("urn:assay:problem:invalid"))
        }
    }

    @Test("Metrics tell of the last detection")
    func metrics() async throws {
        try await RunningServer.run { server in
            let run = try DetectionRun.sample([SampleRing.document()])
            try server.store.keep(run)
            let text = try await server.send("GET", "/metrics").text
            let restricted = run.accounts.count { $0.action == "restrict" }
            let reviewed = run.accounts.count { $0.action == "review" }
            for line in [
                "# TYPE assay_rings gauge", "assay_rings 1",
                "assay_restricted_accounts \(restricted)", "assay_reviewed_accounts \(reviewed)",
                "assay_detection_ended_timestamp_seconds \(Double(run.endedAt) / 1000)",
            ] {
                #expect(text.contains(line + "\n"), "\(line)")
            }
        }
    }
}
