import Learning
import Pipeline
import Toolbox
import Vocabulary

/// One model: its versions, how champion and challenger do on the same traffic, a card, its ledger.
struct ModelPage: Sendable {
    /// Lines of the ledger the page shows.
    static let changesShown = 50
    /// Decisions that the comparison reads, and its resamples: little enough for a page.
    static let decisionsRead = 5000
    static let resamples = 200

    let model: ModelStanding
    let changes: [ModelChange]
    /// The version whose card is shown.
    let chosen: ModelRelease
    let card: String?
    /// Nil where there are no two versions to compare.
    let comparison: ModelComparison?

    func write(to html: inout HTML) {
        html.element("h1", model.name)
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["Model", "Version", "Stage", "When it was trained"])
        html.raw("<tbody>")
        for version in model.versions { html.version(version, model.name) }
        html.raw("</tbody></table></div>")
        if let comparison { write(comparison, to: &html) }
        html.element("h2", "Who moved what, and why")
        html.ledger(changes, isNamed: false)
        html.element("h2", "Card of version \(chosen.version)")
        if let card {
            CardMarkup(card).write(to: &html)
        } else {
            html.raw("<p class=\"quiet\">The bundle has no card.md.</p>")
        }
    }

    private func write(_ comparison: ModelComparison, to html: inout HTML) {
        let (first, second) = (comparison.first, comparison.second)
        html.element(
            "h2",
            "Version \(first.version), \(first.stage.rawValue), and version \(second.version), "
                + "\(second.stage.rawValue), on the same traffic")
        html.element(
            "p", kind: "quiet",
            "Of the last \(RingWords.count(comparison.decisionsRead, "decision")) both scored "
                + "\(comparison.scoredByBoth.grouped), version \(first.version) alone "
                + "\(comparison.onlyFirstScored.grouped), version \(second.version) alone "
                + "\(comparison.onlySecondScored.grouped). `assay models compare \(model.name)` "
                + "reads more of them.")
        guard comparison.scoredByBoth > 0 else { return }
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Acted on from", "Agree", "Both", "Only \(first.version)", "Only \(second.version)",
            "Neither",
        ])
        html.raw("<tbody>")
        for action in comparison.actions {
            html.raw("<tr>")
            html.cell("from", "\(action.threshold)")
            html.cell("agree", ModelWords.figure(action.agreement))
            html.cell("both", action.both.grouped)
            html.cell("only the first", action.onlyFirst.grouped)
            html.cell("only the second", action.onlySecond.grouped)
            html.cell("neither", action.neither.grouped)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
        html.element(
            "p",
            "Scores go together by \(ModelWords.figure(comparison.correlation)), their ranks by "
                + "\(ModelWords.figure(comparison.rankCorrelation)). "
                + "\(RingWords.count(comparison.labelled, "event")) of them have a label, "
                + "\(comparison.positives.grouped) positive.")
        if comparison.labelled > 0 { writeFigures(comparison, to: &html) }
    }

    private func writeFigures(_ comparison: ModelComparison, to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings([
            "Figure", "Version \(comparison.first.version)", "Version \(comparison.second.version)",
            "Difference in 95 % of resamples",
        ])
        html.raw("<tbody>")
        for figure in comparison.figures {
            html.raw("<tr>")
            html.element("td", kind: "name", figure.name)
            html.cell("first", ModelWords.figure(figure.first))
            html.cell("second", ModelWords.figure(figure.second))
            html.cell(
                "difference",
                "\(ModelWords.figure(figure.low)) to \(ModelWords.figure(figure.high))")
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }
}
