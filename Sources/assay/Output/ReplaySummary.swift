import Insights
import Packs
import Pipeline
import Rules
import Toolbox
import Vocabulary

/// The end of a replay, as tables for people and as JSON for programs.
struct ReplaySummary {
    let report: ReplayReport
    let pack: Pack
    let seconds: Double
    let peakBytes: Int
    let entities: Int
    let featureBytes: Int
    /// By kind of entity.
    let memory: [EntityNumbers]

    private var rate: Double { seconds > 0 ? Double(report.counts.decisions) / seconds : 0 }

    var text: String {
        var parts = [
            "\(report.counts.decisions.grouped) events decided in \(tenths(seconds)) s, "
                + "\(Int(rate).grouped)/s, peak memory \(peakBytes / 1_048_576) MiB "
                + "(features of \(entities.grouped) entities \(featureBytes / 1_048_576) MiB)"
        ]
        parts.append(actionTable)
        parts.append(ruleTable)
        if let forgotten { parts.append(forgotten) }
        parts += report.oddities
        return parts.joined(separator: "\n\n")
    }

    /// Whom the pack's limit on memory had forgotten; nil where nobody was.
    private var forgotten: String? {
        let groups = memory.filter { $0.forgotten > 0 }
        guard !groups.isEmpty, let limit = pack.memoryBytesMax else { return nil }
        let counts = groups.map { "\($0.name) \($0.forgotten.grouped)" }
        return "To stay within the pack's memory of \(limit / 1024) KiB, entities unseen for "
            + "longest were forgotten and began anew: " + counts.joined(separator: ", ") + "."
    }

    private func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

    private var actionTable: String {
        var table = TextTable(["action", "decisions", "share %"])
        for action in Action.allCases {
            let count = report.counts.byAction[action.rank]
            guard count > 0 else { continue }
            let share = Double(count) / Double(report.counts.decisions) * 100
            table.add([action.rawValue, count.grouped, "\((share * 100).rounded() / 100)"])
        }
        return table.text
    }

    private var ruleTable: String {
        var table = TextTable(["rule", "mode", "hits", "undecided"])
        let order = pack.rules.rules.indices.sorted {
            (report.counts.hits[$1], $0) < (report.counts.hits[$0], $1)
        }
        for index in order {
            let rule = pack.rules.rules[index]
            table.add([
                rule.id, rule.mode.rawValue, report.counts.hits[index].grouped,
                report.counts.undecided[index].grouped,
            ])
        }
        let missing = report.counts.missing.sorted { $0.value > $1.value }.prefix(5).map {
            "\(pack.slotNames[$0.key]) (\($0.value.grouped))"
        }
        guard !missing.isEmpty else { return table.text }
        return table.text + "\nundecided for want of: " + missing.joined(separator: ", ")
    }

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"events\":\(report.counts.decisions),\"seconds\":\(seconds)")
        writer.append(",\"eventsPerSecond\":\(rate),\"peakMemoryBytes\":\(peakBytes)")
        writer.append(",\"entities\":\(entities),\"featureBytes\":\(featureBytes)")
        writer.append(",\"duplicates\":\(report.duplicates)")
        write("entitiesForgotten", memory.map { ($0.name, $0.forgotten) }, &writer)
        write(
            "actions", Action.allCases.map { ($0.rawValue, report.counts.byAction[$0.rank]) },
            &writer)
        let rules = pack.rules.rules.indices
        write("ruleHits", rules.map { (pack.rules.rules[$0].id, report.counts.hits[$0]) }, &writer)
        write(
            "ruleUndecided", rules.map { (pack.rules.rules[$0].id, report.counts.undecided[$0]) },
            &writer)
        write(
            "deadLetters", sorted(report.deadLetters.map { ($0.key.rawValue, $0.value) }), &writer)
        write("unknownFields", sorted(report.unknownFields.map { ($0.key, $0.value) }), &writer)
        writer.append("}")
        return writer.text
    }

    private func sorted(_ pairs: [(String, Int)]) -> [(String, Int)] {
        pairs.sorted { $0.0 < $1.0 }
    }

    private func write(
        _ name: String, _ pairs: [(String, Int)], _ writer: inout ByteWriter
    ) {
        writer.append(",")
        writer.appendQuoted(name)
        writer.append(":{")
        for (index, pair) in pairs.enumerated() {
            if index > 0 { writer.append(",") }
            writer.appendQuoted(pair.0)
            writer.append(":\(pair.1)")
        }
        writer.append("}")
    }
}
