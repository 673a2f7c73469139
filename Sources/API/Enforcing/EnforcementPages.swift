import Enforcements
import Hummingbird
import Toolbox
import Vocabulary

/// The pages of enforcements, to be read; nothing is done here.
struct EnforcementPages: Sendable {
    let routes: EnforcementRoutes

    /// `GET /enforcements`: the latest first, or those that wait.
    func list(_ call: Call) async throws -> Response {
        let filter = try routes.filter(call)
        let parts = routes.parts
        let found = try await ReadingThreads.run {
            try parts?.store.readingEnforcements { try $0.enforcements(filter) } ?? []
        }
        return HTML.page("Enforcements", at: .enforcements) { html in
            html.element("h1", "What was done to whom")
            html.raw("<nav aria-label=\"Filter by state\">")
            html.link(address(call, ["state": nil]), "all", isHere: filter.states.isEmpty)
            for state in Enforcement.State.allCases {
                html.link(
                    address(call, ["state": state.rawValue]), state.rawValue,
                    isHere: filter.states == [state])
            }
            html.raw("</nav>")
            html.enforcements(found)
            if found.count == filter.limit, let last = found.last {
                html.raw("<p>")
                html.link(address(call, ["before": "\(last.sequence)"]), "older")
                html.raw("</p>")
            }
        }
    }

    /// The page with the same filters but for changes, from the latest on unless they say `before`.
    private func address(_ call: Call, _ changes: [String: String?]) -> String {
        let kept = ["entity", "policy", "scope", "state", "limit"].compactMap { name in
            changes[name] == nil ? call.queries[name].map { (name, $0) } : nil
        }
        let queries = kept + changes.compactMap { name, value in value.map { (name, $0) } }
        if queries.isEmpty { return "/enforcements" }
        let texts = queries.map { "\($0)=\(HTML.query($1))" }
        return "/enforcements?" + texts.joined(separator: "&")
    }

    /// `GET /enforcements/{kind}/{name}`: all there is on one entity, with the ledger.
    func entity(_ call: Call) async throws -> Response {
        let entity = EnforcedEntity(kind: try call.place("kind"), name: try call.place("name"))
        let (store, clock) = (try routes.expected.store, routes.now())
        let (view, found, ledger) = try await ReadingThreads.run {
            try store.readingEnforcements { tables in
                var filter = EnforcementFilter()
                filter.entity = entity
                let found = try tables.enforcements(filter)
                return (
                    try EntityView(entity, in: tables, at: clock), found,
                    try found.flatMap { try tables.entries(of: $0.id) }
                        .sorted { $0.sequence > $1.sequence }
                )
            }
        }
        return HTML.page(entity.text, at: .enforcements) { html in
            html.element("h1", entity.text)
            html.element(
                "p", kind: "lead",
                view.measures.isEmpty
                    ? "Nothing is in force." : "In force: " + view.measures.joined(separator: ", "))
            html.enforcements(found)
            html.element("h2", "The ledger")
            html.raw("<div class=\"wide\"><table class=\"dense\">")
            html.headings(["Entry", "At", "What", "Measure", "By", "Why", "Follows from"])
            html.raw("<tbody>")
            for entry in ledger {
                html.raw("<tr>")
                html.cell("id", "\(entry.sequence)")
                html.cell("since", CivilTime(milliseconds: entry.at).rfc3339)
                html.cell("name", entry.kind.rawValue)
                html.cell("name", entry.measure.rawValue)
                html.cell("name", entry.by)
                html.element("td", kind: "words", entry.why)
                html.cell("id", entry.cause.map { "\($0)" } ?? "")
                html.raw("</tr>")
            }
            html.raw("</tbody></table></div>")
        }
    }
}

extension HTML {
    /// A table of enforcements.
    fileprivate mutating func enforcements(_ found: [Enforcement]) {
        guard !found.isEmpty else {
            element("p", kind: "none", "There is none.")
            return
        }
        raw("<div class=\"wide\"><table class=\"dense\">")
        headings(["Entity", "Measure", "State", "Policy", "Strikes", "From", "Until", "Why"])
        raw("<tbody>")
        for enforcement in found {
            let entity = enforcement.entity
            raw("<tr><td class=\"name id\">")
            link("/enforcements/\(HTML.query(entity.kind))/\(HTML.query(entity.name))", entity.text)
            raw("</td><td>")
            element(
                "span", kind: enforcement.measure < .restrict ? "action soft" : "action hard",
                enforcement.measure.rawValue)
            raw("</td>")
            cell("name", enforcement.state.rawValue)
            cell("name", enforcement.policy.isEmpty ? "by hand" : enforcement.policy)
            cell("score", "\((enforcement.points * 100).rounded() / 100)")
            cell("since", CivilTime(milliseconds: enforcement.from).rfc3339)
            cell("since", enforcement.until.map { CivilTime(milliseconds: $0).rfc3339 } ?? "–")
            raw("<td class=\"words\">")
            if enforcement.origin.decision.isEmpty {
                text("\(enforcement.by): \(enforcement.origin.facts.first ?? "")")
            } else {
                link(
                    "/decisions/\(enforcement.origin.decision)",
                    enforcement.origin.facts.first ?? enforcement.origin.decision)
            }
            raw("</td></tr>")
        }
        raw("</tbody></table></div>")
    }
}
