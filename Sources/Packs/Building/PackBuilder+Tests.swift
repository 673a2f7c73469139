import CEL
import Features
import Rules
import Toolbox
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `tests.yaml`; a live rule that no test fires is warned of.
    mutating func readTests() -> [PackTest] {
        if files["tests.yaml"] == nil, let pack = files["pack.yaml"], !rules.isEmpty {
            sink.add(
                Diagnostic(
                    .warning, at: pack.location(nil), "The pack has no tests.yaml.",
                    fix: "Write a test that fires each rule, and one near miss."))
        }
        guard let file = files["tests.yaml"],
            let reader = root(of: file, what: "tests file", keys: ["tests"])
        else { return [] }
        var tests: [PackTest] = []
        for node in reader.items("tests") {
            if let test = readTest(node, file) { tests.append(test) }
        }
        let fired = Set(tests.flatMap(\.expected.fires))
        for rule in rules where rule.mode != .off && !fired.contains(rule.id) {
            guard let place = rulePlaces[rule.id] else { continue }
            sink.warning(
                place.file, place.node, "No test fires the rule `\(rule.id)`.",
                fix: "Add one to tests.yaml with `fires: [\(rule.id)]`.")
        }
        return tests
    }

    private func readTest(_ node: Node, _ file: PackFile) -> PackTest? {
        guard
            let reader = MappingReader(
                node, of: file, sink, what: "test", keys: ["name", "given", "event", "expect"]),
            let name = reader.text("name")
        else { return nil }
        let given = readGiven(reader)
        let event = readEvent(reader)
        guard let expectNode = reader.required("expect"),
            let expect = MappingReader(
                expectNode, of: file, sink, what: "expectation",
                keys: ["action", "fires", "not", "undecided", "reason"])
        else { return nil }
        var expected = PackTest.Expectation()
        if expect.node("action") != nil {
            expected.action = expect.choice("action", of: Action.self)
        }
        expected.fires = ruleIDs(expect, "fires")
        expected.not = ruleIDs(expect, "not")
        if expect.node("undecided") != nil { expected.undecided = ruleIDs(expect, "undecided") }
        expected.reason = expect.optionalText("reason")
        if expect.entries.isEmpty {
            sink.error(
                file, expectNode, "This test expects nothing.",
                fix: "Expect an action, or rules that fire.")
        }
        guard let event else { return nil }
        return PackTest(
            name: name, location: file.location(node.mark), given: given, event: event,
            expected: expected)
    }

    private func ruleIDs(_ reader: MappingReader, _ key: String) -> [String] {
        // What a rules file that cannot be read would have declared is not known.
        if files["rules.yaml"]?.root == nil { return reader.texts(key).map(\.text) }
        return reader.texts(key).compactMap { text, node in
            reader.index(of: text, node, among: ruleIDs, key: "rule").map { _ in text }
        }
    }

    private func readGiven(_ reader: MappingReader) -> [(slot: Int, value: Program)] {
        guard let node = reader.node("given"),
            let given = MappingReader(
                node, of: reader.file, sink, what: "list of feature values", keys: nil)
        else { return [] }
        return given.entries.compactMap { entry in
            let name =
                entry.name.hasPrefix("features.") ? entry.name : "features.\(entry.name)"
            guard let variable = variables.first(where: { $0.name == name }) else {
                let known = features.map(\.name)
                let nearest = EditDistance.suggestion(for: entry.name, among: known)
                sink.error(
                    reader.file, entry.key, "There is no feature `\(entry.name)`.",
                    fix: nearest.map { "Did you mean `\($0)`?" } ?? "See features.yaml.")
                return nil
            }
            guard let scalar = entry.value.scalar,
                let text = PackBuilder.literal(scalar.string, as: variable.type),
                let value = Compiler.compile(text, in: Environment()).program
            else {
                sink.error(
                    reader.file, entry.value, "`\(entry.name)` is \(variable.type).",
                    fix: "Write a value of that type.")
                return nil
            }
            return (variable.slot, value)
        }
    }

    /// The CEL literal of a YAML scalar.
    private static func literal(_ text: String, as type: CEL.`Type`) -> String? {
        switch type {
        case .int: return Int64(text).map { "\($0)" }
        case .double: return Double(text).map { "double('\($0)')" }
        case .bool: return text == "true" || text == "false" ? text : nil
        case .timestamp: return "timestamp('\(text)')"
        default:
            let escaped = text.map { "\\'\"".contains($0) ? "\\\($0)" : "\($0)" }.joined()
            return "'\(escaped)'"
        }
    }

    /// The event of a test as JSON, with the envelope's attributes filled in.
    private func readEvent(_ reader: MappingReader) -> String? {
        guard let node = reader.required("event"),
            let event = MappingReader(
                node, of: reader.file, sink, what: "event",
                keys: ["type", "time", "id", "source", "data"]), let type = event.text("type"),
            event.index(
                of: type, event.node("type")!, among: schema.types.map(\.name),
                key: "event type") != nil,
            let data = event.required("data")
        else { return nil }
        var writer = ByteWriter()
        writer.append("{\"specversion\":\"1.0\",\"id\":")
        writer.appendQuoted(event.optionalText("id") ?? "test")
        writer.append(",\"source\":")
        writer.appendQuoted(event.optionalText("source") ?? "pack-test")
        writer.append(",\"type\":")
        writer.appendQuoted(type)
        writer.append(",\"time\":")
        writer.appendQuoted(event.optionalText("time") ?? "2026-01-01T12:00:00Z")
        writer.append(",\"data\":")
        data.writeJSON(to: &writer)
        writer.append("}")
        return writer.text
    }
}

extension Node {
    /// The node as JSON: plain scalars that look like numbers, truth or null are just that.
    func writeJSON(to writer: inout ByteWriter) {
        switch self {
        case .scalar(let scalar): Node.writeScalar(scalar, to: &writer)
        case .sequence(let sequence):
            writer.append("[")
            for (index, item) in sequence.enumerated() {
                if index > 0 { writer.append(",") }
                item.writeJSON(to: &writer)
            }
            writer.append("]")
        case .mapping(let mapping):
            writer.append("{")
            for (index, entry) in mapping.enumerated() {
                if index > 0 { writer.append(",") }
                writer.appendQuoted(entry.key.scalar?.string ?? "")
                writer.append(":")
                entry.value.writeJSON(to: &writer)
            }
            writer.append("}")
        case .alias: writer.append("null")
        }
    }

    private static func writeScalar(_ scalar: Scalar, to writer: inout ByteWriter) {
        let isPlain = scalar.style == .plain || scalar.style == .any
        if isPlain, ["true", "false", "null"].contains(scalar.string) {
            writer.append(scalar.string)
        } else if isPlain, let number = Double(scalar.string), number.isFinite,
            scalar.string.allSatisfy({ "0123456789.-+eE".contains($0) })
        {
            writer.append(scalar.string)
        } else {
            writer.appendQuoted(scalar.string)
        }
    }
}
