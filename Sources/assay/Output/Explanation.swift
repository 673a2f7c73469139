import Foundation
import Toolbox
import Vocabulary

/// A decision's record in words, the strongest reason first.
struct Explanation {
    private struct Record: Decodable {
        struct Event: Decodable {
            var source: String
            var id: String
            var type: String
            var time: String
        }
        struct Reason: Decodable {
            var rule: String
            var signal: String
            var weight: Double
            var severity: String
            var text: String
            var values: [String: JSONScalar]
        }
        struct Undecided: Decodable {
            var rule: String
            var why: String
        }
        var id: String
        var event: Event
        var journey: String
        var action: String
        var actions: [String]
        var score: Double
        var entities: [String: JSONScalar]
        var reasons: [Reason]
        var shadow: [String]
        var undecided: [Undecided]
        var features: [String: JSONScalar]
        var versions: [String: String]
    }

    private let record: Record

    /// - Throws: ``Fault`` `invalid` when the text is no record of ours.
    init(record text: String) throws {
        do {
            record = try JSONDecoder().decode(Record.self, from: Data(text.utf8))
        } catch {
            throw Fault(.invalid, "The record cannot be read: \(error).")
        }
    }

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
        lines.append(features)
        let versions = record.versions.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
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

    private var features: String {
        var table = TextTable(["feature read", "value"])
        for (name, value) in record.features.sorted(by: { $0.key < $1.key }) {
            table.add([name, value.text])
        }
        return table.isEmpty ? "" : table.text + "\n"
    }
}

/// A JSON value that is no object or array.
enum JSONScalar: Decodable {
    case whole(Int64)
    case number(Double)
    case text(String)
    case truth(Bool)
    case missing

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .missing
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let whole = try? container.decode(Int64.self) {
            self = .whole(whole)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    var text: String {
        switch self {
        case .whole(let whole): "\(whole)"
        case .number(let number): "\((number * 10_000).rounded() / 10_000)"
        case .text(let text): text
        case .truth(let truth): "\(truth)"
        case .missing: "missing"
        }
    }
}
