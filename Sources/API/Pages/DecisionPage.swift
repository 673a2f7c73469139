import Toolbox
import Vocabulary

/// One decision: its reasons with their values, features, versions, and the record itself.
struct DecisionPage: Sendable {
    let decision: StoredDecision
    /// What detection says of its account; nil where it says nothing.
    let verdict: AccountVerdict?

    func write(to html: inout HTML) {
        html.raw("<h1>")
        html.mark(decision.action)
        html.text(" \(decision.journey)")
        html.raw("</h1>")
        if let view = try? RecordView(record: decision.record) {
            writeFacts(view, to: &html)
            writeReasons(view, to: &html)
            writeOthers(view, to: &html)
            writeValues("Entities", view.entities, to: &html)
            writeValues("Features", view.features, to: &html)
            writeValues("Versions", view.versions, to: &html)
        }
        html.raw("<h2>Record</h2><pre>")
        html.text(decision.record)
        html.raw("</pre>")
    }

    private func writeFacts(_ view: RecordView, to html: inout HTML) {
        html.raw("<table><tbody>")
        write("Decision", decision.id, to: &html)
        write("Score", "\(decision.score)", to: &html)
        write("Actions", view.actions.joined(separator: ", "), to: &html)
        writeAccount(to: &html)
        write("Event", "\(view.event.type) \(view.event.id) of \(view.event.source)", to: &html)
        write("Event time", view.event.time, to: &html)
        write("Place in the log", "\(decision.sequence)", to: &html)
        write("Decided within", "\(decision.latencyMicroseconds) µs", to: &html)
        html.raw("</tbody></table>")
    }

    private func writeAccount(to html: inout HTML) {
        if decision.account.isEmpty { return write("Account", "", to: &html) }
        html.raw("<tr><th>Account</th><td>")
        html.link(RecentPage.path(action: nil, account: decision.account), decision.account)
        html.ring(of: verdict)
        html.raw("</td></tr>")
    }

    private func write(_ name: String, _ value: String, to html: inout HTML) {
        html.raw("<tr>")
        html.element("th", name)
        html.element("td", value.isEmpty ? "—" : value)
        html.raw("</tr>")
    }

    private func writeReasons(_ view: RecordView, to html: inout HTML) {
        html.raw("<h2>Reasons</h2>")
        if view.reasons.isEmpty {
            html.raw("<p class=\"quiet\">No rule had anything to say.</p>")
            return
        }
        html.raw("<div class=\"wide\"><table>")
        html.headings(["Why", "Rule", "Signal", "Weight", "Severity", "Values it read"])
        html.raw("<tbody>")
        for reason in view.reasons {
            html.raw("<tr>")
            html.element("td", reason.text)
            html.element("td", reason.rule)
            html.element("td", reason.signal)
            html.element("td", kind: "number", "\(reason.weight)")
            html.element("td", reason.severity)
            html.raw("<td><ul>")
            for (name, value) in reason.values.sorted(by: { $0.key < $1.key }) {
                html.element("li", "\(name) = \(value.text)")
            }
            html.raw("</ul></td></tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private func writeOthers(_ view: RecordView, to html: inout HTML) {
        if !view.shadow.isEmpty {
            html.raw("<h2>In shadow</h2>")
            html.element("p", "Fired but not acted on: \(view.shadow.joined(separator: ", "))")
        }
        if !view.undecided.isEmpty {
            html.raw("<h2>Undecided</h2><ul>")
            for item in view.undecided { html.element("li", "\(item.rule): \(item.why)") }
            html.raw("</ul>")
        }
    }

    private func writeValues(
        _ title: String, _ values: [String: RecordView.Scalar], to html: inout HTML
    ) {
        if values.isEmpty { return }
        html.element("h2", title)
        html.raw("<table><tbody>")
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            write(name, value.text, to: &html)
        }
        html.raw("</tbody></table>")
    }
}
