import API
import Access
import Foundation
import HTTPTypes
import Testing
import Vocabulary

/// What programs read of people asks for `personal.read`, route by route as it is written here.
@Suite struct PersonalTests {
    /// Tell of nobody: counts, versions, rings without their members.
    private static let impersonal: Set<String> = [
        "/v1/watch", "/v1/rings", "/v1/models", "/v1/models/{name}", "/v1/policies",
        "/v1/appeals/rates", "/v1/queues", "/v1/kpis",
    ]
    /// Tell a party its own words.
    private static let own: Set<String> = ["/v1/reports"]

    @Test("What programs ask stands in the OpenAPI document, whoever serves it, and no page does")
    func documented() async throws {
        struct Document: Decodable { var paths: [String: [String: Operation]] }
        struct Operation: Decodable { var summary: String }
        let document = try JSONDecoder().decode(
            Document.self, from: Data(OpenAPIDocument.text.utf8))
        let told = Set(
            document.paths.flatMap { path, methods in
                methods.keys.map { "\($0.uppercased()) \(path)" }
            }.filter { $0.contains(" /v1/") })
        try await AccessServer.run { server in
            let served = server.routes.filter { $0.path.hasPrefix("/v1/") }
            #expect(told == Set(served.map { "\($0.method.rawValue) \($0.path)" }))
        }
    }

    @Test("Every read of /v1 asks for it, but those that tell of nobody, and a party's own")
    func routes() async throws {
        try await AccessServer.run { server in
            var count = 0
            for route in server.routes
            where route.method == .get && route.path.hasPrefix("/v1/") {
                let isFree = Self.impersonal.contains(route.path) || Self.own.contains(route.path)
                #expect(route.asks.contains(.personalRead) == !isFree, "\(route.path)")
                #expect((route.audited == nil) == Self.impersonal.contains(route.path))
                count += 1
            }
            #expect(count >= 20)
        }
    }

    @Test("A key that may read decisions and not names is refused names, and told what it lacks")
    func story() async throws {
        try await AccessServer.run { server in
            let desk = server.office.desk
            try server.office.add("ana", [.admin])
            let blind = try desk.add(
                key: "blind",
                scopes: Permissions(Permission.allCases.filter { $0 != .personalRead }),
                by: .machine)
            let seeing = try desk.add(key: "seeing", scopes: .all, by: .machine)
            for path in [
                "/v1/decisions", "/v1/accounts", "/v1/enforcements", "/v1/appeals", "/v1/labels",
                "/v1/cases", "/v1/deliveries", "/v1/recipients", "/v1/dead-letters",
                "/v1/strikes?account=u1", "/v1/verifications",
            ] {
                func ask(_ key: String) async throws -> Reply {
                    try await server.nobody.get(path, headers: ["Authorization": "Bearer \(key)"])
                }
                let refused = try await ask(blind)
                #expect(refused.status == 403, "\(path): \(refused.status)")
                #expect(refused.text.contains("personal.read"), "\(path)")
                #expect(try await ask(seeing).status != 403, "\(path)")
            }
            let impersonal = try await server.nobody.get(
                "/v1/rings", headers: ["Authorization": "Bearer \(blind)"])
            #expect(impersonal.status == 200)
        }
    }

    @Test("Evidence has names as they are, so an auditor without personal.read gets none")
    func evidence() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            try office.add("aud", [.auditor])
            try office.know("u1")
            func export() async throws -> Reply {
                let aud = try server.browser("aud")
                return try await aud.post(
                    "/audit/export", ["_token": aud.token, "entity": "u1"])
            }
            #expect(try await export().status == 200)
            var grants = PersonRole.auditor.grants
            grants.remove(.personalRead)
            try office.desk.setGrants(grants, of: .auditor, by: .machine)
            let refused = try await export()
            #expect(refused.status == 403 && refused.text.contains("personal.read"))
        }
    }
}
