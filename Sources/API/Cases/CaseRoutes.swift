import Cases
import Enforcements
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Toolbox
import Vocabulary

/// The routes of people's work: cases, queues and what is done with them.
struct CaseRoutes: Sendable {
    /// Nil where the server was given none.
    let parts: CaseParts?
    /// Kinds of entity, of the pack that decides now.
    let entities: @Sendable () -> [String]
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    static let bytesMax = 64 * 1024
    /// Of a request with an attachment, which is a third longer in Base64.
    private static let attachmentMax = CaseBounds.attachmentBytesMax * 4 / 3 + 4096

    var expected: CaseParts {
        get throws {
            if let parts { return parts }
            throw Fault(.unsupported, "This service keeps no cases.")
        }
    }

    var routes: [Route] {
        [
            Route(
                .get, "/v1/cases",
                queries: [
                    "limit", "offset", "queue", "state", "assignee", "entity", "cause", "order",
                ],
                .needs(.casesRead), audited: "case.list", list),
            Route(
                .post, "/v1/cases", .needs(.casesWork), also: .personalRead, audited: "case.open",
                open),
            Route(
                .post, "/v1/cases/next", .needs(.casesWork), also: .personalRead,
                audited: "case.next", next),
            Route(.get, "/v1/queues", .needs(.casesRead), queues),
            Route(.get, "/v1/cases/{id}", .needs(.casesRead), audited: "case.look", one),
            Route(
                .get, "/v1/cases/{id}/attachments/{digest}", .needs(.casesRead),
                audited: "case.attachment", attachment),
            Route(
                .post, "/v1/cases/{id}/attach", .needs(.casesWork), also: .personalRead,
                audited: "case.attach", attach),
        ]
            + CaseStep.all.map { step in
                Route(
                    .post, "/v1/cases/{id}/\(step.path)", .needs(step.permission),
                    also: .personalRead,
                    isSecond: step.permission == .casesApprove,
                    audited: "case." + step.name.replacing("-", with: "_")
                ) { call in try await self.step(step, call) }
            } + ReportRoutes(routes: self).all
    }

    /// A transaction of the desk, off the event loops, with what the caller may.
    func work<Answer: Sendable>(
        for caller: Caller, _ body: @escaping @Sendable (CaseDesk) throws -> Answer
    ) async throws -> Answer {
        let (parts, clock, may) = (try expected, now(), caller.permissionsOnCases)
        return try await ReadingThreads.run {
            try parts.store.working {
                try body(
                    CaseDesk(
                        tables: $0, definition: parts.definition(), clock: clock,
                        caps: parts.caps(), permissions: may))
            }
        }
    }

    /// `GET /v1/cases`: the greatest expected loss first, unless `order` says otherwise.
    private func list(_ call: Call) async throws -> Response {
        var filter = try CaseFilter(
            queue: call.queries["queue"], state: call.queries["state"],
            assignee: call.queries["assignee"], order: call.queries["order"],
            limit: call.limit())
        filter.subject = call.queries["entity"].map { EnforcementSelection.entity($0) }
        filter.cause = call.queries["cause"]
        if let text = call.queries["offset"] {
            guard let offset = Int(text), (0...CaseFilter.offsetMax).contains(offset) else {
                throw Fault(
                    .invalid, "`offset` is `\(text.prefix(40))`.",
                    fix: "Use a number from 0 to \(CaseFilter.offsetMax).")
            }
            filter.offset = offset
        }
        let (parts, clock, chosen) = (try expected, now(), filter)
        struct List: Encodable { var cases: [CaseView] }
        return .json(
            try await ReadingThreads.run {
                try parts.store.readingCases { tables in
                    let desk = CaseDesk(
                        tables: tables, definition: parts.definition(), clock: clock)
                    return try ViewJSON.of(
                        List(
                            cases: tables.cases(chosen).map {
                                CaseView($0, clock: desk.clock(of: $0))
                            }))
                }
            })
    }

    /// `GET /v1/queues`: what waits in each, in the order of the pack.
    private func queues(_ call: Call) async throws -> Response {
        let (parts, clock) = (try expected, now())
        struct List: Encodable { var queues: [QueueView] }
        return .json(
            try await ReadingThreads.run {
                let loads = try parts.store.readingCases { try $0.loads(at: clock) }
                return try ViewJSON.of(
                    List(
                        queues: parts.definition().queues.map { queue in
                            QueueView(
                                queue,
                                loads.first { $0.queue == queue.name }
                                    ?? QueueLoad(queue: queue.name))
                        }))
            })
    }

