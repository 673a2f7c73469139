import API
import CEL
import HTTPTypes
import Hummingbird
import NIOCore
import Packs
import Rules
import Vocabulary

/// *Lists*: what rules ask by name, who asks it, and drafts of changes.
struct ListRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        let door = Door.needs(Place.lists.permission)
        let page = Route(
            .get, "/lists/{name}", queries: ["q", "add", "from"], door, audited: "list.look", list)
        return [
            page,
            Route(.get, "/lists", queries: ["q", "add"], door, audited: "list.look", lists),
            Route(
                .post, "/lists/{name}/draft", .needs(.rulesWrite), audited: "list.draft",
                takesForm: true, draft
            ).answered(on: page),
            Route(
                .post, "/lists/{name}/file", .needs(.rulesWrite), audited: "list.draft",
                takesForm: true, file),
        ]
    }

    private func lists(_ call: Call) async throws -> Response {
        let form = Form(encoded: call.request.uri.query ?? "")
        let pack = parts.pack()
        let content = try ListsPage(
            pack: pack, sought: form["q"], add: form.text("add"), caller: call.caller,
            now: parts.now())
        return try parts.shell.page(
            Shell.Page("Lists", at: .lists, template: "asking/lists", content: content), for: call)
    }

    private func list(_ call: Call) async throws -> Response {
        let form = Form(encoded: call.request.uri.query ?? "")
        let pack = parts.pack()
        let list = try ListRoutes.list(call, pack)
        let content = ListPage(
            list, pack: pack, caller: call.caller, now: parts.now(), sought: form["q"],
            add: form.text("add"), from: Int(form["from"]) ?? 0)
        return try parts.shell.page(
            Shell.Page(list.name, at: .lists, template: "asking/list", content: content), for: call)
    }

    private func draft(_ call: Call) async throws -> Response {
        let pack = parts.pack()
        let list = try ListRoutes.list(call, pack)
        let draft = ListRoutes.draft(call.form)
        let made = try draft.made(list, of: pack.files)
        let content = ListDraftPage(list, draft: draft, made: made, caller: call.caller)
        return try parts.shell.page(
            Shell.Page(
                "Draft of \(list.name)", at: .lists, template: "asking/list-draft",
                content: content),
            for: call)
    }

    /// One file of the draft, to be put into the pack's folder.
    private func file(_ call: Call) async throws -> Response {
        let pack = parts.pack()
        let list = try ListRoutes.list(call, pack)
        let made = try ListRoutes.draft(call.form).made(list, of: pack.files)
        let path = call.form["path"]
        guard let text = made.files[path] else {
            throw Fault(.notFound, "The draft does not change \(path.prefix(80)).")
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func list(_ call: Call, _ pack: Pack) throws -> WrittenList {
        let name = try call.place("name")
        guard let list = try WrittenList.all(of: pack.files).first(where: { $0.name == name })
        else {
            throw Fault(.notFound, "There is no list \(name.prefix(80)).", fix: "See /lists.")
        }
        return list
    }

    private static func draft(_ form: Form) -> ListDraft {
        func entries(_ name: String) -> [String] {
            form.all(name).flatMap { $0.split(whereSeparator: \.isNewline) }
                .map { String($0).trimmed }.filter { !$0.isEmpty }
        }
        var seen: Set<String> = []
        return ListDraft(
            add: entries("add").filter { seen.insert($0).inserted },
            remove: Set(entries("remove")), expires: form["expires"], note: form["note"])
    }
}

extension String {
    /// Without white space around it.
    fileprivate var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
