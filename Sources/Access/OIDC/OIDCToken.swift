import Foundation
import JWTKit
import Vocabulary

/// What of a provider's ID token counts (OpenID Connect Core 1.0, 2 and 3.1.3.7).
struct OIDCToken: JWTPayload {
    /// Any value of a claim; other kinds than these are passed over.
    enum Claim: Codable, Sendable {
        case text(String)
        case list([String])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else {
                self = .other
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .list(let list): try container.encode(list)
            case .other: try container.encodeNil()
            }
        }

        var texts: [String] {
            switch self {
            case .text(let text): [text]
            case .list(let list): list
            case .other: []
            }
        }
    }

    var claims: [String: Claim]
    /// Seconds since 1970.
    var expiresAt: Double
    var issuedAt: Double
    var notBefore: Double

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        claims = [:]
        for key in container.allKeys {
            claims[key.stringValue] = try container.decode(Claim.self, forKey: key)
        }
        expiresAt = try container.decode(Double.self, forKey: Name(stringValue: "exp"))
        issuedAt = try container.decode(Double.self, forKey: Name(stringValue: "iat"))
        notBefore =
            try container.decodeIfPresent(Double.self, forKey: Name(stringValue: "nbf")) ?? 0
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(claims)
    }

    /// Times are checked by ``check(_:nonce:now:)``, with a clock that is an argument.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    func text(_ claim: String) -> String? { claims[claim]?.texts.first }

    /// Seconds that clocks may be apart.
    private static let leeway = 60.0
    /// The longest that a token may be good for, and old: seconds.
    private static let ageMax = 24 * 3600.0

    /// - Parameter now: milliseconds since 1970.
    /// - Throws: ``Fault`` `unauthorized` that names the claim.
    func check(_ settings: OIDCSettings, nonce: String, now: Int64) throws(Fault) {
        let now = Double(now) / 1000
        let audience = claims["aud"]?.texts ?? []
        func wrong(_ claim: String) -> Fault {
            Fault(
                .unauthorized, "The provider's token is not for this sign-in: \(claim).",
                fix: "Try again.")
        }
        guard text("iss") == settings.issuer else { throw wrong("iss") }
        guard audience.contains(settings.clientID) else { throw wrong("aud") }
        if let party = text("azp"), party != settings.clientID { throw wrong("azp") }
        if audience.count > 1, text("azp") == nil { throw wrong("azp") }
        guard expiresAt > now - OIDCToken.leeway else { throw wrong("exp") }
        guard notBefore < now + OIDCToken.leeway else { throw wrong("nbf") }
        guard issuedAt < now + OIDCToken.leeway, issuedAt > now - OIDCToken.ageMax else {
            throw wrong("iat")
        }
        guard let given = text("nonce"), Secret.isSame(Array(given.utf8), Array(nonce.utf8))
        else { throw wrong("nonce") }
        guard let subject = text("sub"), !subject.isEmpty, subject.utf8.count <= 255 else {
            throw wrong("sub")
        }
    }
}
