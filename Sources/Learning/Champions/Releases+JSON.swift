package import Toolbox
package import Vocabulary

extension ModelRelease {
    /// One JSON object.
    ///
    /// - Parameter more: members to stand behind, as JSON from their comma on.
    package func writeJSON(to writer: inout ByteWriter, more: String = "") {
        writer.append("{\"name\":" as StaticString)
        writer.appendQuoted(name)
        writer.append(",\"version\":\(version),\"stage\":\"\(stage.rawValue)\",\"share\":")
        writer.append(share)
        writer.append(more)
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension ModelChange {
    /// One JSON object.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"sequence\":\(sequence),\"name\":")
        writer.appendQuoted(release.name)
        writer.append(",\"version\":\(release.version),\"from\":")
        if let from { writer.appendQuoted(from.rawValue) } else { writer.append("null") }
        writer.append(",\"stage\":\"\(release.stage.rawValue)\",\"share\":")
        writer.append(release.share)
        writer.append(",\"at\":\(at),\"by\":")
        writer.appendQuoted(by)
        writer.append(",\"why\":" as StaticString)
        writer.appendQuoted(why)
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension BundleFigures {
    /// Figures that tell most, and how many a line has.
    private static let first = ["ap", "auc", "card_precision_at_100"]
    private static let shownMax = 3

    /// Those that tell most, else the first there are.
    package var headlines: [Figure] {
        let known = BundleFigures.first.compactMap { name in
            figures.first { $0.name == name }
        }
        return known.isEmpty ? Array(figures.prefix(BundleFigures.shownMax)) : known
    }

    /// In one line, such as `ap 0.641 (0.601–0.683), auc 0.870`.
    package var headline: String {
        headlines.map { figure in
            let (low, high) = (figure.low, figure.high)
            let reach = low.flatMap { low in
                high.map { " (\(BundleFigures.shown(low))–\(BundleFigures.shown($0)))" }
            }
            return "\(figure.name) \(BundleFigures.shown(figure.value))\(reach ?? "")"
        }.joined(separator: ", ")
    }

    /// To three digits behind the point.
    package static func shown(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
        let thousandths = Int64((value * 1000).rounded())
        let rest = String(thousandths.magnitude % 1000)
        return (thousandths < 0 ? "-" : "") + "\(thousandths.magnitude / 1000)."
            + String(repeating: "0", count: 3 - rest.count) + rest
    }
}

extension ModelComparison {
    /// One JSON object.
    package func writeJSON(to writer: inout ByteWriter) {
        func number(_ value: Double?) -> String {
            value.map { $0.isFinite ? "\($0)" : "null" } ?? "null"
        }
        writer.append("{\"first\":" as StaticString)
        first.writeJSON(to: &writer)
        writer.append(",\"second\":" as StaticString)
        second.writeJSON(to: &writer)
        writer.append(",\"decisionsRead\":\(decisionsRead),\"scoredByBoth\":\(scoredByBoth)")
        writer.append(",\"onlyFirstScored\":\(onlyFirstScored)")
        writer.append(",\"onlySecondScored\":\(onlySecondScored)")
        writer.append(",\"from\":\(times.map { "\($0.lowerBound)" } ?? "null")")
        writer.append(",\"to\":\(times.map { "\($0.upperBound)" } ?? "null")")
        writer.append(",\"correlation\":\(number(correlation))")
        writer.append(",\"rankCorrelation\":\(number(rankCorrelation)),\"actions\":[")
        for (place, action) in actions.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.append(
                "{\"threshold\":\(action.threshold),\"both\":\(action.both)"
                    + ",\"onlyFirst\":\(action.onlyFirst),\"onlySecond\":\(action.onlySecond)"
                    + ",\"neither\":\(action.neither),\"agreement\":\(number(action.agreement))}")
        }
        writer.append("],\"labelled\":\(labelled),\"positives\":\(positives),\"figures\":[")
        for (place, figure) in figures.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.append(
                "{\"name\":\"\(figure.name)\",\"first\":\(number(figure.first))"
                    + ",\"second\":\(number(figure.second)),\"differenceLow\":\(number(figure.low))"
                    + ",\"differenceHigh\":\(number(figure.high))}")
        }
        writer.append("]}" as StaticString)
    }
}
