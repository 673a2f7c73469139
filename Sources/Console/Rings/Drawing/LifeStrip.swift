import Toolbox
import Vocabulary

/// A strip of a ring's life: how many plays and how many accounts, day by day, as bars.
///
/// Days without acts are gaps. More days than ``barsMax`` are put together, seven or a multiple of
/// it a bar: plays are added up, of accounts the busiest day counts. O(days).
struct LifeStrip {
    struct Bar: Equatable {
        /// Of its first day, midnight UTC, milliseconds since 1970.
        var start: Int64
        var plays = 0
        var accounts = 0
    }

    static let barsMax = 180
    private static let dayMilliseconds: Int64 = 86_400_000

    private(set) var bars: [Bar] = []
    private(set) var daysPerBar = 1
    private let active: Int
    private let busiest: RingDocument.Day?
    private let lastDay: Int64

    init(_ days: [RingDocument.Day]) {
        let first = days.map(\.day).min() ?? 0
        lastDay = days.map(\.day).max() ?? 0
        active = days.count
        busiest = days.max { ($0.plays, $1.day) < ($1.plays, $0.day) }
        guard !days.isEmpty else { return }
        let span = Int((lastDay - first) / LifeStrip.dayMilliseconds) + 1
        if span > LifeStrip.barsMax {
            let weeks = (span + 7 * LifeStrip.barsMax - 1) / (7 * LifeStrip.barsMax)
            daysPerBar = 7 * weeks
        }
        let width = Int64(daysPerBar) * LifeStrip.dayMilliseconds
        bars = (0...(span - 1) / daysPerBar).map { Bar(start: first + Int64($0) * width) }
        for day in days {
            let place = Int((day.day - first) / width)
            bars[place].plays += day.plays
            bars[place].accounts = max(bars[place].accounts, day.accounts)
        }
    }

    func write(to html: inout Markup) {
        guard let busiest, let first = bars.first else {
            html.raw("<p class=\"dim\">No day of it is known.</p>")
            return
        }
        let last = RingWords.day(lastDay)
        html.raw("<figure class=\"life\">")
        let each = daysPerBar == 1 ? "a day" : "in \(daysPerBar) days"
        write("Plays \(each)", bars.map(\.plays), "plays", to: &html)
        write(
            daysPerBar == 1 ? "Accounts a day" : "Accounts on the busiest day",
            bars.map(\.accounts),
            "crew", to: &html)
        html.raw("<div class=\"ends\">")
        html.element("span", RingWords.day(first.start))
        html.element("span", last)
        html.raw("</div>")
        html.element(
            "figcaption",
            "Active on \(RingWords.count(active, "day")) from \(RingWords.day(first.start)) to "
                + "\(last). Most plays on \(RingWords.day(busiest.day)): "
                + "\(busiest.plays.grouped), by \(RingWords.count(busiest.accounts, "account")).")
        html.raw("</figure>")
    }

    private func write(
        _ title: String, _ values: [Int], _ kind: StaticString, to html: inout Markup
    ) {
        let most = max(1, values.max() ?? 1)
        html.raw("<p class=\"axis\">")
        html.text(title)
        html.element("span", " at most \(most.grouped)")
        html.raw("</p><svg role=\"img\" class=\"")
        html.raw(kind)
        html.raw("\" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
        html.text("\(values.count * 10) 100")
        html.raw("\" aria-label=\"")
        html.text("\(title), at most \(most.grouped)")
        html.raw("\">")
        // A bar alone would fill all the width.
        let width = values.count < 8 ? 3.0 : 8.4
        for (place, value) in values.enumerated() where value > 0 {
            let height = max(1.5, Double(value) / Double(most) * 100)
            html.raw("<rect x=\"")
            html.number(Double(place) * 10 + (10 - width) / 2)
            html.raw("\" y=\"")
            html.number(100 - height)
            html.raw("\" width=\"")
            html.number(width)
            html.raw("\" height=\"")
            html.number(height)
            html.raw("\"><title>")
            html.text("\(RingWords.day(bars[place].start)): \(value.grouped)")
            html.raw("</title></rect>")
        }
        html.raw("</svg>")
    }
}
