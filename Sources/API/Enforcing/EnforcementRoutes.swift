import Cases
import Enforcements
import Foundation
import Hummingbird
import NIOCore
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// The routes that tell what was done to whom, do it by hand, and take it back.
struct EnforcementRoutes: Sendable {
    /// Nil where the server was given none.
    let parts: EnforcementParts?
    let rings: any RingArchive
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Bytes of a request; an order names at most 100,000 entities.
    private static let bytesMax = 8 * 1024 * 1024

    var expected: EnforcementParts {
        get throws {
            if let parts { return parts }
            throw Fault(.unsupported, "This service keeps no enforcements.")
        }
    }

    /// `GET /v1/enforcements`: the latest first; `next` is the `before` of the page that follows.
    func list(_ call: Call) async throws -> Response {
        let filter = try self.filter(call)
        let store = try expected.store
        let found = try await ReadingThreads.run {
            try store.readingEnforcements { try $0.enforcements(filter) }
        }
        struct List: Encodable {
            var enforcements: [EnforcementView]
            var next: Int64?
        }
        return .json(
            try ViewJSON.of(
                List(
                    enforcements: found.map { EnforcementView($0) },
                    next: found.count == filter.limit ? found.last?.sequence : nil)))
    }

    func filter(_ call: Call) throws -> EnforcementFilter {
        var filter = EnforcementFilter(limit: try call.limit())
        filter.entity = call.queries["entity"].map { EnforcementSelection.entity($0) }
        filter.policy = call.queries["policy"]
        filter.scope = call.queries["scope"]
        if let state = call.queries["state"] {
            filter.states = [try EnforcementSelection.state(state)]
        }
        filter.before = try call.filter().before
        return filter
    }

    /// `GET /v1/enforcements/{id}`: with its ledger, notices and appeals.
    func one(_ call: Call) async throws -> Response { try await told(try call.place("id")) }

    private func told(_ id: String) async throws -> Response {
        let (store, clock) = (try expected.store, now())
        return .json(
            try await ReadingThreads.run {
                try store.readingEnforcements { tables in
                    let desk = EnforcementDesk(tables: tables, clock: clock)
                    return try ViewJSON.of(
                        EnforcementView(whole: try desk.expected(id), in: tables))
                }
            })
    }

