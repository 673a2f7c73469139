import API
import Cases
import Enforcements
import Hummingbird
import Pipeline
import Vocabulary

/// *Enforcement*: what was done to whom, with what waits for a second person and what can be taken
/// back.
struct EnforcementPageRoutes: Sendable {
    let parts: ConsoleParts

    static let filters = ["entity", "policy", "state", "scope", "before"]

    var routes: [Route] {
        let page = Route(
            .get, "/enforcements/{kind}/{name}", .needs(.enforcementsRead),
            audited: "enforcements.read", entity)
        return [
            page,
            Route(
                .get, "/enforcements", queries: EnforcementPageRoutes.filters,
                .needs(.enforcementsRead), audited: "enforcements.list", list),
            Route(
                .get, "/enforcements/strikes", .needs(.enforcementsRead), audited: "strike.list",
                strikes),
            Route(
                .post, "/enforcements/{id}/reverse", .needs(.enforcementsOrder),
                audited: "enforcement.reverse", takesForm: true, reverse
            ).answered(on: page, by: back),
            Route(
                .post, "/enforcements/{id}/approve", .needs(.enforcementsApprove), isSecond: true,
                audited: "enforcement.approve", takesForm: true, approve
            ).answered(on: page, by: back),
            Route(
                .post, "/enforcements/{id}/refuse", .needs(.enforcementsApprove), isSecond: true,
                audited: "enforcement.refuse", takesForm: true, refuse
            ).answered(on: page, by: back),
        ]
    }

    /// `GET /enforcements`: the latest first, by what the query says.
    private func list(_ call: Call) async throws -> Response {
        var filter = EnforcementFilter()
        func query(_ name: String) -> String? {
            call.queries[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        filter.entity = query("entity").map { EnforcementSelection.entity($0) }
        (filter.policy, filter.scope) = (query("policy"), query("scope"))
        let state = query("state")
        // At first one row an entity: what is in force against it.
        if state == nil, filter.entity == nil, filter.policy == nil, filter.scope == nil {
            (filter.states, filter.isLatestOfEntity) = ([.active], true)
        }
        if let state, state != "all" { filter.states = [try EnforcementSelection.state(state)] }
        filter.before = try call.filter().before
        let chosen = filter
        let content = try await ReadingThreads.run {
            try EnforcementsContent(chosen, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "Enforcement", at: .enforcements, template: "acting/enforcements",
                content: content),
            for: call)
    }

    /// `GET /enforcements/strikes`: how many strikes entities have, against the ladders.
    private func strikes(_ call: Call) async throws -> Response {
        let content = try await ReadingThreads.run { try StrikesContent(parts) }
        return try parts.shell.page(
            Shell.Page("Strikes", at: .enforcements, template: "acting/strikes", content: content),
            for: call)
    }

    /// `GET /enforcements/{kind}/{name}`: all there is on one entity, with the ledger.
    private func entity(_ call: Call) async throws -> Response {
        let entity = EnforcedEntity(kind: try call.place("kind"), name: try call.place("name"))
        let content = try await ReadingThreads.run {
            try EnforcedContent(entity, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                content.title, at: .enforcements, template: "acting/enforcement", content: content),
            for: call)
    }

    /// The page of the entity that an enforcement is about, for a form that comes back.
    private func back(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let content = try await ReadingThreads.run {
            let found = try parts.store.readingEnforcements { try $0.enforcement(id: id) }
            guard let found else { throw Fault(.notFound, "There is no such enforcement.") }
            return try EnforcedContent(found.entity, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                content.title, at: .enforcements, template: "acting/enforcement", content: content),
            for: call)
    }

    private func reverse(_ call: Call) async throws -> Response {
        try await change(call, "Taken back.") { desk, id, signature in
            try Person.check(signature.by, why: signature.why)
            _ = try desk.reverse(try desk.expected(id), by: signature.by, why: signature.why)
        }
    }

    private func approve(_ call: Call) async throws -> Response {
        try await change(call, "Approved: it is in force.") { desk, id, signature in
            _ = try Approval(by: signature.by, why: signature.why).decide(id, desk)
        }
    }

    private func refuse(_ call: Call) async throws -> Response {
        try await change(call, "Refused: nothing was done.") { desk, id, signature in
            _ = try Approval(by: signature.by, why: signature.why, isRefusal: true)
                .decide(id, desk)
        }
    }

    /// Changes one enforcement in a transaction, and goes back to the page of its entity.
    private func change(
        _ call: Call, _ words: String,
        _ work: @escaping @Sendable (EnforcementDesk, String, Signature) throws -> Void
    ) async throws -> Response {
        let id = try call.place("id")
        let signature = try Signature(call)
        let clock = parts.now()
        let entity = try await ReadingThreads.run {
            try parts.store.readingCases { tables in
                try RingOrder.expectAlone(id, tables) {
                    "Decide on the order's page, /orders/\($0.batch)."
                }
            }
            return try parts.store.enforcing { tables in
                let desk = EnforcementDesk(tables: tables, clock: clock)
                try work(desk, id, signature)
                return try desk.expected(id).entity
            }
        }
        return Shell.go(
            to: "/enforcements/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))",
            notice: words)
    }
}
