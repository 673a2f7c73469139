import Toolbox

/// A funnel as SVG: by step the share that got there, the honest beside the rest.
package enum FunnelPicture {
    private static let width = 760.0
    private static let rowHeight = 46.0
    private static let left = 190.0

    /// The parts of all segments together. O(steps).
    package static func svg(_ report: FunnelReport) -> String {
        let parts = report.parts.filter { $0.segment.isEmpty }
        let steps = parts.first?.steps.count ?? 0
        var svg = SVGText(width: width, height: 60 + rowHeight * Double(steps) + 20)
        svg.text(16, 26, "\(report.funnel), by \(report.unit)", size: 15, isBold: true)
        let colours = ["honest": "#2f7d4f", "all": "#2f6f9f", "bad": "#b0413e"]
        for (place, part) in parts.enumerated() {
            let x = left + 190 * Double(place)
            svg.box(x, 16, 12, 12, fill: colours[part.group] ?? "#777")
            svg.text(x + 18, 26, "\(part.group), \(part.began.grouped) began", size: 12)
        }
        let most = width - left - 150
        for step in 0..<steps {
            let y = 50 + rowHeight * Double(step)
            svg.text(16, y + 22, parts[0].steps[step].name, size: 13)
            let height = (rowHeight - 10) / Double(max(1, parts.count))
            for (place, part) in parts.enumerated() {
                let held = part.steps[step]
                let top = y + height * Double(place)
                svg.box(
                    left, top, max(1, most * held.shareOfAll), height - 2,
                    fill: colours[part.group] ?? "#777")
                var words = Shown.percent(held.shareOfAll)
                if held.challengesPerThousand + held.blocksPerThousand > 0 {
                    words +=
                        ", friction "
                        + Shown.rounded(held.challengesPerThousand + held.blocksPerThousand, 1)
                        + " in 1,000"
                }
                svg.text(left + most * held.shareOfAll + 6, top + height - 5, words, size: 11)
            }
        }
        return svg.text
    }
}
