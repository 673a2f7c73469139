import Cases

/// An indicator with how it went and where it changed.
struct IndicatorRow {
    struct Change {
        let x: String
        let words: String
    }

    let id: String
    let title: String
    let words: String
    let latest: String
    let target: String?
    let metMark: String?
    let metWords: String?
    let path: String?
    let changes: [Change]
    /// Such as `2026-11-03: from 12.0 to 31.5`, the latest first.
    let changed: [String]
    /// Where the target stands; nil where it is not within the picture.
    let targetY: String?

    init(_ series: IndicatorSeries, now: Int64) {
        let indicator = series.indicator
        (id, title, words) = (indicator.rawValue, indicator.title, indicator.words)
        latest = IndicatorWords.value(series.latest?.value, indicator.unit)
        target = series.target.map {
            (indicator.risesWell == nil ? "" : indicator.risesWell == true ? "≥ " : "≤ ")
                + IndicatorWords.value($0, indicator.unit)
        }
        metMark = series.isMet.map { $0 ? "good" : "bad" }
        metWords = series.isMet.map { $0 ? "met" : "missed" }
        path = Spark(series.days.map(\.value))?.path
        let width = 100.0 / Double(max(1, series.days.count - 1))
        let ends = series.changes + [series.days.count]
        changes = series.changes.map {
            Change(
                x: Spark.digits(Double($0) * width),
                words: IndicatorWords.day(series.days[$0].day))
        }
        changed = series.changes.indices.reversed().prefix(3).map { place in
            let at = series.changes[place]
            let start = place == 0 ? 0 : series.changes[place - 1]
            func level(_ range: Range<Int>) -> String {
                IndicatorWords.value(
                    ChangePoints.median(series.days[range].compactMap(\.value)), indicator.unit)
            }
            return "\(IndicatorWords.day(series.days[at].day)): from \(level(start..<at)) to "
                + level(at..<ends[place + 1])
        }
        let known = series.days.compactMap(\.value)
        if let target = series.target, let least = known.min(), let most = known.max(),
            most > least, (least...most).contains(target)
        {
            targetY = Spark.digits(26 - (target - least) / (most - least) * 24)
        } else {
            targetY = nil
        }
    }
}

/// One day of all indicators.
struct DayRow {
    struct Cell {
        let value: String
        /// Where a new level begins.
        let isChange: Bool
    }

    let day: String
    let cells: [Cell]

    /// The latest first.
    static func all(_ series: [IndicatorSeries], shown: Int) -> [DayRow] {
        let count = series.first?.days.count ?? 0
        return (max(0, count - shown)..<count).reversed().map { place in
            DayRow(
                day: IndicatorWords.day(series[0].days[place].day),
                cells: series.map {
                    Cell(
                        value: IndicatorWords.value($0.days[place].value, $0.indicator.unit),
                        isChange: $0.changes.contains(place))
                })
        }
    }
}
