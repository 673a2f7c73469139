/// Writes a drawing as SVG, numbers to a tenth.
struct SVGText {
    private var body = ""
    private let size: (width: Double, height: Double)

    init(width: Double, height: Double) { size = (width, height) }

    var text: String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(size.width)) "
            + "\(n(size.height))\" width=\"\(n(size.width))\" height=\"\(n(size.height))\" "
            + "font-family=\"system-ui, sans-serif\">\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\(body)</svg>\n"
    }

    mutating func text(
        _ x: Double, _ y: Double, _ words: String, size: Double, isBold: Bool = false
    ) {
        var safe = ""
        for character in words {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            default: safe.append(character)
            }
        }
        body +=
            "<text x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(n(size))\" fill=\"#222\""
            + (isBold ? " font-weight=\"600\"" : "") + ">\(safe)</text>\n"
    }

    mutating func line(
        _ points: [(Double, Double)], stroke: String, width: Double, isDashed: Bool = false
    ) {
        body +=
            "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(stroke)\" "
            + "stroke-width=\"\(n(width))\"" + (isDashed ? " stroke-dasharray=\"4 4\"" : "")
            + "/>\n"
    }

    mutating func area(_ points: [(Double, Double)], fill: String) {
        body += "<polygon points=\"\(list(points))\" fill=\"\(fill)\" fill-opacity=\"0.55\"/>\n"
    }

    mutating func box(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String
    ) {
        body +=
            "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" "
            + "fill=\"\(fill)\"/>\n"
    }

    private func list(_ points: [(Double, Double)]) -> String {
        points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
    }

    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = Swift.abs(tenths)
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }
}
