import API
import Access
import Foundation
import Hummingbird
import Vocabulary

/// *Me*: what somebody may, their password, second factor and sessions.
struct MeRoutes: Sendable {
    let parts: ConsoleParts
    let access: AccessParts

    private var desk: AccessDesk { access.desk }

    var routes: [Route] {
        func post(
            _ path: String, _ audited: String, on page: Route,
            _ handler: @escaping Route.Handler
        ) -> Route {
            Route(
                .post, path, .known, audited: audited, tellsItself: true, takesForm: true
            ) { call in
                call.note.subject("person", call.caller.name)
                return try await handler(call)
            }.answered(on: page)
        }
        let page = Route(.get, "/me", .known, page)
        let factor = Route(.get, "/me/second-factor", .known, factorPage)
        return [
            page, factor,
            post("/me/password", "person.password", on: page, changePassword),
            post("/me/second-factor", "person.second_factor", on: factor, takeFactor),
            post("/me/second-factor/off", "person.second_factor", on: page, dropFactor),
            post("/me/sessions/end", "access.end_session", on: page, endSession),
        ]
    }

    private struct Content {
        let token: String
        let name: String
        let kind: String
        let roles: String?
        let partner: String?
        /// Empty for who may everything, or nothing.
        let may: [MayGroup]
        let mayAll: Bool
        let mayNothing: Bool
        let isPerson: Bool
        let hasPassword: Bool
        let issuer: String?
        let hasFactor: Bool
        let codesLeft: Int
        let sessions: [One]
        let charactersMin = PasswordRules.charactersMin

        struct One {
            let label: String
            let isThis: Bool
            let method: String
            let address: String
            let agent: String
            /// Such as `Chrome on Linux`.
            let with: String
            let began: Moment
            let seen: Moment
            let token: String
        }
    }

    private func page(_ call: Call) async throws -> Response {
        let (caller, time) = (call.caller, parts.now())
        let here = Secret.digest(call.cookie(Credentials.cookie))
        let isPerson = caller.kind == .person
        let (person, left, sessions) = try await ReadingThreads.run { [desk] in
            isPerson
                ? (
                    try desk.person(caller.name), try desk.recoveryCodesLeft(of: caller.name),
                    try desk.sessions(of: caller.name)
                ) : (nil as Person?, 0, [])
        }
        let content = Content(
            token: caller.formToken, name: caller.name, kind: caller.kind.rawValue,
            roles: caller.roles.isEmpty
                ? nil : caller.roles.map(\.rawValue).sorted().joined(separator: ", "),
            partner: caller.partner.isEmpty ? nil : caller.partner,
            may: caller.permissions == .all ? [] : MayGroup.all(caller.permissions),
            mayAll: caller.permissions == .all, mayNothing: caller.permissions.list.isEmpty,
            isPerson: isPerson,
            hasPassword: person?.hasPassword ?? false,
            issuer: person.flatMap { $0.issuer.isEmpty ? nil : $0.issuer },
            hasFactor: person?.hasSecondFactor ?? false, codesLeft: left,
            sessions: sessions.map { one in
                Content.One(
                    label: one.label, isThis: one.digest == here, method: one.method,
                    address: one.address.isEmpty ? "not known" : one.address, agent: one.agent,
                    with: AgentWords.of(one.agent),
                    began: Moment(one.createdAt, now: time), seen: Moment(one.seenAt, now: time),
                    token: caller.formToken)
            })
        return try parts.shell.page(
            Shell.Page("Me", at: nil, template: "access/me", content: content), for: call)
    }

    /// - Throws: ``Fault`` `conflict` for a program: it has no password or sessions.
    private func person(_ call: Call) throws(Fault) -> String {
        guard call.caller.kind == .person else {
            throw Fault(.conflict, "\(call.caller.name) is no person.", fix: "Sign in as one.")
        }
        return call.caller.name
    }

    private func changePassword(_ call: Call) async throws -> Response {
        let (name, place) = (try person(call), call.signInPlace)
        let (old, new) = (call.form.text("old"), call.form.text("password"))
        guard new == call.form.text("again") else {
            throw Fault(.invalid, "The two new passwords differ.", fix: "Go back and type again.")
        }
        let session = try await desk.hashing.run { [desk] in
            try desk.changePassword(of: name, from: old, to: new, at: place)
        }
        return access.signedIn(session, to: "/me")
    }

    private struct FactorContent {
        let token: String
        let secret: String
        let hidden: String
        let link: String
        /// Drawn of the link; nil where it is too long.
        let picture: QRCode?
        let codes: [String]
        let hasCodes: Bool
    }

    private func factorPage(_ call: Call) async throws -> Response {
        // A page that comes back has the secret that the phone took already.
        let secret = MeRoutes.secret(of: call.form) ?? Secret.bytes(TOTP.secretBytes)
        return try factor(call, secret, codes: [], of: try person(call))
    }

    private func factor(
        _ call: Call, _ secret: [UInt8], codes: [String], of name: String
    ) throws -> Response {
        let link = TOTP.link(secret, of: name, issuer: "Assay")
        let content = FactorContent(
            token: call.caller.formToken, secret: MeRoutes.spaced(Base32.text(secret)),
            hidden: Secret.hex(secret),
            link: link, picture: QRCode(link), codes: codes, hasCodes: !codes.isEmpty)
        return try parts.shell.page(
            Shell.Page(
                "Second factor", at: nil, template: "access/second-factor", content: content),
            for: call)
    }

    private static func spaced(_ text: String) -> String {
        let letters = Array(text)
        return stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: " ")
    }

    private func takeFactor(_ call: Call) async throws -> Response {
        let (name, place) = (try person(call), call.signInPlace)
        let (code, password) = (call.form["code"], call.form.text("password"))
        // The page chose the secret; that nobody else did, the form's token shows.
        guard let secret = MeRoutes.secret(of: call.form) else {
            throw Fault(.invalid, "The secret is none of ours.", fix: "Load the page anew.")
        }
        let codes = try await desk.hashing.run { [desk] in
            try desk.takeSecondFactor(secret, code: code, of: name, password: password, at: place)
        }
        return try factor(call, secret, codes: codes, of: name)
    }

    /// What the page wrote into its form; nil for what is none.
    private static func secret(of form: Form) -> [UInt8]? {
        let hex = Array(form["secret"].utf8)
        guard hex.count == TOTP.secretBytes * 2 else { return nil }
        let secret = stride(from: 0, to: hex.count, by: 2).compactMap {
            UInt8(String(decoding: hex[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        return secret.count == TOTP.secretBytes ? secret : nil
    }

    private func dropFactor(_ call: Call) async throws -> Response {
        let (name, place) = (try person(call), call.signInPlace)
        let password = call.form.text("password")
        try await desk.hashing.run { [desk] in
            try desk.dropSecondFactor(of: name, password: password, at: place)
        }
        return Shell.go(to: "/me", notice: "You sign in without codes now.")
    }

    private func endSession(_ call: Call) async throws -> Response {
        let (name, label) = (try person(call), call.form["session"])
        try await ReadingThreads.run { [desk] in try desk.endSession(label, of: name) }
        return Shell.go(to: "/me", notice: "The session is over.")
    }
}
