import CEL
import Rules
import Vocabulary
import Yams

// What detection reads of the pack's events, as `detection.yaml` says it.

extension PackBuilder {
    /// Entries that a list of `detection.yaml` may have.
    private static let entriesMax = 16
    /// Accounts that a household may have.
    private static let householdMax = 4096

    /// Reads `detection.yaml`; nil without it, or while events.yaml cannot be read.
    mutating func readDetection() -> DetectionDefinition? {
        guard let file = files["detection.yaml"],
            let reader = root(
                of: file, what: "detection file",
                keys: ["account", "seat", "shares", "plays", "acts", "sign_ups", "verdicts"]),
            files["events.yaml"]?.root != nil
        else { return nil }
        let account = readEntity(reader, "account")
        let seat = readSeat(reader, account: account)
        let shared = readShares(reader, account: account)
        let plays = readPlays(reader, account: account)
        let acts = readActs(reader, account: account, plays: plays?.act)
        let signUps = readSignUps(reader, account: account)
        let verdicts = readVerdicts(reader, account: account)
        if ["shares", "plays", "acts", "sign_ups"].allSatisfy({ reader.node($0) == nil }) {
            sink.warning(
                file, reader.node, "Detection has nothing to read.",
                fix: "Add `plays`, `acts`, `shares` or `sign_ups`, or drop the file.")
        }
        guard let account else { return nil }
        return DetectionDefinition(
            account: account, seat: seat, shared: shared, plays: plays, acts: acts,
            signUps: signUps, verdicts: verdicts)
    }

    private func readSeat(_ reader: MappingReader, account: Int?) -> Int? {
        guard let node = reader.node("seat"), let seat = readEntity(reader, "seat") else {
            return nil
        }
        guard seat != account else {
            sink.error(
                reader.file, node, "The account does not tell who sits in it.",
                fix: "Name another kind of entity, such as a device, or drop `seat`.")
            return nil
        }
        checkMeeting(seat, account, node, reader.file)
        return seat
    }

    private func readShares(
        _ reader: MappingReader, account: Int?
    ) -> [DetectionDefinition.Shared] {
        var shared: [DetectionDefinition.Shared] = []
        for node in items(reader, "shares") {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "share", keys: ["entity", "household"])
            else { continue }
            let entity = readEntity(item, "entity")
            _ = item.required("household")
            let household = item.int(
                "household", in: 1...PackBuilder.householdMax, default: 1)
            guard let entity, let entityNode = item.node("entity") else { continue }
            let name = schema.entities[entity]
            if entity == account {
                sink.error(
                    reader.file, entityNode, "Accounts do not share the \(name) they are.",
                    fix: "Name another kind of entity, such as a device.")
                continue
            }
            if shared.contains(where: { $0.entity == entity }) {
                sink.error(
                    reader.file, entityNode, "`\(name)` stands twice in `shares`.",
                    fix: "Keep one of them.")
                continue
            }
            checkMeeting(entity, account, entityNode, reader.file)
            shared.append(DetectionDefinition.Shared(entity: entity, household: household))
        }
        return shared
    }

    private mutating func readPlays(
        _ reader: MappingReader, account: Int?
    ) -> DetectionDefinition.Plays? {
        guard let node = reader.node("plays"),
            let item = MappingReader(
                node, of: reader.file, sink, what: "description of plays",
                keys: ["on", "object", "maker", "payee", "earns"])
        else { return nil }
        let type = readType(item, account: account)
        let object = readSlot(item, "object", of: type, account: account)
        let maker =
            item.node("maker") == nil
            ? nil : readSlot(item, "maker", of: type, account: account)
        let payee =
            item.node("payee") == nil
            ? nil : readSlot(item, "payee", of: type, account: account)
        let earns = item.node("earns").flatMap { readEarns($0, item.file, at: type) }
        guard let type, let object else { return nil }
        return DetectionDefinition.Plays(
            act: DetectionDefinition.Act(type: type, object: object), payee: payee, maker: maker,
            earns: earns)
    }

    /// The condition that a play earns, over the event alone: detection computes no features.
    private mutating func readEarns(_ node: Node, _ file: PackFile, at type: Int?) -> Program? {
        let environment = RuleLibrary.environment(variables: schema.variables, library: library)
        if let text = node.scalar?.string, text.contains("features."),
            let compilation = compilation(text, of: file, in: environment),
            compilation.program == nil
        {
            sink.error(
                file, node, "Detection reads events, and computes no features.",
                fix: "Write a condition on fields of the event.")
            return nil
        }
        let compiled = compile(
            node, of: file, key: "earns", in: environment, scope: "event", expecting: .bool,
            missing: type.map { missingSlots(at: [$0]) } ?? [], mayReadLabels: true)
        guard let compiled, let scalar = node.scalar else { return nil }
        checkLabels(
            compiled.program, in: scalar, of: file,
            fix: "Read fields that the event has when it comes.")
        return compiled.program
    }

    private func readActs(
        _ reader: MappingReader, account: Int?, plays: DetectionDefinition.Act?
    ) -> [DetectionDefinition.Act] {
        var acts: [DetectionDefinition.Act] = []
        for node in items(reader, "acts") {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "act", keys: ["on", "object"])
            else { continue }
            let type = readType(item, account: account)
            let object = readSlot(item, "object", of: type, account: account)
            guard let type, let object, let objectNode = item.node("object") else { continue }
            let isPlay = plays.map { $0.type == type && $0.object == object } ?? false
            if isPlay || acts.contains(where: { $0.type == type && $0.object == object }) {
                sink.error(
                    reader.file, objectNode,
                    "`\(schema.types[type].name)` on this object "
                        + (isPlay ? "is what `plays` reads." : "stands twice in `acts`."),
                    fix: isPlay ? "Drop it here." : "Keep one of them.")
                continue
            }
            acts.append(DetectionDefinition.Act(type: type, object: object))
        }
        return acts
    }

    private func readSignUps(
        _ reader: MappingReader, account: Int?
    ) -> DetectionDefinition.SignUps? {
        guard let node = reader.node("sign_ups"),
            let item = MappingReader(
                node, of: reader.file, sink, what: "description of sign-ups",
                keys: ["on", "together"])
        else { return nil }
        let type = readType(item, account: account)
        guard let together = item.required("together") else { return nil }
        let names = item.texts("together")
        if let sequence = together.sequence, sequence.isEmpty {
            sink.error(
                item.file, together, "`together` names no field.",
                fix: "Name those whose equal values put sign-ups together, such as the network.")
        }
        if names.count > PackBuilder.entriesMax {
            reportTooMany("together", names[PackBuilder.entriesMax].node, item.file)
        }
        var groups: [Int] = []
        for (name, node) in names.prefix(PackBuilder.entriesMax) {
            guard let slot = slot(name, node, item, "together", of: type, account: account)
            else { continue }
            guard !groups.contains(slot) else {
                sink.error(
                    item.file, node, "`\(name)` stands twice in `together`.",
                    fix: "Keep one of them.")
                continue
            }
            groups.append(slot)
        }
        return type.map { DetectionDefinition.SignUps(type: $0, groups: groups) }
    }
}

