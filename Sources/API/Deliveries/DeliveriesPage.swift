import Deliveries
import Toolbox
import Vocabulary

/// Endpoints and how they are, dead letters, and what came of the latest attempts.
struct DeliveriesPage: Sendable {
    static let attemptsShown = 50
    static let deadShown = 50

    let standings: [EndpointStanding]
    let attempts: [DeliveryAttempt]
    let dead: [Delivery]
    let now: Int64

    func write(to html: inout HTML) {
        html.element("h1", "Deliveries")
        guard !standings.isEmpty else {
            html.raw("<div class=\"none\"><p>No webhook is there yet. Add one; it hears what is ")
            html.raw("written from then on:</p><pre>")
            html.text(
                "assay webhooks add https://example.com/hooks --kinds \"enforcement.*\""
                    + " --store sqlite:assay.db")
            html.raw("</pre></div>")
            return
        }
        writeEndpoints(to: &html)
        writeDead(to: &html)
        writeAttempts(to: &html)
    }

    private func writeEndpoints(to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Webhook", "Health", "Backlog", "Oldest", "Dead", "Delivered", "Failed", "Last answer",
            "Kinds", "Address",
        ])
        html.raw("<tbody>")
        for standing in standings {
            let endpoint = standing.endpoint
            html.raw("<tr>")
            html.element("td", kind: "name", endpoint.name)
            html.raw("<td>")
            writeHealth(of: endpoint, to: &html)
            html.raw("</td>")
            html.cell("backlog", standing.backlog.grouped)
            html.cell("oldest", standing.oldestAt.map { DeliveriesPage.age(now - $0) } ?? "—")
            html.cell("dead", standing.dead.grouped)
            html.cell("delivered", (standing.attempts[.delivered] ?? 0).grouped)
            html.cell(
                "failed",
                ((standing.attempts[.failed] ?? 0) + (standing.attempts[.dead] ?? 0)).grouped)
            html.element("td", kind: "quiet", lastAnswer(of: endpoint))
            html.element("td", endpoint.kinds.map(\.text).joined(separator: ", "))
            html.element("td", kind: "words", endpoint.url)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private func writeHealth(of endpoint: WebhookEndpoint, to html: inout HTML) {
        if endpoint.state == .disabled {
            html.element("span", kind: "action hard", "disabled")
            html.text(" " + endpoint.why)
        } else if endpoint.openUntil > now {
            html.element("span", kind: "action hard", "resting")
            html.text(
                " \(endpoint.failures.grouped) failures in a row; one message tries in "
                    + DeliveriesPage.age(endpoint.openUntil - now))
        } else if endpoint.failures > 0 {
            html.element("span", kind: "action soft", "failing")
            html.text(" \(endpoint.failures.grouped) in a row")
        } else {
            html.element("span", kind: "action", endpoint.lastAt > 0 ? "works" : "not tried yet")
        }
    }

    private func lastAnswer(of endpoint: WebhookEndpoint) -> String {
        guard endpoint.lastAt > 0 else { return "—" }
        let words = endpoint.lastStatus.map(String.init) ?? endpoint.lastNote
        return "\(words), \(DeliveriesPage.age(now - endpoint.lastAt)) ago"
    }

    private func writeDead(to html: inout HTML) {
        guard !dead.isEmpty else { return }
        html.element("h2", "Dead letters")
        html.raw("<p class=\"quiet\">All attempts failed. Send one again with <code>assay ")
        html.raw("deliveries replay ID</code>, all with <code>--dead</code>.</p>")
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["Message", "Webhook", "Kind", "Subject", "Attempts", "Given up"])
        html.raw("<tbody>")
        for delivery in dead {
            html.raw("<tr>")
            html.element("td", kind: "name id", delivery.message.id)
            html.element("td", delivery.endpoint)
            html.element("td", delivery.message.kind)
            html.element("td", delivery.message.subject)
            html.cell("attempts", delivery.attempts.grouped)
            html.cell("given up", RingWords.minute(delivery.doneAt))
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private func writeAttempts(to html: inout HTML) {
        html.element("h2", "Latest attempts")
        guard !attempts.isEmpty else {
            html.element("p", kind: "quiet", "None was made yet.")
            return
        }
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["When", "Message", "Webhook", "Attempt", "Result", "Status", "ms", "Note"])
        html.raw("<tbody>")
        for attempt in attempts {
            html.raw("<tr>")
            html.cell("when", RingWords.minute(attempt.at))
            html.element("td", kind: "name id", attempt.message)
            html.element("td", attempt.endpoint)
            html.cell("attempt", attempt.number.grouped)
            html.raw("<td>")
            html.element(
                "span",
                kind: attempt.result == .delivered
                    ? "action" : attempt.result == .dead ? "action hard" : "action soft",
                attempt.result.rawValue)
            html.raw("</td>")
            html.cell("status", attempt.status.map(String.init) ?? "—")
            html.cell("ms", attempt.milliseconds.grouped)
            html.element("td", kind: "words", attempt.note)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    /// `40 s`, `12 min`, `5 h`, `3 d`.
    static func age(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
