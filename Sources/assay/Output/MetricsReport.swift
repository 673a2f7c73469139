import Learning
import Toolbox

/// How good scores are, for people and for programs.
struct MetricsReport {
    let rows: ScoredRows
    let figures: [(Metric, Interval)]
    /// Where it costs least to take rows; nil where no costs are given.
    let threshold: Double?
    let bins: Int
    let resamples: Int
    let seed: UInt64
    let seconds: Double

    private var marked: Int { rows.labels.count { $0 } }

    private func shown(_ number: Double?) -> String {
        guard let number else { return "" }
        guard abs(number) < 1e9 else { return "\(number)" }
        let scaled = (number * 10_000).rounded()
        return "\(scaled / 10_000)"
    }

    // MARK: For people

    var text: String {
        var lines = [
            "\(rows.scores.count.grouped) rows, \(marked.grouped) of them bad; "
                + "\(resamples.grouped) resamples of "
                + "\(rows.entities == nil ? "rows" : "entities"), seed \(seed), "
                + Words.seconds(seconds)
        ]
        var table = TextTable(["metric", "value", "95 % from", "to"])
        var missing: [String] = []
        for (metric, interval) in figures {
            guard let value = interval.value else {
                missing.append(metric.name)
                continue
            }
            table.add([
                metric.name, shown(value), shown(interval.low), shown(interval.high),
            ])
        }
        lines.append(table.text)
        if let threshold {
            lines.append(
                threshold.isFinite
                    ? "It costs least to take rows with scores from \(threshold) on."
                    : "It costs least to take no row.")
        }
        if !missing.isEmpty {
            lines.append(
                "Not defined here: \(missing.joined(separator: ", ")). Ranks need both labels; "
                    + "Brier score, log loss and calibration need scores within 0…1; card "
                    + "precision needs the columns entity and time.")
        }
        let undefined = figures.filter { $0.1.value != nil && $0.1.resamples < resamples }
        for (metric, interval) in undefined {
            lines.append(
                "\(metric.name) was defined in \(interval.resamples.grouped) resamples only.")
        }
        return lines.joined(separator: "\n")
    }

    // MARK: For programs

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"rows\":\(rows.scores.count),\"marked\":\(marked)")
        writer.append(",\"resamples\":\(resamples),\"seed\":\(seed),\"seconds\":")
        writer.append(seconds)
        writer.append(",\"metrics\":{" as StaticString)
        for (place, (metric, interval)) in figures.enumerated() {
            writer.append(place == 0 ? "" as StaticString : ",")
            writer.appendQuoted(metric.name)
            writer.append(":{\"value\":" as StaticString)
            append(interval.value, &writer)
            writer.append(",\"low\":" as StaticString)
            append(interval.low, &writer)
            writer.append(",\"high\":" as StaticString)
            append(interval.high, &writer)
            writer.append(",\"resamples\":\(interval.resamples)}")
        }
        writer.append("}" as StaticString)
        if let threshold {
            writer.append(",\"cheapest_threshold\":" as StaticString)
            append(threshold, &writer)
        }
        if rows.areChances {
            writer.append(",\"reliability\":[" as StaticString)
            for (place, bin) in Reliability(rows, bins: bins).bins.enumerated() {
                writer.append(place == 0 ? "{\"from\":" as StaticString : ",{\"from\":")
                writer.append(bin.range.lowerBound)
                writer.append(",\"to\":" as StaticString)
                writer.append(bin.range.upperBound)
                writer.append(",\"weight\":" as StaticString)
                writer.append(bin.weight)
                writer.append(",\"score\":" as StaticString)
                append(bin.score, &writer)
                writer.append(",\"share\":" as StaticString)
                append(bin.share, &writer)
                writer.append(byte: UInt8(ascii: "}"))
            }
            writer.append(byte: UInt8(ascii: "]"))
        }
        writer.append(byte: UInt8(ascii: "}"))
        return writer.text
    }

    /// What is not there or not finite is null.
    private func append(_ number: Double?, _ writer: inout ByteWriter) {
        writer.append(number ?? .nan)
    }
}
