import Insights
import Pipeline
import Toolbox
import Vocabulary

/// The end of `assay features`, for people and for programs.
struct FeaturesSummary {
    let report: ReplayReport
    let out: String
    let rows: Int
    /// Lines of the questions that ask nothing.
    /// The first lines that ask nothing, and how many there are.
    let unasked: [DeadLetter]
    let unaskedCount: Int
    let seconds: Double
    let peakBytes: Int

    /// Lines that ask nothing shown to people.
    private static let unaskedShownMax = 20

    private var events: Int { report.events }

    private var rate: Double { seconds > 0 ? Double(events) / seconds : 0 }

    var text: String {
        var parts = [
            "\(rows.grouped) rows in \(out); \(events.grouped) events walked in "
                + "\((seconds * 10).rounded() / 10) s, \(Int(rate).grouped)/s, peak memory "
                + "\(peakBytes / 1_048_576) MiB"
        ]
        parts += report.oddities
        if !unasked.isEmpty {
            let shown = unasked.prefix(FeaturesSummary.unaskedShownMax).map { "  " + $0.sentence }
            let rest = unaskedCount - shown.count
            parts.append(
                "\(unaskedCount.grouped) lines ask nothing:\n" + shown.joined(separator: "\n")
                    + (rest > 0 ? "\n  … and \(rest.grouped) more" : ""))
        }
        return parts.joined(separator: "\n\n")
    }

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"rows\":\(rows),\"events\":\(events),\"seconds\":\(seconds)")
        writer.append(",\"eventsPerSecond\":\(rate),\"peakMemoryBytes\":\(peakBytes)")
        writer.append(",\"duplicates\":\(report.duplicates)")
        writer.append(",\"deadLetters\":\(report.deadLetterCount)")
        writer.append(",\"unaskedCount\":\(unaskedCount),\"unasked\":[")
        for (index, letter) in unasked.enumerated() {
            if index > 0 { writer.append(byte: 0x2C) }
            letter.writeJSON(to: &writer)
        }
        writer.append("]}")
        return writer.text
    }
}