    private struct Order: ExactBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case measure, entities, ring, lasts, by, why, inside, unseen, key, dryRun
        }

        var measure: String
        var entities: [String]?
        var ring: String?
        var lasts: String?
        var by: String?
        var why: String
        var inside: String?
        var unseen: Bool?
        var key: String?
        var dryRun: Bool?
    }

    /// `POST /v1/enforcements`: a measure by hand; beyond a person's cap it waits for a second.
    func order(_ call: Call) async throws -> Response {
        let body: Order = try await call.exactly(
            "{\"measure\": \"suspend\", \"entities\": [\"account=u1\"], \"lasts\": \"30d\", "
                + "\"by\": …, \"why\": …}", bytesMax: Self.bytesMax, bounds)
        let (parts, clock, rings) = (try expected, now, self.rings)
        let caps = parts.definition()?.reach ?? []
        let lasts = try body.lasts.map { try Self.span($0, "lasts") }
        let by = try call.caller.acts(as: body.by ?? "")
        return .json(
            try await ReadingThreads.run {
                let members = try body.ring.map { try rings.members(ofRing: $0) } ?? []
                let named = (body.entities ?? []).map { EnforcementSelection.entity($0) }
                var order = try HandOrder(
                    EnforcementSelection.measure(body.measure), against: named + members,
                    lasts: lasts, by: by, why: body.why, ring: body.ring ?? "",
                    key: body.key, at: clock())
                order.isHeld = parts.fourEyes().contains(order.measure)
                order.hands = parts.definition()?.hands
                order.inside = body.inside ?? ""
                order.named = body.unseen == true ? [] : named
                if body.dryRun == true {
                    let preview = try parts.store.readingEnforcements {
                        try order.preview($0, caps: caps, at: clock())
                    }
                    return try ViewJSON.of(OrderView(preview, of: order))
                }
                // The line of the log is found by whom it is about, or by the order.
                if let only = named.first, named.count == 1, members.isEmpty {
                    call.note.subject(only.kind, only.name)
                } else {
                    call.note.subject("batch", order.batch)
                }
                let outcome = try order.run(in: parts.store, caps: caps, now: clock)
                return try ViewJSON.of(OrderView(outcome))
            })
    }

    static func span(_ text: String, _ name: String) throws(Fault) -> Int64 {
        guard let span = Span.milliseconds(text), span > 0 else {
            throw Fault(
                .invalid, "`\(name)` is `\(text.prefix(40))`.", fix: "Write a span such as 30d.")
        }
        return span
    }

    private struct Signed: Decodable {
        var by: String?
        var why: String
    }

    /// `POST /v1/enforcements/{id}/reverse`.
    func reverse(_ call: Call) async throws -> Response {
        try await expectAlone(try call.place("id"))
        return try await change(call) { desk, id, by, why in
            try Person.check(by, why: why)
            _ = try desk.reverse(try desk.expected(id), by: by, why: why)
        }
    }

    /// `POST /v1/enforcements/{id}/approve`: by somebody else than who ordered it.
    func approve(_ call: Call) async throws -> Response {
        try await expectAlone(try call.place("id"))
        return try await change(call) { desk, id, by, why in
            _ = try Approval(by: by, why: why).decide(id, desk)
        }
    }

    /// `POST /v1/enforcements/{id}/refuse`.
    func refuse(_ call: Call) async throws -> Response {
        try await expectAlone(try call.place("id"))
        return try await change(call) { desk, id, by, why in
            _ = try Approval(by: by, why: why, isRefusal: true).decide(id, desk)
        }
    }

    /// - Throws: ``Fault`` `conflict` for one of an order that waits as a whole.
    private func expectAlone(_ id: String) async throws {
        guard let cases = try expected.store as? any CaseStore else { return }
        try await ReadingThreads.run {
            try cases.readingCases { tables in
                try RingOrder.expectAlone(id, tables) {
                    "Decide on the order's page, /orders/\($0.batch)."
                }
            }
        }
    }

    private func change(
        _ call: Call,
        _ work: @escaping @Sendable (EnforcementDesk, String, String, String) throws -> Void
    ) async throws -> Response {
        let id = try call.place("id")
        let body: Signed = try await call.decoded(
            "{\"by\": …, \"why\": …}", bytesMax: Self.bytesMax, bounds)
        let (store, clock) = (try expected.store, now())
        let by = try call.caller.acts(as: body.by ?? "")
        try await ReadingThreads.run {
            try store.enforcing {
                try work(EnforcementDesk(tables: $0, clock: clock), id, by, body.why)
            }
        }
        return try await told(id)
    }

    private struct Undo: ExactBody {
        enum CodingKeys: String, CodingKey, CaseIterable {
            case policyVersion, pack, rule, ring, batch, entity, since, by, why, dryRun
        }

        var policyVersion: Int?
        var pack: String?
        var rule: String?
        var ring: String?
        var batch: String?
        var entity: String?
        var since: String?
        var by: String?
        var why: String
        var dryRun: Bool?
    }

    /// `POST /v1/enforcements/undo`: all that one thing caused, an order against a ring with the
    /// cases it closed; `left` and `behind` are 0 once it is done.
    func undo(_ call: Call) async throws -> Response {
        let body: Undo = try await call.exactly(
            "{\"rule\": …, \"by\": …, \"why\": …}, with policyVersion, pack, rule, ring, batch or "
                + "entity", bytesMax: Self.bytesMax, bounds)
        let since = try body.since.map { text throws(Fault) in
            guard let time = CivilTime(rfc3339: text) else {
                throw Fault(.invalid, "`since` is no time.", fix: "Write RFC 3339.")
            }
            return time.milliseconds
        }
        let undoing = try Undoing(
            EnforcementSelection.filter(
                policyVersion: body.policyVersion, pack: body.pack, rule: body.rule,
                ring: body.ring, batch: body.batch, account: body.entity, since: since),
            by: try call.caller.acts(as: body.by ?? ""), why: body.why)
        let (parts, clock) = (try expected, now)
        return .json(
            try await ReadingThreads.run {
                if body.dryRun == true {
                    return try ViewJSON.of(UndoView(undoing.preview(in: parts.store)))
                }
                guard let cases = parts.store as? any CaseStore & EnforcementStore else {
                    return try ViewJSON.of(UndoView(undoing.run(in: parts.store, now: clock)))
                }
                let done = try RingOrder.undoAll(undoing, cases, parts.cases(), now: clock) {
                    "Take it back on the order's page, /orders/\($0.batch)."
                }
                return try ViewJSON.of(UndoView(done.report))
            })
    }

    /// `GET /v1/strikes`: what counts against an account, or another entity.
    func strikes(_ call: Call) async throws -> Response {
        guard let name = call.queries["account"] ?? call.queries["entity"] else {
            throw Fault(.invalid, "Nobody is named.", fix: "Say ?account=NAME, or ?entity=payee=P.")
        }
        let entity =
            call.queries["account"].map { EnforcedEntity(kind: "account", name: $0) }
            ?? EnforcementSelection.entity(name)
        let (store, clock) = (try expected.store, now())
        return .json(
            try await ReadingThreads.run {
                try store.readingEnforcements {
                    try ViewJSON.of(EntityView(entity, in: $0, at: clock))
                }
            })
    }
}

extension RingArchive {
    /// Accounts of a ring that are their owners' no more than its; it blocks.
    func members(ofRing id: String) throws -> [EnforcedEntity] {
        guard let ring = try ring(id: id) else {
            throw Fault(
                .notFound, "There is no ring \(id.prefix(80)) that the last detection names.",
                fix: "List some at /v1/rings.")
        }
        return try RingDocument(json: ring.document).members
            .filter { $0.role != "hijacked" }
            .map { EnforcedEntity(kind: "account", name: $0.account) }
    }
}
