import API
import Hummingbird
import Pipeline
import Vocabulary

/// *Decisions*: what was decided lately, and all there is to know of one.
struct DecisionRoutes: Sendable {
    let parts: ConsoleParts

    /// Events of the log that are walked at most to tell why rules did not fire.
    private static let walksMax: Int64 = 100_000

    var routes: [Route] {
        [
            Route(
                .get, "/decisions", queries: ["action", "account", "before"],
                .needs(.decisionsRead), audited: "decisions.list", list),
            Route(
                .get, "/decisions/{id}", .needs(.decisionsRead), audited: "decision.read", one),
            Route(
                .get, "/decisions/{id}/why", .needs(.personalRead), audited: "decision.read", why),
        ]
    }

    /// `GET /decisions`.
    private func list(_ call: Call) async throws -> Response {
        let filter = try call.filter()
        let content = try await ReadingThreads.run {
            try DecisionsContent(filter, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "Decisions", at: .explorer, template: "decisions/decisions", content: content),
            for: call)
    }

    private func expected(_ id: String) throws -> StoredDecision {
        guard let decision = try parts.store.decision(id: id) else {
            throw Fault(
                .notFound, "There is no decision \(id.prefix(80)).", fix: "See /decisions.")
        }
        return decision
    }

    /// `GET /decisions/{id}`: reasons, values, versions, and what followed.
    private func one(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let content = try await ReadingThreads.run {
            try DecisionContent(try expected(id), parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "\(content.action) \(id)", at: .explorer, template: "decisions/decision",
                content: content),
            for: call)
    }

    /// `GET /decisions/{id}/why`: every rule on the decision's row, and what kept it from firing.
    /// Evaluated anew, so only when somebody asks.
    private func why(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let masking = Masking(for: call.caller)
        guard !masking.isHiding else {
            throw Fault(
                .forbidden, "The values that rules read are personal data.",
                fix: "Ask an admin for personal.read.")
        }
        let content = try await ReadingThreads.run {
            _ = try expected(id)
            return WhyContent(
                try DecisionTrace.run(
                    id: id, store: parts.store, walksMax: DecisionRoutes.walksMax))
        }
        return try parts.shell.page(
            Shell.Page(
                "Why \(id)", at: .explorer, template: "decisions/decision-why", content: content),
            for: call)
    }
}
