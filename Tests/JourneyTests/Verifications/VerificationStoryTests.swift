import Deliveries
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Verifications
import Vocabulary

/// Verification as it is met from outside: HTTP, a vendor behind a socket, a store in a file.
@Suite struct VerificationStoryTests {
    @Test("An honest newcomer takes one step")
    func honest() async throws {
        try await VerificationServer.run(folder: try TemporaryFolder()) { server in
            try await server.signUp("ann")
            #expect(try await server.states("ann") == ["email": "requested"])
            #expect(try await server.give("ann", "email", #"{"email":"ann@example.org"}"#) == 200)
            try await server.reach("ann", "email", "passed")
            #expect(try await server.states("ann").count == 1)
            let outbox = try server.store.lines(after: 0, limit: 10)
            #expect(outbox.map(\.state) == [.requested, .pending, .passed])
            let taken = #"assay_vendor_callbacks_total{vendor="mail",outcome="taken"}"#
            #expect(try await server.metric(taken) == 1)
        }
    }

    @Test("A risky one proves more, a liar fails, and what has expired is asked again")
    func risky() async throws {
        try await VerificationServer.run(folder: try TemporaryFolder()) { server in
            for user in ["bob", "eve"] {
                try await server.signUp(user, device: "farm")
                _ = try await server.give(user, "email", #"{"email":"\#(user)@example.org"}"#)
                try await server.reach(user, "email", "passed")
                #expect(try await server.states(user)["document"] == "requested")
            }
            _ = try await server.give("bob", "document", #"{"document":"X1"}"#)
            try await server.reach("bob", "document", "passed")
            #expect(try await server.states("bob")["liveness"] == "requested")
            _ = try await server.give("bob", "liveness", #"{}"#)
            try await server.reach("bob", "liveness", "passed")

            _ = try await server.give("eve", "document", #"{"document":"X9"}"#)
            try await server.reach("eve", "document", "failed")
            #expect(try await server.states("eve")["liveness"] == nil)
            #expect(try await server.give("eve", "document", #"{"document":"X1"}"#) == 409)

            server.clock.pass(31 * 86_400_000)
            try await server.reach("bob", "liveness", "expired")
            try await server.signUp("bob", device: "farm")
            #expect(try await server.states("bob")["liveness"] == "requested")
            #expect(try await server.states("bob")["document"] == "passed")
        }
    }

    @Test("A vendor that does not answer is passed over for the next")
    func silent() async throws {
        try await VerificationServer.run(folder: try TemporaryFolder()) { server in
            _ = try await server.give("kim", "document", #"{"document":"X7"}"#)
            let id = Verification.id(account: "kim", requirement: "document")
            // Half a minute a round: five of silence for each of the two, and some for retries.
            for _ in 0..<100 {
                try await server.round()
                if try server.store.verification(id: id)?.state == .expired { break }
                server.clock.pass(30_000)
            }
            let kim = try #require(try server.store.verification(id: id))
            #expect(kim.vendor == "backup" && kim.state == .expired)
            #expect(kim.reasons == ["vendor_silent"])
            let lines = try server.store.lines(of: id, limit: 10)
            #expect(lines.map(\.move) == [.request, .submit, .reroute, .giveUp])
        }
    }

    @Test(
        "A vendor that misbehaves does no harm",
        arguments: [
            (FakeVendorBehaviour.duplicate, "repeated", "passed"), (.replay, "replayed", "passed"),
            (.forge, "forged", "passed"), (.swap, "other_account", "passed"),
            (.stale, "stale", "pending"),
        ])
    func misbehaving(_ behaviour: FakeVendorBehaviour, outcome: String, state: String) async throws
    {
        try await VerificationServer.run(
            folder: try TemporaryFolder(), behaviour: behaviour
        ) { server in
            _ = try await server.give("ann", "liveness", #"{"document":"X1"}"#)
            let name = #"assay_vendor_callbacks_total{vendor="papers",outcome="\#(outcome)"}"#
            for _ in 0..<200 where try await server.metric(name) == 0 {
                try await server.round()
                try await server.pause()
            }
            #expect(try await server.metric(name) == 1)
            // What is refused may come before what counts.
            try await server.reach("ann", "liveness", state)
            #expect(try await server.states("ann")["liveness"] == state)
            let steps = try server.store.verifications(ofAccount: "ann", limit: 1).first?.steps
            #expect(steps == (state == "passed" ? 3 : 2))
        }
    }

    @Test("A vendor in shadow answers, and is compared")
    func shadow() async throws {
        try await VerificationServer.run(folder: try TemporaryFolder()) { server in
            _ = try await server.give("ann", "document", #"{"document":"X1"}"#)
            try await server.reach("ann", "document", "passed")
            for _ in 0..<200 {
                try await server.round()
                let all = VendorComparison.all(of: try server.store.verificationPairs(limit: 9))
                if all.first?.bothPassed == 1 { return }
                try await server.pause()
            }
            Issue.record("The vendor in shadow has not answered")
        }
    }

    @Test("Callbacks are refused in plain words: each problem with its status")
    func refusals() async throws {
        try await VerificationServer.run(folder: try TemporaryFolder()) { server in
            _ = try await server.give("ann", "liveness", #"{"document":"X7"}"#)
            let pending = try #require(
                try server.store.verifications(ofAccount: "ann", limit: 1).first)
            func post(
                _ vendor: String, _ reference: String, account: String = "ann", id: String = "m",
                late: Int64 = 0, secret: String = VerificationServer.secret
            ) async throws -> Int {
                let body =
                    #"{"type":"check.completed","reference":"\#(reference)","account":"#
                    + #""\#(account)","result":"passed"}"#
                let signed = try WebhookSigning.headers(
                    id: id, seconds: server.clock.now / 1000 - late, body: Array(body.utf8),
                    secrets: [try WebhookSecret(secret)])
                return try await server.send(
                    "POST", "/v1/vendors/\(vendor)/callbacks", body,
                    headers: [
                        "Content-Type": "application/json", "webhook-id": signed.id,
                        "webhook-timestamp": signed.timestamp,
                        "webhook-signature": signed.signature,
                    ]
                ).status
            }
            let reference = pending.reference
            let other = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
            #expect(try await post("papers", reference, secret: other) == 401)
            #expect(try await post("papers", reference, late: 301) == 401)
            #expect(try await post("nobody", reference) == 404)
            #expect(try await post("papers", "chk_0-0") == 404)
            #expect(try await post("backup", reference) == 403)
            #expect(try await post("papers", reference, account: "bob") == 403)
            #expect(try await server.states("ann") == ["liveness": "pending"])
            #expect(try await post("papers", reference) == 200)
            #expect(try await post("papers", reference) == 200)
            #expect(try await post("papers", reference, id: "m2") == 409)
            #expect(try await server.states("ann") == ["liveness": "passed"])
            let all = try await server.send("GET", "/v1/verifications/\(pending.id)")
            #expect(all.status == 200 && all.text.contains(#""by":"vendor papers""#))
            #expect(try await server.send("GET", "/v1/verifications/ver_0").status == 404)
            #expect(
                try await server.send(
                    "POST", "/v1/verifications", #"{"account":"a","requirement":"emial"}"#
                ).text.contains("Did you mean email?"))
        }
    }
}
