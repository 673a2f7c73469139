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
        let quiet =
            summary.models.allSatisfy(\.days.isEmpty)
            ? "Nothing was compared yet: no whole day was scored."
            : "Nothing moved beyond noise and limits."
        html.element(
            "p", kind: "lead", alarms == 0 ? quiet : RingWords.count(alarms, "alarm") + ".")
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
            "\(first) to \(last). Inputs and the score: PSI of a day against the same weekdays of "
                + "training. Actions: shares of decisions. It may alarm from the dashed line on; "
                + "a red line is one that does, and it comes first.")
        let alarms = Set(model.alarms.map(\.subject))
        html.raw("<div class=\"evidence\">")
        line(
            "Rows a day", model.rows.map { Double($0) }, threshold: [], days: model.days,
            shown: { Int($0).grouped }, to: &html)
        line(
            "Mean score", model.meanScore, threshold: [], days: model.days,
            shown: Self.digits, to: &html)
        for series in model.actions {
            line(
                "\(series.journey): \(series.action)", series.share, threshold: series.threshold,
                days: model.days, alarms: alarms.contains("\(series.journey)/\(series.action)"),
                shown: { "\(Self.digits(100 * $0)) %" }, to: &html)
        }
        for series in byUrgency(model.series, alarms) {
            line(
                Self.short(series.name), series.psi, threshold: series.threshold,
                days: model.days, alarms: alarms.contains(series.name),
                shown: { "\(($0 * 1000).rounded() / 1000)" }, to: &html)
        }
        html.raw("</div>")
        for note in model.notes { html.element("p", kind: "quiet", note) }
        if !model.unwatched.isEmpty {
            html.element(
                "p", kind: "quiet",
                "Not watched, since no decision says their values: "
                    + model.unwatched.joined(separator: ", ") + ".")
        }
        html.raw("</section>")
    }

    /// Those that alarm first, then those that are nearest to where they would.
    private func byUrgency(
        _ series: [WatchSummary.Series], _ alarms: Set<String>
    ) -> [WatchSummary.Series] {
        func nearness(_ one: WatchSummary.Series) -> Double {
            guard let psi = one.psi.last.flatMap({ $0 }),
                let threshold = one.threshold.last.flatMap({ $0 })
            else { return 0 }
            return (alarms.contains(one.name) ? 1e6 : 0) + psi / max(threshold, 1e-9)
        }
        return series.sorted { (nearness($1), $0.name) < (nearness($0), $1.name) }
    }

    /// A feature's name without what all have.
    private static func short(_ name: String) -> String {
        name.hasPrefix("features.") ? String(name.dropFirst(9)) : name
    }

    /// Three digits that say something, however small the number.
    private static func digits(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        var unit = 100.0
        while value * unit < 100, unit < 1e9 { unit *= 10 }
        return "\((value * unit).rounded() / unit)"
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
            html.cell("since", alarm.owner)
            html.element("td", kind: "words", alarm.runbook)
            html.raw("</tr>")
        }
        html.raw("</tbody></table></div>")
    }

    /// A line of numbers by day, with where it alarms.
    private func line(
        _ title: String, _ values: [Double?], threshold: [Double?], days: [String],
        alarms isAbove: Bool = false, shown: (Double) -> String, to html: inout HTML
    ) {
        let known = values.compactMap { $0 }
        guard let latest = known.last else { return }
        let top = max(known.max() ?? 0, threshold.compactMap { $0 }.max() ?? 0, 1e-9)
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
