import API
import Hummingbird
import Queries
import Vocabulary

/// *Explorer*: the log asked in the language of rules. The address is the investigation.
struct ExplorerRoutes: Sendable {
    let parts: ConsoleParts
    let desk: QueryDesk

    init(parts: ConsoleParts) {
        self.parts = parts
        desk = QueryDesk(store: parts.store)
    }

    /// What an address of the explorer may say.
    static let queries = ["when", "range", "from", "to", "by", "vs", "before", "effort"]

    var routes: [Route] {
        let door = Door.needs(.explorerAsk)
        return [
            Route(
                .get, "/explorer", queries: ExplorerRoutes.queries, door,
                audited: "explorer.ask", explorer),
            Route(
                .get, "/explorer/full", queries: ExplorerRoutes.queries, door,
                audited: "explorer.ask", full),
            Route(.get, "/explorer/words", door, words),
            Route(.get, "/explorer/check", queries: ["when", "by"], door, check),
            Route(
                .get, "/explorer/queries", queries: ["q"], door, audited: "query.list", queries),
            Route(
                .post, "/explorer/queries", door, audited: "query.save", takesForm: true, save),
            Route(
                .post, "/explorer/queries/drop", door, audited: "query.drop", takesForm: true,
                drop),
        ]
    }

    private func explorer(_ call: Call) async throws -> Response {
        let address = ExplorerAddress(Form(encoded: call.request.uri.query ?? ""))
        let pack = parts.pack()
        let now = parts.now()
        let reading = ExplorerReading(desk: desk, pack: pack, caller: call.caller, now: now)
        let page =
            try await address.isFull
            ? fullPage(reading, address, call)
            : ReadingThreads.run { try reading.page(address) }
        if page.answer != nil { remember(address, call.caller, now) }
        return try parts.shell.page(
            Shell.Page(
                "Explorer", at: .explorer, template: "asking/explorer", content: page,
                modules: ["explorer"], vendors: ["chart"]), for: call)
    }

    /// Remembers what was asked, behind the answer: nobody waits for it, and nothing rests on it.
    private func remember(_ address: ExplorerAddress, _ caller: Caller, _ now: Int64) {
        guard !address.when.isEmpty, address.before == nil else { return }
        let asked = AskedQuery(
            question: address.encoded, condition: address.when, by: caller.name, at: now)
        let store = parts.store
        Task {
            try? await ReadingThreads.run {
                let last = try store.askedQueries(containing: asked.by, limit: 1).first
                if last?.question == asked.question, last?.by == asked.by { return }
                try store.remember(asked)
            }
        }
    }

    private func words(_ call: Call) async throws -> Response {
        let pack = parts.pack()
        let words = desk.language(of: pack).words(of: pack)
        return try ExplorerJSON.response(
            words.map { ExplorerJSON.Word(name: $0.name, kind: $0.kind, words: $0.words) })
    }

    private func check(_ call: Call) async throws -> Response {
        let form = Form(encoded: call.request.uri.query ?? "")
        let language = desk.language(of: parts.pack())
        let when = form.text("when")
        let by = form.text("by")
        var found = when.isEmpty ? [] : ExplorerJSON.problems(language.compile(when), when)
        if !by.isEmpty {
            found += ExplorerJSON.problems(language.compile(by, expecting: nil), by)
        }
        return try ExplorerJSON.response(found)
    }
}

extension ExplorerRoutes {
    private func queries(_ call: Call) async throws -> Response {
        let text = Form(encoded: call.request.uri.query ?? "")["q"]
        let store = parts.store
        let (saved, asked) = try await ReadingThreads.run {
            (
                try store.savedQueries(),
                try store.askedQueries(containing: text, limit: QueriesPage.limit)
            )
        }
        let content = QueriesPage(
            saved: saved, asked: asked, text: text, caller: call.caller, now: parts.now())
        return try parts.shell.page(
            Shell.Page(
                "Queries", at: .explorer, template: "asking/explorer-queries", content: content),
            for: call)
    }

    private func save(_ call: Call) async throws -> Response {
        let address = ExplorerAddress(Form(encoded: call.form.text("question")))
        let saved = SavedQuery(
            name: call.form["name"],
            asked: AskedQuery(
                question: address.encoded, condition: address.when, by: call.caller.name,
                at: parts.now()))
        let store = parts.store
        try await ReadingThreads.run { try store.save(saved) }
        return Shell.go(
            to: "/explorer?" + address.encoded, notice: "Kept as \(saved.name) for the team.")
    }

    private func drop(_ call: Call) async throws -> Response {
        let name = call.form["name"]
        let store = parts.store
        guard try await ReadingThreads.run({ try store.dropQuery(named: name) }) else {
            throw Fault(.notFound, "There is no query named \(name.prefix(80)).")
        }
        return Shell.go(to: "/explorer/queries", notice: "Dropped \(name).")
    }
}
