import Toolbox
import Vocabulary

/// Who profits from a ring, who was used by it, and who is in it.
extension RingPage {
    func writeRecipients(to html: inout HTML) {
        if ring.recipients.isEmpty { return }
        html.raw(
            "<h2>Who profits, and who was used</h2><div class=\"wide\"><table class=\"dense\">")
        html.headings(["Name", "Role", "Chance", "Earning plays from the ring", "Why"])
        html.raw("<tbody>")
        for recipient in ring.recipients {
            html.raw("<tr>")
            html.recipient(recipient.name, kind: recipient.kind)
            html.raw("<td>")
            html.role(recipient.role)
            html.raw("</td>")
            html.cell("chance", RingWords.score(recipient.score))
            html.raw("<td class=\"share\" data-is=\"earning plays from the ring\">")
            html.text("\(recipient.plays.grouped) of \(recipient.everywhere.grouped)")
            html.bar(Double(recipient.plays) / Double(max(1, recipient.everywhere)))
            html.raw("</td>")
            html.element("td", kind: "words", recipient.words)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    func writeMembers(to html: inout HTML) {
        html.element("h2", "Members")
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Account", "Role", "Strength", "Action", "Artificial plays", "First seen",
            "What speaks against it",
        ])
        html.raw("<tbody>")
        for member in ring.members.prefix(RingPage.membersShown) {
            html.raw("<tr><td class=\"name\">")
            html.link(RecentPage.path(action: nil, account: member.account), member.account)
            html.raw("</td>")
            html.element("td", member.role)
            html.cell("strength", RingWords.score(member.strength))
            html.raw("<td>")
            html.mark(verdict: member.action)
            html.raw("</td>")
            html.cell(
                "artificial plays", "\(member.artificial.grouped) of \(member.plays.grouped)")
            html.cell("first seen", RingWords.day(member.firstSeen))
            html.element("td", member.families.joined(separator: ", "))
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
        let left = ring.members.count - RingPage.membersShown
        if left > 0 {
            html.raw("<p class=\"quiet\">")
            html.text("\(RingWords.count(left, "more account")), in ")
            html.link("/v1/rings/\(HTML.query(ring.ring))", "the ring's JSON")
            html.raw(".</p>")
        }
    }
}
