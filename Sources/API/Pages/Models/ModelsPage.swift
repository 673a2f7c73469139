import Learning
import Pipeline
import Toolbox
import Vocabulary

/// All models by stage, who moved what, and the labels there are.
struct ModelsPage: Sendable {
    /// Lines of the ledger the page shows.
    static let changesShown = 30

    let models: [ModelStanding]
    let changes: [ModelChange]
    let labels: [LabelCount]

    func write(to html: inout HTML) {
        html.element("h1", "Models")
        if models.isEmpty {
            html.raw("<div class=\"none\"><p>No model is registered yet. Keep a bundle; it begins ")
            html.raw("in shadow, where it scores and nothing reads its score:</p><pre>")
            html.text("assay models register BUNDLE --store sqlite:assay.db --why \"the first\"")
            html.raw("</pre></div>")
        } else {
            writeVersions(to: &html)
            html.element("h2", "Who moved what, and why")
            html.ledger(changes, isNamed: true)
        }
        writeLabels(to: &html)
    }

    private func writeVersions(to html: inout HTML) {
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["Model", "Version", "Stage", "When it was trained"])
        html.raw("<tbody>")
        for model in models {
            // What scores stands first; what retired is on the model's own page.
            let order: [ModelStage] = [.live, .canary, .shadow]
            let shown = order.flatMap { stage in
                model.versions.filter { $0.release.stage == stage }
            }
            for version in shown { html.version(version, model.name) }
            guard shown.isEmpty else { continue }
            html.raw("<tr><td class=\"name id\">")
            html.link(ModelsPage.path(model.name), model.name)
            html.raw("</td>")
            html.element("td", kind: "quiet", "all retired")
            html.raw("<td></td><td></td></tr>")
        }
        html.raw("</tbody></table></div>")
    }

    private func writeLabels(to html: inout HTML) {
        html.element("h2", "Labels")
        guard !labels.isEmpty else {
            html.raw("<p class=\"quiet\">None is kept yet. Send them to /v1/labels, or take them ")
            html.raw("from a file with <code>assay labels import</code>.</p>")
            return
        }
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["Label", "Source", "Answer", "Labels"])
        html.raw("<tbody>")
        for count in labels {
            html.raw("<tr>")
            html.element("td", kind: "name", count.name)
            html.element("td", count.source)
            html.element("td", count.isPositive ? "yes" : "no")
            html.cell("labels", count.labels.grouped)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    static func path(_ name: String) -> String { "/models/\(HTML.query(name))" }
}

extension HTML {
    /// A stage as a small mark.
    mutating func mark(_ stage: ModelStage, share: Double) {
        switch stage {
        case .live: element("span", kind: "action kind", "live")
        case .canary:
            element("span", kind: "action soft", "canary \(ModelWords.percent(share))")
        case .shadow: element("span", kind: "action", "shadow")
        case .retired: element("span", kind: "quiet", "retired")
        }
    }

    /// A row of a version: name, version, stage, headline figures.
    mutating func version(_ version: ModelStanding.Version, _ name: String) {
        let release = version.release
        raw("<tr><td class=\"name id\">")
        link(ModelsPage.path(name), name)
        raw("</td><td class=\"number\" data-is=\"version\">")
        link("\(ModelsPage.path(name))?version=\(release.version)", "\(release.version)")
        raw("</td><td>")
        mark(release.stage, share: release.share)
        raw("</td>")
        let headline = version.figures.headline
        element("td", kind: "words", headline.isEmpty ? "—" : headline)
        raw("</tr>")
    }

    /// Lines of the ledger.
    mutating func ledger(_ changes: [ModelChange], isNamed: Bool) {
        raw("<div class=\"wide\"><table class=\"dense\">")
        headings(["When", isNamed ? "Model" : "Version", "From", "To", "By", "Why"])
        raw("<tbody>")
        for change in changes {
            let release = change.release
            raw("<tr>")
            cell("when", RingWords.minute(change.at))
            element("td", (isNamed ? "\(release.name) " : "") + "\(release.version)")
            element("td", kind: "quiet", change.from?.rawValue ?? "new")
            raw("<td>")
            mark(release.stage, share: release.share)
            raw("</td>")
            element("td", change.by)
            element("td", kind: "words", change.why)
            raw("</tr>")
        }
        raw("</tbody></table></div>")
    }
}

/// What the pages of models say in words.
enum ModelWords {
    /// `10 %`, `0.5 %`.
    static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    static func figure(_ value: Double?) -> String {
        value.map { $0.isFinite ? BundleFigures.shown($0) : "—" } ?? "—"
    }
}
