import Enforcements
import Foundation
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What whom a person orders a measure against is told.
@Suite struct HandNoticeTests {
    private static let day: Int64 = 86_400_000
    private static let start: Int64 = 1_767_225_600_000
    private static let hands = HandNotices(
        ground: "Terms of use",
        notices: [
            "en": "{entity}: {measure}. {facts}. It rests on {ground}. Machine alone: {automated}. "
                + "Appeal until {appeal_until}."
        ], appeal: 30 * day, label: "abusive")

    private func order(_ isHeld: Bool) throws -> HandOrder {
        var order = try HandOrder(
            .suspend, against: [EnforcedEntity(kind: "account", name: "u1")], lasts: nil,
            by: "ana", why: "They share 26 devices.", key: "k", at: Self.start)
        (order.hands, order.isHeld) = (Self.hands, isHeld)
        return order
    }

    @Test("Once in force it is told with the person's words as facts; before a second agrees, not")
    func told() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let held = try order(true).run(in: store, caps: [], now: { Self.start })
        func messages() throws -> [String] {
            try store.enforcementMessages(after: 0, limit: 10).map(\.message.payload)
        }
        #expect(held.held.count == 1)
        #expect(try messages().isEmpty)
        _ = try store.enforcing { tables in
            try Approval(by: "ben", why: "I looked.").decide(
                held.held[0], EnforcementDesk(tables: tables, clock: Self.start))
        }
        let notice =
            "u1: suspend. They share 26 devices. It rests on Terms of use. Machine alone: no. "
            + "Appeal until 2026-01-31."
        let sent = try messages()
        #expect(sent.count == 1 && sent[0].contains(notice), "\(sent)")
        let view = try store.readingEnforcements { tables in
            let one = try #require(try tables.enforcement(id: held.held[0]))
            #expect(one.policy.isEmpty && one.origin.ground == "Terms of use")
            return try ViewJSON.of(EnforcementView(whole: one, in: tables))
        }
        #expect(view.contains(notice))
    }

    @Test("What stays inside is in the ledger, and in nothing that is told")
    func inside() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        var order = try order(false)
        order.inside = "Their bank told us."
        let done = try order.run(in: store, caps: [], now: { Self.start })
        let sent = try store.enforcementMessages(after: 0, limit: 10).map(\.message.payload)
        #expect(sent.count == 1 && sent.allSatisfy { !$0.contains("bank") }, "\(sent)")
        try store.readingEnforcements { tables in
            let one = try #require(try tables.enforcement(id: done.applied[0]))
            #expect(one.origin.inside == "Their bank told us.")
            #expect(one.origin.facts == ["They share 26 devices."])
            #expect(try tables.entries(of: one.id).first?.origin?.inside == one.origin.inside)
            #expect(try ViewJSON.of(EnforcementView(whole: one, in: tables)).contains("bank"))
        }
        order.inside = String(repeating: "a", count: 4001)
        order.batch = "batch_other"
        let fault = #expect(throws: Fault.self) {
            try order.run(in: store, caps: [], now: { Self.start })
        }
        #expect(fault?.code == .invalid && fault?.message.contains("4001") == true)
    }

    @Test("Whom somebody names must have been seen, unless it is said that it does not matter")
    func unseen() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        var order = try order(false)
        order.named = order.entities + [EnforcedEntity(kind: "payee", name: "p1")]
        let clock = Self.start
        for body in [
            { _ = try order.run(in: store, caps: [], now: { clock }) },
            { _ = try store.readingEnforcements { try order.preview($0, caps: [], at: clock) } },
        ] {
            let fault = #expect(throws: Fault.self) { try body() }
            #expect(fault?.code == .invalid)
            #expect(fault?.message.contains("account=u1, payee=p1") == true)
            #expect(fault?.fix?.contains("unseen") == true)
        }
        #expect(try store.readingEnforcements { try $0.enforcements(.init()) }.isEmpty)
        order.named = []
        #expect(try order.run(in: store, caps: [], now: { clock }).applied.count == 1)
        // Now there is a measure that names it.
        let unseen = try store.readingEnforcements { tables in
            try tables.unseen(of: [EnforcedEntity(kind: "account", name: "u1")], limit: 9)
        }
        #expect(unseen.isEmpty)
        order.named = (0..<9).map { EnforcedEntity(kind: "account", name: "v\($0)") }
        order.batch = "batch_other"
        let fault = #expect(throws: Fault.self) {
            try order.run(in: store, caps: [], now: { clock })
        }
        #expect(fault?.message.contains("account=v0") == true)
        #expect(fault?.message.contains("account=v4 and more:") == true)
    }

    @Test("A notice calls measures and an open end in its own language, else in English or as –")
    func words() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        var (order, hands) = (try order(false), Self.hands)
        hands.notices = [
            "en": "{measure} until {until}, alone: {automated}.",
            "de": "{measure} bis {until}, allein: {automated}.",
            "fr": "{measure}, {until}.",
            "nl": "{measure} tot {until}.",
        ]
        hands.words = [
            "de": ["suspend": "Sperre", "no_end": "zur Aufhebung", "no": "nein"],
            "fr": ["suspend": "suspendu"],
        ]
        order.hands = hands
        let done = try order.run(in: store, caps: [], now: { Self.start })
        let notices = try store.readingEnforcements { tables in
            let one = try #require(try tables.enforcement(id: done.applied[0]))
            let policy = try #require(try tables.policy(digest: one.origin.policyDigest))
            return Notices.rendered(policy, of: one)
        }
        #expect(
            notices == [
                "en": "suspend until it is lifted, alone: no.",
                "de": "Sperre bis zur Aufhebung, allein: nein.",
                "fr": "suspendu, it is lifted.",
                "nl": "suspend tot –.",
            ])
    }

    @Test("An appeal against it feeds the label that the pack names")
    func label() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let done = try order(false).run(in: store, caps: [], now: { Self.start })
        try store.enforcing { tables in
            let desk = AppealDesk(EnforcementDesk(tables: tables, clock: Self.start + Self.day))
            let appeal = try desk.open(done.applied[0], text: "It was my sister.", by: "support")
            _ = try desk.decide(appeal.id, overturns: true, by: "ben", why: "I called.")
        }
        let labels = try store.labels(of: .entity(kind: "account", name: "u1"))
        #expect(labels.map(\.name) == ["abusive"] && labels.first?.isPositive == false)
    }
}
