import Enforcements
import Hummingbird
import Vocabulary

/// The routes of appeals: opened, decided by somebody else, and how often they are right.
struct AppealRoutes: Sendable {
    let routes: EnforcementRoutes

    private static let bytesMax = 64 * 1024

    /// `GET /v1/appeals`: the latest first.
    func list(_ call: Call) async throws -> Response {
        var filter = AppealFilter(
            enforcement: call.queries["enforcement"], limit: try call.limit())
        if let name = call.queries["state"] {
            guard let state = Appeal.State(rawValue: name) else {
                throw Fault(
                    .invalid, "There is no state `\(name.prefix(40))` of an appeal.",
                    fix: "Use one of open, upheld, overturned.")
            }
            filter.state = state
        }
        let (store, chosen) = (try routes.expected.store, filter)
        struct List: Encodable { var appeals: [AppealView] }
        return .json(
            try await ReadingThreads.run {
                try ViewJSON.of(
                    List(
                        appeals: store.readingEnforcements {
                            try $0.appeals(chosen).map { AppealView($0) }
                        }))
            })
    }

    private struct Opened: Decodable {
        var enforcement: String
        var text: String
        var by: String?
    }

    /// `POST /v1/appeals`. A service may say which account appeals: the one that the measure is
    /// against, and no other; the audit log names the key.
    func open(_ call: Call) async throws -> Response {
        let body: Opened = try await call.decoded(
            "{\"enforcement\": \"enf_…\", \"text\": …, \"by\": …}", bytesMax: Self.bytesMax,
            routes.bounds)
        let said = body.by ?? ""
        let known = try await appellant(said, of: body.enforcement, call.caller)
        let by = try known ?? call.caller.acts(as: said)
        return try await change { try $0.open(body.enforcement, text: body.text, by: by) }
    }

    /// Whom the measure is against, where one of our services says that they appeal; else nil.
    private func appellant(
        _ said: String, of enforcement: String, _ caller: Caller
    ) async throws -> String? {
        guard caller.kind == .key, caller.partner.isEmpty, !said.isEmpty else { return nil }
        let store = try routes.expected.store
        let against = try await ReadingThreads.run {
            try store.readingEnforcements { try $0.enforcement(id: enforcement)?.entity }
        }
        guard let against, said == against.name || said == against.text else { return nil }
        return against.name
    }

    private struct Outcome: Decodable {
        var outcome: String
        var by: String?
        var why: String
    }

    /// `POST /v1/appeals/{id}/decide`.
    func decide(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let body: Outcome = try await call.decoded(
            "{\"outcome\": \"upheld\" or \"overturned\", \"by\": …, \"why\": …}",
            bytesMax: Self.bytesMax, routes.bounds)
        guard let outcome = Appeal.State(rawValue: body.outcome), outcome != .open else {
            throw Fault(
                .invalid, "`\(body.outcome.prefix(40))` is no outcome.",
                fix: "Say upheld or overturned.")
        }
        let by = try call.caller.acts(as: body.by ?? "")
        return try await change {
            try $0.decide(id, overturns: outcome == .overturned, by: by, why: body.why)
        }
    }

    private func change(
        _ work: @escaping @Sendable (AppealDesk) throws -> Appeal
    ) async throws -> Response {
        let (store, clock) = (try routes.expected.store, routes.now())
        let label = try routes.expected.label()
        return .json(
            try await ReadingThreads.run {
                let appeal = try store.enforcing {
                    try work(AppealDesk(EnforcementDesk(tables: $0, clock: clock), label: label))
                }
                return try ViewJSON.of(AppealView(appeal))
            })
    }

    /// `GET /v1/appeals/rates`: by rule, or by what `by` names.
    func rates(_ call: Call) async throws -> Response {
        let kind = call.queries["by"] ?? "rule"
        guard OverturnKinds.all.contains(kind) else {
            throw Fault(
                .invalid, "Rates are not counted by `\(kind.prefix(40))`.",
                fix: "Use one of \(OverturnKinds.all.joined(separator: ", ")).")
        }
        let (limit, store) = (try call.limit(), try routes.expected.store)
        struct List: Encodable { var rates: [OverturnView] }
        return .json(
            try await ReadingThreads.run {
                try ViewJSON.of(
                    List(
                        rates: store.readingEnforcements {
                            try $0.overturns(by: kind, limit: limit).map { OverturnView($0) }
                        }))
            })
    }
}
