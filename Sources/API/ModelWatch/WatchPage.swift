import Pipeline
import Toolbox

/// Whether models still work: alarms first, then a line a input, day by day.
struct WatchPage {
    /// Nil where nothing is watched.
    let summary: WatchSummary?

    func write(to html: inout HTML) {
        html.element("h1", "Do the models still work?")
        guard let summary else {
            html.element(
                "p", kind: "none",
                "Nothing was watched yet. `assay serve` watches models that have a reference of "
                    + "their training, once an hour.")
            return
        }
        guard !summary.models.isEmpty else {
            html.element(
                "p", kind: "none", "No model with a reference of its training is in the registry.")
            return
        }
        let alarms = summary.models.reduce(0) { $0 + $1.alarms.count }
        html.element(
            "p", kind: "lead",
            alarms == 0
                ? "Nothing moved beyond noise and limits." : RingWords.count(alarms, "alarm") + ".")
        for model in summary.models { write(model, to: &html) }
    }

    private func write(_ model: WatchSummary.Model, to html: inout HTML) {
        html.raw("<section><h2>")
        html.text("\(model.name) \(model.version) ")
        html.element("span", kind: "quiet", model.stage)
        html.raw("</h2>")
        write(model.alarms, to: &html)
        guard let first = model.days.first, let last = model.days.last else {
            html.element("p", kind: "none", "No whole day was scored yet.")
            html.raw("</section>")
            return
        }
        html.element(
            "p", kind: "quiet",
            "\(first) to \(last). A line is the PSI of a day against the same weekdays of "
                + "training; the dashed line is where it alarms.")
        html.raw("<div class=\"evidence\">")
        line(
            "Rows a day", model.rows.map { Double($0) }, threshold: [], days: model.days,
            shown: { Int($0).grouped }, to: &html)
        line(
            "Mean score", model.meanScore, threshold: [], days: model.days,
            shown: RingWords.score, to: &html)
        for series in model.series {
            line(
                "PSI of \(series.name)", series.psi, threshold: series.threshold,
                days: model.days, shown: { "\(($0 * 1000).rounded() / 1000)" }, to: &html)
        }
        html.raw("</div>")
        if !model.unwatched.isEmpty {
            html.element(
                "p", kind: "quiet",
                "Not watched, since no decision says their values: "
                    + model.unwatched.joined(separator: ", ") + ".")
        }
        html.raw("</section>")
    }

    private func write(_ alarms: [WatchSummary.Alarm], to html: inout HTML) {
        guard !alarms.isEmpty else { return }
        html.raw("<div class=\"wide\"><table class=\"dense\">")
        html.headings(["level", "what", "since", "owner", "what to do"])
        html.raw("<tbody>")
        for alarm in alarms {
            html.raw("<tr><td>")
            html.element(
                "span", kind: alarm.level == "act" ? "action hard" : "action soft",
                alarm.level)
            html.raw("</td>")
            html.element("td", kind: "words", alarm.sentence)
            html.cell("since", alarm.since)
            html.element("td", alarm.owner)
            html.element("td", kind: "words", alarm.runbook)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    /// A line of numbers by day, with where it alarms.
    private func line(
        _ title: String, _ values: [Double?], threshold: [Double?], days: [String],
        shown: (Double) -> String, to html: inout HTML
    ) {
        let known = values.compactMap { $0 }
        guard let latest = known.last else { return }
        let top = max(known.max() ?? 0, threshold.compactMap { $0 }.max() ?? 0, 1e-9)
        let limit = threshold.last.flatMap { $0 }
        let isAbove = limit.map { latest > $0 } ?? false
        html.raw("<figure class=\"line\"><figcaption>")
        html.text(title)
        html.raw(" ")
        html.element("span", kind: isAbove ? "action hard" : "", shown(latest))
        html.raw("</figcaption><svg role=\"img\" viewBox=\"0 0 200 60\" aria-label=\"")
        html.text("\(title): last \(shown(latest)), greatest \(shown(known.max() ?? 0))")
        html.raw("\">")
        path(threshold, top, kind: "limit", to: &html)
        path(values, top, kind: isAbove ? "above" : "within", to: &html)
        for (place, value) in values.enumerated() {
            guard let value else { continue }
            html.raw("<circle r=\"2\" cx=\"")
            html.number(x(place, values.count))
            html.raw("\" cy=\"")
            html.number(y(value, top))
            html.raw("\"><title>")
            html.text("\(days[place]): \(shown(value))")
            html.raw("</title></circle>")
        }
        html.raw("</svg></figure>")
    }

    /// A line through the days that are known; it breaks where one is not.
    private func path(
        _ values: [Double?], _ top: Double, kind: StaticString, to html: inout HTML
    ) {
        guard values.contains(where: { $0 != nil }) else { return }
        html.raw("<path class=\"")
        html.raw(kind)
        html.raw("\" d=\"")
        var isOpen = false
        for (place, value) in values.enumerated() {
            guard let value else {
                isOpen = false
                continue
            }
            html.raw(isOpen ? "L" : "M")
            html.number(x(place, values.count))
            html.raw(" ")
            html.number(y(value, top))
            isOpen = true
        }
        html.raw("\"/>")
    }

    private func x(_ place: Int, _ count: Int) -> Double {
        4 + 192 * (count < 2 ? 0.5 : Double(place) / Double(count - 1))
    }

    private func y(_ value: Double, _ top: Double) -> Double { 56 - 50 * max(0, value) / top }
}
