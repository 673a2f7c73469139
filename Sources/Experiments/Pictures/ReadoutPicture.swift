import Toolbox

/// Pictures of an experiment as SVG: for each comparison the difference over time with its bounds.
package enum ReadoutPicture {
    private static let width = 760.0
    private static let height = 220.0
    private static let left = 64.0
    private static let right = 16.0
    private static let top = 34.0
    private static let bottom = 34.0

    /// One drawing, comparisons one below the other. O(moments).
    package static func svg(_ readout: ExperimentReadout) -> String {
        let count = Double(max(1, readout.comparisons.count))
        var svg = SVGText(width: width, height: height * count)
        for (place, comparison) in readout.comparisons.enumerated() {
            draw(comparison, at: height * Double(place), into: &svg)
        }
        return svg.text
    }

    private static func draw(_ comparison: Comparison, at y0: Double, into svg: inout SVGText) {
        let title =
            "\(comparison.isGuard ? "guard " : "")\(comparison.metric): "
            + "\(comparison.treatment.arm) less \(comparison.control.arm)"
        svg.text(left, y0 + 20, title, size: 14, isBold: true)
        let moments = comparison.path
        guard let last = moments.last else {
            return svg.text(left, y0 + 60, "nothing is known yet", size: 13)
        }
        // Bounds of the beginning say nothing and would flatten the rest.
        let reach =
            moments.dropFirst(moments.count / 8).map {
                max(Swift.abs($0.difference.low), Swift.abs($0.difference.high))
            }.max() ?? 1
        let most = max(reach, comparison.effect * 1.5)
        let entities = Double(max(1, last.entities))
        func x(_ moment: Comparison.Moment) -> Double {
            left + (width - left - right) * Double(moment.entities) / entities
        }
        func y(_ value: Double) -> Double {
            let clipped = max(-most, min(most, value))
            return y0 + top + (height - top - bottom) * (1 - (clipped + most) / (2 * most))
        }
        let upper = moments.map { (x($0), y($0.difference.high)) }
        let lower = moments.reversed().map { (x($0), y($0.difference.low)) }
        svg.area(upper + lower, fill: "#9ec5e8")
        svg.line(moments.map { (x($0), y($0.difference.value)) }, stroke: "#1f4e79", width: 1.8)
        svg.line([(left, y(0)), (width - right, y(0))], stroke: "#444", width: 1)
        for side in [comparison.effect, -comparison.effect] {
            svg.line(
                [(left, y(side)), (width - right, y(side))], stroke: "#b36b00", width: 0.8,
                isDashed: true)
        }
        for value in [most, 0, -most] {
            svg.text(6, y(value) + 4, Shown.rounded(value, 3), size: 11)
        }
        for after in [comparison.betterAfter, comparison.worseAfter].compactMap({ $0 }) {
            let place = left + (width - left - right) * Double(after) / entities
            svg.line(
                [(place, y0 + top), (place, y0 + height - bottom)], stroke: "#a61c1c", width: 1.2)
            svg.text(place + 3, y0 + top + 10, "known", size: 11)
        }
        let begun = moments.first.map { CivilTimes.day($0.at) } ?? ""
        svg.text(left, y0 + height - 12, begun, size: 11)
        svg.text(
            width - right - 190, y0 + height - 12,
            "\(CivilTimes.day(last.at)), \(last.entities.grouped) entities", size: 11)
    }
}
