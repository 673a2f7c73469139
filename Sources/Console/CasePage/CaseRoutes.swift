import API
import Cases
import HTTPTypes
import Hummingbird
import Packs
import Vocabulary

/// The page of a case, and what its forms do.
struct CaseRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    var routes: [Route] {
        [
            Route(
                .get, "/cases/{id}", queries: ["closed"], .needs(.casesRead), audited: "case.read",
                page)
        ] + verbs + AttachmentRoutes(parts: parts).routes
    }

    private var verbs: [Route] {
        [
            verb("take", .casesWork) { try $0.take($1.id, version: $1.version, by: $1.by) },
            verb("release", .casesWork) {
                try $0.release($1.id, version: $1.version, by: $1.by, why: $1.why("given back"))
            },
            verb("assign", .casesLead) {
                try $0.assign($1.id, version: $1.version, to: $1["to"], by: $1.by)
            },
            verb("note", .casesWork) {
                try $0.note($1.id, text: $1.form.text("text"), by: $1.by)
            },
            verb("snooze", .casesWork) { desk, sent in
                try desk.snooze(
                    sent.id, version: sent.version,
                    until: desk.clock + sent.span("for"), by: sent.by, why: sent.why("put off"))
            },
            verb("move", .casesLead) {
                try $0.move(
                    $1.id, version: $1.version, to: $1["queue"], by: $1.by, why: $1.why("moved"))
            },
            verb("escalate", .casesWork) {
                try $0.escalate(
                    $1.id, version: $1.version, path: $1["path"], by: $1.by,
                    why: $1.why("escalated"))
            },
            verb("take-up", .casesWork) {
                try $0.takeUp($1.id, version: $1.version, by: $1.by)
            },
            verb("link", .casesWork) {
                try $0.link($1.id, to: $1["other"], by: $1.by, why: $1.why("belong together"))
            },
            verb("merge", .casesLead) {
                try $0.merge(
                    $1.id, version: $1.version, into: $1["other"], by: $1.by,
                    why: $1.why("the same"))
            },
            verb("close", .casesWork) {
                try $0.close($1.id, version: $1.version, $1.closing($0.definition), by: $1.by)
            },
            verb("approve", .casesApprove) {
                try $0.approve($1.id, version: $1.version, by: $1.by, why: $1.why("agreed"))
            },
            verb("refuse", .casesApprove) {
                try $0.refuse($1.id, version: $1.version, by: $1.by, why: $1.why("not agreed"))
            },
            verb("undo", .casesWork) {
                try $0.undo($1.id, version: $1.version, by: $1.by, why: $1.why("taken back"))
            },
        ]
    }

    /// A form of the page that does one thing.
    private func verb(
        _ name: String, _ permission: Permission,
        _ body: @escaping @Sendable (CaseDesk, Sent) throws -> Case
    ) -> Route {
        let label = name.replacing("-", with: "_")
        return Route(
            .post, "/cases/{id}/\(name)", .needs(permission),
            isSecond: permission == .casesApprove, audited: "case.\(label)", takesForm: true
        ) { call in
            let id = try call.place("id")
            do {
                let sent = try Sent(id, call)
                if name == "close" { try sent.expectSentence(work.definition, now: parts.now()) }
                let after = try await work.working(for: call.caller) { try body($0, sent) }
                return try await on(from: after, name, call)
            } catch let fault as Fault
                where CaseRoutes.told.contains(fault.code) && call.caller.may(.casesRead)
            {
                call.note.showed("case.read")
                return try await page(id, call, draft: CaseDraft(name, call.form, fault))
            }
        }
    }

    /// Faults that are told on the case's page, beside what was written.
    private static let told: Set<Fault.Code> = [.conflict, .invalid, .forbidden, .notFound]

    /// Where a reviewer goes after a form: on to the next case once this one is done with.
    private func on(from one: Case, _ verb: String, _ call: Call) async throws -> Response {
        let here = "/cases/\(Query.escaped(one.id))"
        let short = CaseNumber.short(one.id)
        guard ["close", "snooze", "approve", "refuse"].contains(verb) else {
            return Shell.go(to: here, notice: try await words(of: verb, on: short, call))
        }
        guard verb == "close" || verb == "snooze", call.form["advance"] == "1" else {
            return Shell.go(to: here + "?closed=\(Query.escaped(one.id))")
        }
        let by = try CaseWork.name(of: call.caller)
        let next = try await next(behind: one, for: by, call)
        let closed = "?closed=\(Query.escaped(one.id))"
        guard let next else {
            return Shell.go(to: "/queues/\(Query.escaped(one.queue))" + closed)
        }
        return Shell.go(to: "/cases/\(Query.escaped(next.id))" + closed)
    }

    /// What somebody holds of the same queue, else what they take next; nil where nothing waits,
    /// or they hold as many as they may.
    private func next(
        behind one: Case, for by: String, _ call: Call
    ) async throws -> Case? {
        do {
            return try await work.working(for: call.caller) { desk -> Case? in
                var mine = CaseFilter(limit: 2)
                (mine.queue, mine.assignee, mine.states) = (one.queue, by, [.assigned])
                if let held = try desk.tables.cases(mine).first(where: { $0.id != one.id }) {
                    return held
                }
                return try desk.takeNext(by: by, queue: one.queue)
            }
        } catch let fault as Fault where fault.code == .limited {
            return nil
        }
    }

    /// What is said once a step is done; empty for what the page shows itself.
    private func words(
        of verb: String, on short: String, _ call: Call
    ) async throws -> String {
        if verb == "undo" { return "Took the last step on \(short) back." }
        guard verb == "note" else { return "" }
        let names = Mentions.names(in: call.form.text("text"))
        let strangers = try await work.reading { try $0.tables.strangers(among: names) }
        guard !strangers.isEmpty else { return "" }
        let said = strangers.map { "@\($0)" }.joined(separator: ", ")
        let isOne = strangers.count == 1
        return "The note is kept. \(said) \(isOne ? "is nobody" : "are nobody") here, so nobody "
            + "was told by \(isOne ? "that name" : "those names")."
    }

    private func page(_ call: Call) async throws -> Response {
        try await page(try call.place("id"), call, draft: nil)
    }

    private func page(_ id: String, _ call: Call, draft: CaseDraft?) async throws -> Response {
        let (store, pack, now) = (parts.store, parts.pack(), parts.now())
        let definition = try work.definition
        let closed = call.queries["closed"]
        let me = (try? CaseWork.name(of: call.caller)) ?? ""
        let reading = try await work.reading {
            try CaseReading.read(id, closed: closed, by: me, $0, store, pack)
        }
        let content = CaseContent(reading, definition, pack, call, draft: draft, now: now)
        var page = Shell.Page(
            "\(content.line.id) · \(content.line.title)", at: .queues, template: "cases/case",
            content: content, modules: ["case"])
        switch draft?.fault.code {
        case nil: break
        case .conflict: page.status = .conflict
        case .notFound: page.status = .notFound
        case .forbidden: page.status = .forbidden
        default: page.status = .badRequest
        }
        return try parts.shell.page(page, for: call)
    }
}