    /// `GET /v1/cases/{id}`: with its history, attachments and reports.
    private func one(_ call: Call) async throws -> Response {
        try await told(call.place("id"))
    }

    private func told(_ id: String) async throws -> Response {
        let (parts, clock) = (try expected, now())
        return .json(
            try await ReadingThreads.run {
                try parts.store.readingCases { tables in
                    let desk = CaseDesk(
                        tables: tables, definition: parts.definition(), clock: clock)
                    let one = try desk.expected(id)
                    return try ViewJSON.of(
                        CaseView(whole: one, clock: desk.clock(of: one), in: tables))
                }
            })
    }

    private struct Opening: Decodable {
        var subject: String
        var title: String
        var queue: String?
        /// Minor units.
        var loss: Int64?
        var by: String?
        var why: String
    }

    /// `POST /v1/cases`: by hand; added to the one that is open of the same subject and queue.
    private func open(_ call: Call) async throws -> Response {
        let body: Opening = try await call.decoded(
            "{\"subject\": \"account=u1\", \"title\": …, \"why\": …}", bytesMax: Self.bytesMax,
            bounds)
        let by = try call.caller.acts(as: body.by ?? "")
        let opened = try await work(for: call.caller) {
            try $0.open(
                EnforcementSelection.entity(body.subject), origin: .hand, title: body.title,
                causes: [], loss: CaseBounds.loss(body.loss ?? 0), queue: body.queue, by: by,
                why: body.why)
        }
        return try await told(opened.id)
    }

    private struct Next: Decodable {
        var queue: String?
        var by: String?
    }

    /// `POST /v1/cases/next`: `case` is null when nothing waits.
    private func next(_ call: Call) async throws -> Response {
        let body: Next = try await call.decoded(
            "{\"queue\": …} or {}", bytesMax: Self.bytesMax, bounds)
        let by = try call.caller.acts(as: body.by ?? "")
        let taken = try await work(for: call.caller) { try $0.takeNext(by: by, queue: body.queue) }
        guard let taken else { return .json("{\"case\":null}") }
        call.note.subject("case", taken.id)
        return .json("{\"case\":\(try ViewJSON.of(CaseView(taken)))}")
    }

    /// `POST /v1/cases/{id}/VERB`.
    private func step(_ step: CaseStep, _ call: Call) async throws -> Response {
        let id = try call.place("id")
        let body: CaseStep.Body = try await call.decoded(
            step.shape, bytesMax: Self.bytesMax, bounds)
        let by = try call.caller.acts(as: body.by ?? "")
        let done = try await work(for: call.caller) { try step.act($0, id, body, by) }
        return try await told(done.id)
    }

    private struct Paper: Decodable {
        var name: String
        var type: String
        /// In Base64.
        var content: String
        var by: String?
    }

    /// `POST /v1/cases/{id}/attach`.
    private func attach(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let body: Paper = try await call.decoded(
            "{\"name\": \"a.png\", \"type\": \"image/png\", \"content\": BASE64}",
            bytesMax: Self.attachmentMax, bounds)
        guard let content = Data(base64Encoded: body.content) else {
            throw Fault(.invalid, "`content` is no Base64.", fix: "Encode the file's bytes.")
        }
        let by = try call.caller.acts(as: body.by ?? "")
        let done = try await work(for: call.caller) {
            try $0.attach(
                id, name: body.name, type: body.type, content: Array(content), by: by)
        }
        return try await told(done.id)
    }

    /// `GET /v1/cases/{id}/attachments/{digest}`: to be saved, never shown in a page.
    private func attachment(_ call: Call) async throws -> Response {
        let (id, digest) = (try call.place("id"), try call.place("digest"))
        let (parts, clock) = (try expected, now())
        let found = try await ReadingThreads.run {
            try parts.store.readingCases { tables -> (CaseAttachment, [UInt8])? in
                let desk = CaseDesk(tables: tables, definition: parts.definition(), clock: clock)
                let one = try desk.expected(id)
                let paper = try tables.attachments(of: one.id).first { $0.digest == digest }
                let content = try tables.attachmentContent(digest: digest)
                guard let paper, let content else { return nil }
                return (paper, content)
            }
        }
        guard let (paper, content) = found else {
            throw Fault(
                .notFound, "\(id.prefix(80)) has no such attachment.",
                fix: "See its attachments at /v1/cases/{id}.")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: paper.type, .contentDisposition: "attachment",
                .init("X-Content-Type-Options")!: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }
}
