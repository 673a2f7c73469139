import Access
import Enforcements
import StoreSQLite
import Testing
import Vocabulary

/// Who a service may say appeals.
@Suite struct AppellantTests {
    @Test("A service says that the account appeals whom the measure is against, and no other")
    func service() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            let admin = Caller(
                kind: .person, name: "ana", roles: [.admin], permissions: .all)
            let key = try office.desk.add(
                key: "help-pages", scopes: Permissions([.appealsSend]), by: admin)
            let outside = try office.desk.add(
                key: "label-x", scopes: Permissions([.appealsSend]), partner: "label-x", by: admin)
            let clock = office.clock.now
            let order = try HandOrder(
                .suspend, against: [EnforcedEntity(kind: "account", name: "u713")], lasts: nil,
                by: "rita", why: "A farm.", key: "k1", at: clock)
            let done = try order.run(in: office.store, caps: [], now: { clock })
            let id = try #require(done.applied.first)
            func appeal(_ by: String, _ key: String) async throws -> Int {
                let browser = Browser(port: server.port)
                return try await browser.send(
                    "POST", "/v1/appeals",
                    "{\"enforcement\":\"\(id)\",\"text\":\"My own.\",\"by\":\"\(by)\"}",
                    headers: ["Authorization": "Bearer \(key)"]
                ).status
            }
            #expect(try await appeal("u714", key) == 403)
            #expect(try await appeal("u713", outside) == 403)
            #expect(try await appeal("u713", key) == 200)
            let kept = try office.store.readingEnforcements {
                try $0.appeals(AppealFilter(enforcement: id))
            }
            #expect(kept.map(\.openedBy) == ["u713"])
        }
    }
}
