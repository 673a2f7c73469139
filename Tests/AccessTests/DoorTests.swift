import API
import Access
import StoreSQLite
import Testing
import Vocabulary

/// Sign-in, forms and keys over HTTP.
@Suite struct DoorTests {
    private static let event = """
        {"specversion":"1.0","id":"1","source":"t","type":"thing.done",\
        "time":"2026-01-01T00:00:00Z","data":{"user":"u"}}
        """

    private func send(
        _ server: AccessServer, _ headers: [String: String]
    ) async throws -> Int {
        try await server.nobody.send(
            "POST", "/v1/decisions", DoorTests.event, type: "application/cloudevents+json",
            headers: headers
        ).status
    }

    @Test("From an empty store to a signed-in admin, and out again")
    func story() async throws {
        try await AccessServer.run { server in
            let browser = server.nobody
            #expect(try await browser.get("/settings").text.contains("Nobody can sign in yet"))
            let token = server.office.desk.makeSetUp()
            let page = try await browser.get("/setup?token=\(token)")
            #expect(page.status == 200 && page.text.contains("Set up the first person"))
            let fields = [
                "link": token, "name": "Ana", "password": Office.password,
                "again": Office.password,
            ]
            let common = fields.merging(
                ["password": "password1234", "again": "password1234"]) { $1 }
            #expect(try await browser.post("/setup", common).status == 400)
            let done = try await browser.post("/setup", fields)
            #expect(done.status == 303 && done.header("Location") == "/")
            let cookie = try #require(done.header("Set-Cookie"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
            #expect(!cookie.contains("Secure"))
            let me = try await browser.get("/me")
            #expect(me.status == 200 && me.text.contains("this one"))
            #expect(me.header("Cache-Control") == "no-store")
            #expect(
                me.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true)
            #expect(try await server.nobody.post("/setup", fields).status == 404)
            let form = try #require(
                try server.office.desk.caller(session: browser.cookies[Credentials.cookie] ?? ""))
            let out = try await browser.post("/sign-out", ["_token": form.formToken])
            #expect(out.status == 303 && browser.cookies[Credentials.cookie] == nil)
            #expect(try await browser.get("/me", headers: ["Accept": "text/html"]).status == 303)
        }
    }

    @Test("Signing in leads on, to paths of ours alone; what somebody came with means nothing")
    func signIn() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            for (to, place) in [
                ("/rings?limit=5", "/rings?limit=5"), ("//evil.example", "/"),
                ("https://evil.example", "/"), ("/\\evil.example", "/"), ("/a\nb", "/"),
            ] {
                let browser = Browser(
                    port: server.port, cookies: [Credentials.cookie: "chosen-by-another"])
                let reply = try await browser.post(
                    "/sign-in", ["name": "ana", "password": Office.password, "to": to])
                #expect(reply.status == 303 && reply.header("Location") == place, "\(to)")
                let cookie = browser.cookies[Credentials.cookie] ?? ""
                #expect(cookie != "chosen-by-another" && cookie.count >= 43)
            }
            let wrong = try await server.nobody.post(
                "/sign-in", ["name": "<b>ana", "password": "no"])
            #expect(wrong.status == 401 && !wrong.text.contains("<b>ana"))
            for _ in 0..<5 {
                _ = try await server.nobody.post("/sign-in", ["name": "ana", "password": "no"])
            }
            let late = try await server.nobody.post(
                "/sign-in", ["name": "ana", "password": Office.password])
            #expect(late.status == 429 && late.text.contains("too many"))
        }
    }

    @Test("What changes something wants the session's token, in a form or a field")
    func tokens() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            try server.office.add("ben", [.admin])
            let (ana, ben) = (try server.browser("ana"), try server.browser("ben"))
            let fields = ["name": "cat", "role": "viewer"]
            for token in ["", "x", ben.token] {
                let reply = try await ana.post(
                    "/settings/people/add", fields.merging(["_token": token]) { $1 })
                #expect(reply.status == 403)
                let json = try await ana.send(
                    "POST", "/v1/labels", "{}", headers: ["X-Assay-Token": token])
                #expect(json.status == 403)
            }
            #expect(try server.office.desk.people().count == 2)
            let good = try await ana.post(
                "/settings/people/add", fields.merging(["_token": ana.token]) { $1 })
            #expect(good.status == 200 && good.text.contains("/setup?token="))
            let json = try await ana.send(
                "POST", "/v1/labels", "{}", headers: ["X-Assay-Token": ana.token])
            #expect(json.status == 422 || json.status == 400)
        }
    }

    @Test("A page of another site can send nothing, also where no key is asked for")
    func otherSites() async throws {
        try await AccessServer.run { server in
            let here = "http://127.0.0.1:\(server.port)"
            for foreign in [
                ["Origin": "https://evil.example"], ["Origin": "null"],
                ["Origin": "http://127.0.0.1:1"], ["Sec-Fetch-Site": "cross-site"],
                ["Sec-Fetch-Site": "same-site"],
                ["Origin": here, "Sec-Fetch-Site": "cross-site"],
            ] {
                #expect(try await send(server, foreign) == 403, "\(foreign)")
                let form = try await server.nobody.post(
                    "/settings/people/add", ["name": "eve", "role": "admin"], headers: foreign)
                #expect(form.status == 403, "\(foreign)")
                let signIn = try await server.nobody.post(
                    "/sign-in", ["name": "eve", "password": "x"], headers: foreign)
                #expect(signIn.status == 403, "\(foreign)")
            }
            #expect(try server.office.store.lastSequence() == 0)
            #expect(try server.office.desk.people().isEmpty)
            #expect(
                try await send(server, ["Origin": here, "Sec-Fetch-Site": "same-origin"]) == 200)
            #expect(try await send(server, ["Host": "evil.example"]) == 403)
        }
    }

    @Test("Without keys a program of this machine sends events; with people, nothing more")
    func programs() async throws {
        try await AccessServer.run { server in
            #expect(try await send(server, [:]) == 200)
            #expect(try await server.nobody.get("/settings").status == 200)
            try server.office.add("ana", [.admin])
            #expect(try await send(server, [:]) == 200)
            #expect(try await server.nobody.get("/metrics").status == 200)
            for path in [
                "/settings", "/v1/decisions", "/v1/policies", "/v1/enforcements",
                "/me/second-factor",
            ] {
                let status = try await server.nobody.get(path).status
                // Not 403: nobody is signed in, so nobody was refused.
                #expect(status == (path.hasPrefix("/me") ? 409 : 401), "\(path) \(status)")
            }
            // A browser, or who comes through a proxy, is no such program.
            for field in [
                "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": "203.0.113.9",
                "Forwarded": "for=203.0.113.9", "Cookie": "a=b",
            ] {
                #expect(try await send(server, [field.key: field.value]) == 401, "\(field)")
                let page = try await server.nobody.get(
                    "/v1/decisions", headers: [field.key: field.value])
                #expect(page.status == 401, "\(field)")
            }
            _ = try server.office.desk.add(
                key: "shop", scopes: Permissions([.eventsSend]), by: .machine)
            #expect(try await send(server, [:]) == 401)
        }
    }

    @Test("Keys open the fast lanes by their scope, until they are revoked")
    func lanes() async throws {
        try await AccessServer.run(fileKeys: ["from-the-file-0123456789"]) { server in
            let desk = server.office.desk
            let sends = try desk.add(
                key: "sends", scopes: Permissions([.eventsSend]), by: .machine)
            let reads = try desk.add(
                key: "reads", scopes: Permissions([.decisionsRead]), by: .machine)
            func status(_ key: String?) async throws -> Int {
                try await send(server, key.map { ["Authorization": "Bearer \($0)"] } ?? [:])
            }
            #expect(try await status(nil) == 401)
            #expect(try await status("assay_wrong-key-0123456789") == 401)
            #expect(try await status(sends) == 200)
            #expect(try await status("from-the-file-0123456789") == 200)
            #expect(try await status(reads) == 403)
            try desk.revoke(key: "sends", by: .machine)
            #expect(try await status(sends) == 401)
            let session = try await server.nobody.send(
                "POST", "/v1/events", "[]",
                headers: [
                    "Authorization": "Bearer from-the-file-0123456789",
                    "Origin": "https://evil.example",
                ])
            #expect(session.status == 403, "a key in a page of another site")
        }
    }

    @Test("Who is known acts under no other name")
    func names() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            let ana = try server.browser("ana")
            func back(_ by: String) async throws -> Reply {
                try await ana.send(
                    "POST", "/v1/policies/rollback", #"{"by": "\#(by)", "why": "x"}"#,
                    headers: ["X-Assay-Token": ana.token])
            }
            #expect(try await back("ben").status == 403)
            #expect(try await back("ana").status != 403)
        }
    }

    @Test("Behind https the cookie goes by https alone, and browsers are told so")
    func https() async throws {
        try await AccessServer.run(publicURL: "https://assay.example.org") { server in
            try server.office.add("ana", [.admin])
            let browser = server.nobody
            let reply = try await browser.post(
                "/sign-in", ["name": "ana", "password": Office.password],
                headers: ["Origin": "https://assay.example.org"])
            #expect(reply.status == 303)
            #expect(reply.header("Set-Cookie")?.contains("Secure") == true)
            #expect(reply.header("Strict-Transport-Security")?.hasPrefix("max-age=") == true)
            #expect(try await send(server, [:]) == 401, "no program of this machine here")
        }
    }
}
