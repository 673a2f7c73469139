import API
import Cases
import Enforcements
import HTTPTypes
import Hummingbird
import Packs
import Vocabulary

/// *Reports*: what was told us from outside, how each stands, and a form to tell more. A partner
/// sees their own party's, and nothing of anybody else; who may read cases sees everybody's.
struct ReportPageRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    /// Reports of a page, the latest.
    static let shownMax = 200
    /// Parties to choose from.
    static let partiesMax = 1000

    var routes: [Route] {
        let page = Route(
            .get, "/reports", queries: ["party"], .known, audited: "report.list", page)
        return [
            page,
            Route(
                .post, "/reports", .needs(Place.reports.permission), audited: "report.send",
                takesForm: true, send
            ).answered(on: page),
        ]
    }

    private func page(_ call: Call) async throws -> Response {
        let (caller, now, pack) = (call.caller, parts.now(), parts.pack())
        guard Place.reports.admits(caller) else {
            throw Fault(
                .forbidden,
                "\(caller.name) may not do this: it asks for "
                    + "\(Permission.reportsSend.rawValue) or \(Permission.casesRead.rawValue).",
                fix: "Ask an admin for one of them.")
        }
        guard caller.may(.casesRead) || !caller.partner.isEmpty else {
            throw Fault(
                .forbidden, "\(caller.name) belongs to no party.",
                fix: "Ask an admin for the role partner, with the name of your party.")
        }
        let asked = call.queries["party"] ?? ""
        let content = try await work.reading { desk in
            let isOwn = !caller.partner.isEmpty
            let reports = try desk.tables.reports(
                ofPartner: isOwn ? caller.partner : ReportsContent.party(asked),
                limit: Self.shownMax)
            return try ReportsContent(
                reports.map { ($0, try ReportPageRoutes.case(of: $0, desk.tables)) },
                parties: isOwn ? [] : desk.tables.reportingParties(limit: Self.partiesMax),
                asked: asked, pack: pack, caller: caller, now: now)
        }
        return try parts.shell.page(
            Shell.Page("Reports", at: .reports, template: "cases/reports", content: content),
            for: call)
    }

    /// The case in which work on a report goes on: cases are merged a few times at most.
    private static func `case`(of report: Report, _ tables: any CaseTables) throws -> Case? {
        var one = try tables.case(id: report.caseID)
        for _ in 0..<mergesMax {
            guard let next = one?.mergedInto, !next.isEmpty else { break }
            one = try tables.case(id: next)
        }
        return one
    }

    private static let mergesMax = 10

    private func send(_ call: Call) async throws -> Response {
        let (form, caller) = (call.form, call.caller)
        let by = try CaseWork.name(of: caller)
        let kind = ReportsContent.kind(form["what"])
        let text = form.text("text")
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Fault(
                .invalid, "It does not say what you saw.",
                fix: "Write what you saw, where and when: people read it.")
        }
        let subject = EnforcedEntity(kind: form["kind"], name: form["name"])
        let said = "\(by) \(subject.text) \(kind) \(text)"
        let entities = parts.pack().schema.entities
        let report = try await work.working(for: caller) {
            try $0.take(
                report: Report(
                    id: ReportName.id(partner: caller.partner, said: said), subject: subject,
                    kind: kind, text: text, by: by, partner: caller.partner, at: $0.clock,
                    caseID: ""), among: entities)
        }
        call.note.subject("report", report.id)
        return Shell.go(
            to: "/reports", notice: "Thank you: it is with the people who look at such things.")
    }
}
