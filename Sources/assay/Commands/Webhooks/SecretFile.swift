import Deliveries
import Foundation
import Vocabulary

/// Secrets of webhooks in a file, one a line.
enum SecretFile {
    /// - Throws: ``Fault`` `notFound`, or `invalid` without showing what the file holds.
    static func read(_ path: String) throws -> [WebhookSecret] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check --secret-file.")
        }
        let secrets = try String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .filter { !$0.allSatisfy(\.isWhitespace) }.map { try WebhookSecret(String($0)) }
        guard !secrets.isEmpty else {
            throw Fault(
                .invalid, "\(path) holds no secret.",
                fix: "Write `whsec_` and 24 to 64 bytes in Base64, such as "
                    + "`echo whsec_$(openssl rand -base64 32) > \(path)`.")
        }
        return secrets
    }

    /// The one secret of a file, which must be one that signs.
    static func signing(_ path: String) throws -> WebhookSecret {
        let secrets = try read(path)
        guard secrets.count == 1, secrets[0].canSign else {
            throw Fault(
                .invalid, "\(path) must hold one secret that signs.",
                fix: "Write one `whsec_` or `whsk_`; a `whpk_` only checks.")
        }
        return secrets[0]
    }
}
