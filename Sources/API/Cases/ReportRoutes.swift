import Cases
import Enforcements
import Hummingbird
import Vocabulary

/// The routes of reports: the community's, and partners', who see none but their own.
struct ReportRoutes: Sendable {
    let routes: CaseRoutes

    var all: [Route] {
        [
            Route(.post, "/v1/reports", .needs(.reportsSend), audited: "report.send", take),
            Route(
                .get, "/v1/reports", queries: ["limit"], .needs(.reportsSend),
                audited: "report.list", list),
        ]
    }

    private struct Told: Decodable {
        var id: String?
        var subject: String
        var kind: String
        var text: String
        var by: String?
    }

    /// `POST /v1/reports`: attached to the open case of its subject, or a new one. Sent again under
    /// the same id it is the same report.
    func take(_ call: Call) async throws -> Response {
        let body: Told = try await call.decoded(
            "{\"subject\": \"artist=a1\", \"kind\": \"impersonation\", \"text\": …}",
            bytesMax: CaseRoutes.bytesMax, routes.bounds)
        let by = try call.caller.acts(as: body.by ?? "")
        let partner = call.caller.partner
        let said = body.id ?? "\(by) \(body.subject) \(body.kind) \(body.text)"
        guard said.utf8.count <= CaseRoutes.bytesMax else {
            throw Fault(.invalid, "The id is too long.", fix: "Use at most 200 characters.")
        }
        let id = ReportName.id(partner: partner, said: said)
        let entities = routes.entities()
        let report = try await routes.work(for: call.caller) {
            try $0.take(
                report: Report(
                    id: id, subject: EnforcementSelection.entity(body.subject), kind: body.kind,
                    text: body.text, by: by, partner: partner, at: $0.clock, caseID: ""),
                among: entities)
        }
        return .json(
            try ViewJSON.of(ReportView(report, showsCase: call.caller.may(.casesRead))))
    }

    /// `GET /v1/reports`: the latest of the caller's own partner; for us, of the community.
    func list(_ call: Call) async throws -> Response {
        let (limit, partner) = (try call.limit(), call.caller.partner)
        let mayRead = call.caller.may(.casesRead)
        guard mayRead || !partner.isEmpty else {
            throw Fault(
                .forbidden, "\(call.caller.name) belongs to no partner.",
                fix: "Ask for a key of your partner.")
        }
        let store = try routes.expected.store
        struct List: Encodable { var reports: [ReportView] }
        return .json(
            try await ReadingThreads.run {
                try store.readingCases { tables in
                    try ViewJSON.of(
                        List(
                            reports: tables.reports(ofPartner: partner, limit: limit).map {
                                ReportView(
                                    $0, showsCase: mayRead,
                                    state: try tables.case(id: $0.caseID)?.state)
                            }))
                }
            })
    }
}
