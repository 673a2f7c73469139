import API
import Access
import Enforcements
import HTTPTypes
import StoreSQLite
import Testing
import Vocabulary

/// A key never is the second person, at whatever door.
@Suite struct SecondPersonTests {
    private static func path(_ route: Route) -> String {
        route.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "1" : String($0) }.joined(separator: "/")
    }

    @Test("Every route that agrees, refuses or judges is the word of a person")
    func routes() async throws {
        try await AccessServer.run { server in
            for route in server.routes where route.method == .post {
                let last = route.path.split(separator: "/").last ?? ""
                let isJudging = ["approve", "refuse", "decide"].contains(last)
                #expect(route.isSecond == isJudging, "\(route.path)")
            }
            #expect(server.routes.count(where: \.isSecond) >= 13)
        }
    }

    @Test("A key that may everything is refused there, and told why; a person is let in")
    func keys() async throws {
        try await AccessServer.run(fileKeys: ["from-the-file-0123456789"]) { server in
            let office = server.office
            try office.add("ana", [.admin])
            let made = try office.desk.add(key: "robot", scopes: .all, by: .machine)
            let ana = try server.browser("ana")
            for route in server.routes where route.isSecond {
                for key in [made, "from-the-file-0123456789"] {
                    let reply = try await server.nobody.send(
                        "POST", Self.path(route), "{}",
                        headers: ["Authorization": "Bearer \(key)", "Accept": "application/json"])
                    #expect(reply.status == 403, "\(route.path): \(reply.status)")
                    #expect(reply.text.contains("two people"), "\(route.path): \(reply.text)")
                }
                let reply = try await ana.send(
                    "POST", Self.path(route), "{\"why\": \"x\"}",
                    headers: ["X-Assay-Token": ana.token, "Accept": "application/json"])
                #expect(reply.status != 403, "\(route.path): \(reply.text)")
            }
        }
    }

    @Test("By every door of /v1 who ordered does not agree; a key does not, a person does")
    func story() async throws {
        try await AccessServer.run { server in
            let office = server.office
            for name in ["ana", "ron", "lea"] {
                try office.add(name, name == "ana" ? [.admin] : [.lead])
            }
            let robot = try office.desk.add(key: "robot", scopes: .all, by: .machine)
            let (ron, lea) = (try server.browser("ron"), try server.browser("lea"))
            func send(_ browser: Browser, _ path: String, _ body: String) async throws -> Reply {
                try await browser.send(
                    "POST", path, body, headers: ["X-Assay-Token": browser.token])
            }
            let order = try await send(
                ron, "/v1/enforcements",
                #"{"measure":"ban","entities":["account=u1"],"why":"a ring of farms","#
                    + #""unseen":true}"#)
            #expect(order.status == 200, "\(order.text)")
            let listed = try office.store.readingEnforcements { try $0.enforcements(.init()) }
            let id = try #require(listed.first).id
            let why = #"{"why":"looked at it"}"#
            #expect(try await send(ron, "/v1/enforcements/\(id)/approve", why).status == 403)
            let key = try await server.nobody.send(
                "POST", "/v1/enforcements/\(id)/approve", why,
                headers: ["Authorization": "Bearer \(robot)"])
            #expect(key.status == 403 && key.text.contains("two people"))
            #expect(
                try office.store.readingEnforcements { try $0.enforcement(id: id) }?.state
                    == .pending)
            #expect(try await send(lea, "/v1/enforcements/\(id)/approve", why).status == 200)
            #expect(
                try office.store.readingEnforcements { try $0.enforcement(id: id) }?.state
                    == .active)
        }
    }
}
