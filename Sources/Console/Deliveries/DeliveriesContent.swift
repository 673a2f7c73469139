import API
import Deliveries
import Vocabulary

/// What `deliveries.mustache` shows: receivers and how they are, and deliveries by filters that
/// stand in the address.
struct DeliveriesContent {
    struct Receiver {
        let name: String
        let url: String
        let kinds: String
        /// A class of the style, with a word beside it.
        let mood: String
        let health: String
        let why: String?
        let backlog: String
        let oldest: String
        let dead: String
        let hasDead: Bool
        let delivered: String
        let failed: String
        let last: String
        let token: String
        let canReplay: Bool
    }

    struct Row {
        let id: String
        let path: String
        let endpoint: String
        let kind: String
        let subject: String
        let state: String
        let mood: String
        let attempts: Int
        let at: Moment
    }

    struct Attempt {
        let at: Moment
        let message: String
        let path: String
        let endpoint: String
        let number: Int
        let result: String
        let mood: String
        let status: String
        let milliseconds: Int
        let note: String
    }

    struct Chip {
        let name: String
        let path: String
        let isHere: Bool
    }

    static let attemptsMax = 30

    let receivers: [Receiver]
    let hasReceivers: Bool
    let chips: [Chip]
    let endpoint: String
    let kind: String
    let rows: [Row]
    let hasRows: Bool
    let pager: Pager?
    let attempts: [Attempt]
    let hasAttempts: Bool
    let token: String
    let canReplayDead: Bool

    init(_ filter: DeliveryFilter, _ parts: ConsoleParts, _ call: Call) throws {
        let now = parts.now()
        let masking = Masking(for: call.caller)
        token = call.caller.formToken
        let canReplay = call.caller.may(.deliveriesReplay)
        let standings = try parts.store.standings()
        receivers = standings.map {
            Receiver($0, token: call.caller.formToken, canReplay, now: now)
        }
        hasReceivers = !standings.isEmpty
        canReplayDead = canReplay && standings.contains { $0.dead > 0 }
        chips =
            [
                Chip(
                    name: "all", path: Self.address(call, ["state": ""]),
                    isHere: filter.state == nil)
            ]
            + Delivery.State.allCases.map {
                Chip(
                    name: $0.rawValue, path: Self.address(call, ["state": $0.rawValue]),
                    isHere: filter.state == $0)
            }
        (endpoint, kind) = (filter.endpoint ?? "", filter.kind ?? "")
        let found = try parts.store.deliveries(filter)
        rows = found.map { Row($0, masking, now: now) }
        hasRows = !found.isEmpty
        pager = Pager(
            latest: call.queries["before"] == nil ? nil : Self.address(call, [:]),
            older: found.count >= filter.limit
                ? found.last.map { Self.address(call, ["before": "\($0.sequence)"]) } : nil,
            shown: found.count)
        attempts = try parts.store.attempts(limit: DeliveriesContent.attemptsMax).map {
            Attempt($0, now: now)
        }
        hasAttempts = !attempts.isEmpty
    }

    private static func address(_ call: Call, _ changes: [String: String]) -> String {
        let kept = DeliveryPageRoutes.filters.compactMap { name -> String? in
            let old = name == "before" ? nil : call.queries[name]
            guard let value = changes[name] ?? old, !value.isEmpty else { return nil }
            return "\(name)=\(Query.escaped(value))"
        }
        return kept.isEmpty ? "/deliveries" : "/deliveries?" + kept.joined(separator: "&")
    }
}

