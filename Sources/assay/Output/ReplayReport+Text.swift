import Pipeline
import Toolbox
import Vocabulary

extension ReplayReport {
    /// What was not as it should be, a paragraph each: duplicates, unknown fields, dead letters.
    var oddities: [String] {
        var parts: [String] = []
        if duplicates > 0 { parts.append("\(duplicates.grouped) duplicates changed nothing.") }
        if !unknownFields.isEmpty { parts.append(unknownFieldTable) }
        if deadLetterCount > 0 { parts.append(deadLetterText) }
        return parts
    }

    private var unknownFieldTable: String {
        let fields = unknownFields.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) (\($0.value.grouped))" }
        return "fields no event type declares, passed over: " + fields.joined(separator: ", ")
    }

    private var deadLetterText: String {
        var table = TextTable(["dead letters", "count"])
        for (code, count) in deadLetters.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            table.add([code.rawValue, count.grouped])
        }
        let sentences = firstDeadLetters.map { "  " + $0.sentence }
        let rest = deadLetterCount - sentences.count
        let more = rest > 0 ? "\n  … and \(rest.grouped) more" : ""
        return table.text + "\n" + sentences.joined(separator: "\n") + more
    }
}
