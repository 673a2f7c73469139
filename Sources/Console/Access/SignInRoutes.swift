import API
import Access
import HTTPTypes
import Hummingbird
import Vocabulary

/// The way in: password, code, the link of who is new, and out again.
struct SignInRoutes: Sendable {
    let parts: ConsoleParts
    let access: AccessParts

    private var desk: AccessDesk { access.desk }

    var routes: [Route] {
        [
            Route(.get, "/sign-in", queries: ["to"], .open, signInPage),
            Route(.post, "/sign-in", .open, audited: "access.sign_in", takesForm: true, signIn),
            Route(.get, "/sign-in/code", queries: ["to"], .open, codePage),
            Route(
                .post, "/sign-in/code", .open, audited: "access.sign_in", takesForm: true,
                giveCode),
            Route(.get, "/setup", queries: ["token"], .open, setUpPage),
            Route(.post, "/setup", .open, audited: "access.set_up", takesForm: true, setUp),
            Route(
                .post, "/sign-out", .known, audited: "access.sign_out", tellsItself: true,
                takesForm: true, signOut),
        ]
    }

    private struct SignInContent {
        let to: String
        let name: String
        let provider: String?
        let hasNobody: Bool
        let wrong: String?
    }

    private func signInPage(_ call: Call) async throws -> Response {
        try form(call, to: call.queries["to"] ?? "/")
    }

    private func form(
        _ call: Call, to: String, name: String = "", _ fault: Fault? = nil
    ) throws -> Response {
        let content = SignInContent(
            to: AccessParts.place(to), name: name, provider: access.provider?.settings.title,
            hasNobody: !desk.book.hasPeople, wrong: fault?.description)
        return try page("Sign in", "access/sign-in", content, fault, call)
    }

    private func signIn(_ call: Call) async throws -> Response {
        let (name, password) = (call.form["name"], call.form.text("password"))
        let place = call.signInPlace
        let step: SignInStep
        do {
            step = try await desk.hashing.run { [desk] in
                try desk.signIn(name: name, password: password, from: place)
            }
        } catch let fault as Fault where fault.code == .unauthorized || fault.code == .limited {
            return try form(call, to: call.form["to"], name: String(name.prefix(64)), fault)
        }
        switch step {
        case .signedIn(let session): return access.signedIn(session, to: call.form["to"])
        case .wantsCode(let secret):
            let to = Query.escaped(AccessParts.place(call.form["to"]))
            var response = Shell.go(to: "/sign-in/code?to=\(to)")
            access.set(
                AccessParts.pendingCookie, secret, seconds: desk.settings.pendingAge / 1000,
                &response)
            return response
        }
    }

    private struct CodeContent {
        let to: String
        let wrong: String?
    }

    private func codePage(_ call: Call) async throws -> Response {
        try code(call, to: call.queries["to"] ?? "/")
    }

    private func code(_ call: Call, to: String, _ fault: Fault? = nil) throws -> Response {
        let content = CodeContent(to: AccessParts.place(to), wrong: fault?.description)
        return try page("Your code", "access/sign-in-code", content, fault, call)
    }

    private func giveCode(_ call: Call) async throws -> Response {
        let (code, secret) = (call.form["code"], call.cookie(AccessParts.pendingCookie))
        let place = call.signInPlace
        do {
            let session = try await ReadingThreads.run { [desk] in
                try desk.signIn(code: code, pending: secret, from: place)
            }
            return access.signedIn(session, to: call.form["to"])
        } catch let fault as Fault where fault.code == .unauthorized || fault.code == .limited {
            return try self.code(call, to: call.form["to"], fault)
        }
    }

    private struct SetUpContent {
        let token: String
        let name: String?
        let asksName: Bool
        let wrong: String?
        let charactersMin = PasswordRules.charactersMin
    }

    private func setUpPage(_ call: Call) async throws -> Response {
        try await setUpForm(call, call.queries["token"] ?? "")
    }

    private func setUpForm(
        _ call: Call, _ token: String, _ fault: Fault? = nil
    ) async throws -> Response {
        guard let link = try await ReadingThreads.run({ [desk] in try desk.link(token) }) else {
            throw Fault(
                .notFound, "The link is good no more.",
                fix: "Ask an admin for a new one; the first is printed when the server starts.")
        }
        var name: String?
        if case .person(let known) = link { name = known }
        let content = SetUpContent(
            token: token, name: name, asksName: name == nil, wrong: fault?.description)
        return try page("Set your password", "access/setup", content, fault, call)
    }

    private func setUp(_ call: Call) async throws -> Response {
        let (token, name) = (call.form["link"], call.form["name"])
        let (password, again) = (call.form.text("password"), call.form.text("again"))
        let place = call.signInPlace
        do {
            guard password == again else {
                throw Fault(.invalid, "The two passwords differ.", fix: "Type them again.")
            }
            let session = try await desk.hashing.run { [desk] in
                guard case .firstPerson = try desk.link(token) else {
                    return try desk.accept(token, password: password, from: place)
                }
                return try desk.makeFirst(token, name: name, password: password, from: place)
            }
            return access.signedIn(session, to: "/")
        } catch let fault as Fault where fault.code == .invalid || fault.code == .conflict {
            return try await setUpForm(call, token, fault)
        }
    }

    private func signOut(_ call: Call) async throws -> Response {
        let (session, name) = (call.cookie(Credentials.cookie), call.caller.name)
        if call.caller.kind == .person {
            try await ReadingThreads.run { [desk] in try desk.signOut(session: session, by: name) }
        }
        var response = Shell.go(to: "/sign-in", notice: "You are signed out.")
        access.drop(Credentials.cookie, &response)
        return response
    }

    /// A page of the way in, with what went wrong before.
    private func page(
        _ title: String, _ template: String, _ content: Any, _ fault: Fault?, _ call: Call
    ) throws -> Response {
        var page = Shell.Page(title, at: nil, template: template, content: content)
        switch fault?.code {
        case .limited: page.status = .tooManyRequests
        case .unauthorized: page.status = .unauthorized
        case nil: break
        default: page.status = .badRequest
        }
        return try parts.shell.page(page, for: call)
    }
}