extension DeliveriesContent.Receiver {
    fileprivate init(
        _ standing: EndpointStanding, token: String, _ canReplay: Bool, now: Int64
    ) {
        let endpoint = standing.endpoint
        (name, url) = (endpoint.name, endpoint.url)
        kinds = endpoint.kinds.map(\.text).joined(separator: ", ")
        let failures = Counted.grouped(endpoint.failures)
        if endpoint.state == .disabled {
            (mood, health, why) = ("bad", "disabled", endpoint.why)
        } else if endpoint.openUntil > now {
            (mood, health) = ("bad", "resting")
            why =
                "\(failures) failures in a row; one message tries in "
                + Moment.span(endpoint.openUntil - now)
        } else if endpoint.failures > 0 {
            (mood, health, why) = ("warn", "failing", "\(failures) in a row")
        } else {
            (mood, why) = (endpoint.lastAt > 0 ? "good" : "info", nil)
            health = endpoint.lastAt > 0 ? "works" : "not tried yet"
        }
        backlog = Counted.grouped(standing.backlog)
        oldest = standing.oldestAt.map { Moment.span(max(0, now - $0)) } ?? "–"
        (dead, hasDead) = (Counted.grouped(standing.dead), standing.dead > 0)
        delivered = Counted.grouped(standing.attempts[.delivered] ?? 0)
        failed = Counted.grouped(
            (standing.attempts[.failed] ?? 0) + (standing.attempts[.dead] ?? 0))
        last =
            endpoint.lastAt > 0
            ? (endpoint.lastStatus.map(String.init) ?? endpoint.lastNote)
                + ", \(Moment.span(max(0, now - endpoint.lastAt))) ago" : "–"
        self.token = token
        self.canReplay = canReplay && standing.dead > 0
    }
}

extension DeliveriesContent.Row {
    init(_ delivery: Delivery, _ masking: Masking, now: Int64) {
        id = delivery.message.id
        path = "/deliveries/\(Query.escaped(delivery.message.id))"
        (endpoint, kind) = (delivery.endpoint, delivery.message.kind)
        subject = DeliveriesContent.subject(delivery.message.subject, masking)
        state = delivery.state.rawValue
        mood = ["delivered": "good", "dead": "bad"][state] ?? "info"
        attempts = delivery.attempts
        at = Moment(delivery.message.at, now: now)
    }
}

extension DeliveriesContent.Attempt {
    init(_ attempt: DeliveryAttempt, now: Int64) {
        at = Moment(attempt.at, now: now)
        (message, endpoint, number) = (attempt.message, attempt.endpoint, attempt.number)
        path = "/deliveries/\(Query.escaped(attempt.message))"
        result = attempt.result.rawValue
        mood = ["delivered": "good", "dead": "bad"][result] ?? "warn"
        status = attempt.status.map(String.init) ?? "–"
        (milliseconds, note) = (attempt.milliseconds, attempt.note)
    }
}

extension DeliveriesContent {
    /// Such as `account=u1`, with the name as somebody may see it.
    static func subject(_ text: String, _ masking: Masking) -> String {
        guard let mark = text.firstIndex(of: "=") else { return masking.name(text) }
        return text[...mark] + masking.name(String(text[text.index(after: mark)...]))
    }
}

/// What `delivery.mustache` shows of one message: at each receiver, its attempts and what it says.
struct DeliveryContent {
    let id: String
    let path: String
    let kind: String
    let subject: String
    let at: Moment
    let rows: [DeliveriesContent.Row]
    let attempts: [DeliveriesContent.Attempt]
    let hasAttempts: Bool
    /// Nil for who may not see what it says of people.
    let payload: String?
    let token: String
    let canReplay: Bool

    /// - Throws: ``Fault`` `notFound` when there is no such message.
    init(_ id: String, _ parts: ConsoleParts, _ call: Call) throws {
        let now = parts.now()
        let masking = Masking(for: call.caller)
        let (found, attempts) = try parts.store.deliveries(of: id)
        guard let first = found.first else { throw DeliveryContent.unknown(id) }
        self.id = id
        path = "/deliveries/\(Query.escaped(id))"
        kind = first.message.kind
        subject = DeliveriesContent.subject(first.message.subject, masking)
        at = Moment(first.message.at, now: now)
        rows = found.map { DeliveriesContent.Row($0, masking, now: now) }
        self.attempts = attempts.prefix(DeliveriesContent.attemptsMax).map {
            DeliveriesContent.Attempt($0, now: now)
        }
        hasAttempts = !attempts.isEmpty
        payload = masking.isHiding ? nil : first.message.payload
        token = call.caller.formToken
        canReplay = call.caller.may(.deliveriesReplay)
    }

    static func unknown(_ id: String) -> Fault {
        Fault(
            .notFound, "There is no delivery of a message \(id.prefix(200)).",
            fix: "See /deliveries.")
    }
}
