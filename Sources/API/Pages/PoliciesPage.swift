import Pipeline
import Toolbox
import Vocabulary

/// Versions of the policy by stage, how each fares beside the one in force, and who moved what.
struct PoliciesPage: Sendable {
    /// Lines of the ledger the page shows.
    static let changesShown = 50

    let versions: [(version: PolicyVersion, tally: PolicyTally)]
    let proposals: [PolicyProposal]
    let changes: [PolicyChange]

    func write(to html: inout HTML) {
        html.element("h1", "Policies")
        guard !versions.isEmpty else {
            html.raw("<div class=\"none\"><p>No version is registered: the service decides by the ")
            html.raw("pack it was started with. Keep a changed pack as a draft:</p><pre>")
            html.text("assay policy register --pack my-pack --store sqlite:assay.db")
            html.raw("</pre></div>")
            return
        }
        writeVersions(to: &html)
        if !proposals.isEmpty { writeProposals(to: &html) }
        html.element("h2", "Who moved what, and why")
        writeChanges(to: &html)
    }

    private func writeVersions(to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Version", "Stage", "Events", "Acts on", "In force acts on", "Newly", "No longer",
            "What it is for",
        ])
        html.raw("<tbody>")
        let order: [PolicyStage] = [.live, .canary, .shadow, .draft, .retired]
        for stage in order {
            for (version, tally) in versions.reversed() where version.release.stage == stage {
                html.raw("<tr>")
                html.element("td", kind: "name", "\(version.release.version)")
                html.element("td", PoliciesPage.text(stage, share: version.release.share))
                for count in [
                    tally.events, tally.acted, tally.liveActed, tally.newly, tally.spared,
                ] {
                    html.element("td", tally.events == 0 ? "" : count.grouped)
                }
                html.element("td", kind: "words", version.title)
                html.raw("</tr>")
            }
        }
        html.raw("</tbody></table></div>")
    }

    private func writeProposals(to html: inout HTML) {
        html.element("h2", "Waiting for a second person")
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["Proposal", "Version", "To", "Treats otherwise", "By", "Why"])
        html.raw("<tbody>")
        for proposal in proposals {
            let step = proposal.step
            html.raw("<tr>")
            html.element("td", kind: "name", "\(proposal.id)")
            html.element("td", "\(step.version)")
            html.element("td", PoliciesPage.text(step.stage, share: step.share))
            html.element(
                "td",
                proposal.reach.map { "up to \(ModelWords.percent($0)) of events" } ?? "unknown")
            html.element("td", step.by)
            html.element("td", kind: "words", step.why)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private func writeChanges(to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["When", "Version", "From", "To", "By", "Why"])
        html.raw("<tbody>")
        for change in changes {
            let second = change.approvedBy.map { ", approved by \($0)" } ?? ""
            html.raw("<tr>")
            html.cell("when", RingWords.minute(change.step.at))
            html.element("td", "\(change.step.version)")
            html.element("td", kind: "quiet", change.from?.rawValue ?? "new")
            html.element("td", PoliciesPage.text(change.step.stage, share: change.step.share))
            html.element("td", change.step.by + second)
            html.element("td", kind: "words", change.step.why)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private static func text(_ stage: PolicyStage, share: Double) -> String {
        stage == .canary ? "canary \(ModelWords.percent(share))" : stage.rawValue
    }
}
