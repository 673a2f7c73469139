import API
import Access
import Audits
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

    @Test("Whom somebody made is no second person to them, until others or time vouch")
    func made() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            let ana = try #require(try office.desk.caller(session: office.session("ana")))
            try office.desk.add(person: "ben", roles: [.lead], by: ana)
            try office.desk.setPassword(Office.password, of: "ben", by: ana)
            func send(_ name: String, _ path: String, _ body: String) async throws -> Reply {
                let browser = try server.browser(name)
                return try await browser.send(
                    "POST", path, body, headers: ["X-Assay-Token": browser.token])
            }
            func agree(_ first: String, _ second: String, _ account: String) async throws -> Reply {
                let order = try await send(
                    first, "/v1/enforcements",
                    #"{"measure":"ban","entities":["account=\#(account)"],"why":"a farm","#
                        + #""unseen":true}"#)
                #expect(order.status == 200, "\(order.text)")
                let listed = try office.store.readingEnforcements { try $0.enforcements(.init()) }
                let id = try #require(listed.first).id
                return try await send(
                    second, "/v1/enforcements/\(id)/approve", #"{"why":"looked"}"#)
            }
            let refused = try await agree("ana", "ben", "u1")
            #expect(refused.status == 403 && refused.text.contains("no second person to ana"))
            #expect(refused.text.contains("2026-01-31") && refused.text.contains("reset ben"))
            // Ana was made by the machine: the other way round two of them get on from day one.
            #expect(try await agree("ben", "ana", "u2").status == 200)
            // Ben's own password takes ana's hand away no more than time that is too short.
            try office.desk.setPassword("another seven lamps", of: "ben", by: ana)
            office.clock.turn(Person.handsMax - 1000)
            #expect(try await agree("ana", "ben", "u3").status == 403)
            // Somebody else gives a new way in.
            _ = try office.desk.reset(person: "ben", by: .machine)
            #expect(try await agree("ana", "ben", "u4").status == 200)
            try office.desk.setRoles([.lead, .auditor], partner: "", of: "ben", by: ana)
            #expect(try await agree("ana", "ben", "u5").status == 403)
            office.clock.turn(Person.handsMax + 1000)
            #expect(try await agree("ana", "ben", "u6").status == 200)
        }
    }

    private struct Hands: AccessHands {
        /// By person, the latest first.
        let all: [String: [AccessHand]]
        /// By key, who made it.
        var keys: [String: [String]] = [:]
        func hands(on person: String, since: Int64) -> [AccessHand] { all[person] ?? [] }
        func makers(ofKey name: String) -> [String] { keys[name] ?? [] }
    }

    @Test("The machine and a provider are nobody's hand")
    func machine() throws {
        let hands = Hands(
            all: [
                "ben": ["local", "assay"].map { AccessHand(by: $0, at: 1, isWayIn: false) }
            ])
        try Person.check("ben", isSecondTo: ["assay", "local", "ana"], for: "do it", at: 2, hands)
        #expect(throws: Fault.self) {
            try Person.check("ben", isSecondTo: ["ben "], for: "do it", at: 2, hands)
        }
    }

    @Test("Whom somebody made makes no second person for them either, nor vouches for one")
    func makers() throws {
        func hand(_ by: String, _ isWayIn: Bool = false) -> AccessHand {
            AccessHand(by: by, at: 1, isWayIn: isWayIn)
        }
        func check(_ name: String, _ first: String, _ all: [String: [AccessHand]]) throws {
            try Person.check(name, isSecondTo: [first], for: "do it", at: 2, Hands(all: all))
        }
        let made = ["ben": [hand("ana")], "carl": [hand("ben", true), hand("ana")]]
        let fault = #expect(throws: Fault.self) { try check("carl", "ana", made) }
        #expect(fault?.message.contains("ben, whom ana made or let in,") == true)
        try check("carl", "ben2", made)
        #expect(throws: Fault.self) { try check("carl", "ben", made) }
        // Who vouches had themselves a new way in by somebody else.
        var vouched = made
        vouched["ben"] = [hand("zoe", true), hand("ana")]
        try check("carl", "ana", vouched)
        // Two who made each other end.
        try check("ben", "ana", ["ben": [hand("zoe")], "zoe": [hand("ben")]])
        // Whom ana made both, and who then reset each other, vouch for nobody.
        let mutual = [
            "ben": [hand("carl", true), hand("ana")], "carl": [hand("ben", true), hand("ana")],
        ]
        #expect(throws: Fault.self) { try check("ben", "ana", mutual) }
        #expect(throws: Fault.self) { try check("carl", "ana", mutual) }
        // Somebody looked at to the end vouches also where they did something since.
        try check("ben", "ana", ["ben": [hand("zoe"), hand("zoe", true), hand("ana")]])
    }

    @Test("A chain of people who made each other is followed, and vouches nowhere unseen")
    func chains() throws {
        func chain(_ count: Int) -> Hands {
            var all: [String: [AccessHand]] = [:]
            for place in 1...count {
                let by = place == count ? "ana" : "p\(place + 1)"
                all["p\(place)"] = [AccessHand(by: by, at: 1, isWayIn: true)]
            }
            return Hands(all: all)
        }
        func check(_ count: Int, _ first: String) throws {
            try Person.check("p1", isSecondTo: [first], for: "do it", at: 2, chain(count))
        }
        #expect(throws: Fault.self) { try check(60, "ana") }
        try check(60, "zoe")
        let fault = #expect(throws: Fault.self) { try check(200, "zoe") }
        #expect(fault?.code == .forbidden && fault?.message.contains("More than 100") == true)
    }

    @Test("A key stands for who made it, and vouches for nobody")
    func keysOfPeople() throws {
        func hand(_ by: String, _ isWayIn: Bool = false) -> AccessHand {
            AccessHand(by: by, at: 1, isWayIn: isWayIn)
        }
        func check(_ name: String, _ first: String, _ all: [String: [AccessHand]]) throws {
            try Person.check(
                name, isSecondTo: [first], for: "do it", at: 2,
                Hands(all: all, keys: ["bot": ["ana"], "bot2": ["bot", "ana"], "m": ["local"]]))
        }
        // What ana's key began is ana's.
        #expect(throws: Fault.self) { try check("ana", "bot", [:]) }
        #expect(throws: Fault.self) { try check("ana", "bot2", [:]) }
        #expect(throws: Fault.self) { try check("ben", "bot", ["ben": [hand("ana")]]) }
        try check("ben", "bot", [:])
        try check("ana", "m", [:])
        // Whom it let in, ana let in; and who has a way in from a key was vouched for by nobody.
        #expect(throws: Fault.self) { try check("ben", "ana", ["ben": [hand("bot2", true)]]) }
        let reset = ["ben": [hand("m", true), hand("ana")]]
        #expect(throws: Fault.self) { try check("ben", "ana", reset) }
        try check("ben", "zoe", reset)
    }

    @Test("Neither one's own key nor one's own passwords make a second person, in the store")
    func washing() async throws {
        try await AccessServer.run { server in
            let office = server.office
            try office.add("ana", [.admin])
            let ana = try #require(try office.desk.caller(session: office.session("ana")))
            let secret = try office.desk.add(key: "bot", scopes: .all, by: ana)
            let bot = try #require(
                office.desk.book.caller(key: secret[...], now: office.clock.now))
            func check(_ by: String, _ first: String) throws {
                let time = office.clock.now
                try office.store.readingEnforcements {
                    try Person.check(by, isSecondTo: [first], for: "do it", at: time, $0)
                }
            }
            #expect(throws: Fault.self) { try check("ana", "bot") }
            try office.desk.add(person: "ben", roles: [.lead], by: .machine)
            try check("ben", "bot")
            _ = try office.desk.reset(person: "ben", by: bot)
            #expect(throws: Fault.self) { try check("ben", "ana") }
            #expect(throws: Fault.self) { try check("ben", "bot") }
            try office.store.append(
                (0..<300).map { _ in
                    AuditEntry(
                        at: office.clock.now, .change, by: "ben", action: "person.password",
                        subject: "person=ben", detail: "")
                })
            #expect(throws: Fault.self) { try check("ben", "ana") }
            let keys = try office.desk.add(key: "second", scopes: .all, by: bot)
            #expect(!keys.isEmpty)
            #expect(throws: Fault.self) { try check("ana", "second") }
            _ = try office.desk.reset(person: "ben", by: .machine)
            try check("ben", "ana")
            // A key of the command line lets in, but vouches for nobody either.
            try office.desk.setRoles([.lead, .auditor], partner: "", of: "ben", by: ana)
            let file = Caller(kind: .key, name: "file-1", roles: [.admin], permissions: .all)
            _ = try office.desk.reset(person: "ben", by: file)
            #expect(throws: Fault.self) { try check("ben", "ana") }
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