// Names of entities, event types and fields.

extension PackBuilder {
    /// The items of a list that need not be there, as many as it may have.
    private func items(_ reader: MappingReader, _ key: String) -> ArraySlice<Node> {
        guard reader.node(key) != nil else { return [] }
        let items = reader.items(key)
        if items.count > PackBuilder.entriesMax {
            reportTooMany(key, items[PackBuilder.entriesMax], reader.file)
        }
        return items.prefix(PackBuilder.entriesMax)
    }

    private func reportTooMany(_ key: String, _ node: Node, _ file: PackFile) {
        sink.error(
            file, node, "`\(key)` has at most \(PackBuilder.entriesMax) entries.",
            fix: "Keep those that tell most.")
    }

    private func readEntity(_ item: MappingReader, _ key: String) -> Int? {
        guard let name = item.text(key), let node = item.node(key) else { return nil }
        return item.index(of: name, node, among: schema.entities, key: "entity")
    }

    /// Reports a kind of entity that no event names beside the account.
    private func checkMeeting(_ entity: Int, _ account: Int?, _ node: Node, _ file: PackFile) {
        guard let account else { return }
        let isMet = schema.types.indices.contains {
            schema.field(naming: entity, at: $0) != nil
                && schema.field(naming: account, at: $0) != nil
        }
        guard !isMet else { return }
        let names = (schema.entities[account], schema.entities[entity])
        sink.error(
            file, node, "No event names both the \(names.0) and the \(names.1).",
            fix: "Give an event that names the \(names.0) a field with `entity: \(names.1)`, "
                + "or drop it here.")
    }

    /// The event type `on` names, which must name the account.
    private func readType(_ item: MappingReader, account: Int?) -> Int? {
        guard let name = item.text("on"), let node = item.node("on"),
            let type = item.index(
                of: name, node, among: schema.types.map(\.name), key: "event type")
        else { return nil }
        guard let account, schema.field(naming: account, at: type) == nil else { return type }
        let entity = schema.entities[account]
        let others = schema.types.indices.filter { schema.field(naming: account, at: $0) != nil }
        sink.error(
            item.file, node, "`\(name)` does not name the \(entity).",
            fix: others.isEmpty
                ? "Give it a field with `entity: \(entity)`."
                : "These do: \(others.map { schema.types[$0].name }.joined(separator: ", ")).")
        return type
    }

    /// The slot of the field that a key names; without a type only that the key is there is told.
    private func readSlot(
        _ item: MappingReader, _ key: String, of type: Int?, account: Int?
    ) -> Int? {
        guard let name = item.text(key), let node = item.node(key) else { return nil }
        return slot(name, node, item, key, of: type, account: account)
    }

    /// The slot of a field that tells values apart: of the event, no label, and not the account.
    private func slot(
        _ name: String, _ node: Node, _ item: MappingReader, _ key: String, of type: Int?,
        account: Int?
    ) -> Int? {
        guard let type else { return nil }
        let fields = schema.types[type].fields
        guard let field = fields.first(where: { $0.name == name }) else {
            let owners = schema.types.filter { $0.fields.contains { $0.name == name } }
            guard let owner = owners.first else {
                return item.index(of: name, node, among: fields.map(\.name), key: "field")
            }
            sink.error(
                item.file, node,
                "`\(name)` is a field of `\(owner.name)`, not of `\(schema.types[type].name)`.",
                fix: "Choose from \(fields.map(\.name).joined(separator: ", ")).")
            return nil
        }
        let fault: (what: String, fix: String)?
        if field.isLabel {
            fault = (
                "`\(name)` is a label: it is known only after the event.",
                "Name a field that the event has when it comes."
            )
        } else if let account, field.entity == account {
            fault = (
                "`\(name)` is the account itself.", "Name a field that several accounts can share."
            )
        } else if ![.string, .int, .ip].contains(field.type) {
            fault = (
                "`\(name)` is \(field.type.rawValue), and tells nothing apart.",
                "`\(key)` is a string, an int or an ip."
            )
        } else {
            fault = nil
        }
        if let fault { sink.error(item.file, node, fault.what, fix: fault.fix) }
        return fault == nil ? field.slot : nil
    }
}
