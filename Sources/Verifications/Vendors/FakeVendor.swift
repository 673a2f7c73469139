package import Deliveries
import Foundation
import Toolbox
package import Vocabulary

/// How the built-in vendor answers; a person's own data says what comes of it.
package enum FakeVendorOutcome: Sendable, Hashable {
    case passed
    case failed(reason: String)
    /// It never answers.
    case silent
}

/// How the built-in vendor misbehaves, to be told from one that does not.
package enum FakeVendorBehaviour: String, Sendable, CaseIterable {
    case well
    /// Each callback comes twice.
    case duplicate
    /// Each callback comes once more with another result under the same id.
    case replay
    /// A callback that says `passed`, signed with another secret, comes before each.
    case forge
    /// Each callback is signed an hour ago.
    case stale
    /// A callback for another account comes before each.
    case swap
    /// The outcome is turned round: what it should pass fails.
    case wrong
}

/// The built-in vendor's mind: what it makes of a request, and which callbacks it sends.
package struct FakeVendor: Sendable {
    /// A request as it read it.
    package struct Request: Sendable {
        package var reference: String
        package var account: String
        package var requirement: String
        package var person: [String: String]
    }

    /// One callback, to be sent as it is.
    package struct Callback: Sendable {
        package var headers: WebhookHeaders
        package var body: String
    }

    let secret: WebhookSecret
    let behaviour: FakeVendorBehaviour

    package init(secret: WebhookSecret, behaviour: FakeVendorBehaviour = .well) {
        (self.secret, self.behaviour) = (secret, behaviour)
    }

    private struct Body: Decodable {
        var reference: String
        var account: String
        var requirement: String
        var person: [String: String]
    }

    /// Reads a request and checks who sent it.
    ///
    /// - Throws: ``Fault`` `unauthorized` or `invalid`.
    package func read(
        headers: (String) -> String?, body: [UInt8], now: Int64
    ) throws(Fault) -> Request {
        _ = try WebhookVerifier(secrets: [secret]).verify(
            WebhookHeaders(field: headers), body: body, now: now)
        guard let read = try? JSONDecoder().decode(Body.self, from: Data(body)) else {
            throw Fault(.invalid, "The request cannot be read.")
        }
        return Request(
            reference: read.reference, account: read.account, requirement: read.requirement,
            person: read.person)
    }

    /// What comes of a person's data: what they call their document, phone, payout account, address
    /// or e-mail (the part before the @) ends in 9: failed; in 7: no answer; else passed.
    package static func outcome(of person: [String: String]) -> FakeVendorOutcome {
        let names = ["document", "phone", "payout", "address", "email"]
        guard let name = names.first(where: { person[$0]?.isEmpty == false }),
            let last = person[name]?.prefix(while: { $0 != "@" }).last
        else { return .passed }
        switch last {
        case "9": return .failed(reason: "\(name)_not_genuine")
        case "7": return .silent
        default: return .passed
        }
    }

    /// The callbacks for a request, in order.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``Fault`` when the secret cannot sign.
    package func callbacks(
        for request: Request, now: Int64
    ) throws(Fault) -> [Callback] {
        var outcome = FakeVendor.outcome(of: request.person)
        if outcome == .silent { return [] }
        if behaviour == .wrong {
            outcome = outcome == .passed ? .failed(reason: "not_sure") : .passed
        }
        let id = "msg_" + request.reference
        let body = FakeVendor.body(request, outcome)
        let good = try callback(id, body, now: now)
        switch behaviour {
        case .well, .wrong: return [good]
        case .duplicate: return [good, good]
        case .replay:
            let other: FakeVendorOutcome =
                outcome == .passed ? .failed(reason: "replayed") : .passed
            return [good, try callback(id, FakeVendor.body(request, other), now: now)]
        case .forge:
            var random = SplitMix64(seed: 1)
            let forged = try WebhookSigning.headers(
                id: id + "-forged", seconds: now / 1000,
                body: Array(FakeVendor.body(request, .passed).utf8),
                secrets: [try WebhookSecret.made(by: &random)])
            return [Callback(headers: forged, body: FakeVendor.body(request, .passed)), good]
        case .stale: return [try callback(id, body, now: now - 3_600_000)]
        case .swap:
            var other = request
            other.account += "-other"
            return [try callback(id + "-swap", FakeVendor.body(other, .passed), now: now), good]
        }
    }

    private func callback(_ id: String, _ body: String, now: Int64) throws(Fault) -> Callback {
        Callback(
            headers: try WebhookSigning.headers(
                id: id, seconds: now / 1000, body: Array(body.utf8), secrets: [secret]),
            body: body)
    }

    private static func body(_ request: Request, _ outcome: FakeVendorOutcome) -> String {
        var writer = ByteWriter(capacity: 512)
        writer.append("{\"type\":\"check.completed\",\"reference\":" as StaticString)
        writer.appendQuoted(request.reference)
        writer.append(",\"account\":" as StaticString)
        writer.appendQuoted(request.account)
        if case .failed(let reason) = outcome {
            writer.append(",\"result\":\"failed\",\"reasons\":[" as StaticString)
            writer.appendQuoted(reason)
            writer.append("]" as StaticString)
        } else {
            writer.append(",\"result\":\"passed\",\"reasons\":[]" as StaticString)
        }
        // A vendor reads the person's papers itself; this one believes what it is told.
        writer.append(",\"person\":{" as StaticString)
        for (place, name) in request.person.keys.sorted().enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(name)
            writer.append(byte: UInt8(ascii: ":"))
            writer.appendQuoted(request.person[name] ?? "")
        }
        writer.append("}}" as StaticString)
        return writer.text
    }
}
