import Toolbox
import Vocabulary

/// One ring: why it is one, a picture of it, its life, who profits, and who is in it.
struct RingPage: Sendable {
    /// Members, and steps of its history, that are listed.
    static let membersShown = 200
    static let stepsShown = 50
    /// Values that accounts share, listed.
    static let sharedShown = 12

    let ring: RingDocument

    func write(to html: inout HTML) {
        html.raw("<h1>")
        html.text(ring.ring)
        html.raw(" ")
        html.mark(verdict: ring.action)
        html.raw("</h1>")
        html.element("p", kind: "lead", RingWords.summary(of: ring))
        writeFacts(to: &html)
        writeEvidence(to: &html)
        html.element("h2", "Who is tied to whom")
        RingPicture(ring).write(to: &html)
        writeShared(to: &html)
        html.element("h2", "Its life")
        LifeStrip(ring.days).write(to: &html)
        writeRecipients(to: &html)
        writeHistory(to: &html)
        writeMembers(to: &html)
        html.raw("<p class=\"quiet\">All of it as JSON: ")
        html.link("/v1/rings/\(HTML.query(ring.ring))", "/v1/rings/\(ring.ring)")
        html.raw("</p>")
    }

    private func writeFacts(to html: inout HTML) {
        html.raw("<dl class=\"facts\">")
        for (name, value) in [
            ("chance", RingWords.score(ring.score)), ("accounts", ring.accounts.grouped),
            ("hijacked", ring.hijacked.grouped), ("artificial plays", ring.plays.grouped),
            ("that earned", ring.earningPlays.grouped),
            ("first seen", RingWords.day(ring.firstSeen)),
            ("last seen", RingWords.day(ring.lastSeen)),
        ] {
            html.raw("<div>")
            html.element("dt", name)
            html.element("dd", value)
            html.raw("</div>")
        }
        html.raw("</dl>")
    }

    private func writeEvidence(to html: inout HTML) {
        html.element("h2", "Evidence")
        if ring.evidence.isEmpty {
            html.raw("<p class=\"quiet\">None is kept.</p>")
            return
        }
        html.raw("<ul class=\"evidence\">")
        for evidence in ring.evidence {
            html.raw("<li>")
            html.element("h3", RingWords.family(evidence.family))
            html.bar(evidence.strength)
            html.raw("<p class=\"quiet\">")
            html.text(
                "\(evidence.family) · strength \(RingWords.score(evidence.strength)) · "
                    + RingWords.count(evidence.members, "account"))
            html.raw("</p>")
            html.element("p", evidence.words)
            html.raw("</li>")
        }
        html.raw("</ul><p class=\"quiet\">What is of one family looks at the same thing; ")
        html.raw(
            "what looks at the same thing is one ground; only different grounds restrict.</p>"
        )
    }

    /// What most accounts share, or pay, in words: the picture's other half.
    private func writeShared(to html: inout HTML) {
        var accounts: [String: Int] = [:]
        for link in ring.links {
            for (one, other) in [(link.from, link.to), (link.to, link.from)]
            where one.hasPrefix("account:") && !other.hasPrefix("account:") {
                accounts[other, default: 0] += 1
            }
        }
        let most = accounts.filter { $0.value > 1 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(RingPage.sharedShown)
        if most.isEmpty { return }
        html.raw("<details><summary>What most of them share or pay</summary><table>")
        html.headings(["What", "Accounts"])
        html.raw("<tbody>")
        for (name, count) in most {
            let colon = name.firstIndex(of: ":") ?? name.startIndex
            html.raw("<tr>")
            html.recipient(
                String(name[colon...].dropFirst(colon == name.startIndex ? 0 : 1)),
                kind: String(name[..<colon]))
            html.cell("accounts", count.grouped)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></details>")
    }

    private func writeHistory(to html: inout HTML) {
        if ring.history.isEmpty { return }
        html.element("h2", "History")
        html.raw("<div class=\"wide\"><table>")
        html.headings(["As of", "What became of it", "Accounts then"])
        html.raw("<tbody>")
        for step in ring.history.suffix(RingPage.stepsShown) {
            html.raw("<tr>")
            html.element("td", kind: "number", RingWords.minute(step.asOf))
            html.element("td", step.what)
            html.cell("accounts", step.accounts.grouped)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
        let left = ring.history.count - RingPage.stepsShown
        if left > 0 {
            html.element("p", kind: "quiet", "\(RingWords.count(left, "older step")) not shown.")
        }
    }
}
