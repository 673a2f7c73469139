import CEL
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `events.yaml`: kinds of entity, and the event types with their fields.
    mutating func readEvents() {
        variables = [
            Variable(name: "event.type", type: .string, slot: Schema.Envelope.type),
            Variable(name: "event.id", type: .string, slot: Schema.Envelope.id),
            Variable(name: "event.source", type: .string, slot: Schema.Envelope.source),
            Variable(name: "event.time", type: .timestamp, slot: Schema.Envelope.time),
        ]
        defer { schema.variables = variables }
        guard let file = files["events.yaml"],
            let reader = root(of: file, what: "events file", keys: ["entities", "events"])
        else { return }
        readEntities(reader, file)
        guard let node = reader.required("events"),
            let events = MappingReader(node, of: file, sink, what: "list of events", keys: nil)
        else { return }
        for entry in events.entries { readEvent(entry, file) }
        if schema.types.count > Schema.typesMax {
            sink.error(
                file, node, "A pack has at most \(Schema.typesMax) event types.",
                fix: "Split the pack.")
        }
    }

    private mutating func readEntities(_ reader: MappingReader, _ file: PackFile) {
        guard let node = reader.required("entities"),
            let entities = MappingReader(node, of: file, sink, what: "list of entities", keys: nil)
        else { return }
        for entry in entities.entries {
            guard
                checkName(
                    entry.name, entry.key, of: file, taken: Set(schema.entities),
                    what: "kind of entity", mayHaveDots: false)
            else { continue }
            schema.entities.append(entry.name)
            _ = entities.text(entry.value, entry.name)
        }
        if schema.entities.count > Schema.entitiesMax {
            sink.error(
                file, node, "A pack has at most \(Schema.entitiesMax) kinds of entity.",
                fix: "Drop those no feature is keyed by.")
        }
    }

    private mutating func readEvent(
        _ entry: (key: Node, name: String, value: Node), _ file: PackFile
    ) {
        guard
            checkName(
                entry.name, entry.key, of: file, taken: Set(schema.types.map(\.name)),
                what: "event type", mayHaveDots: true),
            let reader = MappingReader(
                entry.value, of: file, sink, what: "event type",
                keys: ["description", "journey", "fields"])
        else { return }
        _ = reader.text("description")
        guard let journeyName = reader.text("journey") else { return }
        let journey: Int
        if let held = schema.journeys.firstIndex(of: journeyName) {
            journey = held
        } else {
            journey = schema.journeys.count
            schema.journeys.append(journeyName)
        }
        guard let node = reader.required("fields"),
            let fields = MappingReader(node, of: file, sink, what: "list of fields", keys: nil)
        else { return }
        var type = EventType(name: entry.name, journey: journey, fields: [])
        for field in fields.entries {
            if let made = readField(field, file, taken: type.fields) { type.fields.append(made) }
        }
        schema.types.append(type)
    }

    private mutating func readField(
        _ entry: (key: Node, name: String, value: Node), _ file: PackFile, taken: [Field]
    ) -> Field? {
        guard
            let reader = MappingReader(
                entry.value, of: file, sink, what: "field",
                keys: [
                    "type", "required", "max", "entity", "privacy", "label", "description",
                ]),
            let type = reader.choice("type", of: FieldType.self)
        else { return nil }
        guard entry.name.first?.isLetter == true,
            entry.name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else {
            sink.error(
                file, entry.key, "`\(entry.name)` is no name for a field.",
                fix: "Use letters, digits and _.")
            return nil
        }
        var entity: Int?
        if let name = reader.optionalText("entity"), let node = reader.node("entity") {
            entity = reader.index(of: name, node, among: schema.entities, key: "entity")
            if let entity, taken.contains(where: { $0.entity == entity }) {
                sink.error(
                    file, node, "Two fields of one event name the \(name).",
                    fix: "Declare a second kind of entity, such as recipient.")
            }
            if type != .string && type != .int && type != .ip {
                sink.error(
                    file, node, "A \(type.rawValue) cannot name an entity.",
                    fix: "Entities are named by string, int or ip.")
            }
        }
        let bytesMax = reader.int("max", in: 1...65_536, default: 256)
        guard let slot = slot(named: entry.name, type: type, bytesMax, entry.key, file) else {
            return nil
        }
        let field = Field(
            name: entry.name, type: type, isRequired: reader.bool("required", default: false),
            bytesMax: bytesMax, entity: entity,
            privacy: reader.choice("privacy", of: Privacy.self, default: Privacy.none) ?? .none,
            isLabel: reader.bool("label", default: false), slot: slot)
        takeLabel(field, reader, entry.key)
        return field
    }

    /// The slot of a field: event types that use one name share it.
    private mutating func slot(
        named name: String, type: FieldType, _ bytesMax: Int, _ node: Node, _ file: PackFile
    ) -> Int? {
        // A field that bears the name of an attribute of the envelope is read as `event.data.NAME`.
        let isTaken = ["type", "id", "source", "time"].contains(name)
        let base = isTaken ? "event.data.\(name)" : "event.\(name)"
        let path = type == .money ? "\(base).amount" : base
        let bounds = ValueBounds(sizeMax: type == .string ? bytesMax : nil)
        if let held = variables.first(where: { $0.name == path }) {
            guard held.type == type.celType else {
                sink.error(
                    file, node,
                    "`\(name)` is \(held.type) in another event and \(type.rawValue) here.",
                    fix: "Use one type, or another name.")
                return nil
            }
            if let larger = bounds.sizeMax, larger > held.bounds.sizeMax ?? 0 {
                variables[held.slot] = Variable(
                    name: path, type: held.type, slot: held.slot, bounds: bounds)
            }
            return held.slot
        }
        let slot = variables.count
        variables.append(
            Variable(name: path, type: type.celType, slot: slot, bounds: bounds))
        if type == .money {
            variables.append(
                Variable(name: "\(base).currency", type: .string, slot: slot + 1))
        }
        return slot
    }
}
