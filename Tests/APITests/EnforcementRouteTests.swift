import Foundation
import Testing

/// Enforcements over HTTP, from an order by hand to an appeal that overturns it.
@Suite struct EnforcementRouteTests {
    private func post(
        _ server: RunningServer, _ path: String, _ body: String
    ) async throws -> Reply {
        try await server.send("POST", path, body, type: "application/json")
    }

    @Test("An order, its appeal, the outcome and what it leaves")
    func orderAndAppeal() async throws {
        try await RunningServer.run { server in
            let order =
                #"{"measure":"suspend","entities":["ann","payee=p1"],"lasts":"30d","#
                + #""by":"cleo","why":"They share a device.","inside":"Told by a bank.","#
                + #""unseen":true,"key":"k1"}"#
            let ordered = try await post(server, "/v1/enforcements", order)
            #expect(ordered.status == 200, "\(ordered.text)")
            let ids = try #require(try ordered.json()["enforcements"] as? [String])
            #expect(ids.count == 2)
            let typo = try await post(
                server, "/v1/enforcements",
                #"{"measure":"warn","entities":["an"],"by":"cleo","why":"They share."}"#)
            #expect([400, 422].contains(typo.status), "\(typo.text)")
            #expect(typo.text.contains("Nobody has seen account=an"))
            let dry = try await post(
                server, "/v1/enforcements",
                #"{"measure":"warn","entities":["ann"],"by":"cleo","why":"They share.","dry":true}"#
            )
            #expect([400, 422].contains(dry.status) && dry.text.contains("no field `dry`"))
            let again = try await post(server, "/v1/enforcements", order)
            #expect(try again.json()["enforcements"] as? [String] == ids)

            let strikes = try await server.send("GET", "/v1/strikes?account=ann")
            #expect(try strikes.json()["measures"] as? [String] == ["suspend"])
            let list = try await server.send("GET", "/v1/enforcements?entity=payee%3Dp1")
            #expect((try list.json()["enforcements"] as? [Any])?.count == 1)

            let opened = try await post(
                server, "/v1/appeals",
                #"{"enforcement":"\#(ids[0])","text":"It was my sister.","by":"support"}"#)
            #expect(opened.status == 200, "\(opened.text)")
            let appeal = try #require(try opened.json()["id"] as? String)
            let own = try await post(
                server, "/v1/appeals/\(appeal)/decide",
                #"{"outcome":"overturned","by":"Cleo","why":"mine"}"#)
            #expect(own.status == 403)
            let decided = try await post(
                server, "/v1/appeals/\(appeal)/decide",
                #"{"outcome":"overturned","by":"bea","why":"I called."}"#)
            #expect(try decided.json()["state"] as? String == "overturned")
            let one = try await server.send("GET", "/v1/enforcements/\(ids[0])")
            #expect(try one.json()["state"] as? String == "reversed")
            #expect(try one.json()["inside"] as? String == "Told by a bank.")
            #expect(try one.json()["facts"] as? [String] == ["They share a device."])
            #expect((try one.json()["ledger"] as? [Any])?.count == 4)
            let rates = try await server.send("GET", "/v1/appeals/rates?by=hand")
            #expect(rates.text.contains(#""overturned":1"#))

            let undone = try await post(
                server, "/v1/enforcements/undo",
                #"{"entity":"payee=p1","by":"bea","why":"all of it"}"#)
            #expect(try undone.json()["reversed"] as? Int == 1)
            #expect(try undone.json()["left"] as? Int == 0)
            #expect(try undone.json()["behind"] as? Int == 0)

            let metrics = try await server.send("GET", "/metrics").text
            #expect(metrics.contains("\nassay_enforcements_waiting 0\n"))
            #expect(metrics.contains("\nassay_enforcements_behind 0\n"))
        }
    }

    @Test("What cannot be done says why")
    func problems() async throws {
        try await RunningServer.run { server in
            for (path, body, status) in [
                (
                    "/v1/enforcements", #"{"measure":"hug","entities":["a"],"by":"b","why":"c"}"#,
                    422
                ),
                (
                    "/v1/enforcements", #"{"measure":"warn","entities":["a"],"by":"","why":"c"}"#,
                    422
                ),
                ("/v1/enforcements", "{}", 422),
                ("/v1/enforcements/enf_1/reverse", #"{"by":"b","why":"c"}"#, 404),
                ("/v1/enforcements/undo", #"{"by":"b","why":"c"}"#, 422),
                ("/v1/appeals", #"{"enforcement":"enf_1","text":"t","by":"b"}"#, 404),
            ] {
                let reply = try await post(server, path, body)
                #expect([status, 400].contains(reply.status), "\(path): \(reply.text)")
                _ = try reply.problem()
            }
        }
    }
}
