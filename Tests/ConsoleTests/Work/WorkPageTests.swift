import Cases
import Console
import StoreSQLite
import Testing

/// Queues, entities and the palette over real HTTP.
@Suite struct WorkPageTests {
    @Test("A viewer sees decisions and no names of people")
    func masked() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann-of-berlin")
            let shown = try await desk.get("/entities/account/ann-of-berlin", as: "rita")
            #expect(shown.has("ann-of-berlin paid 5000"))
            #expect(shown.has("d-shared"))
            let masked = try await desk.get("/entities/account/ann-of-berlin", as: "vera")
            #expect(masked.status == 200)
            #expect(masked.has("paid 5000"))
            #expect(!masked.has("ann-of-berlin"))
            #expect(!masked.has("d-shared"))
            #expect(try await desk.get("/find?q=ann", as: "vera").text == "{\"found\":[]}")
            #expect(try await desk.get("/queues", as: "vera").status == 403)
        }
    }

    @Test("A queue is filtered by its URL, and worked in bulk after a look")
    func queue() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "bob", "cay")
            for name in ["ann", "bob", "cay"] { _ = try await desk.open(name) }
            let overview = try await desk.get("/queues")
            #expect(overview.has("/queues/triage") && overview.has("3 on track"))
            let page = try await desk.get("/queues/triage?state=open&order=due")
            #expect(page.has("case_1<") && page.has("case_3<"))
            #expect(try await desk.get("/queues/triage?state=closed").has("No case is like that"))
            #expect(try await desk.get("/queues/triage?state=odd").status == 400)
            #expect(try await desk.get("/queues/none").status == 404)

            let ids = try desk.store.readingCases { try $0.cases(CaseFilter(limit: 9)).map(\.id) }
            let chosen = ids.map { ("case", $0) }
            let preview = try await desk.post(
                "/queues/triage/bulk", chosen + [("verb", "assign"), ("to", "rita")])
            #expect(preview.has("Assign to rita") && preview.has("3 cases"))
            let seen = ids.map { ("case", "\($0)~1") }
            let done = try await desk.post(
                "/queues/triage/bulk",
                seen + [("verb", "assign"), ("to", "rita"), ("confirmed", "1")])
            #expect(done.location == "/queues/triage")
            #expect(try desk.store.readingCases { try $0.heldCount(by: "rita") } == 3)
            let again = try await desk.post(
                "/queues/triage/bulk",
                seen + [("verb", "release"), ("confirmed", "1")])
            #expect(again.headers["set-cookie"]?.contains("3%20had%20changed") == true)
            #expect(
                try await desk.post("/queues/triage/bulk", chosen, as: "rita").status == 403,
                "in bulk only a lead works")
        }
    }

    @Test("The next is pulled, and who pulls from an empty queue is told")
    func next() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann")
            let path = try await desk.open("ann")
            let pulled = try await desk.post("/queues/next", [("queue", "triage")], as: "rita")
            #expect(pulled.location == path)
            let none = try await desk.post("/queues/next", [("queue", "triage")], as: "ravi")
            #expect(none.location == "/queues/triage")
            #expect(none.headers["set-cookie"]?.contains("Nothing%20waits") == true)
        }
    }

    @Test("An entity's page orders, labels, and tells of both; unknown ones are not found")
    func entity() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "bob")
            let ordered = try await desk.post(
                "/entities/account/ann/measure",
                [("measure", "limit"), ("lasts", "7d"), ("why", "Paid too much.")])
            #expect(ordered.location == "/entities/account/ann")
            _ = try await desk.post("/entities/account/ann/label", [("label", "fraud=yes")])
            let page = try await desk.get("/entities/account/ann")
            #expect(page.has("limit active") && page.has("fraud: yes"))
            #expect(page.has("account.payments_1h"), "features against peers")
            let typo = [("measure", "limit"), ("lasts", "7d"), ("why", "Paid too much.")]
            let refused = try await desk.post("/entities/account/nobody/measure", typo)
            #expect(refused.status >= 400 && refused.has("Nobody has seen account=nobody"))
            let device = try await desk.get("/entities/device/d-shared")
            #expect(device.has("/entities/account/ann") && device.has("/entities/account/bob"))
            #expect(try await desk.get("/entities/account/nobody").status == 404)
            #expect(try await desk.get("/entities/account/ann?show=odd").status == 400)
        }
    }

    @Test("The palette finds cases, accounts and rules by the beginning of their name")
    func find() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "anton", "bob")
            _ = try await desk.open("ann")
            let found = try await desk.get("/find?q=an").text
            #expect(found.contains("\"ann\"") && found.contains("\"anton\""))
            #expect(!found.contains("bob"))
            #expect(try await desk.get("/find?q=1").text.contains("case_1"))
            #expect(try await desk.get("/find?q=large").text.contains("large_payment"))
            #expect(try await desk.get("/find?q=").text == "{\"found\":[]}")
        }
    }
}
