import Crypto
import Foundation
import FoundationNetworking
import JWTKit
package import Vocabulary

/// Asks one OpenID provider: where its doors are, for a token, and with which keys it signs.
package final class OIDCProvider: Sendable {
    package let settings: OIDCSettings
    private let session: URLSession

    /// Bytes an answer may have.
    private static let answerBytesMax = 1024 * 1024
    private static let algorithms: Set<String> = ["RS256", "ES256"]

    /// - Parameter timeout: seconds that one request may take.
    package init(settings: OIDCSettings, timeout: Double = 10) {
        self.settings = settings
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout
        configuration.timeoutIntervalForResource = timeout
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        // What the provider says is taken from its own address alone.
        session = URLSession(
            configuration: configuration, delegate: NoRedirects(), delegateQueue: nil)
    }

    private struct Discovery: Decodable {
        var issuer: String
        var authorization: String
        var token: String
        var keys: String

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorization = "authorization_endpoint"
            case token = "token_endpoint"
            case keys = "jwks_uri"
        }
    }

    private struct TokenAnswer: Decodable {
        var token: String

        enum CodingKeys: String, CodingKey { case token = "id_token" }
    }

    /// A sign-in on its way: kept until the browser comes back.
    package struct Trip: Sendable {
        package var nonce: String
        package var verifier: String
        package var redirect: String
        /// Where they wanted to go.
        package var to: String
    }

    package static func trip(redirect: String, to: String) -> Trip {
        Trip(nonce: Secret.make(), verifier: Secret.make(), redirect: redirect, to: to)
    }

    /// Where the browser is sent, with PKCE (RFC 7636) by SHA-256.
    ///
    /// - Throws: ``Fault`` `unavailable` when the provider does not answer.
    package func start(_ trip: Trip, state: String) async throws -> String {
        let doors = try await discover()
        let digest = SHA256.hash(data: Array(trip.verifier.utf8))
        let fields = [
            "response_type": "code", "client_id": settings.clientID,
            "redirect_uri": trip.redirect, "scope": settings.scopes.joined(separator: " "),
            "state": state, "nonce": trip.nonce, "code_challenge_method": "S256",
            "code_challenge": Secret.base64url(Array(digest)),
        ]
        let joint = doors.authorization.contains("?") ? "&" : "?"
        return doors.authorization + joint + OIDCProvider.form(fields)
    }

    /// Who came back, by the code they brought.
    ///
    /// - Throws: ``Fault`` `unauthorized` for a token that is not good, `forbidden` for who has no
    ///   role here, `unavailable` when the provider does not answer.
    package func finish(_ trip: Trip, code: String, now: Int64) async throws -> OIDCPerson {
        let doors = try await discover()
        var fields = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": trip.redirect,
            "client_id": settings.clientID, "code_verifier": trip.verifier,
        ]
        fields["client_secret"] = settings.clientSecret
        let answer: TokenAnswer = try await ask(doors.token, form: fields)
        let token = try await verified(answer.token, doors.keys)
        try token.check(settings, nonce: trip.nonce, now: now)
        return try person(token)
    }

    private func person(_ token: OIDCToken) throws(Fault) -> OIDCPerson {
        let claims = token.claims[settings.roleClaim]?.texts ?? []
        let roles = Set(claims.compactMap { settings.roles[$0] })
        guard !roles.isEmpty else {
            throw Fault(
                .forbidden, "The provider gives you no role that is known here.",
                fix: "Ask who runs Assay to map one of your groups.")
        }
        guard let name = token.text(settings.nameClaim) ?? token.text("email") else {
            throw Fault(
                .forbidden, "The provider does not say your name as `\(settings.nameClaim)`.",
                fix: "Ask who runs Assay to set nameClaim.")
        }
        return OIDCPerson(
            issuer: settings.issuer, subject: token.text("sub") ?? "",
            name: try AccessName.checked(name), roles: roles)
    }

    private func verified(_ token: String, _ address: String) async throws -> OIDCToken {
        struct Head: Decodable {
            var alg: String
            var crit: [String]?
        }
        let bad = Fault(
            .unauthorized, "The provider's token cannot be trusted.", fix: "Try again.")
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count < 65_536, parts.count == 3,
            let bytes = OIDCProvider.bytes(base64url: parts[0]),
            let head = try? JSONDecoder().decode(Head.self, from: bytes),
            OIDCProvider.algorithms.contains(head.alg), head.crit == nil
        else { throw bad }
        // Only public keys of these two kinds are tried: no shared secret, no `none`.
        var keys: JWKS = try await ask(address)
        let kind: JWK.KeyType = head.alg == "RS256" ? .rsa : .ecdsa
        keys.keys = keys.keys.filter { $0.keyType == kind }
        for index in keys.keys.indices where keys.keys[index].algorithm == nil {
            keys.keys[index].algorithm = head.alg == "RS256" ? .rs256 : .es256
        }
        guard !keys.keys.isEmpty else { throw bad }
        do {
            let ring = try await JWTKeyCollection().add(jwks: keys)
            return try await ring.verify(token, as: OIDCToken.self)
        } catch {
            throw bad
        }
    }

    private func discover() async throws -> Discovery {
        let base =
            settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let doors: Discovery = try await ask(base + "/.well-known/openid-configuration")
        guard doors.issuer == settings.issuer,
            [doors.authorization, doors.token, doors.keys].allSatisfy(
                OIDCSettings.isSafe)
        else {
            throw Fault(
                .unavailable,
                "\(settings.issuer) says that it is \(doors.issuer.prefix(200)), or leads to http.",
                fix: "Write the issuer in --oidc exactly as the provider does.")
        }
        return doors
    }

    private func ask<Answer: Decodable>(
        _ address: String, form: [String: String]? = nil
    ) async throws -> Answer {
        guard let url = URL(string: address), OIDCSettings.isSafe(address) else {
            throw Fault(.unavailable, "\(address.prefix(200)) is no address.")
        }
        var request = URLRequest(url: url)
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let form {
            request.httpMethod = "POST"
            request.setValue(
                "application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            request.httpBody = Data(OIDCProvider.form(form).utf8)
        }
        do {
            let (data, response) = try await session.data(for: request)
            guard (response as? HTTPURLResponse)?.statusCode == 200,
                data.count <= OIDCProvider.answerBytesMax
            else { throw URLError(.badServerResponse) }
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw Fault(
                .unavailable, "The provider did not answer at \(url.path): \(error)",
                fix: "Try again in a moment.")
        }
    }

    private static func form(_ fields: [String: String]) -> String {
        var plain = CharacterSet.alphanumerics
        plain.insert(charactersIn: "-._~")
        return fields.sorted { $0.key < $1.key }.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")
        }.joined(separator: "&")
    }

    private static func bytes(base64url text: Substring) -> Data? {
        let base = text.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        return Data(base64Encoded: base + String(repeating: "=", count: (4 - base.count % 4) % 4))
    }
}

/// Who a provider says somebody is.
package struct OIDCPerson: Sendable, Hashable {
    package var issuer: String
    package var subject: String
    package var name: String
    package var roles: Set<PersonRole>
}

private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
