import Vocabulary
import Yams

// The event that detection writes its verdicts back as. An event that did not fit would be a dead
// letter for each account judged, so its type is held here to what detection writes.

extension PackBuilder {
    /// The event type that `verdicts` names, with the fields detection writes; nil without the key.
    func readVerdicts(_ reader: MappingReader, account: Int?) -> Int? {
        guard let node = reader.node("verdicts"), let name = reader.text(node, "verdicts"),
            let type = reader.index(
                of: name, node, among: schema.types.map(\.name), key: "event type")
        else { return nil }
        for key in ["plays", "acts", "sign_ups"] where isRead(name, under: reader.node(key)) {
            sink.error(
                reader.file, node, "`\(name)` stands in `\(key)` too.",
                fix: "Detection does not judge by its own verdicts: give them a type of their own.")
        }
        checkVerdictFields(type, node, reader.file)
        if let account { checkVerdictAccount(type, account, node, reader.file) }
        return type
    }

    /// Whether `on` of a mapping, or of one in a list, is the event type.
    private func isRead(_ name: String, under node: Node?) -> Bool {
        guard let node else { return false }
        let mappings = node.sequence.map { Array($0) } ?? [node]
        return mappings.contains { $0.mapping?["on"]?.scalar?.string == name }
    }

    private func checkVerdictFields(_ type: Int, _ node: Node, _ file: PackFile) {
        let name = schema.types[type].name
        for wanted in DetectionDefinition.verdictFields {
            let held = schema.types[type].fields.first { $0.name == wanted.name }
            let declared =
                "`\(wanted.name): { type: \(wanted.type.rawValue)"
                + (wanted.type == .string ? ", max: 64 }`" : " }`")
            let fault: String?
            switch held {
            case nil: fault = "`\(name)` has no field `\(wanted.name)`."
            case let field? where field.type != wanted.type:
                fault =
                    "`\(wanted.name)` of `\(name)` is \(field.type.rawValue); "
                    + "a verdict has \(wanted.type.rawValue) there."
            case let field? where field.type == .string && field.bytesMax < wanted.bytesMax:
                fault =
                    "`\(wanted.name)` of `\(name)` has at most \(field.bytesMax) bytes; "
                    + "a verdict has up to \(wanted.bytesMax)."
            case let field? where field.isLabel:
                fault = "`\(wanted.name)` of `\(name)` is a label; a verdict is known at once."
            default: fault = nil
            }
            if let fault {
                sink.error(
                    file, node, fault, fix: "Write \(declared) under `\(name)` in events.yaml.")
            }
        }
    }

    private func checkVerdictAccount(_ type: Int, _ account: Int, _ node: Node, _ file: PackFile) {
        let name = schema.types[type].name
        let entity = schema.entities[account]
        guard let field = schema.field(naming: account, at: type) else {
            sink.error(
                file, node, "`\(name)` does not name the \(entity).",
                fix: "Give it a field with `entity: \(entity)`.")
            return
        }
        let written = Set(DetectionDefinition.verdictFields.map(\.name)).union([field.name])
        for other in schema.types[type].fields
        where other.isRequired && !written.contains(other.name) {
            sink.error(
                file, node, "`\(name)` demands `\(other.name)`, which no verdict has.",
                fix: "Drop `required` there.")
        }
        for index in schema.types.indices where index != type {
            guard let other = schema.field(naming: account, at: index) else { continue }
            if other.type != field.type {
                sink.error(
                    file, node,
                    "The \(entity) is \(field.type.rawValue) in `\(name)` and "
                        + "\(other.type.rawValue) in `\(schema.types[index].name)`.",
                    fix: "Use one type, so that the verdict is of the same \(entity).")
                return
            }
            if field.type == .string, other.bytesMax > field.bytesMax {
                sink.error(
                    file, node,
                    "The \(entity) has at most \(field.bytesMax) bytes in `\(name)` and "
                        + "\(other.bytesMax) in `\(schema.types[index].name)`.",
                    fix: "Write `max: \(other.bytesMax)` there, so that every \(entity) fits.")
                return
            }
        }
    }
}
