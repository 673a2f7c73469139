import Crypto
import Foundation
package import Vocabulary

/// Signs messages as Standard Webhooks says (specification of 2023,
/// github.com/standard-webhooks): over `id.timestamp.body`, with HMAC-SHA256 (`v1`) or Ed25519
/// (`v1a`).
package enum WebhookSigning {
    /// The header fields for one attempt.
    ///
    /// - Parameters:
    ///   - secrets: each makes a signature; several while one is replaced by the next.
    ///   - seconds: of the attempt, since 1970.
    /// - Throws: ``Fault`` `invalid` for a secret that only checks, or without one.
    package static func headers(
        id: String, seconds: Int64, body: [UInt8], secrets: [WebhookSecret]
    ) throws(Fault) -> WebhookHeaders {
        guard !secrets.isEmpty, secrets.allSatisfy(\.canSign) else {
            throw Fault(
                .invalid, "There is no secret to sign with.",
                fix: "Give a `whsec_` or `whsk_` secret; a `whpk_` only checks.")
        }
        let content = signed(id: id, timestamp: String(seconds), body: body)
        var signatures: [String] = []
        for secret in secrets {
            switch secret.key {
            case .shared(let key):
                let code = HMAC<SHA256>.authenticationCode(for: content, using: key)
                signatures.append("v1," + Data(code).base64EncodedString())
            case .signing(let key):
                guard let bytes = try? key.signature(for: content) else {
                    throw Fault(.bug, "An Ed25519 key did not sign.")
                }
                signatures.append("v1a," + bytes.base64EncodedString())
            case .checking: break
            }
        }
        return WebhookHeaders(
            id: id, timestamp: String(seconds), signature: signatures.joined(separator: " "))
    }

    /// The bytes that are signed.
    static func signed(id: String, timestamp: String, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
