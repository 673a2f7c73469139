import Deliveries
import Hummingbird
import Toolbox
import Vocabulary

/// The routes of webhooks: endpoints with how they are, deliveries, and sending once more.
struct DeliveryRoutes: Sendable {
    let archive: any DeliveryArchive
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Bytes of a request to replay.
    private static let bytesMax = 64 * 1024

    /// `GET /v1/deliveries`: endpoints, and the latest deliveries.
    func deliveries(_ call: Call) async throws -> Response {
        var filter = DeliveryFilter(limit: try call.limit())
        filter.endpoint = call.queries["endpoint"]
        filter.kind = call.queries["kind"]
        filter.state = try call.queries["state"].map { try DeliveryRoutes.state($0) }
        if let text = call.queries["before"] {
            guard let before = Int64(text), before > 0 else {
                throw Fault(
                    .invalid, "`before` is `\(text.prefix(40))`.",
                    fix: "Use the `next` of the listing before.")
            }
            filter.before = before
        }
        let chosen = filter
        let (standings, found) = try await ReadingThreads.run {
            (try archive.standings(), try archive.deliveries(chosen))
        }
        var writer = ByteWriter(capacity: 256 * (found.count + standings.count) + 64)
        let time = now()
        writer.append("{\"endpoints\":[" as StaticString)
        writer.appendList(standings) { $0.writeJSON(to: &$1, now: time) }
        writer.append("],\"deliveries\":[" as StaticString)
        writer.appendList(found) { $0.writeJSON(to: &$1) }
        let next = found.count >= filter.limit ? found.last?.sequence : nil
        writer.append("],\"next\":\(next.map(String.init) ?? "null")}")
        return .json(writer)
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

    /// `GET /v1/deliveries/{id}`: a message at each endpoint, and its attempts.
    func delivery(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let (found, attempts) = try await ReadingThreads.run { try archive.deliveries(of: id) }
        guard !found.isEmpty else { throw DeliveryRoutes.unknown(id) }
        var writer = ByteWriter(capacity: 4096)
        writer.append("{\"deliveries\":[" as StaticString)
        writer.appendList(found) { $0.writeJSON(to: &$1, isWhole: true) }
        writer.append("],\"attempts\":[" as StaticString)
        writer.appendList(attempts) { $0.writeJSON(to: &$1) }
        writer.append("]}" as StaticString)
        return .json(writer)
    }

    private static func unknown(_ id: String) -> Fault {
        Fault(
            .notFound, "There is no delivery of a message \(id.prefix(200)).",
            fix: "List some with GET /v1/deliveries.")
    }

    /// `POST /v1/deliveries/{id}/replay`: the message once more, to each endpoint that is done
    /// with it.
    func replayOne(_ call: Call) async throws -> Response {
        // No form of another site can say that it sends JSON.
        _ = try call.mediaType(among: ["application/json"])
        _ = try await call.body(bytesMax: DeliveryRoutes.bytesMax, bounds)
        let id = try call.place("id")
        let time = now()
        return try await ReadingThreads.run {
            guard try !archive.deliveries(of: id).deliveries.isEmpty else {
                throw DeliveryRoutes.unknown(id)
            }
            let all = DeliveryFilter(limit: WebhookEndpoint.most)
            let count = try archive.replay(all, message: id, now: time).count
            return .json("{\"replayed\":\(count)}")
        }
    }

    private struct Wanted: Decodable {
        var endpoint: String?
        var kind: String?
        var limit: Int?
    }

    /// `POST /v1/deliveries/replay`: dead letters once more, of an endpoint or kind or all.
    func replayMany(_ call: Call) async throws -> Response {
        let shape =
            "{} for all, or {\"endpoint\":…,\"kind\":…,\"limit\":…}, the limit at most "
            + "\(DeliveryFilter.limitMax)"
        let wanted: Wanted = try await call.decoded(
            shape, bytesMax: DeliveryRoutes.bytesMax, bounds)
        guard (1...DeliveryFilter.limitMax).contains(wanted.limit ?? 1) else {
            throw Fault(
                .invalid, "The body does not say which dead letters are meant.",
                fix: "Send \(shape).")
        }
        let filter = DeliveryFilter(
            endpoint: wanted.endpoint, state: .dead, kind: wanted.kind,
            limit: wanted.limit ?? DeliveryFilter.limitMax)
        let time = now()
        let count = try await ReadingThreads.run {
            try archive.replay(filter, message: nil, now: time).count
        }
        return .json("{\"replayed\":\(count)}")
    }
}

extension ByteWriter {
    fileprivate mutating func appendList<Item>(
        _ items: [Item], _ write: (Item, inout ByteWriter) -> Void
    ) {
        for (place, item) in items.enumerated() {
            if place > 0 { append(byte: UInt8(ascii: ",")) }
            write(item, &self)
        }
    }
}
