import API
import Cases
import Vocabulary

/// Decisions that acted, hour by hour and by action, with the last change of level marked; drawn on
/// the server, so that the page neither waits nor shifts.
struct SpikeChart {
    struct Bar {
        let x: String
        let parts: [Part]
        let words: String
        let path: String
    }

    struct Part {
        let action: String
        let x: String
        let y: String
        let height: String
    }

    struct Key {
        let action: String
        let count: String
        let path: String
    }

    struct Hour {
        let at: Moment
        let count: String
        let path: String
    }

    struct Change {
        let x: String
        let words: String
        let at: Moment
        let path: String
    }

    let bars: [Bar]
    let keys: [Key]
    /// The busiest, for who does not see the picture.
    let busiest: [Hour]
    let change: Change?
    let from: Moment
    let to: Moment
    let most: String
    let total: String
    let barWidth: String

    static let hours: Int64 = 72
    private static let width = 720.0
    private static let height = 150.0

    /// - Parameters:
    ///   - rows: decisions by hour and action.
    ///   - last: the number of the last hour shown.
    /// - Returns: nil where nothing acted in these hours.
    init?(_ rows: [FigureRow], last: Int64, now: Int64) {
        let first = last - SpikeChart.hours + 1
        var counts: [Int64: [Action: Int]] = [:]
        for row in rows where row.at >= first && row.at <= last {
            guard let action = Action(rawValue: row.part), action != .allow else { continue }
            counts[row.at, default: [:]][action, default: 0] += row.sum.count
        }
        let totals = (first...last).map { counts[$0]?.values.reduce(0, +) ?? 0 }
        guard let most = totals.max(), most > 0 else { return nil }
        let step = SpikeChart.width / Double(SpikeChart.hours)
        barWidth = Spark.digits(step - 1)
        bars = (first...last).compactMap { hour in
            guard let actions = counts[hour] else { return nil }
            return SpikeChart.bar(
                hour, actions, x: Double(hour - first) * step, most: most)
        }
        let byAction = counts.values.reduce(into: [Action: Int]()) {
            $0.merge($1) { $0 + $1 }
        }
        let span = (SpikeChart.start(first), SpikeChart.start(last + 1))
        keys = byAction.sorted { $0.value > $1.value }.map {
            Key(
                action: $0.key.rawValue, count: Counted.grouped($0.value),
                path: SpikeChart.explorer($0.key, from: span.0, to: span.1))
        }
        busiest = zip(first...last, totals).sorted { $0.1 > $1.1 }.prefix(3).filter { $0.1 > 0 }
            .map { hour, count in
                Hour(
                    at: Moment(SpikeChart.start(hour), now: now), count: Counted.grouped(count),
                    path: SpikeChart.explorer(
                        nil, from: SpikeChart.start(hour), to: SpikeChart.start(hour + 1)))
            }
        change = SpikeChart.change(totals, first: first, step: step, now: now)
        (from, to) = (Moment(span.0, now: now), Moment(min(now, span.1), now: now))
        self.most = Counted.grouped(most)
        total = Counted.grouped(totals.reduce(0, +))
    }

    private static func bar(
        _ hour: Int64, _ actions: [Action: Int], x: Double, most: Int
    ) -> Bar {
        var y = height
        let parts = Action.allCases.compactMap { action -> Part? in
            guard let count = actions[action], count > 0 else { return nil }
            let tall = Double(count) / Double(most) * height
            y -= tall
            return Part(
                action: action.rawValue, x: Spark.digits(x), y: Spark.digits(y),
                height: Spark.digits(max(0.5, tall)))
        }
        let told = Action.allCases.compactMap { action in
            actions[action].map { "\(Counted.grouped($0)) \(action.rawValue)" }
        }.joined(separator: ", ")
        return Bar(
            x: Spark.digits(x), parts: parts, words: "\(Moment(start(hour), now: 0).full): \(told)",
            path: explorer(nil, from: start(hour), to: start(hour + 1)))
    }

    /// The last place at which the level changed.
    private static func change(
        _ totals: [Int], first: Int64, step: Double, now: Int64
    ) -> Change? {
        let places = ChangePoints.of(totals.map { .count($0) }, season: 24)
        guard let place = places.last else { return nil }
        let since = places.dropLast().last ?? 0
        func mean(_ range: Range<Int>) -> String {
            IndicatorWords.decimal(
                Double(totals[range].reduce(0, +)) / Double(max(1, range.count)), digits: 1)
        }
        let at = start(first + Int64(place))
        return Change(
            x: Spark.digits(Double(place) * step),
            words: "from \(mean(since..<place)) to \(mean(place..<totals.count)) an hour",
            at: Moment(at, now: now),
            path: explorer(nil, from: at, to: start(first + Int64(totals.count))))
    }

    static func start(_ hour: Int64) -> Int64 { hour * FigureSpan.hour.milliseconds }

    /// The explorer, asked for what acted in a span.
    static func explorer(_ action: Action?, from: Int64, to: Int64) -> String {
        let query =
            action.map { "decision.action == \"\($0.rawValue)\"" }
            ?? "decision.action != \"allow\""
        return "/explorer?when=\(Query.escaped(query))&from=\(from)&to=\(to)"
    }
}
