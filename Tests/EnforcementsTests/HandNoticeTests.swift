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
