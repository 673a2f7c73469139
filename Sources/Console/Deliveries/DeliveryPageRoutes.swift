import API
import Deliveries
import Hummingbird
import Pipeline
import Vocabulary

/// *Deliveries*: whether receivers hear what they are told, and sending once more.
struct DeliveryPageRoutes: Sendable {
    let parts: ConsoleParts

    static let filters = ["endpoint", "state", "kind", "before"]

    var routes: [Route] {
        [
            Route(
                .get, "/deliveries", queries: DeliveryPageRoutes.filters, .needs(.deliveriesRead),
                audited: "deliveries.list", list),
            Route(
                .get, "/deliveries/{id}", .needs(.deliveriesRead), audited: "delivery.read", one),
            Route(
                .post, "/deliveries/replay", .needs(.deliveriesReplay),
                audited: "deliveries.replay", takesForm: true, replayMany),
            Route(
                .post, "/deliveries/{id}/replay", .needs(.deliveriesReplay),
                audited: "delivery.replay", takesForm: true, replayOne),
        ]
    }

    private static func state(_ name: String) throws(Fault) -> Delivery.State {
        guard let state = Delivery.State(rawValue: name) else {
            throw Fault(
                .invalid, "There is no state `\(name.prefix(40))` of deliveries.",
                fix:
                    "Use one of \(Delivery.State.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return state
    }

    /// `GET /deliveries`.
    private func list(_ call: Call) async throws -> Response {
        func query(_ name: String) -> String? {
            call.queries[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        var filter = DeliveryFilter()
        (filter.endpoint, filter.kind) = (query("endpoint"), query("kind"))
        filter.state = try query("state").map { try DeliveryPageRoutes.state($0) }
        filter.before = try call.filter().before
        let chosen = filter
        let content = try await ReadingThreads.run {
            try DeliveriesContent(chosen, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "Deliveries", at: .deliveries, template: "acting/deliveries", content: content),
            for: call)
    }

    /// `GET /deliveries/{id}`: a message at each receiver, and its attempts.
    private func one(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let content = try await ReadingThreads.run { try DeliveryContent(id, parts, call) }
        return try parts.shell.page(
            Shell.Page(
                "Message \(id)", at: .deliveries, template: "acting/delivery", content: content),
            for: call)
    }

    private func replayOne(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let now = parts.now()
        let count = try await ReadingThreads.run {
            guard try !parts.store.deliveries(of: id).deliveries.isEmpty else {
                throw DeliveryContent.unknown(id)
            }
            let all = DeliveryFilter(limit: WebhookEndpoint.most)
            return try parts.store.replay(all, message: id, now: now).count
        }
        return Shell.go(
            to: "/deliveries/\(Query.escaped(id))",
            notice: "Goes once more to \(Counted.words(count, "receiver", "receivers")).")
    }

    /// Dead letters once more, of a receiver and kind where the form names them.
    private func replayMany(_ call: Call) async throws -> Response {
        func field(_ name: String) -> String? { call.form[name].isEmpty ? nil : call.form[name] }
        let filter = DeliveryFilter(
            endpoint: field("endpoint"), state: .dead, kind: field("kind"),
            limit: DeliveryFilter.limitMax)
        let now = parts.now()
        let count = try await ReadingThreads.run {
            try parts.store.replay(filter, message: nil, now: now).count
        }
        return Shell.go(
            to: "/deliveries",
            notice: count == 0
                ? "No dead letter was like that."
                : Counted.words(count, "message goes", "messages go") + " once more.")
    }
}
