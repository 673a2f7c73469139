import Toolbox

extension Tuning {
    private static let width = 620.0
    private static let height = 300.0

    /// The curve as a picture that needs nothing else: caught (blue), friction as a share of its
    /// most (orange) and money as a share of its most (grey), by threshold, on the later events;
    /// bands are intervals, the line the recommended threshold.
    package var picture: String {
        let points = later.points
        let friction = max(1e-9, points.map(\.friction.high).max() ?? 0)
        let money = max(1e-9, points.compactMap(\.money?.high).max() ?? 0)
        var parts = [
            Tuning.line(points, "#1f6feb") { $0.caughtShare },
            Tuning.line(points, "#d9730d") { Tuning.scaled($0.friction, friction) },
        ]
        if points.contains(where: { $0.money != nil }) {
            parts.append(
                Tuning.line(points, "#6e7781") { point in
                    point.money.map { Tuning.scaled($0, money) }
                        ?? Estimate(value: 0, low: 0, high: 0)
                })
        }
        if let recommended {
            let x = Tuning.x(recommended)
            parts.append(
                "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"20\" y2=\"320\" stroke=\"#1a7f37\" "
                    + "stroke-width=\"2\"/><text x=\"\(x + 4)\" y=\"32\">\(recommended)</text>")
        }
        for tick in 0...10 {
            let share = Double(tick) / 10
            parts.append(
                "<text x=\"\(Tuning.x(share) - 8)\" y=\"340\">\(share)</text>"
                    + "<text x=\"4\" y=\"\(Tuning.y(share) + 4)\">\(tick * 10) %</text>")
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 360\" role=\"img\" "
            + "aria-label=\"What each threshold does\" font-family=\"system-ui\" font-size=\"12\">"
            + parts.joined(separator: "\n")
            + "<text x=\"60\" y=\"356\">threshold of \(BacktestReport.escaped(value)); blue: bad "
            + "events caught; orange: friction, 100 % = \(Tuning.tenths(friction)) per 1,000; "
            + "grey: \(BacktestReport.escaped(unit)), 100 % = \(Tuning.tenths(money))</text>"
            + "</svg>\n"
    }

    package var html: String {
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Threshold</title>
        <style>body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}
        pre{overflow:auto;background:#f6f8fa;padding:1rem}</style>
        <h1>\(BacktestReport.escaped(action)) at \(BacktestReport.escaped(journey))</h1>
        \(picture)<pre>\(BacktestReport.escaped(text))</pre></html>

        """
    }

    /// For people.
    package var text: String {
        var table = TextTable([
            "threshold", "caught %", "95 %", "bad people", "good events", "good people",
            "per 1,000", "95 %", unit.isEmpty ? "money" : unit,
        ])
        for point in later.points {
            table.add([
                "\(point.threshold)" + (point.threshold == recommended ? " *" : ""),
                Tuning.tenths(point.caughtShare.value * 100),
                Tuning.tenths(point.caughtShare.low * 100) + "–"
                    + Tuning.tenths(point.caughtShare.high * 100),
                point.badPeople.grouped, point.hurtEvents.grouped, point.goodPeople.grouped,
                Tuning.tenths(point.friction.value),
                Tuning.tenths(point.friction.low) + "–" + Tuning.tenths(point.friction.high),
                point.money.map { Tuning.tenths($0.value) } ?? "–",
            ])
        }
        let head =
            "\(action) at \(journey) from a threshold of \(value) on; chosen on events "
            + "before \(split), told on those from then on "
            + "(\(later.people.grouped) people, \(later.badEvents.grouped) bad events, "
            + "\(later.goodSessions.grouped) good sessions)."
        let choice = recommended.map { "Recommended: \($0). \(why)" } ?? why
        var lines = [head, "", choice]
        if let outOfTime {
            lines.append(
                "Later events: \(Tuning.tenths(outOfTime.caughtShare.value * 100)) % of bad events "
                    + "caught, \(Tuning.tenths(outOfTime.friction.value)) of 1,000 good sessions "
                    + "met (\(Tuning.tenths(outOfTime.friction.low)) to "
                    + "\(Tuning.tenths(outOfTime.friction.high))).")
        }
        return (lines + ["", table.text]).joined(separator: "\n")
    }

    private static func x(_ threshold: Double) -> Double { 60 + threshold * width }
    private static func y(_ share: Double) -> Double { 320 - share * height }

    private static func scaled(_ estimate: Estimate, _ most: Double) -> Estimate {
        Estimate(
            value: estimate.value / most, low: estimate.low / most, high: estimate.high / most)
    }

    private static func line(
        _ points: [TuningPoint], _ colour: String, _ figure: (TuningPoint) -> Estimate
    ) -> String {
        func place(_ point: TuningPoint, _ share: Double) -> String {
            "\(x(point.threshold)),\(y(min(1, max(0, share))))"
        }
        let band =
            points.map { place($0, figure($0).high) }
            + points.reversed().map { place($0, figure($0).low) }
        let middle = points.map { place($0, figure($0).value) }
        return "<polygon points=\"\(band.joined(separator: " "))\" fill=\"\(colour)\" "
            + "opacity=\"0.15\"/><polyline points=\"\(middle.joined(separator: " "))\" "
            + "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>"
    }

    private static func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
