import Toolbox
import Vocabulary

/// A decision's record in words, the strongest reason first.
struct Explanation {
    private let record: RecordView

    /// - Throws: ``Fault`` `invalid` when the text is no record of ours.
    init(record text: String) throws { record = try RecordView(record: text) }

    var text: String {
        var lines = [
            "\(record.action.uppercased())  \(record.event.type) at \(record.event.time)"
                + " (journey \(record.journey), score \((record.score * 1000).rounded() / 1000))",
            "decision \(record.id), event \(record.event.id) from \(record.event.source)",
            record.entities.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.text)" }.joined(separator: ", "),
        ]
        if record.actions.count > 1 {
            lines.append("all actions: " + record.actions.joined(separator: ", "))
        }
        lines.append(reasons)
        if !record.shadow.isEmpty {
            lines.append("in shadow, not acted on: " + record.shadow.joined(separator: ", "))
        }
        for item in record.undecided { lines.append("undecided: \(item.rule), \(item.why)") }
        lines += (record.models ?? []).map(text(of:))
        lines.append(features)
        let versions = record.versions.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
        lines.append(versions)
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var reasons: String {
        guard !record.reasons.isEmpty else { return "\nNo rule fired.\n" }
        let texts = record.reasons.map { reason in
            let values = reason.values.sorted { $0.key < $1.key }
                .map { "      \($0.key) = \($0.value.text)" }.joined(separator: "\n")
            return "  • \(reason.text)\n    rule \(reason.rule), signal \(reason.signal), "
                + "weight \(reason.weight), \(reason.severity)\n\(values)"
        }
        return "\nbecause\n" + texts.joined(separator: "\n") + "\n"
    }

    private func text(of score: RecordView.ModelScore) -> String {
        let value = score.score.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "no score"
        let use = score.served ? "" : ", not read by rules"
        let lines = score.reasons.map { reason in
            let sign = reason.contribution < 0 ? "−" : "+"
            let size = (abs(reason.contribution) * 1000).rounded() / 1000
            return "      \(sign)\(size)  \(reason.input) = \(reason.value.text)"
        }
        return
            ([
                "model \(score.name) version \(score.version) (\(score.stage.rawValue)\(use)): "
                    + value
            ] + lines).joined(separator: "\n")
    }

    private var features: String {
        var table = TextTable(["feature read", "value"])
        for (name, value) in record.features.sorted(by: { $0.key < $1.key }) {
            table.add([name, value.text])
        }
        return table.isEmpty ? "" : table.text + "\n"
    }
}
