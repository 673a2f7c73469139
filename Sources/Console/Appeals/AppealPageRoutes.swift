import API
import Cases
import Enforcements
import Hummingbird
import Packs
import Vocabulary

/// *Appeals*: who asks that something be taken back, decided by somebody who had no part in it.
struct AppealPageRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        let page = Route(
            .get, "/appeals/{id}", .needs(.enforcementsRead), audited: "appeal.read", one)
        return [
            page,
            Route(
                .get, "/appeals", queries: ["state", "by", "against"], .needs(.enforcementsRead),
                audited: "appeals.list", list),
            Route(
                .post, "/appeals/enter", .needs(.appealsSend), audited: "appeal.open",
                takesForm: true, enter),
            Route(
                .post, "/appeals/{id}/decide", .needs(.appealsDecide), isSecond: true,
                audited: "appeal.decide", takesForm: true, decide
            ).answered(on: page),
        ]
    }

    /// `GET /appeals`: open ones, the one that waits longest first; or those of a state.
    private func list(_ call: Call) async throws -> Response {
        let state = try call.queries["state"].map { name throws(Fault) in
            guard let state = Appeal.State(rawValue: name) else {
                throw Fault(
                    .invalid, "There is no state `\(name.prefix(40))` of an appeal.",
                    fix: "Use one of open, upheld, overturned.")
            }
            return state
        }
        let kind = call.queries["by"] ?? "rule"
        guard OverturnKinds.all.contains(kind) else {
            throw Fault(
                .invalid, "Rates are not counted by `\(kind.prefix(40))`.",
                fix: "Use one of \(OverturnKinds.all.joined(separator: ", ")).")
        }
        let content = try await ReadingThreads.run {
            try AppealsContent(state ?? .open, by: kind, parts, call)
        }
        return try parts.shell.page(
            Shell.Page("Appeals", at: .appeals, template: "acting/appeals", content: content),
            for: call)
    }

    /// `GET /appeals/{id}`: what it says, beside the measure and its facts.
    private func one(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let content = try await ReadingThreads.run { try AppealContent(id, parts, call) }
        return try parts.shell.page(
            Shell.Page(
                "Appeal \(id)", at: .appeals, template: "acting/appeal", content: content,
                modules: ["appeal"]), for: call)
    }

    /// Kept in the name of who enters it, who is then none of those that judge it.
    private func enter(_ call: Call) async throws -> Response {
        let (by, clock) = (try CaseWork.name(of: call.caller), parts.now())
        let (enforcement, text) = (call.form["enforcement"], try AppealEntry.text(call.form))
        let appeal = try await ReadingThreads.run {
            try parts.store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: clock))
                    .open(enforcement, text: text, by: by)
            }
        }
        return Shell.go(
            to: "/appeals/\(Query.escaped(appeal.id))",
            notice: "Kept the appeal. Its case comes within a minute; somebody else judges it.")
    }

    private func decide(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let signature = try Signature(call)
        let outcome = call.form["outcome"]
        guard let state = Appeal.State(rawValue: outcome), state != .open else {
            throw Fault(
                .invalid, "`\(outcome.prefix(40))` is no outcome.",
                fix: "Say upheld or overturned.")
        }
        let clock = parts.now()
        let label = (parts.pack().cases ?? .usual).label
        try await ReadingThreads.run {
            _ = try parts.store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: clock), label: label).decide(
                    id, overturns: state == .overturned, by: signature.by, why: signature.why)
            }
        }
        return Shell.go(
            to: "/appeals",
            notice: state == .overturned
                ? "Overturned: the measure was taken back, with the labels of the cases behind it."
                : "Upheld: the measure stands.")
    }
}
