import Cases

/// One figure with what it should be, what it usually is, and how it went.
struct Tile {
    let title: String
    let words: String
    let value: String
    /// Such as `▲ 12 % above usual`; nil where nothing is usual yet.
    let delta: String?
    /// `better`, `worse` or `same`.
    let tone: String
    let usual: String?
    let target: String?
    /// Nil without a target.
    let metWords: String?
    let metMark: String?
    let spark: Spark?
    let path: String

    /// - Parameters:
    ///   - value: the figure now; that of the series' last day unless given.
    ///   - usual: what it usually is at this time.
    init(
        _ series: IndicatorSeries, value now: Double? = nil, usual: Usual? = nil,
        weekday: String, path: String
    ) {
        let indicator = series.indicator
        let unit = indicator.unit
        (title, words, self.path) = (indicator.title, indicator.words, path)
        let latest = now ?? series.latest?.value
        value = IndicatorWords.value(latest, unit)
        let told = Tile.delta(latest, usual, indicator)
        (delta, tone) = (told?.words, told?.tone ?? "same")
        self.usual = usual.map {
            let when = $0.isWeekly ? "on \(weekday)s" : "a day"
            return "usually \(IndicatorWords.value($0.value, unit)) \(when)"
        }
        target = series.target.map {
            let bound =
                indicator.risesWell == nil ? "" : indicator.risesWell == true ? "≥ " : "≤ "
            return "target \(bound)\(IndicatorWords.value($0, unit))"
        }
        metWords = series.isMet.map { $0 ? "met" : "missed" }
        metMark = series.isMet.map { $0 ? "good" : "bad" }
        spark = Spark(series.days.suffix(28).map(\.value))
    }

    private static func delta(
        _ value: Double?, _ usual: Usual?, _ indicator: Indicator
    ) -> (words: String, tone: String)? {
        guard let value, let usual else { return nil }
        let difference = value - usual.value
        let isWithin = usual.range.contains(value)
        let tone: String =
            isWithin || difference == 0
            ? "same"
            : indicator.risesWell.map { $0 == (difference > 0) ? "better" : "worse" } ?? "same"
        let sign = difference > 0 ? "▲" : difference < 0 ? "▼" : "■"
        let size: String
        if indicator.unit == .share {
            size = "\(IndicatorWords.decimal(abs(difference) * 100, digits: 1)) points"
        } else if usual.value > 0 {
            size = "\(IndicatorWords.decimal(abs(difference) / usual.value * 100, digits: 0)) %"
        } else {
            size = IndicatorWords.value(abs(difference), indicator.unit)
        }
        let side =
            difference == 0
            ? "as usual"
            : "\(size) \(difference > 0 ? "above" : "below") usual"
                + (isWithin ? ", as it varies" : "")
        return ("\(sign) \(side)", tone)
    }
}

/// A line without axes: how a figure went.
struct Spark {
    let path: String

    /// Nil where fewer than two numbers are known.
    init?(_ values: [Double?]) {
        let known = values.compactMap { $0 }
        guard known.count >= 2, let least = known.min(), let most = known.max() else { return nil }
        let width = 100.0 / Double(max(1, values.count - 1))
        let height = most > least ? most - least : 1
        var path = ""
        var isDown = false
        for (place, value) in values.enumerated() {
            guard let value else {
                isDown = false
                continue
            }
            let x = Spark.digits(Double(place) * width)
            let y = Spark.digits(26 - (value - least) / height * 24)
            path += "\(isDown ? "L" : "M")\(x) \(y)"
            isDown = true
        }
        self.path = path
    }

    /// One digit behind the point.
    static func digits(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(abs(tenths) % 10)"
    }
}
