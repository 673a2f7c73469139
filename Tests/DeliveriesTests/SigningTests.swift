import Crypto
import Deliveries
import Foundation
import Testing
import Vocabulary

@Suite("Signing of webhooks") struct SigningTests {
    private let now: Int64 = 1_614_265_330_500
    private let body = Array(#"{"test": 2432232314}"#.utf8)

    private func secret(_ byte: UInt8) throws -> WebhookSecret {
        try WebhookSecret("whsec_" + Data(repeating: byte, count: 32).base64EncodedString())
    }

    @Test("The example of the specification's own libraries verifies")
    func published() throws {
        // From the tests of github.com/standard-webhooks/standard-webhooks.
        let published = try WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let headers = try WebhookSigning.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: body,
            secrets: [published])
        #expect(headers.signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        let proof = try WebhookVerifier(secrets: [published]).verify(headers, body: body, now: now)
        #expect(proof.id == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(proof.at == 1_614_265_330_000)
    }

    @Test("Old and new secrets both sign while one replaces the other")
    func rotation() throws {
        let (old, new) = (try secret(1), try secret(2))
        let headers = try WebhookSigning.headers(
            id: "m", seconds: now / 1000, body: body, secrets: [new, old])
        for held in [old, new] {
            _ = try WebhookVerifier(secrets: [held]).verify(headers, body: body, now: now)
        }
        expectRefused(headers, body, by: [try secret(3)])
    }

    @Test("Ed25519: who only checks cannot sign, and verifies")
    func asymmetric() throws {
        let key = Curve25519.Signing.PrivateKey()
        let signing = try WebhookSecret("whsk_" + key.rawRepresentation.base64EncodedString())
        let checking = try WebhookSecret(
            "whpk_" + key.publicKey.rawRepresentation.base64EncodedString())
        let headers = try WebhookSigning.headers(
            id: "m", seconds: now / 1000, body: body, secrets: [signing])
        #expect(headers.signature.hasPrefix("v1a,"))
        _ = try WebhookVerifier(secrets: [checking]).verify(headers, body: body, now: now)
        #expect(throws: Fault.self) {
            try WebhookSigning.headers(id: "m", seconds: 1, body: body, secrets: [checking])
        }
        let other = try WebhookSecret(
            "whpk_"
                + Curve25519.Signing.PrivateKey().publicKey.rawRepresentation.base64EncodedString())
        expectRefused(headers, body, by: [other])
    }

    @Test("Every changed byte of id, time, body or signature is refused")
    func forged() throws {
        let secret = try secret(7)
        let genuine = try WebhookSigning.headers(
            id: "msg_1", seconds: now / 1000, body: body, secrets: [secret])
        for place in body.indices {
            var changed = body
            changed[place] ^= 1
            expectRefused(genuine, changed, by: [secret])
        }
        var headers = genuine
        headers.id = "msg_2"
        expectRefused(headers, body, by: [secret])
        headers = genuine
        headers.timestamp = String(now / 1000 + 1)
        expectRefused(headers, body, by: [secret])
        for signature in ["", "v1,", "v1,AAAA", "v2," + genuine.signature.dropFirst(3)] {
            headers = genuine
            headers.signature = signature
            expectRefused(headers, body, by: [secret])
        }
    }

    @Test("The full stop cannot be moved from the body into the head")
    func shifted() throws {
        let secret = try secret(7)
        let seconds = now / 1000
        let genuine = try WebhookSigning.headers(
            id: "m", seconds: seconds, body: Array("5.{}".utf8), secrets: [secret])
        // The same bytes are signed, parted elsewhere.
        let shifted = WebhookHeaders(
            id: "m.\(seconds)", timestamp: "5", signature: genuine.signature)
        expectRefused(shifted, Array("{}".utf8), by: [secret])
        #expect(WebhookHeaders.id(of: "a.b") == "a~b")
    }

    @Test("Five minutes to either side, and no more", arguments: [-301, -300, 300, 301] as [Int64])
    func tolerance(apart: Int64) throws {
        let secret = try secret(7)
        let headers = try WebhookSigning.headers(
            id: "m", seconds: now / 1000 + apart, body: body, secrets: [secret])
        if abs(apart) > 300 {
            expectRefused(headers, body, by: [secret])
        } else {
            _ = try WebhookVerifier(secrets: [secret]).verify(headers, body: body, now: now)
        }
    }

    @Test("An id is taken once for as long as its request would pass")
    func replayed() throws {
        let seen = RecentMessages(most: 2)
        func proof(_ id: String) -> WebhookVerifier.Proof { .init(id: id, at: 0, until: 1000) }
        #expect(try seen.take(proof("a"), now: 0))
        #expect(try !seen.take(proof("a"), now: 999))
        #expect(try seen.take(proof("b"), now: 0))
        #expect(throws: Fault.self) { try seen.take(proof("c"), now: 999) }
        #expect(try seen.take(proof("c"), now: 1000))
        #expect(seen.count == 1)
        try seen.giveBack(proof("c"))
        #expect(try seen.take(proof("c"), now: 1000))
    }

    @Test("A secret shows itself to nobody who does not ask")
    func hidden() throws {
        let secret = try secret(9)
        var dumped = ""
        dump(secret, to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!shown.contains(secret.text.dropFirst(6)))
        }
        for bad in ["", "whsec_", "whsec_AAAA", "abc", "whsec_!!!!", "whpk_AAAA"] {
            #expect(throws: Fault.self) { try WebhookSecret(bad) }
        }
    }

    private func expectRefused(
        _ headers: WebhookHeaders, _ body: [UInt8], by secrets: [WebhookSecret]
    ) {
        let fault = #expect(throws: Fault.self) {
            try WebhookVerifier(secrets: secrets).verify(headers, body: body, now: now)
        }
        #expect(fault?.code == .unauthorized)
    }
}
