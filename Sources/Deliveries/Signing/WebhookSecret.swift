import Crypto
import Foundation
package import Vocabulary

/// What signatures of webhooks are made and checked with; it shows itself only when asked for
/// ``text``, so that no log or dump holds it.
///
/// As Standard Webhooks writes them: `whsec_` and 24 to 64 bytes in Base64, shared by both ends;
/// `whsk_` and the 32 bytes of an Ed25519 key that signs; `whpk_` and those of one that checks.
package struct WebhookSecret: Sendable {
    enum Key: Sendable {
        case shared(SymmetricKey)
        case signing(Curve25519.Signing.PrivateKey)
        case checking(Curve25519.Signing.PublicKey)
    }

    /// Bytes of a shared secret.
    package static let bytesRange = 24...64

    let key: Key
    /// As it is written. Only for keeping it, and for showing it to its owner once.
    package let text: String

    /// Reads a secret; white space around it does not count.
    ///
    /// - Throws: ``Fault`` `invalid`, without a word of what was written.
    package init(_ written: String) throws(Fault) {
        text = written.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let mark = text.firstIndex(of: "_"),
            let bytes = Data(base64Encoded: String(text[text.index(after: mark)...]))
        else { throw WebhookSecret.unreadable }
        let kind = text[...mark]
        do {
            switch kind {
            case "whsec_" where WebhookSecret.bytesRange.contains(bytes.count):
                key = .shared(SymmetricKey(data: bytes))
            case "whsk_": key = .signing(try .init(rawRepresentation: bytes.prefix(32)))
            case "whpk_": key = .checking(try .init(rawRepresentation: bytes))
            default: throw WebhookSecret.unreadable
            }
        } catch {
            throw WebhookSecret.unreadable
        }
    }

    private static let unreadable = Fault(
        .invalid, "The webhook secret cannot be read.",
        fix: "Write `whsec_` and 24 to 64 bytes in Base64, such as "
            + "`echo whsec_$(openssl rand -base64 32)`.")

    /// A new shared secret of 32 bytes.
    package static func made(
        by random: inout some RandomNumberGenerator
    ) throws(Fault) -> WebhookSecret {
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        return try WebhookSecret("whsec_" + Data(bytes).base64EncodedString())
    }

    /// Whether signatures can be made with it; a `whpk_` only checks.
    package var canSign: Bool {
        if case .checking = key { false } else { true }
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "WebhookSecret(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
