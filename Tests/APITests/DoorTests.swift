import API
import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct DoorTests {
    @Test("With keys, everything but health and readiness wants one")
    func keys() async throws {
        try await RunningServer.run(keys: [RunningServer.key, "another-key-0123456789"]) { server in
            for path in [
                "/", "/v1/decisions", "/metrics", "/openapi.json", "/nowhere",
                "/v1/rings", "/v1/rings/ring-1", "/v1/recipients",
                "/v1/accounts/ann/verdict",
            ] {
                for field in [nil, "Bearer wrong-key-0123456789", "Bearer ", "Basic abc"] {
                    let reply = try await server.send(
                        "GET", path, headers: field.map { ["Authorization": $0] } ?? [:])
                    #expect(reply.status == 401)
                    #expect(try reply.problem() == "unauthorized")
                    #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
                }
            }
            let refused = try await server.send("POST", "/v1/decisions", Sent.payment("1"))
            #expect(refused.status == 401)
            #expect(try server.store.lastSequence() == 0)
            for path in ["/healthz", "/readyz"] {
                #expect(try await server.send("GET", path).status == 200)
            }
            for key in [RunningServer.key, "another-key-0123456789"] {
                let reply = try await server.send(
                    "GET", "/metrics", headers: ["Authorization": "Bearer \(key)"])
                #expect(reply.status == 200)
            }
        }
    }

    @Test("Unknown routes and methods are problems")
    func unknown() async throws {
        try await RunningServer.run { server in
            let missing = try await server.send("GET", "/v2/decisions")
            #expect(missing.status == 404)
            #expect(try missing.problem() == "not_found")
            let method = try await server.send("DELETE", "/v1/decisions")
            #expect(method.status == 405)
            #expect(try method.problem() == "method_not_allowed")
            #expect(method.header("Allow")?.contains("POST") == true)
            #expect(try await server.send("HEAD", "/healthz").status == 200)
            for path in ["/v1/decisions/dec_none", "/v1/decisions/%00"] {
                let reply = try await server.send("GET", path)
                #expect(reply.status == 404)
                #expect(try reply.problem() == "not_found")
            }
        }
    }

    @Test(
        "Query parameters that cannot be read are refused",
        arguments: [
            "limit=0", "limit=1001", "limit=x", "action=ban", "before=0", "before=a", "acount=x",
        ])
    func queries(query: String) async throws {
        try await RunningServer.run { server in
            let reply = try await server.send("GET", "/v1/decisions?" + query)
            #expect(reply.status == 400)
            #expect(try reply.problem() == "invalid")
            #expect(try reply.json()["fix"] is String)
        }
    }

    @Test("Without keys, a request that names another machine is refused")
    func hosts() async throws {
        try await RunningServer.run { server in
            let reply = try await server.send(
                "GET", "/v1/decisions", headers: ["Host": "evil.example:80"])
            #expect(reply.status == 403)
            #expect(try reply.problem() == "forbidden")
        }
    }

    @Test("Beyond this machine it listens only with keys")
    func beyondLoopback() throws {
        for host in [
            "0.0.0.0", "::", "", "10.0.0.1", "example.com", "127.0.0.1.example.com",
            "127.0.0.256", "128.0.0.1", "1270.0.0.1",
        ] {
            let fault = #expect(throws: Fault.self) { try ServerConfiguration(host: host) }
            #expect(fault?.code == .invalid && fault?.fix != nil)
            #expect(throws: Never.self) {
                try ServerConfiguration(host: host, apiKeys: [RunningServer.key])
            }
        }
        for host in ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"] {
            #expect(throws: Never.self) { try ServerConfiguration(host: host) }
        }
        #expect(throws: Fault.self) { try ServerConfiguration(port: 70_000) }
        #expect(throws: Fault.self) { try ServerConfiguration(apiKeys: ["short"]) }
        #expect(throws: Fault.self) { try ServerConfiguration(apiKeys: [""]) }
    }

    @Test("A key ring holds its keys and no others")
    func ring() throws {
        let ring = try KeyRing(keys: [RunningServer.key, "k2-0123456789abcdef"])
        #expect(ring.holds(RunningServer.key) && ring.holds("k2-0123456789abcdef"))
        for other in ["", "x", RunningServer.key + " ", String(RunningServer.key.dropLast())] {
            #expect(!ring.holds(other))
        }
        #expect(try !KeyRing(keys: []).holds(""))
    }
}
