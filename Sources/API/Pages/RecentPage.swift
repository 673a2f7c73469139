import Pipeline
import Toolbox
import Vocabulary

/// The first page: recent decisions, counts by action, and the worst accounts.
struct RecentPage: Sendable {
    /// Where events are sent, such as `127.0.0.1:8080`.
    let authority: String
    let filter: DecisionFilter
    let decisions: [StoredDecision]
    let counts: [Action: Int]
    let accounts: [AccountStanding]
    /// What detection says, by account; of those it says nothing of, nothing.
    let verdicts: [String: AccountVerdict]

    func write(to html: inout HTML) {
        html.element("h1", title)
        writeFilters(to: &html)
        if let account = filter.account, let verdict = verdicts[account] {
            html.raw("<p>What detection says of it, with a chance of ")
            html.text(RingWords.score(verdict.score))
            html.raw(":")
            html.ring(of: verdict)
            html.raw("</p>")
        }
        if decisions.isEmpty {
            writeNone(to: &html)
        } else {
            writeDecisions(to: &html)
            writeOlder(to: &html)
        }
        if !accounts.isEmpty { writeAccounts(to: &html) }
    }

    private var title: String {
        let what = filter.action.map { "Decisions to \($0.rawValue)" } ?? "Recent decisions"
        return filter.account.map { "\(what) on \($0)" } ?? what
    }

    private func writeFilters(to html: inout HTML) {
        html.raw("<nav aria-label=\"Filter by action\">")
        let all = counts.values.reduce(0, +)
        html.link(path(action: nil), "all \(all)", isHere: filter.action == nil)
        for action in Action.allCases {
            guard let count = counts[action] else { continue }
            html.link(
                path(action: action), "\(action.rawValue) \(count)",
                isHere: filter.action == action)
        }
        if filter.account != nil {
            html.link(
                RecentPage.path(action: filter.action, account: nil), "any account")
        }
        html.raw("</nav>")
    }

    private func path(action: Action?) -> String {
        RecentPage.path(action: action, account: filter.account)
    }

    static func path(
        action: Action?, account: String?, before: Int64? = nil
    ) -> String {
        var parts: [String] = []
        if let action { parts.append("action=\(action.rawValue)") }
        if let account { parts.append("account=\(HTML.query(account))") }
        if let before { parts.append("before=\(before)") }
        return parts.isEmpty ? "/" : "/?" + parts.joined(separator: "&")
    }

    private func writeNone(to html: inout HTML) {
        html.raw("<div class=\"none\">")
        if counts.isEmpty {
            html.raw("<p>Nothing has been decided yet. Send an event:</p><pre>")
            html.text(
                """
                curl http://\(authority)/v1/decisions \\
                  -H 'Content-Type: application/cloudevents+json' \\
                  -d '{"specversion":"1.0", "id":"1", "source":"shop", "type":"…",
                       "time":"2026-01-01T00:00:00Z", "data":{…}}'
                """)
            html.raw("</pre><p class=\"quiet\">The pack's events.yaml lists types and fields; ")
            html.raw("<a href=\"/openapi.json\">openapi.json</a> lists all routes.</p>")
        } else {
            html.raw("<p>No decision is like that. <a href=\"/\">See all.</a></p>")
        }
        html.raw("</div>")
    }

    private func writeDecisions(to html: inout HTML) {
        html.raw("<div class=\"wide\"><table>")
        html.headings(["Time", "Action", "Score", "Account", "Journey", "Why", ""])
        html.raw("<tbody>")
        for decision in decisions { write(decision, to: &html) }
        html.raw("</tbody></table></div>")
    }

    private func write(_ decision: StoredDecision, to html: inout HTML) {
        html.raw("<tr>")
        html.element("td", kind: "number", CivilTime(milliseconds: decision.time).rfc3339)
        html.raw("<td>")
        html.mark(decision.action)
        html.raw("</td>")
        html.score(decision.score)
        html.raw("<td>")
        if !decision.account.isEmpty {
            html.link(
                RecentPage.path(action: nil, account: decision.account), decision.account)
            html.ring(of: verdicts[decision.account])
        }
        html.raw("</td>")
        html.element("td", decision.journey)
        html.raw("<td>")
        let reasons = (try? RecordView(record: decision.record))?.reasons ?? []
        if !reasons.isEmpty {
            html.raw("<ul>")
            for reason in reasons { html.element("li", reason.text) }
            html.raw("</ul>")
        }
        html.raw("</td><td>")
        html.link("/decisions/\(HTML.query(decision.id))", "look")
        html.raw("</td></tr>")
    }

    private func writeOlder(to html: inout HTML) {
        guard decisions.count == filter.limit, let last = decisions.last, last.sequence > 1 else {
            return
        }
        html.raw("<nav>")
        html.link(
            RecentPage.path(
                action: filter.action, account: filter.account, before: last.sequence), "older")
        html.raw("</nav>")
    }

    private func writeAccounts(to html: inout HTML) {
        html.raw("<h2>Worst accounts</h2><div class=\"wide\"><table>")
        html.headings(["Account", "Greatest score", "Acted on", "Decisions", ""])
        html.raw("<tbody>")
        for account in accounts {
            html.raw("<tr><td>")
            html.link(RecentPage.path(action: nil, account: account.account), account.account)
            html.ring(of: verdicts[account.account])
            html.raw("</td>")
            html.score(account.scoreMax)
            html.cell("acted on", account.actedOn.grouped)
            html.cell("decisions", account.decisions.grouped)
            html.raw("<td>")
            html.link("/decisions/\(HTML.query(account.worstDecision))", "worst decision")
            html.raw("</td></tr>")
        }
        html.raw("</tbody></table></div>")
    }
}
