import API
import Access
import Foundation
import HTTPTypes
import StoreSQLite
import Testing
import Vocabulary

/// Every route of the server by every role, over HTTP: denied unless granted.
@Suite struct MatrixTests {
    /// Routes that anybody may ask, and why. A route that is open and stands not here fails.
    private static let open: Set<String> = [
        "GET /healthz", "GET /readyz",  // probes; they tell nothing of anybody
        "GET /assets/{folder}/{file}",  // style and modules, the same for all
        "POST /v1/vendors/{vendor}/callbacks",  // signed by the vendor
        "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code",
        "GET /setup", "POST /setup",  // opened by the link's token
        "GET /oidc/start", "GET /oidc/callback",
        "GET /signin", "GET /login",  // lead to the sign-in
    ]
    /// Routes of everybody who is known, whatever they may.
    private static let known: Set<String> = [
        "GET /openapi.json", "POST /sign-out", "GET /me", "GET /me/second-factor",
        "POST /me/password", "POST /me/second-factor", "POST /me/second-factor/off",
        "POST /me/sessions/end",
        "GET /find",  // searches what the caller may read
        "GET /",  // sends who may not see it on to what is theirs
        "GET /reports",  // its party's, and theirs who read cases; it refuses others itself
    ]

    private static func name(_ route: Route) -> String { "\(route.method.rawValue) \(route.path)" }

    /// A path of the route, its places filled.
    private static func path(_ route: Route) -> String {
        route.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "none" : String($0) }.joined(separator: "/")
    }

    private static func ask(_ route: Route, _ browser: Browser) async throws -> Reply {
        let method = route.method.rawValue
        let headers = ["Accept": "application/json", "X-Assay-Token": browser.token]
        guard method != "GET" else { return try await browser.get(path(route), headers: headers) }
        // A body that no route does anything with.
        return try await browser.send(
            method, path(route), "", type: "application/x-nothing", headers: headers)
    }

    @Test("Every route has a rule, and its door is the one that is written here")
    func rules() async throws {
        try await AccessServer.run { server in
            #expect(server.routes.count > 60)
            for route in server.routes {
                let name = MatrixTests.name(route)
                switch route.door {
                case .open: #expect(MatrixTests.open.contains(name), "\(name) is open to anybody")
                case .known: #expect(MatrixTests.known.contains(name), "\(name) asks for nothing")
                case .needs: break
                }
                let changes = route.method != .get
                #expect(
                    !changes || route.door != .open || route.takesForm
                        || name.contains("/vendors/"), "\(name) changes something for anybody")
            }
        }
    }

    @Test("Nobody gets in: 401, or the sign-in for a page", arguments: ["no", "wrong key"])
    func nobody(way: String) async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            _ = try server.office.desk.add(
                key: "shop", scopes: Permissions([.eventsSend]), by: .machine)
            for route in server.routes {
                if case .open = route.door { continue }
                var headers = ["Accept": "application/json"]
                if way == "wrong key" { headers["Authorization"] = "Bearer assay_wrong" }
                let reply = try await server.nobody.send(
                    route.method.rawValue, MatrixTests.path(route),
                    route.method == .get ? nil : "", headers: headers)
                #expect(reply.status == 401, "\(MatrixTests.name(route)): \(reply.status)")
            }
            let page = try await server.nobody.get("/settings", headers: ["Accept": "text/html"])
            #expect(page.status == 303)
            #expect(page.header("Location") == "/sign-in?to=%2Fsettings")
        }
    }

    @Test("Each role may what the matrix grants, and nothing else", arguments: PersonRole.allCases)
    func role(role: PersonRole) async throws {
        try await AccessServer.run { server in
            try server.office.add("ana", [.admin])
            try server.office.add(
                "somebody", [role], partner: role == .partner ? "label-7" : "")
            for route in server.routes {
                guard let permission = route.asks.first else { continue }
                let browser = try server.browser("somebody")
                let reply = try await MatrixTests.ask(route, browser)
                // Events are sent by programs: the fast lanes know keys, and no sessions.
                if permission == .eventsSend, reply.status == 401 { continue }
                let isRefused = reply.status == 403 && reply.text.contains("may not do this")
                #expect(
                    isRefused == !route.asks.allSatisfy(role.grants.contains),
                    "\(role.rawValue) \(MatrixTests.name(route)): \(reply.status)")
                #expect(reply.status != 401, "\(MatrixTests.name(route))")
                #expect(reply.status != 500, "\(MatrixTests.name(route)): \(reply.text)")
            }
        }
    }

    @Test(
        "Each permission opens the routes that ask for it, and no other",
        arguments: [
            Permission.eventsSend, .decisionsRead, .metricsRead, .peopleManage, .casesRead,
        ])
    func scope(permission: Permission) async throws {
        try await AccessServer.run { server in
            let key = try server.office.desk.add(
                key: "one", scopes: Permissions([permission]), by: .machine)
            for route in server.routes {
                if route.asks.isEmpty { continue }
                let reply = try await server.nobody.send(
                    route.method.rawValue, MatrixTests.path(route),
                    route.method == .get ? nil : "", type: "application/x-nothing",
                    headers: ["Authorization": "Bearer \(key)", "Accept": "application/json"])
                let isRefused = reply.status == 403
                #expect(
                    isRefused == (route.asks != [permission]),
                    "\(permission.rawValue) \(MatrixTests.name(route)): \(reply.status)")
            }
        }
    }
}
