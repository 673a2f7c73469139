import API
import Access
import Audits
import Foundation
import TestKit
import Testing
import Vocabulary

/// Sign-in by a provider, whole: browser, server and provider over HTTP.
@Suite struct OIDCTests {
    private static let roles: [String: PersonRole] = [
        "fraud-analysts": .analyst, "fraud-leads": .lead, "admins": .admin,
    ]

    private func run(
        _ body: @Sendable (AccessServer, ProviderServer) async throws -> Void
    ) async throws {
        let provider = try ProviderServer()
        try await provider.run(now: 1_767_225_600_000) {
            let settings = try OIDCSettings(
                issuer: provider.issuer, clientID: ProviderServer.client,
                clientSecret: ProviderServer.clientSecret, roles: OIDCTests.roles)
            try await AccessServer.run(provider: OIDCProvider(settings: settings)) { server in
                try server.office.add("ana", [.admin])
                try await body(server, provider)
            }
        }
    }

    /// Where the provider sends the browser back to.
    private func goThere(_ browser: Browser, to: String = "/rings") async throws -> String {
        let start = try await browser.get("/oidc/start?to=\(to)")
        #expect(start.status == 303)
        let there = try #require(start.header("Location"))
        let back = try await browser.get(there)
        #expect(back.status == 302, "\(back.text)")
        return try #require(back.header("Location"))
    }

    private func signIn(_ server: AccessServer) async throws -> (browser: Browser, reply: Reply) {
        let browser = server.nobody
        let back = try await goThere(browser)
        return (browser, try await browser.get(back))
    }

    @Test(
        "Who the provider vouches for gets in, with the roles it tells",
        arguments: ["ES256", "RS256"])
    func story(algorithm: String) async throws {
        try await run { server, provider in
            provider.set(algorithm: algorithm)
            let (browser, reply) = try await signIn(server)
            #expect(reply.status == 303 && reply.header("Location") == "/rings", "\(reply.text)")
            let me = try await browser.get("/me")
            #expect(me.status == 200 && me.text.contains("olga") && me.text.contains("analyst"))
            #expect(try server.office.desk.person("olga").subject == "sub-1")
            // The roles are those of the last sign-in; the name may change there, not who it is.
            provider.set(
                algorithm: algorithm,
                person: ProviderServer.Person(name: "olga.k", groups: ["fraud-leads", "others"]))
            #expect(try await signIn(server).reply.status == 303)
            #expect(try server.office.desk.person("olga").roles == [.lead])
            #expect(try server.office.desk.people().map(\.name) == ["ana", "olga"])
        }
    }

