import Foundation
package import Vocabulary

/// An OpenID provider that vouches for people, as a file of JSON says it:
///
/// ```json
/// {"issuer": "https://id.example.org", "clientId": "assay", "clientSecretFile": "oidc.secret",
///  "nameClaim": "preferred_username", "roleClaim": "groups",
///  "roles": {"fraud-analysts": "analyst", "fraud-leads": "lead"}}
/// ```
package struct OIDCSettings: Sendable {
    package var issuer: String
    package var clientID: String
    /// Nil for a public client.
    package var clientSecret: String?
    package var scopes: [String]
    package var nameClaim: String
    package var roleClaim: String
    /// Roles by what the claim says; who has none of them is not let in.
    package var roles: [String: PersonRole]
    /// Shown on the button.
    package var title: String

    private struct File: Decodable {
        var issuer: String
        var clientId: String
        var clientSecretFile: String?
        var scopes: [String]?
        var nameClaim: String?
        var roleClaim: String?
        var roles: [String: String]
        var title: String?
    }

    package init(
        issuer: String, clientID: String, clientSecret: String?, roles: [String: PersonRole],
        roleClaim: String = "groups", nameClaim: String = "preferred_username"
    ) throws(Fault) {
        (self.issuer, self.clientID, self.clientSecret) = (issuer, clientID, clientSecret)
        (self.roles, self.roleClaim, self.nameClaim) = (roles, roleClaim, nameClaim)
        scopes = ["openid", "profile", "email"]
        title = "your organisation"
        try check()
    }

    /// Reads a file; the secret's path is taken from the file's folder.
    ///
    /// - Throws: ``Fault`` `notFound`, or `invalid` that says what is wrong in it.
    package init(path: String) throws(Fault) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check --oidc.")
        }
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: data)
        } catch {
            throw Fault(
                .invalid, "\(path) cannot be read: \(error).",
                fix: "Write issuer, clientId, clientSecretFile, roleClaim and roles as JSON.")
        }
        issuer = file.issuer
        clientID = file.clientId
        clientSecret = try file.clientSecretFile.map { name throws(Fault) in
            let folder = (path as NSString).deletingLastPathComponent
            let place =
                name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)
            guard let secret = FileManager.default.contents(atPath: place) else {
                throw Fault(.notFound, "Cannot read \(place).", fix: "Check clientSecretFile.")
            }
            return String(decoding: secret, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        scopes = file.scopes ?? ["openid", "profile", "email"]
        nameClaim = file.nameClaim ?? "preferred_username"
        roleClaim = file.roleClaim ?? "groups"
        title = file.title ?? "your organisation"
        roles = [:]
        for (claim, name) in file.roles {
            guard let role = PersonRole(rawValue: name), role != .partner else {
                let known = PersonRole.allCases.filter { $0 != .partner }.map(\.rawValue)
                throw Fault(
                    .invalid, "\(path) maps `\(claim)` to `\(name)`, which is no role here.",
                    fix: "Use one of \(known.joined(separator: ", ")).")
            }
            roles[claim] = role
        }
        try check()
    }

    private func check() throws(Fault) {
        guard OIDCSettings.isSafe(issuer), !clientID.isEmpty, !roles.isEmpty,
            scopes.contains("openid")
        else {
            throw Fault(
                .invalid, "The OpenID provider is not set up fully.",
                fix: "Give an issuer with https, a clientId, scopes with openid, and roles.")
        }
    }

    /// Whether what is sent there cannot be read on the way: https, or this machine.
    static func isSafe(_ text: String) -> Bool {
        guard let url = URL(string: text), let host = url.host else { return false }
        return url.scheme == "https"
            || url.scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    }
}
