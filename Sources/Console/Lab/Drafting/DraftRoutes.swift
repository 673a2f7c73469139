import API
import Backtests
import HTTPTypes
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// Writing a draft: the editor, what is wrong with it, what it would have done, and keeping it.
struct DraftRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        [
            Route(
                .get, "/rules/new", queries: ["when", "on", "base"], .needs(.rulesWrite), fresh),
            Route(
                .get, "/rules/edit", queries: ["rule", "path", "base", "preview"],
                .needs(.rulesWrite), edit),
            Route(.post, "/rules/check", .needs(.rulesWrite), takesForm: true, check),
            Route(
                .post, "/rules/preview", .needs(.rulesWrite), audited: "rule.preview",
                takesForm: true, preview),
            Route(
                .get, "/rules/previews/{id}", .needs(.rulesRead), audited: "rule.preview.read",
                told),
            Route(.get, "/rules/previews/{id}/progress", .needs(.rulesRead), progress),
            Route(
                .get, "/rules/previews/{id}/impact", .needs(.rulesRead),
                audited: "rule.preview.read", impact),
            Route(
                .post, "/rules/previews/{id}/stop", .needs(.rulesWrite),
                audited: "rule.preview.stop", takesForm: true, stop),
            Route(
                .post, "/rules/drafts", .needs(.rulesWrite), audited: "rule.draft",
                takesForm: true, keep),
        ]
    }

    /// The files a draft is written over. It blocks.
    private func files(_ base: Int?, _ running: Pack) throws -> [String: String] {
        guard let base else { return PolicyFiles.kept(of: running) }
        guard let files = try parts.store.policyFiles(version: base) else {
            throw Fault(
                .notFound, "There is no version \(base) of the policy.",
                fix: "See /rules/versions.")
        }
        return files
    }

    private func base(_ call: Call) throws(Fault) -> Int? {
        guard let text = call.queries["base"], !text.isEmpty else { return nil }
        guard let base = Int(text), base > 0 else {
            throw Fault(
                .invalid, "`base` is `\(text.prefix(40))`.", fix: "Use the number of a version.")
        }
        return base
    }

    private func read(_ call: Call, _ name: String) -> String { call.queries[name] ?? "" }

    /// `GET /rules/new`: a rule to begin with; the condition may come from elsewhere.
    private func fresh(_ call: Call) async throws -> Response {
        let (pack, base) = (parts.pack(), try base(call))
        let when = read(call, "when")
        let on = read(call, "on")
        let journey = pack.schema.journeys.contains(on) ? on : pack.schema.journeys.first ?? ""
        let text = """
            id: new_rule
            description: What it finds, and whom it spares.
            owner: \(pack.owner)
            severity: medium
            mode: shadow
            on: \(journey)
            when: >-
              \(when.isEmpty ? "false" : when.split(separator: "\n").joined(separator: "\n  "))
            signal: { name: new_signal, weight: 0.4 }
            reason: "What a person is told"
            """
        let draft = Draft(subject: .rule(nil), base: base, text: text, tests: "")
        return try await page(draft, nil, call)
    }

    /// `GET /rules/edit`: a rule with its tests, a file, or a draft that was previewed.
    private func edit(_ call: Call) async throws -> Response {
        if let text = call.queries["preview"] {
            let preview = try parts.previews.preview(Int(text) ?? 0)
            guard let draft = preview.draft else {
                return Shell.go(to: "/rules/versions/\(preview.version ?? 0)")
            }
            return try await page(draft, nil, call)
        }
        let (running, base) = (parts.pack(), try base(call))
        let (id, path) = (read(call, "rule"), read(call, "path"))
        let draft = try await ReadingThreads.run { () throws -> Draft in
            let files = try files(base, running)
            if !path.isEmpty {
                guard Draft.files.contains(path) else {
                    throw Fault(
                        .notFound, "The file \(path.prefix(80)) is not edited here.",
                        fix: "Edit \(Draft.files.joined(separator: ", ")).")
                }
                return Draft(
                    subject: .file(path), base: base, text: files[path] ?? "", tests: "")
            }
            let rules = ItemList(files["rules.yaml"] ?? "", key: "rules")
            guard let item = rules?.items.first(where: { $0.value("id") == id }) else {
                throw Fault(
                    .notFound, "There is no rule \(id.prefix(80)) to edit.",
                    fix: "See /rules, or edit the file whole: /rules/edit?path=rules.yaml.")
            }
            let tests = ItemList(files["tests.yaml"] ?? "", key: "tests")?.items ?? []
            return Draft(
                subject: .rule(id), base: base, text: item.text,
                tests: DraftTexts.shown(tests.filter { $0.mentions(id) }))
        }
        return try await page(draft, nil, call)
    }

    private func page(
        _ draft: Draft, _ check: DraftCheck?, _ call: Call,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var page = Shell.Page(
            "Rule editor", at: .rules, template: "lab/editor",
            content: EditorContent(draft, check: check, for: call.caller), modules: ["lab-editor"])
        page.status = status
        return try parts.shell.page(page, for: call)
    }

    private func checked(_ draft: Draft) async throws -> DraftCheck {
        let running = parts.pack()
        return try await ReadingThreads.run {
            try DraftCheck(draft, over: try files(draft.base, running), fitting: running)
        }
    }

    private func wantsJSON(_ call: Call) -> Bool {
        call.request.headers[values: .accept].contains { $0.contains("application/json") }
    }

    private struct Checked: Encodable {
        var isSound: Bool
        var findings: [DraftCheck.Finding]
        var tests: [DraftCheck.TestLine]
        /// Of all tests, also of those not told.
        var testCount: Int
        var failed: Int
    }

    /// `POST /rules/check`: what is wrong with a draft, and how the tests go; changes nothing.
    private func check(_ call: Call) async throws -> Response {
        let draft = try Draft(call.form)
        let check = try await checked(draft)
        if wantsJSON(call) {
            return .json(
                try LabJSON.text(
                    Checked(
                        isSound: check.isSound, findings: check.findings,
                        tests: Array(check.tests.prefix(DraftCheck.shown)),
                        testCount: check.tests.count, failed: check.failed)))
        }
        return try await page(
            draft, check, call, status: check.isSound ? .ok : .unprocessableContent)
    }

    /// `POST /rules/preview`: begins to find out what the draft would have done.
    private func preview(_ call: Call) async throws -> Response {
        let draft = try Draft(call.form)
        let check = try await checked(draft)
        guard let candidate = check.pack, check.isSound else {
            if wantsJSON(call) {
                throw Fault(
                    .invalid, "The draft has faults, or tests of it fail.",
                    fix: "Mend what the editor shows, then preview it.")
            }
            return try await page(draft, check, call, status: .unprocessableContent)
        }
        let preview = try await ReadingThreads.run { [parts] in
            try parts.previews.begin(
                .draft(draft), candidate, over: parts.pack(), by: call.caller.name,
                isNew: call.form["anew"] == "yes")
        }
        if wantsJSON(call) { return .json("{\"id\":\(preview.id)}") }
        return Shell.go(to: "/rules/previews/\(preview.id)")
    }

    private func preview(of call: Call) throws -> Preview {
        try parts.previews.preview(Int(try call.place("id")) ?? 0)
    }

    private struct Progress: Encodable {
        var phase: String
        var share: Double?
        var state: String
        var fault: String?
    }

    /// `GET /rules/previews/{id}/progress`, as JSON.
    private func progress(_ call: Call) async throws -> Response {
        let state = try preview(of: call).now
        let (word, fault): (String, String?) =
            switch state.outcome {
            case .running: ("running", nil)
            case .done: ("done", nil)
            case .failed(let words): ("failed", words)
            }
        return .json(
            try LabJSON.text(
                Progress(phase: state.phase, share: state.share, state: word, fault: fault)))
    }

    /// `GET /rules/previews/{id}`: how far it is, or what it came to. While it works, the page
    /// loads itself anew, with and without script.
    private func told(_ call: Call) async throws -> Response {
        let preview = try preview(of: call)
        let state = preview.now
        let (store, running) = (parts.store, parts.pack().hash)
        let ground = try await ReadingThreads.run { try Preview.Ground(store) }
        let content = PreviewContent(
            preview, state, since: Staleness(running: running, now: ground), for: call.caller,
            now: parts.now())
        var response = try parts.shell.page(
            Shell.Page(
                "Preview", at: .rules, template: "lab/preview", content: content), for: call)
        if preview.isRunning, let refresh = HTTPField.Name("Refresh") {
            response.headers[refresh] = "2"
        } else {
            preview.change { $0.seenBy.insert(call.caller.name) }
        }
        return response
    }

    /// `GET /rules/previews/{id}/impact`: what it came to, as a part of the editor's page.
    private func impact(_ call: Call) async throws -> Response {
        let preview = try preview(of: call)
        guard let impact = preview.impact else {
            throw Fault(
                .conflict, "The preview \(preview.id) has not ended well.",
                fix: "See /rules/previews/\(preview.id).")
        }
        preview.change { $0.seenBy.insert(call.caller.name) }
        return try parts.shell.part(
            "lab/impact",
            ImpactContent(
                impact, title: ImpactContent.title(preview.subject),
                draft: preview.draft == nil ? nil : preview.id, for: call.caller,
                now: parts.now()))
    }

    /// `POST /rules/previews/{id}/stop`
    private func stop(_ call: Call) async throws -> Response {
        let preview = try preview(of: call)
        guard preview.by == call.caller.name else {
            throw Fault(.forbidden, "The preview is \(preview.by)'s.", fix: "Ask \(preview.by).")
        }
        preview.change { $0.isStopped = true }
        return Shell.go(to: "/rules/edit?preview=\(preview.id)", notice: "It is being stopped.")
    }

    /// `POST /rules/drafts`: keeps a draft as a version, once its consequences were looked at.
    private func keep(_ call: Call) async throws -> Response {
        let preview = try parts.previews.preview(Int(call.form["preview"]) ?? 0)
        let running = parts.pack()
        guard let impact = preview.impact, preview.draft != nil,
            preview.now.seenBy.contains(call.caller.name)
        else {
            throw Fault(
                .conflict, "Nobody has looked yet at what this draft would have done.",
                fix: "Open /rules/previews/\(preview.id) first.")
        }
        guard preview.live.hash == running.hash else {
            throw Fault(
                .conflict, "Since the preview another policy came into force.",
                fix: "Preview the draft again.")
        }
        let by = try Hand.name(call)
        let why = try Hand.reason(call)
        let title = call.form["title"].isEmpty ? why : call.form["title"]
        let (candidate, at) = (preview.candidate, parts.now())
        let version = try await ReadingThreads.run {
            let version = try parts.store.register(
                policy: PolicyFiles.kept(of: candidate), walkHash: candidate.walkHash,
                title: String(title.prefix(Hand.titleMax)), at: at, by: by, why: why)
            // What its writer saw stays with it, for whoever agrees to its steps.
            try parts.store.keep(impact.kept(of: version, by: by, at: at))
            return version
        }
        return Shell.go(
            to: "/rules/versions/\(version)", notice: "Kept as version \(version), a draft.")
    }
}
