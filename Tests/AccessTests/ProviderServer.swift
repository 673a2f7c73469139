import Access
import Crypto
import CryptoExtras
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

/// A small OpenID provider on a port of its own: it signs in whoever comes as one person, keeps to
/// the protocol (client, redirect, PKCE, a code once), and can be told to lie.
final class ProviderServer: Sendable {
    /// What is wrong with its tokens.
    enum Lie: String, CaseIterable, Sendable {
        case none, otherKey, noAlgorithm, sharedSecret, expired, future, otherAudience, otherIssuer
        case otherNonce, noNonce, changedPayload, noSubject, otherParty
    }

    struct Person: Sendable {
        var subject = "sub-1"
        var name = "olga"
        var groups = ["fraud-analysts"]
    }

    private struct Given: Sendable {
        var challenge: String
        var nonce: String
        var redirect: String
    }

    private struct State: Sendable {
        var lie = Lie.none
        var algorithm = "ES256"
        var person = Person()
        var codes: [String: Given] = [:]
        var port = 0
        var seconds: Int64 = 0
    }

    static let client = "assay-tests"
    static let clientSecret = "provider-secret"
    private let state = Mutex(State())
    private let key = P256.Signing.PrivateKey()
    private let other = P256.Signing.PrivateKey()
    private let rsa: _RSA.Signing.PrivateKey

    init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    var issuer: String { "http://127.0.0.1:\(state.withLock { $0.port })" }

    func set(_ lie: Lie = .none, algorithm: String = "ES256", person: Person = Person()) {
        state.withLock { ($0.lie, $0.algorithm, $0.person) = (lie, algorithm, person) }
    }

    /// Serves while `body` runs.
    ///
    /// - Parameter now: milliseconds since 1970, of the server that asks.
    func run(now: Int64, _ body: () async throws -> Void) async throws {
        state.withLock { $0.seconds = now / 1000 }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: CallbackResponder { [self] (request: Request, _: BasicRequestContext) in
                try await answer(request)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "provider") { _ in SwiftLogNoOpLogHandler() })
        let serving = Task { try await application.run() }
        guard let port = await ports.first(where: { _ in true }) else {
            return try await serving.value
        }
        state.withLock { $0.port = port }
        defer { serving.cancel() }
        try await body()
    }

    private func answer(_ request: Request) async throws -> Response {
        switch request.uri.path {
        case "/.well-known/openid-configuration":
            return ProviderServer.json([
                "issuer": issuer, "authorization_endpoint": issuer + "/authorize",
                "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
            ])
        case "/keys": return try keys()
        case "/authorize": return authorize(request)
        case "/token": return try await token(request)
        default: return Response(status: .notFound)
        }
    }

    private func keys() throws -> Response {
        let point = Array(key.publicKey.x963Representation.dropFirst())
        let numbers = try rsa.publicKey.getKeyPrimitives()
        return ProviderServer.json([
            "keys": [
                [
                    "kty": "EC", "crv": "P-256", "kid": "ec", "use": "sig",
                    "x": Secret.base64url(Array(point[..<32])),
                    "y": Secret.base64url(Array(point[32...])),
                ],
                [
                    "kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256",
                    "n": Secret.base64url(Array(numbers.modulus)),
                    "e": Secret.base64url(Array(numbers.publicExponent)),
                ],
            ]
        ])
    }

    private func authorize(_ request: Request) -> Response {
        let asked = Dictionary(
            request.uri.queryParameters.map { (String($0.key), ProviderServer.plain($0.value)) }
        ) { $1 }
        guard asked["client_id"] == ProviderServer.client, asked["response_type"] == "code",
            asked["code_challenge_method"] == "S256", let challenge = asked["code_challenge"],
            let nonce = asked["nonce"], let redirect = asked["redirect_uri"],
            let given = asked["state"], asked["scope"]?.contains("openid") == true
        else { return Response(status: .badRequest) }
        let code = Secret.make()
        state.withLock {
            $0.codes[code] = Given(challenge: challenge, nonce: nonce, redirect: redirect)
        }
        return Response(
            status: .found, headers: [.location: "\(redirect)?code=\(code)&state=\(given)"])
    }

    private func token(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 65_536)
        var fields: [String: String] = [:]
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[String(parts[0])] = ProviderServer.plain(parts[1]) }
        }
        let given = state.withLock { $0.codes.removeValue(forKey: fields["code"] ?? "") }
        let digest = SHA256.hash(data: Data((fields["code_verifier"] ?? "").utf8))
        guard let given, given.challenge == Secret.base64url(Array(digest)),
            fields["redirect_uri"] == given.redirect, fields["client_id"] == ProviderServer.client,
            fields["client_secret"] == ProviderServer.clientSecret,
            fields["grant_type"] == "authorization_code"
        else { return Response(status: .badRequest) }
        return ProviderServer.json([
            "access_token": "x", "token_type": "Bearer", "id_token": try made(given.nonce),
        ])
    }

    /// The ID token, with what it is told to lie about.
    private func made(_ nonce: String) throws -> String {
        let state = state.withLock { $0 }
        let now = state.seconds
        var claims: [String: Any] = [
            "iss": issuer, "aud": ProviderServer.client, "sub": state.person.subject,
            "iat": now, "exp": now + 300, "nonce": nonce,
            "preferred_username": state.person.name, "groups": state.person.groups,
            "email_verified": true, "address": ["country": "SE"],
        ]
        switch state.lie {
        case .expired: (claims["iat"], claims["exp"]) = (now - 7200, now - 3600)
        case .future: claims["nbf"] = now + 3600
        case .otherAudience: claims["aud"] = "somebody-else"
        case .otherIssuer: claims["iss"] = "https://evil.example"
        case .otherNonce: claims["nonce"] = "another"
        case .noNonce: claims["nonce"] = nil
        case .noSubject: claims["sub"] = nil
        case .otherParty:
            (claims["aud"], claims["azp"]) = ([ProviderServer.client, "b"], "b")
        default: break
        }
        let isRSA = state.algorithm == "RS256"
        var head: [String: Any] = ["alg": state.algorithm, "kid": isRSA ? "rsa" : "ec"]
        if state.lie == .noAlgorithm { head["alg"] = "none" }
        if state.lie == .sharedSecret { head["alg"] = "HS256" }
        let text = try ProviderServer.part(head) + "." + ProviderServer.part(claims)
        let bytes = Data(text.utf8)
        var signature: [UInt8]
        switch state.lie {
        case .noAlgorithm: signature = []
        case .sharedSecret:
            // Signed with the public key as if it were a secret.
            let secret = SymmetricKey(data: Data(key.publicKey.pemRepresentation.utf8))
            signature = Array(HMAC<SHA256>.authenticationCode(for: bytes, using: secret))
        default:
            signature = Array(
                isRSA
                    ? try rsa.signature(for: bytes, padding: .insecurePKCS1v1_5).rawRepresentation
                    : try (state.lie == .otherKey ? other : key).signature(for: bytes)
                        .rawRepresentation)
        }
        guard state.lie == .changedPayload else {
            return text + "." + Secret.base64url(signature)
        }
        claims["groups"] = ["admins"]
        return try ProviderServer.part(head) + "." + ProviderServer.part(claims) + "."
            + Secret.base64url(signature)
    }

    private static func part(_ value: [String: Any]) throws -> String {
        Secret.base64url(Array(try JSONSerialization.data(withJSONObject: value)))
    }

    private static func plain(_ text: some StringProtocol) -> String {
        text.removingPercentEncoding ?? ""
    }

    private static func json(_ value: [String: Any]) -> Response {
        let data = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
