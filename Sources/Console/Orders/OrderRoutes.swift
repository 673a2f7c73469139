import API
import Cases
import Enforcements
import Hummingbird
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// Orders against a whole ring: looked at before, agreed to by a second person, taken back.
struct OrderRoutes: Sendable {
    let parts: ConsoleParts

    private static let asked = ["measure", "lasts", "reason", "members", "ends"]

    var routes: [Route] {
        let page = Route(
            .get, "/orders/{batch}", .needs(.enforcementsRead), audited: "ring.order.read", one)
        return [
            page,
            Route(
                .get, "/rings/{id}/order", queries: OrderRoutes.asked, .needs(.enforcementsOrder),
                audited: "ring.order.preview", preview),
            Route(
                .post, "/rings/{id}/order", .needs(.enforcementsOrder), audited: "ring.order",
                takesForm: true, order),
            Route(
                .post, "/orders/{batch}/approve", .needs(.enforcementsApprove), isSecond: true,
                audited: "ring.order.approve", takesForm: true, approve
            ).answered(on: page),
            Route(
                .post, "/orders/{batch}/refuse", .needs(.enforcementsApprove), isSecond: true,
                audited: "ring.order.refuse", takesForm: true, refuse
            ).answered(on: page),
            Route(
                .post, "/orders/{batch}/undo", .needs(.enforcementsOrder),
                audited: "ring.order.undo", takesForm: true, undo
            ).answered(on: page),
        ]
    }

    private func chosen(_ value: (String) -> String) throws -> OrderForm.Chosen {
        let span = value("lasts")
        let (measure, reason) = (value("measure"), value("reason"))
        return OrderForm.Chosen(
            measure: try EnforcementSelection.measure(measure.isEmpty ? "restrict" : measure),
            lasts: try span.isEmpty ? nil : OrderRoutes.span(span), span: span,
            reason: reason.isEmpty
                ? OrderForm.reasons(parts.casesDefinition).first?.name ?? "" : reason,
            isAll: value("members") == "all", endsRing: value("ends") == "1")
    }

    private static func span(_ text: String) throws(Fault) -> Int64 {
        guard let span = Span.milliseconds(text), span > 0 else {
            throw Fault(
                .invalid, "`lasts` is `\(text.prefix(40))`.", fix: "Write a span such as 30d.")
        }
        return span
    }

    private func ring(_ id: String) throws -> RingDocument {
        try KnownRing.read(id, parts.store).document
    }

    /// `GET /rings/{id}/order`: what it would do; writes nothing.
    private func preview(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let chosen = try chosen { call.queries[$0] ?? "" }
        let content = try await ReadingThreads.run {
            try OrderPreview(try ring(id), chosen, parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "Order against \(id)", at: .rings, template: "rings/ring-order", content: content),
            for: call)
    }

    /// `POST /rings/{id}/order`: what was looked at, done or held.
    private func order(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let signature = try Signature(call)
        let chosen = try chosen { call.form[$0] }
        let outcome = try await ReadingThreads.run {
            let order = try ring(id).order(
                chosen, by: signature.by, why: signature.why, inside: call.form["inside"])
            guard call.form["seen"] == order.seen else {
                throw Fault(
                    .conflict, "\(id) has other members than when you looked.",
                    fix: "Look at what the order would do once more.")
            }
            return try order.run(
                parts.store, parts.casesDefinition, caps: parts.pack().enforcement?.reach ?? [],
                now: parts.now)
        }
        let words =
            outcome.held > 0
            ? Counted.words(outcome.held, "measure waits", "measures wait")
                + " for a second person."
            : "\(Counted.words(outcome.applied, "measure", "measures")) in force, "
                + "\(Counted.words(outcome.casesClosed, "case", "cases")) closed."
        return Shell.go(to: "/orders/\(Query.escaped(outcome.batch))", notice: words)
    }

    /// `GET /orders/{batch}`.
    private func one(_ call: Call) async throws -> Response {
        let batch = try call.place("batch")
        let content = try await ReadingThreads.run { try OrderContent(batch, parts, call) }
        return try parts.shell.page(
            Shell.Page(
                "Order \(batch)", at: .enforcements, template: "rings/order", content: content),
            for: call)
    }

    private func approve(_ call: Call) async throws -> Response {
        try await change(call) { batch, signature in
            let outcome = try RingOrder.approve(
                batch: batch, by: signature.by, why: signature.why, parts.store,
                parts.casesDefinition, now: parts.now)
            return "Approved: \(Counted.words(outcome.applied, "measure", "measures")) in force, "
                + "\(Counted.words(outcome.casesClosed, "case", "cases")) closed."
        }
    }

    private func refuse(_ call: Call) async throws -> Response {
        try await change(call) { batch, signature in
            let count = try RingOrder.refuse(
                batch: batch, by: signature.by, why: signature.why, parts.store, now: parts.now)
            return "Refused: \(Counted.words(count, "measure", "measures"))."
        }
    }

    private func undo(_ call: Call) async throws -> Response {
        try await change(call) { batch, signature in
            let outcome = try RingOrder.undo(
                batch: batch, by: signature.by, why: signature.why, parts.store,
                parts.casesDefinition, now: parts.now)
            return "Taken back: \(Counted.words(outcome.applied, "measure", "measures")), "
                + "\(Counted.words(outcome.casesClosed, "case", "cases")) open again."
        }
    }

    private func change(
        _ call: Call, _ work: @escaping @Sendable (String, Signature) throws -> String
    ) async throws -> Response {
        let batch = try call.place("batch")
        let signature = try Signature(call)
        let words = try await ReadingThreads.run { try work(batch, signature) }
        return Shell.go(to: "/orders/\(Query.escaped(batch))", notice: words)
    }
}
