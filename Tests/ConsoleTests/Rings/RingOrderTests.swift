import Cases
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// An order against a ring over HTTP: looked at, confirmed, agreed to, taken back.
@Suite struct RingOrderTests {
    private static let asked = "measure=suspend&lasts=30d&reason=abuse&members=acting"

    private func fields(of preview: PageReply) throws -> [String: String] {
        var fields = ["why": "They share 26 devices.", "inside": "A bank told us."]
        for name in ["measure", "lasts", "reason", "members", "seen"] {
            fields[name] = try preview.field(name)
        }
        return fields
    }

    private func count(_ server: RingServer, _ state: Enforcement.State) throws -> Int {
        try server.store.readingEnforcements { tables in
            var filter = EnforcementFilter(limit: 1000)
            filter.states = [state]
            return try tables.enforcements(filter).count
        }
    }

    @Test("What the preview says is what happens; a second person agrees; undone, nothing is left")
    func whole() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document()]))
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?\(Self.asked)", by: "ana")
            #expect(preview.status == 200, "\(preview.text)")
            #expect(preview.text.contains(">116<"))
            #expect(preview.text.contains("4 members have a life of their own"))
            #expect(preview.text.contains("A second person must agree"))
            #expect(try count(server, .pending) == 0)

            let ordered = try await server.submit(
                "/rings/ring-12/order", try fields(of: preview), by: "ana")
            #expect(ordered.path.hasPrefix("/orders/batch_"), "\(ordered.path) \(ordered.text)")
            #expect(try count(server, .pending) == 116)
            let own = try await server.submit(
                ordered.path + "/approve", ["why": "Mine."], by: "ana")
            #expect(own.status == 403)
            let mine = try await server.send("GET", ordered.path, by: "ana")
            #expect(mine.text.contains("You ordered it"))
            // Who agrees sees what who ordered saw, and what stays inside.
            let second = try await server.send("GET", ordered.path, by: "ben").text
            for words in [
                "What it rests on", "What it would do now", ">116<", "at stake would end",
                "good users possibly hurt", "For us alone:</strong> A bank told us.",
            ] {
                #expect(second.contains(words), "\(words)")
            }
            for piece in SampleRing.document().evidence {
                #expect(second.contains(piece.words.prefix(20)), "\(piece.words)")
            }
            let agreed = try await server.submit(
                ordered.path + "/approve", ["why": "I looked at ten of them."], by: "ben")
            #expect(agreed.status == 200 && agreed.path == ordered.path, "\(agreed.text)")
            #expect(try count(server, .active) == 116)
            let over = try await server.send("GET", ordered.path, by: "ben").text
            #expect(over.contains("What it rests on") && !over.contains("What it would do now"))

            let ring = try await server.send("GET", "/rings/ring-12", by: "ana")
            #expect(ring.text.contains("href=\"\(ordered.path)\""))
            #expect(ring.text.contains("<span class=\"mark suspend\">suspend</span>"))
            let again = try await server.send(
                "GET", "/rings/ring-12/order?\(Self.asked)", by: "ben")
            #expect(again.text.contains("<p class=\"figure\">0</p>"))

            let undone = try await server.submit(
                ordered.path + "/undo", ["why": "It was a fan club."], by: "ana")
            #expect(undone.status == 200, "\(undone.text)")
            #expect(try count(server, .active) == 0 && count(server, .reversed) == 116)
        }
    }

    @Test("What an order would do that cannot be told hides nothing else of its page")
    func untold() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?\(Self.asked)", by: "ana")
            let ordered = try await server.submit(
                "/rings/ring-12/order", try fields(of: preview), by: "ana")
            let batch = try #require(ordered.path.split(separator: "/").last.map(String.init))
            func keep(_ name: String, _ change: (inout RingOrder) -> Void) throws {
                var kept = try #require(
                    try server.store.readingCases { try $0.order(batch: batch) })
                kept.batch = name
                change(&kept.order)
                let other = kept
                try server.store.working { try $0.put(other) }
            }
            try keep("renamed") { $0.closing.reason = "of_old" }
            try keep("wide") { order in
                order.members = (0...10_000).map {
                    EnforcedEntity(kind: "account", name: "w\($0)")
                }
            }
            for (name, words) in [
                ("renamed", "There is no reason `of_old`"),
                ("wide", "it names 10,001 accounts, and a look reads at most 10,000"),
            ] {
                let page = try await server.send("GET", "/orders/\(name)", by: "ben")
                #expect(page.status == 200 && page.text.contains("cannot be told: \(words)"))
                #expect(page.text.contains("/orders/\(name)/refuse"), "\(page.text)")
                #expect(page.text.contains("What it rests on"))
                #expect(!page.text.contains("What it would do now"))
            }
        }
    }

    @Test("An order that ends the ring's case says so where it tells which cases close")
    func ends() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 12)]))
            try server.store.working {
                _ = try CaseDesk(tables: $0, definition: .usual, clock: RingServer.now).open(
                    EnforcedEntity(kind: "ring", name: "ring-12"), origin: .hand,
                    title: "Look at it", causes: ["seen"], loss: 1000, queue: "review", by: "ana",
                    why: "Odd.")
            }
            for (ends, words) in [
                ("", "own once it touches all whom it names."), ("&ends=1", "own.</p>"),
            ] {
                let page = try await server.send(
                    "GET", "/rings/ring-12/order?measure=limit&members=all\(ends)", by: "ana")
                #expect(page.text.contains(words), "\(page.text)")
            }
        }
    }

    @Test("Refused, nothing is in force")
    func refused() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?\(Self.asked)", by: "ana")
            let ordered = try await server.submit(
                "/rings/ring-12/order", try fields(of: preview), by: "ana")
            let refused = try await server.submit(
                ordered.path + "/refuse", ["why": "Too little is known."], by: "ben")
            #expect(refused.status == 200, "\(refused.text)")
            #expect(try count(server, .refused) == 29 && count(server, .active) == 0)
        }
    }

    @Test("A small order that no rule holds is in force at once")
    func small() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 12)]))
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?measure=limit&members=all", by: "ana")
            #expect(preview.text.contains("No second person is needed"), "\(preview.text)")
            _ = try await server.submit(
                "/rings/ring-12/order", try fields(of: preview), by: "ana")
            #expect(try count(server, .active) == 12)
        }
    }

    @Test("A ring that has changed since somebody looked is looked at again")
    func stale() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 12)]))
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?measure=limit", by: "ana")
            try server.store.keep(try .sample([SampleRing.document(accounts: 15)]))
            let reply = try await server.submit(
                "/rings/ring-12/order", try fields(of: preview), by: "ana")
            #expect(reply.status == 409 && reply.text.contains("other members"))
            #expect(try count(server, .active) == 0)
        }
    }

    @Test("Who may not order sees no form, and is refused; so is a form of another session")
    func refusals() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 12)]))
            let page = try await server.send("GET", "/rings/ring-12", by: "vic")
            #expect(page.status == 200 && !page.text.contains("id=\"order\""))
            #expect(!page.text.contains("u1041") && page.text.contains("·"))
            let preview = try await server.send("GET", "/rings/ring-12/order", by: "vic")
            #expect(preview.status == 403)
            let foreign = try await server.send(
                "POST", "/rings/ring-12/order", "measure=limit&why=x&_token=other", by: "ana")
            #expect(foreign.status == 403)
            let silent = try await server.submit(
                "/rings/ring-12/order", ["measure": "limit", "why": " "], by: "ana")
            #expect(silent.status == 422 || silent.status == 400)
            #expect(silent.text.contains("No reason is given"))
        }
    }
}
