import Pipeline
import Toolbox
import Vocabulary

/// All rings that were found last, and below them who profits and who was used.
struct RingsPage: Sendable {
    /// Rings, and recipients, the page shows.
    static let ringsShown = 100
    static let recipientsShown = 50

    /// Nil before the first run of detection.
    let counts: DetectionCounts?
    let rings: [RingRecord]
    let recipients: [RecipientVerdict]

    func write(to html: inout HTML) {
        html.element("h1", "Rings")
        guard let counts else { return writeNone(to: &html) }
        html.raw("<p class=\"quiet\">")
        html.text(
            "\(RingWords.count(counts.rings, "ring")) in the events up to "
                + "\(RingWords.minute(counts.asOf)) UTC; "
                + "\(RingWords.count(counts.restricted, "account")) to restrict, "
                + "\(counts.reviewed.grouped) to review. Detection ended "
                + "\(RingWords.minute(counts.endedAt)) UTC.")
        html.raw("</p>")
        if rings.isEmpty {
            html.raw("<div class=\"none\"><p>The last run found nobody who acts as one. ")
            html.raw("Rings need some days of events to show.</p></div>")
        } else {
            writeRings(counts, to: &html)
        }
        writeRecipients(to: &html)
    }

    private func writeNone(to html: inout HTML) {
        html.raw("<div class=\"none\"><p>Nobody has looked for rings yet: accounts that act as ")
        html.raw("one for somebody's profit. Look once, over the store's log:</p><pre>")
        html.text("assay detect --pack PolicyPacks/streaming --store sqlite:assay.db --out found")
        html.raw("</pre><p>or let the service look by itself, and again and again:</p><pre>")
        html.text(
            "assay serve --pack PolicyPacks/streaming --store sqlite:assay.db --detect-every 1h")
        html.raw("</pre><p class=\"quiet\">The pack's detection.yaml says what is read.</p></div>")
    }

    private func writeRings(_ counts: DetectionCounts, to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Ring", "What it is", "Accounts", "Artificial plays", "Score", "Action",
            "First and last seen",
        ])
        html.raw("<tbody>")
        for ring in rings {
            html.raw("<tr><td class=\"name id\">")
            html.link(RingsPage.path(ring.id), ring.id)
            html.raw("</td>")
            html.element("td", kind: "words", ring.summary)
            html.cell("accounts", ring.accounts.grouped)
            html.cell("artificial plays", ring.plays.grouped)
            html.cell("score", RingWords.score(ring.score))
            html.raw("<td>")
            html.mark(verdict: ring.action)
            html.raw("</td>")
            html.cell(
                "seen", "\(RingWords.day(ring.firstSeen)) – \(RingWords.day(ring.lastSeen))")
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
        if counts.rings > rings.count {
            html.element(
                "p", kind: "quiet",
                "These are the \(rings.count.grouped) largest of \(counts.rings.grouped); "
                    + "/v1/rings?limit=\(DecisionFilter.limitMax) lists more.")
        }
    }

    private func writeRecipients(to html: inout HTML) {
        let told = recipients.filter { $0.role != "none" }
        if told.isEmpty { return }
        html.raw(
            "<h2>Who profits, and who was used</h2><div class=\"wide\"><table class=\"dense\">")
        html.headings(["Name", "Role", "Chance", "Why"])
        html.raw("<tbody>")
        for recipient in told {
            html.raw("<tr>")
            html.recipient(recipient.name, kind: recipient.kind)
            html.raw("<td>")
            html.role(recipient.role)
            html.raw("</td>")
            html.cell("chance", RingWords.score(recipient.score))
            html.element("td", kind: "words", recipient.reason)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
        if recipients.count == RingsPage.recipientsShown {
            html.element(
                "p", kind: "quiet",
                "These are the surest; /v1/recipients?limit=\(DecisionFilter.limitMax) "
                    + "lists more.")
        }
    }

    static func path(_ ring: String) -> String { "/rings/\(HTML.query(ring))" }
}

extension HTML {
    /// A number, or a short text, with what it is: told where a table has no heads, on a phone.
    mutating func cell(_ what: StaticString, _ text: String) {
        raw("<td class=\"number\" data-is=\"")
        raw(what)
        raw("\">")
        self.text(text)
        raw("</td>")
    }

    /// What detection says should be done, as a small mark.
    mutating func mark(verdict action: String) {
        switch action {
        case "restrict": element("span", kind: "action hard", action)
        case "review": element("span", kind: "action soft", action)
        default: element("span", kind: "action", action)
        }
    }

    mutating func role(_ role: String) {
        switch role {
        case "beneficiary": element("span", kind: "action hard", role)
        case "victim": element("span", kind: "action kind", role)
        default: element("span", kind: "quiet", role == "none" ? "neither" : role)
        }
    }

    /// A cell with a payee's or an artist's name.
    mutating func recipient(_ name: String, kind: String) {
        raw("<td class=\"name\">")
        text(name)
        raw(" ")
        element("span", kind: "quiet", kind)
        raw("</td>")
    }

    /// A bar that is filled to `share`, 0...1; the number beside it says the same.
    mutating func bar(_ share: Double) {
        raw("<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\"")
        raw(" aria-hidden=\"true\"><rect class=\"all\" width=\"100\" height=\"6\"/>")
        raw("<rect class=\"part\" height=\"6\" width=\"")
        number(max(0, min(1, share)) * 100)
        raw("\"/></svg>")
    }

    /// Leads to the ring of an account, with what should be done; nothing without a verdict.
    mutating func ring(of verdict: AccountVerdict?) {
        guard let verdict else { return }
        raw(" <span class=\"ring\">")
        if !verdict.ring.isEmpty {
            link(RingsPage.path(verdict.ring), verdict.ring)
            raw(" ")
        }
        mark(verdict: verdict.action)
        raw("</span>")
    }
}