    @Test("Who is new by a provider, and other roles, are lines of the audit log")
    func told() async throws {
        try await run { server, provider in
            for groups in [["fraud-analysts"], ["fraud-analysts"], ["fraud-leads"]] {
                provider.set(person: ProviderServer.Person(groups: groups))
                #expect(try await signIn(server).reply.status == 303)
            }
            let lines = try server.office.store.auditEntries(AuditFilter())
                .filter { $0.subject == "person=olga" && $0.kind == .change }
            #expect(lines.map(\.action) == ["person.roles", "person.add"])
            #expect(
                lines.map(\.detail) == [
                    "lead; said by the provider", "analyst; said by the provider",
                ])
        }
    }

    @Test("The first by a provider is an admin, or nobody; the last admin stays one")
    func admins() async throws {
        let provider = try ProviderServer()
        try await provider.run(now: 1_767_225_600_000) {
            let settings = try OIDCSettings(
                issuer: provider.issuer, clientID: ProviderServer.client,
                clientSecret: ProviderServer.clientSecret, roles: OIDCTests.roles)
            try await AccessServer.run(provider: OIDCProvider(settings: settings)) { server in
                let office = server.office
                let link = office.desk.makeSetUp()
                provider.set(person: ProviderServer.Person(groups: ["fraud-leads"]))
                #expect(try await signIn(server).reply.status == 403)
                #expect(try office.desk.people().isEmpty)
                #expect(try office.desk.link(link) == .firstPerson)
                provider.set(person: ProviderServer.Person(groups: ["admins"]))
                #expect(try await signIn(server).reply.status == 303)
                provider.set(person: ProviderServer.Person(groups: ["fraud-leads"]))
                let last = try await signIn(server).reply
                #expect(last.status == 409 && last.text.contains("last admin"))
                #expect(try office.desk.person("olga").roles == [.admin])
                try office.add("ana", [.admin])
                #expect(try await signIn(server).reply.status == 303)
                #expect(try office.desk.person("olga").roles == [.lead])
                // A password would lead past the provider.
                for change in [
                    { _ = try office.desk.reset(person: "olga", by: .machine) },
                    { try office.desk.setPassword("a b c d e f g h", of: "olga", by: .machine) },
                ] {
                    let fault = #expect(throws: Fault.self) { try change() }
                    #expect(fault?.code == .conflict)
                }
            }
        }
    }

    @Test("A token that is not good opens nothing", arguments: ProviderServer.Lie.allCases)
    func lies(lie: ProviderServer.Lie) async throws {
        try await run { server, provider in
            for algorithm in ["ES256", "RS256"] {
                if lie == .otherKey, algorithm == "RS256" { continue }
                provider.set(lie, algorithm: algorithm)
                let (browser, reply) = try await signIn(server)
                guard lie != .none else {
                    #expect(reply.status == 303)
                    continue
                }
                #expect(reply.status == 403, "\(lie) \(algorithm): \(reply.text)")
                #expect(browser.cookies[Credentials.cookie] == nil)
            }
            #expect(try server.office.desk.people().count == (lie == .none ? 2 : 1))
        }
    }

    @Test("A name that somebody has here is not taken over")
    func names() async throws {
        try await run { server, provider in
            provider.set(person: ProviderServer.Person(name: "ana", groups: ["admins"]))
            #expect(try await signIn(server).reply.status == 403)
            #expect(try server.office.desk.person("ana").issuer.isEmpty)
            provider.set(person: ProviderServer.Person(groups: ["strangers"]))
            #expect(try await signIn(server).reply.status == 403)
            provider.set()
            #expect(try await signIn(server).reply.status == 303)
            try server.office.desk.setLocked(true, of: "olga", by: .machine)
            #expect(try await signIn(server).reply.status == 403)
        }
    }

    @Test("The way back is good for the browser that began, and once")
    func state() async throws {
        try await run { server, _ in
            let browser = server.nobody
            let back = try await goThere(browser)
            #expect(try await server.nobody.get(back).status == 403, "another browser")
            #expect(try await browser.get(back).status == 303)
            #expect(try await browser.get(back).status == 403, "twice")
            let late = server.nobody
            let there = try await goThere(late)
            server.office.clock.turn(6 * 60_000)
            #expect(try await late.get(there).status == 403, "late")
            let bare = try await server.nobody.get("/oidc/callback?code=x&state=")
            #expect(bare.status == 403)
            let denied = try await server.nobody.get("/oidc/callback?error=access_denied")
            #expect(denied.status == 403)
        }
    }

    @Test("Settings are read from a file, and say what is wrong in it")
    func settings() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("s3cret\n", as: "secret")
        let path = try folder.write(
            """
            {"issuer": "https://id.example", "clientId": "a", "clientSecretFile": "secret",
             "roles": {"x": "lead"}}
            """, as: "oidc.json")
        let settings = try OIDCSettings(path: path)
        #expect(settings.clientSecret == "s3cret" && settings.roles == ["x": .lead])
        for text in [
            "", "{}", #"{"issuer":"http://id.example","clientId":"a","roles":{"x":"lead"}}"#,
            #"{"issuer":"https://id.example","clientId":"a","roles":{"x":"king"}}"#,
            #"{"issuer":"https://id.example","clientId":"a","roles":{}}"#,
            #"{"issuer":"https://i.example","clientId":"a","roles":{"x":"partner"}}"#,
        ] {
            let bad = try folder.write(text, as: "bad.json")
            #expect(throws: Fault.self) { try OIDCSettings(path: bad) }
        }
        #expect(throws: Fault.self) { try OIDCSettings(path: folder.path("none")) }
    }
}
