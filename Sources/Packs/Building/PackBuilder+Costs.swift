import CEL
import Vocabulary
import Yams

// What mistakes cost, as `costs.yaml` says it.

extension PackBuilder {
    /// Prices, segments and partners that `costs.yaml` may have, each.
    private static let costEntriesMax = 64
    private static let costKeys = [
        "unit", "who", "label", "session", "partners", "hurts", "review", "challenge", "prices",
        "segments",
    ]

    /// Reads `costs.yaml`; nil without it, or while it has a fault.
    ///
    /// - Parameter environment: event, features and models.
    mutating func readCosts(_ environment: Environment) -> CostsDefinition? {
        guard let file = files["costs.yaml"],
            let reader = root(of: file, what: "costs file", keys: PackBuilder.costKeys),
            files["events.yaml"]?.root != nil
        else { return nil }
        let who = kind(reader, "who")
        var costs = CostsDefinition(unit: reader.text("unit") ?? "", who: who ?? 0)
        costs.label = readCostLabel(reader)
        costs.session = reader.node("session").flatMap {
            compile(
                $0, of: file, key: "session", in: environment, scope: "costs", expecting: .string
            )?.program
        }
        costs.partners = reader.texts("partners").prefix(PackBuilder.costEntriesMax).compactMap {
            reader.index(of: $0.text, $0.node, among: schema.entities, key: "entity")
        }
        costs.hurts = actions(reader, "hurts")
        costs.review = amount(reader, "review")
        costs.challenge = amount(reader, "challenge")
        costs.prices = readPrices(reader, environment)
        costs.segments = readSegments(reader, environment)
        return who == nil ? nil : costs
    }

    private func kind(_ reader: MappingReader, _ key: String) -> Int? {
        guard let name = reader.text(key), let node = reader.node(key) else { return nil }
        return reader.index(of: name, node, among: schema.entities, key: "entity")
    }

    /// The name of a label; a field must be one that the pack calls a label.
    private func readCostLabel(_ reader: MappingReader) -> String? {
        guard let name = reader.optionalText("label"), let node = reader.node("label"),
            name.hasPrefix("event.")
        else { return reader.optionalText("label") }
        let field = String(name.dropFirst(6))
        let known = schema.types.flatMap(\.fields).filter(\.isLabel).map(\.name)
        guard known.contains(field) else {
            reader.sink.error(
                reader.file, node, "`\(name)` is no label.",
                fix: known.isEmpty
                    ? "Write `label: true` at the field in events.yaml."
                    : "Choose from \(known.map { "event.\($0)" }.joined(separator: ", ")).")
            return nil
        }
        return name
    }

    private func actions(_ reader: MappingReader, _ key: String) -> CostsDefinition.Actions {
        guard reader.node(key) != nil else { return .withholding }
        let names = Action.allCases.map(\.rawValue)
        return CostsDefinition.Actions(
            reader.texts(key).compactMap { text, node in
                reader.index(of: text, node, among: names, key: "action").map {
                    Action.allCases[$0]
                }
            })
    }

    /// A number from nothing up; 0 where it is not said.
    private func amount(_ reader: MappingReader, _ key: String) -> Double {
        guard let node = reader.node(key) else { return 0 }
        if let number = node.scalar.flatMap({ Double($0.string) }), number >= 0, number.isFinite {
            return number
        }
        sink.error(
            reader.file, node, "`\(key)` is an amount from 0 up.", fix: "Write a number.")
        return 0
    }

    /// Items of a list that need not be there.
    private func some(_ reader: MappingReader, _ key: String) -> ArraySlice<Node> {
        guard let node = reader.node(key) else { return [] }
        let items = reader.items(key)
        if items.count > PackBuilder.costEntriesMax {
            sink.error(
                reader.file, node, "`\(key)` has at most \(PackBuilder.costEntriesMax) entries.",
                fix: "Keep those that matter most.")
        }
        return items.prefix(PackBuilder.costEntriesMax)
    }

    private mutating func readPrices(
        _ reader: MappingReader, _ environment: Environment
    ) -> [CostsDefinition.Price] {
        var prices: [CostsDefinition.Price] = []
        for node in some(reader, "prices") {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "price",
                    keys: ["on", "missed", "prevents", "wrong"])
            else { continue }
            var types = schema.types.map { _ in false }
            _ = item.required("on")
            for (text, node) in item.texts("on") {
                let names = schema.types.map(\.name)
                if let type = item.index(of: text, node, among: names, key: "event type") {
                    types[type] = true
                }
            }
            let held = types.indices.filter { types[$0] }
            let missing = held.isEmpty ? [] : missingSlots(at: held)
            prices.append(
                CostsDefinition.Price(
                    types: types,
                    missed: item.node("missed").flatMap {
                        sum($0, item.file, "missed", environment, missing)
                    }, prevents: actions(item, "prevents"),
                    wrong: readWrong(item, environment, missing)))
        }
        return prices
    }

    private mutating func readWrong(
        _ item: MappingReader, _ environment: Environment, _ missing: Set<Int>
    ) -> [Program?] {
        var wrong: [Program?] = Action.allCases.map { _ in nil }
        guard let node = item.node("wrong"),
            let reader = MappingReader(
                node, of: item.file, sink, what: "list of costs by action",
                keys: Action.allCases.map(\.rawValue))
        else { return wrong }
        for entry in reader.entries {
            guard let action = Action(rawValue: entry.name) else { continue }
            wrong[action.rank] = sum(entry.value, item.file, entry.name, environment, missing)
        }
        return wrong
    }

    /// An expression that comes to an amount.
    private mutating func sum(
        _ node: Node, _ file: PackFile, _ key: String, _ environment: Environment,
        _ missing: Set<Int>
    ) -> Program? {
        guard
            let compiled = compile(
                node, of: file, key: key, in: environment, scope: "costs", missing: missing,
                mayReadLabels: true)
        else { return nil }
        let numbers: [CEL.`Type`] = [.int, .uint, .double, .dyn]
        guard numbers.contains(compiled.type) else {
            sink.error(
                file, node, "`\(key)` is an amount, and this is a \(compiled.type).",
                fix: "Write an expression that comes to a number, such as event.amount or 2.5.")
            return nil
        }
        return compiled.program
    }

    private mutating func readSegments(
        _ reader: MappingReader, _ environment: Environment
    ) -> [CostsDefinition.Segment] {
        guard let node = reader.node("segments"),
            let segments = MappingReader(
                node, of: reader.file, sink, what: "list of segments", keys: nil)
        else { return [] }
        return segments.entries.prefix(PackBuilder.costEntriesMax).compactMap { entry in
            compile(
                entry.value, of: reader.file, key: entry.name, in: environment, scope: "costs",
                mayReadLabels: true
            ).map { CostsDefinition.Segment(name: entry.name, program: $0.program) }
        }
    }
}
