import Crypto
import Foundation
package import Vocabulary

/// Checks who sent a webhook, and when: the receiving end of ``WebhookSigning``.
///
/// ```swift
/// let verifier = try WebhookVerifier(secrets: [secret])
/// let proof = try verifier.verify(headers, body: body, now: now)
/// guard try seen.take(proof, now: now) else { return }  // processed before: answer 200
/// ```
package struct WebhookVerifier: Sendable {
    /// Signatures of one request that are looked at.
    package static let signaturesMax = 16

    /// A message whose sender is known.
    package struct Proof: Sendable, Hashable {
        package var id: String
        /// When it was sent, milliseconds since 1970.
        package var at: Int64
        /// From when on it is too old to pass once more, milliseconds since 1970: as long its id
        /// must be remembered, and no longer.
        package var until: Int64

        package init(id: String, at: Int64, until: Int64) {
            (self.id, self.at, self.until) = (id, at, until)
        }
    }

    private let secrets: [WebhookSecret]
    /// How far the time of sending may lie from that of receipt, to either side.
    package let toleranceSeconds: Int64

    /// - Parameter secrets: any may have signed; several while one is replaced by the next.
    /// - Throws: ``Fault`` `invalid` without a secret.
    package init(secrets: [WebhookSecret], toleranceSeconds: Int64 = 300) throws(Fault) {
        guard !secrets.isEmpty else {
            throw Fault(.invalid, "There is no secret to check signatures with.")
        }
        (self.secrets, self.toleranceSeconds) = (secrets, toleranceSeconds)
    }

    /// Checks the signature in constant time, then the time of sending. O(body · secrets).
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``Fault`` `unauthorized` for all that is not genuine and fresh.
    package func verify(
        _ headers: WebhookHeaders, body: [UInt8], now: Int64
    ) throws(Fault) -> Proof {
        guard WebhookHeaders.isID(headers.id) else {
            throw Fault(.unauthorized, "`webhook-id` is no name of a message.")
        }
        guard headers.timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(headers.timestamp), seconds < 1 << 40
        else {
            throw Fault(
                .unauthorized, "`webhook-timestamp` is no number of seconds since 1970.")
        }
        guard isSigned(headers, body) else {
            throw Fault(
                .unauthorized, "No signature of the request fits its body and our secret.",
                fix: "Sign `id.timestamp.body`, the body byte for byte as it is sent.")
        }
        let apart = seconds - now / 1000
        guard abs(apart) <= toleranceSeconds else {
            throw Fault(
                .unauthorized,
                "The request was signed \(abs(apart)) s \(apart < 0 ? "ago" : "ahead of now"), "
                    + "more than \(toleranceSeconds) s.",
                fix: "Sign each attempt anew, and set the clocks.")
        }
        return Proof(
            id: headers.id, at: seconds * 1000, until: (seconds + toleranceSeconds + 1) * 1000)
    }

    private func isSigned(_ headers: WebhookHeaders, _ body: [UInt8]) -> Bool {
        let content = WebhookSigning.signed(
            id: headers.id, timestamp: headers.timestamp, body: body)
        var isGenuine = false
        for signature in headers.signature.split(separator: " ").prefix(Self.signaturesMax) {
            let parts = signature.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[1])) else {
                continue
            }
            for secret in secrets {
                switch (secret.key, parts[0]) {
                case (.shared(let key), "v1"):
                    // Compares in constant time.
                    if HMAC<SHA256>.isValidAuthenticationCode(
                        bytes, authenticating: content, using: key)
                    {
                        isGenuine = true
                    }
                case (.checking(let key), "v1a"):
                    if key.isValidSignature(bytes, for: content) { isGenuine = true }
                case (.signing(let key), "v1a"):
                    if key.publicKey.isValidSignature(bytes, for: content) { isGenuine = true }
                default: break
                }
            }
        }
        return isGenuine
    }
}
