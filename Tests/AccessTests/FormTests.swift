import API
import Access
import HTTPTypes
import Testing
import Vocabulary

/// Forms that fail come back as their page, with what was typed; programs are told as before.
@Suite struct FormTests {
    private static let html = ["Accept": "text/html,*/*"]

    @Test("A person's form that says too little keeps what was typed")
    func people() async throws {
        try await AccessServer.run(isTold: true) { server in
            try server.office.add("ana", [.admin])
            try server.office.add("ben", [.reviewer])
            let ana = try server.browser("ana")
            let fields = ["_token": ana.token, "name": "Nora", "role": "partner"]
            let page = try await ana.post("/settings/people/add", fields, headers: Self.html)
            #expect(page.status == 400 && page.text.contains("It was not done."))
            #expect(page.text.contains("A partner has that role alone"))
            #expect(page.text.contains("value=\"Nora\"") && page.text.contains("id=\"not-done\""))
            #expect(page.text.contains("value=\"partner\" checked"))
            #expect(try server.office.desk.people().count == 2)
            let program = try await ana.post("/settings/people/add", fields)
            #expect(program.status == 400 && program.text.hasPrefix("{\"type\""))
            // The form of one person of several, which stands in what is closed.
            let other = try await ana.post(
                "/settings/people/roles",
                ["_token": ana.token, "name": "ben", "role": "lead", "partner": "label-7"],
                headers: Self.html)
            #expect(other.status == 400 && other.text.contains("<details open><summary>Change ben"))
            #expect(!other.text.contains("<details open><summary>Change ana"))
            let none = try await ana.post(
                "/settings/people/roles", ["_token": ana.token, "name": "eve", "role": "lead"],
                headers: Self.html)
            #expect(none.status == 404 && none.text.contains("There is nobody called eve"))
        }
    }

    @Test("A wrong password is told on the page, and never written into it")
    func passwords() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            let ana = try server.browser("ana")
            let page = try await ana.post(
                "/me/password",
                [
                    "_token": ana.token, "old": "wrong wrong wrong", "password": "a new one it is",
                    "again": "a new one it is",
                ], headers: Self.html)
            #expect(page.status == 400 && page.text.contains("The present password is wrong."))
            #expect(!page.text.contains("wrong wrong") && !page.text.contains("a new one it is"))
            let secret = String(repeating: "ab", count: TOTP.secretBytes)
            let factor = try await ana.post(
                "/me/second-factor",
                [
                    "_token": ana.token, "secret": secret, "code": "000000",
                    "password": Office.password,
                ], headers: Self.html)
            #expect(
                factor.status == 400 && factor.text.contains(secret), "the phone has it already")
        }
    }

    @Test("Whom a provider vouches for, or who has no password, is not asked to lose one")
    func links() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            try server.office.desk.add(person: "ron", roles: [.lead], by: .machine)
            let page = try await server.browser("ana").get("/settings")
            #expect(
                page.text.contains("Take ana&#39;s password") || page.text.contains("Take ana's"))
            #expect(!page.text.contains("Take ron"))
        }
    }

    @Test("The address of a form leads to the page that holds it, for who types or reloads it")
    func addresses() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            let ana = try server.browser("ana")
            for (path, page) in [
                ("/settings/people/add", "/settings"), ("/me/password", "/me"),
                ("/rings/look", "/rings"), ("/rules/preview", "/rules"), ("/sign-out", "/"),
                ("/rules/versions/7/stage", "/rules/versions/7"),
                ("/rules/proposals/7/approve", "/rules/versions"),
                ("/cases/case_7/close", "/cases/case_7"), ("/audit/export", "/audit"),
                ("/audit/verify", "/audit"), ("/enforcements/enf_x/approve", "/enforcements"),
            ] {
                let reply = try await ana.get(path, headers: Self.html)
                #expect(reply.status == 303 && reply.header("Location") == page, "\(path)")
                #expect(try await ana.get(path).status != 303, "a program is told: \(path)")
            }
            for route in server.routes where route.takesForm || route.takesFiles {
                let path = route.path.split(separator: "/").map {
                    $0.hasPrefix("{") ? "none" : String($0)
                }.joined(separator: "/")
                let reply = try await ana.get("/" + path, headers: Self.html)
                let isPage = server.routes.contains {
                    $0.method == .get && $0.path == route.path
                }
                #expect(reply.header("Location") != "/" + path, "\(route.path)")
                #expect(reply.status == 303 || (isPage && reply.status != 405), "\(route.path)")
            }
        }
    }

    @Test("A page that is missing says so where a form is sent to its very address")
    func missing() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            let ana = try server.browser("ana")
            let review = try await ana.get("/quality/reviews/case_7", headers: Self.html)
            #expect(review.status == 404 && review.text.contains("No second review"))
            let line = try await ana.get("/audit/none", headers: Self.html)
            #expect(line.status == 404 && line.text.contains("no line"), "\(line.text)")
            // Names are anybody's to choose: one that reads as a form's address has its page.
            let name = try await ana.get(
                "/enforcements/account/approve", headers: Self.html)
            #expect(name.status == 200, "\(name.text)")
        }
    }

    @Test("Paths that lead nowhere speak to people, and to programs")
    func nowhere() async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            let ana = try server.browser("ana")
            let page = try await ana.get("/setings", headers: Self.html)
            #expect(page.status == 404 && page.text.contains("Did you mean /settings?"))
            #expect(!page.text.contains("openapi") && !page.text.contains("Try again"))
            #expect(try await ana.get("/setings").text.contains("/openapi.json"))
            for (path, to) in [
                ("/cases", "/queues"), ("/accounts/u%201", "/entities/account/u%201"),
                ("/signin", "/sign-in"),
            ] {
                let reply = try await ana.get(path, headers: Self.html)
                #expect(reply.status == 303 && reply.header("Location") == to, "\(path)")
            }
        }
    }
}
