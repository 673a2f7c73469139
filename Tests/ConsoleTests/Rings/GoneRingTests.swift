import Cases
import Enforcements
import Foundation
import Packs
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Rings that the last run names no more, and orders that wait for somebody.
@Suite struct GoneRingTests {
    private static let asked = "measure=suspend&lasts=30d&reason=abuse&members=acting"

    /// An order of ana's against all that act for ring-12, which waits; its path.
    private func order(_ server: RingServer) async throws -> String {
        let preview = try await server.send("GET", "/rings/ring-12/order?\(Self.asked)", by: "ana")
        var fields = ["why": "They share 26 devices."]
        for name in ["measure", "lasts", "reason", "members", "seen"] {
            fields[name] = try preview.field(name)
        }
        let ordered = try await server.submit("/rings/ring-12/order", fields, by: "ana")
        #expect(ordered.path.hasPrefix("/orders/"), "\(ordered.text)")
        return ordered.path
    }

    private func later(_ documents: [RingDocument]) throws -> DetectionRun {
        var run = try DetectionRun.sample(documents)
        run.endedAt += 3_600_000
        return run
    }

    @Test("A ring with an order keeps its page, its graph and its order when a run sees it no more")
    func page() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            let path = try await order(server)
            try server.store.keep(try later([]))
            let page = try await server.send("GET", "/rings/ring-12", by: "ana")
            #expect(page.status == 200 && page.text.contains("no longer seen"), "\(page.text)")
            #expect(page.text.contains("href=\"\(path)\"") && page.text.contains("u1041"))
            #expect(!page.text.contains("href=\"/v1/rings/ring-12\""))
            let graph = try await server.send("GET", "/rings/ring-12/graph.json", by: "ana")
            #expect(graph.status == 200 && graph.text.contains("account:u1041"))
            #expect(try await server.send("GET", "/rings/ring-12/acts", by: "ana").status == 200)
            let list = try await server.send("GET", "/rings", by: "ana").text
            #expect(list.contains("No longer seen") && list.contains("href=\"/rings/ring-12\""))
            #expect(try await server.send("GET", "/rings/ring-99", by: "ana").status == 404)
            let agreed = try await server.submit(path + "/approve", ["why": "I looked."], by: "ben")
            #expect(agreed.status == 200 && agreed.text.contains("ben agreed to it"))
        }
    }

    @Test("What waits stands on Today, in the side bar and in the list, for who had no part")
    func waiting() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            let path = try await order(server)
            for page in ["/", "/enforcements?state=pending", "/mine"] {
                let seen = try await server.send("GET", page, by: "lea")
                // The pack has no queues, so that what is mine cannot be told by cases.
                if page == "/mine", seen.status != 200 { continue }
                #expect(seen.text.contains("href=\"\(path)\""), "\(page)")
                #expect(seen.text.contains("side-waits"), "\(page)")
            }
            let any = try await server.send("GET", "/", by: "lea", accept: "*/*").text
            #expect(any.contains("href=\"\(path)\""), "what is listed is read whoever asks")
            let own = try await server.send("GET", "/", by: "ana").text
            #expect(!own.contains("side-waits") && !own.contains("waits for you"))
            // A viewer may agree to nothing.
            #expect(try await !server.send("GET", "/", by: "vic").text.contains("side-waits"))
            _ = try await server.submit(path + "/refuse", ["why": "Too little."], by: "lea")
            #expect(try await !server.send("GET", "/", by: "lea").text.contains("side-waits"))
            let refused = try await server.send("GET", path, by: "ana").text
            #expect(refused.contains("lea refused it") && refused.contains(">refused<"))
        }
    }

    @Test("A ring whose order is in force is told as handled on Today, not as burning")
    func handled() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            try server.store.operating {
                _ = try $0.noteRings(["ring-12"], at: RingServer.now - 1000)
            }
            let burning = try await server.send("GET", "/", by: "lea").text
            #expect(burning.contains("new ring") && !burning.contains("Handled"))
            let path = try await order(server)
            #expect(try await server.send("GET", "/", by: "lea").text.contains("new ring"))
            _ = try await server.submit(path + "/approve", ["why": "I looked."], by: "ben")
            let handled = try await server.send("GET", "/", by: "lea").text
            #expect(handled.contains("Handled") && !handled.contains("new ring"))
            #expect(handled.contains("ring-12: suspend against 29 accounts, in force since"))
            #expect(handled.contains("ordered by ana, agreed to by ben"))
            #expect(handled.contains("href=\"\(path)\""))
            _ = try await server.submit(path + "/undo", ["why": "A fan club."], by: "ana")
            let lifted = try await server.send("GET", "/", by: "lea").text
            #expect(lifted.contains("new ring") && !lifted.contains("Handled"))
        }
    }

    @Test("A warning handles no ring, nor does it hide the order before it that is in force")
    func warned() async throws {
        try await RingServer.run { server in
            let ring = SampleRing.document(accounts: 12)
            try server.store.keep(try .sample([ring]))
            try server.store.operating {
                _ = try $0.noteRings(["ring-12"], at: RingServer.now - 1000)
            }
            func run(_ measure: EnforcementMeasure, at: Int64) throws -> String {
                try RingOrder(
                    ring: ring.ring,
                    members: ring.members.map {
                        EnforcedEntity(kind: "account", name: $0.account)
                    },
                    closing: CaseDesk.Closing(
                        reason: "abuse", why: "They share devices.", measure: measure),
                    by: "ana"
                ).run(
                    server.store, server.pack.cases ?? .usual, caps: [], now: { at }
                ).batch
            }
            _ = try run(.warn, at: RingServer.now - 3)
            let warned = try await server.send("GET", "/", by: "lea").text
            #expect(warned.contains("new ring") && !warned.contains("Handled"))
            let batch = try run(.exclude, at: RingServer.now - 2)
            // Another order, which waits, is not the last word.
            try server.store.working { tables in
                var later = try #require(try tables.order(batch: batch))
                (later.batch, later.state, later.at) = ("batch_later", .held, RingServer.now - 1)
                try tables.put(later)
            }
            let handled = try await server.send("GET", "/", by: "lea").text
            #expect(handled.contains("ring-12: exclude against 12 accounts, in force since"))
            try server.store.enforcing { tables in
                var filter = EnforcementFilter(limit: 100)
                filter.scope = "batch:\(batch)"
                let desk = EnforcementDesk(tables: tables, clock: RingServer.now)
                for one in try tables.enforcements(filter) {
                    _ = try desk.reverse(one, by: "ben", why: "Each looked at.")
                }
            }
            let lifted = try await server.send("GET", "/", by: "lea").text
            #expect(lifted.contains("new ring") && !lifted.contains("Handled"))
        }
    }

    @Test("One enforcement of a held order sends to the order, and is not decided by itself")
    func alone() async throws {
        try await RingServer.run { server in
            try server.store.keep(try .sample([SampleRing.document(accounts: 30)]))
            let path = try await order(server)
            var filter = EnforcementFilter(limit: 1)
            filter.states = [.pending]
            let chosen = filter
            let one = try #require(
                try server.store.readingEnforcements { try $0.enforcements(chosen).first })
            let page = try await server.send(
                "GET", "/enforcements/account/\(one.entity.name)", by: "ben"
            ).text
            #expect(page.contains("look at the order") && page.contains("href=\"\(path)\""))
            #expect(!page.contains("/approve\""))
            for verb in ["approve", "refuse"] {
                let reply = try await server.submit(
                    "/enforcements/\(one.id)/\(verb)", ["why": "Yes."], by: "ben")
                #expect(reply.status == 409 && reply.text.contains(path), "\(reply.text)")
            }
        }
    }

    @Test("Nobody is offered an order that touches nobody")
    func idle() async throws {
        try await RingServer.run { server in
            let ring = SampleRing.document(accounts: 12)
            try server.store.keep(try .sample([ring]))
            let all = ring.members.map { EnforcedEntity(kind: "account", name: $0.account) }
            _ = try HandOrder(
                .ban, against: all, lasts: nil, by: "zoe", why: "Known.", key: "k",
                at: RingServer.now
            ).run(in: server.store, caps: [], now: { RingServer.now })
            let preview = try await server.send(
                "GET", "/rings/ring-12/order?measure=limit&members=all", by: "ana"
            ).text
            #expect(preview.contains("Nobody would be touched"))
            #expect(!preview.contains("name=\"seen\""))
            let list = try await server.send("GET", "/rings", by: "ana").text
            #expect(list.contains("ban, 8 of the 8 surest"), "\(list)")
        }
    }
}
