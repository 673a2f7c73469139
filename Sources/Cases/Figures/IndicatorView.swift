import Foundation

/// Indicators as programs read them, of `GET /v1/kpis` and `assay kpis --json`.
package struct IndicatorView: Codable, Sendable {
    package struct Day: Codable, Sendable {
        package var day: String
        package var value: Double?
        package var count: Int
        /// Whether a new level begins.
        package var isChange: Bool
    }

    package var indicator: String
    package var title: String
    package var unit: String
    /// Absent for all together.
    package var queue: String?
    package var target: Double?
    package var isMet: Bool?
    package var days: [Day]

    package init(_ series: IndicatorSeries) {
        (indicator, title) = (series.indicator.rawValue, series.indicator.title)
        unit = series.indicator.unit.rawValue
        queue = series.queue.isEmpty ? nil : series.queue
        (target, isMet) = (series.target, series.isMet)
        days = series.days.enumerated().map { place, day in
            Day(
                day: CivilDay.text(day.day), value: day.value, count: day.count,
                isChange: series.changes.contains(place))
        }
    }

    /// `{"indicators": […]}`, keys in the order of the alphabet.
    package static func json(_ views: [IndicatorView]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(["indicators": views]), as: UTF8.self)
    }
}
