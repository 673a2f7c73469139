import CEL
import Features
import Rules
import Vocabulary
import Yams

extension PackBuilder {
    private static let keys = [
        "name", "description", "entity", "on", "where", "aggregate", "of", "window", "delay",
        "present", "resolution", "q", "rest", "cap", "formula", "export",
    ]
    /// Keys that a feature over events may have and a formula may not.
    private static let aggregateKeys = keys.filter {
        !["name", "description", "formula", "export"].contains($0)
    }

    /// Reads `features.yaml`. Formulas may stand before what they read; cycles are reported.
    mutating func readFeatures() {
        guard let file = files["features.yaml"],
            let reader = root(of: file, what: "features file", keys: ["features"])
        else { return }
        let eventVariables = variables
        let environment = RuleLibrary.environment(variables: eventVariables, library: library)
        var formulas: [(reader: MappingReader, name: String, node: Node)] = []
        var names: Set<String> = []
        for node in reader.items("features") {
            guard
                let item = MappingReader(
                    node, of: file, sink, what: "feature", keys: PackBuilder.keys),
                let name = item.text("name"), let nameNode = item.node("name"),
                checkName(
                    name, nameNode, of: file, taken: names, what: "feature", mayHaveDots: true)
            else { continue }
            names.insert(name)
            if !item.bool("export", default: false) { featurePlaces.append((name, nameNode)) }
            _ = item.text("description")
            if let formula = item.node("formula") {
                rejectAggregateKeys(item)
                formulas.append((item, name, formula))
            } else {
                readAggregate(item, name: name, environment)
            }
        }
        readFormulas(formulas, file)
    }

    /// Warns of features that no rule and no formula reads.
    func warnOfUnusedFeatures() {
        guard let file = files["features.yaml"], !sink.hasErrors else { return }
        for feature in featurePlaces {
            let slot = variables.first { $0.name == "features.\(feature.name)" }?.slot
            guard let slot, !mentions.slots.contains(slot) else { continue }
            sink.warning(
                file, feature.node, "Nothing reads the feature `\(feature.name)`.",
                fix: "Read it in a rule or a formula, drop it since it costs at every event, or "
                    + "write `export: true` if models or reports read it.")
        }
    }

    private func rejectAggregateKeys(_ item: MappingReader) {
        for key in PackBuilder.aggregateKeys {
            guard let node = item.node(key) else { continue }
            sink.error(
                item.file, node, "A formula has no `\(key)`.",
                fix: "Drop `\(key)`, or drop `formula` and aggregate events.")
        }
    }

    private mutating func readAggregate(
        _ item: MappingReader, name: String, _ environment: Environment
    ) {
        let key = readKey(item)
        let types = readTypes(item)
        let missing = types.isEmpty ? [] : missingSlots(at: types)
        let delay = item.span("delay") ?? 0
        let aggregation = item.choice("aggregate", of: Aggregation.self)
        // A delay keeps the window off labels that are not known yet, not the present event.
        let mayReadLabels = delay > 0 && !(aggregation?.readsPresent ?? false)
        let filter = readFilter(item, environment, missing, mayReadLabels: mayReadLabels)
        guard let aggregation else { return declare(name, type: .dyn) }
        let value = readValue(item, aggregation, environment, mayReadLabels: mayReadLabels)
        warnOfEmptyValue(item, value, missing)
        let window = readWindow(item)
        let settings = readSettings(item, aggregation, window: window)
        guard let present = readPresence(item, aggregation) else { return }
        guard let key, !types.isEmpty, let window,
            value != nil || !aggregation.needsValue
        else {
            return declare(name, type: resultType(aggregation, value?.type))
        }
        let slot = variables.count
        declare(
            name, type: resultType(aggregation, value?.type),
            bounds: bounds(of: aggregation, value))
        features.append(
            FeatureDefinition(
                name: name, description: item.optionalText("description") ?? "", slot: slot,
                recipe: .aggregate(
                    FeatureDefinition.Aggregate(
                        key: key, types: types, filter: filter, value: value,
                        aggregation: aggregation, windowMilliseconds: window.milliseconds,
                        delayMilliseconds: delay,
                        includesPresent: present == .include,
                        settings: settings))))
    }

    private mutating func declare(
        _ name: String, type: CEL.`Type`, bounds: ValueBounds = .unknown
    ) {
        variables.append(
            Variable(
                name: "features.\(name)", type: type, slot: variables.count, bounds: bounds))
    }

    private func readKey(_ item: MappingReader) -> [Int]? {
        _ = item.required("entity")
        let names = item.texts("entity")
        let indices = names.compactMap {
            item.index(of: $0.text, $0.node, among: schema.entities, key: "entity")
        }
        return indices.count == names.count && !indices.isEmpty ? indices : nil
    }

    private func readTypes(_ item: MappingReader) -> [Int] {
        _ = item.required("on")
        return item.texts("on").compactMap {
            item.index(of: $0.text, $0.node, among: schema.types.map(\.name), key: "event type")
        }
    }

    private mutating func readFilter(
        _ item: MappingReader, _ environment: Environment, _ missing: Set<Int>,
        mayReadLabels: Bool
    ) -> Program? {
        item.node("where").flatMap {
            compile(
                $0, of: item.file, key: "where", in: environment, scope: "event",
                expecting: .bool, missing: missing, mayReadLabels: mayReadLabels)?.program
        }
    }

    private mutating func readValue(
        _ item: MappingReader, _ aggregation: Aggregation, _ environment: Environment,
        mayReadLabels: Bool
    ) -> FeatureValue? {
        guard aggregation.needsValue else {
            if let node = item.node("of") {
                sink.error(
                    item.file, node, "`\(aggregation.rawValue)` reads no value.",
                    fix: "Drop `of`.")
            }
            return nil
        }
        guard let node = item.required("of"),
            let compiled = compile(
                node, of: item.file, key: "of", in: environment, scope: "event",
                mayReadLabels: mayReadLabels)
        else { return nil }
        let isNumber = compiled.type == .int || compiled.type == .double
        guard isNumber || !aggregation.needsNumber else {
            sink.error(
                item.file, node,
                "`\(aggregation.rawValue)` reads numbers; this is \(compiled.type).",
                fix: "Aggregate a number, or count with distinct.")
            return nil
        }
        guard PackBuilder.canRead(compiled.type, aggregation) else {
            sink.error(
                item.file, node, "`\(aggregation.rawValue)` cannot read \(compiled.type).",
                fix: "Read text, a number, truth or a time from it.")
            return nil
        }
        let text = node.scalar?.string ?? ""
        let slot = variables.first { $0.name == text }?.slot
        return FeatureValue(
            source: slot.map { .slot($0) } ?? .program(compiled.program), text: text,
            type: compiled.type)
    }

    /// Warns of a value that none of the events that count has.
    private func warnOfEmptyValue(
        _ item: MappingReader, _ value: FeatureValue?, _ missing: Set<Int>
    ) {
        guard case .slot(let slot) = value?.source, missing.contains(slot),
            let node = item.node("of")
        else { return }
        sink.warning(
            item.file, node, "None of the events that count here has `\(variables[slot].name)`.",
            fix: "Read a field of the events in `on`.")
    }

    /// Whether values of the type can be held: `first` and `last` give them back, others only tell
    /// them apart.
    private static func canRead(_ type: CEL.`Type`, _ aggregation: Aggregation) -> Bool {
        switch type {
        case .int, .double, .bool, .string, .timestamp: true
        case .uint, .bytes, .duration, .ip, .error:
            aggregation != .first && aggregation != .last
        default: false
        }
    }

    struct Window { var milliseconds: Int64? }

    private func readWindow(_ item: MappingReader) -> Window? {
        guard item.required("window") != nil else { return nil }
        if item.optionalText("window") == "all" { return Window(milliseconds: nil) }
        return item.span("window").map { Window(milliseconds: $0) }
    }

    private enum Presence: String, CaseIterable { case include, exclude }

    private func readPresence(_ item: MappingReader, _ aggregation: Aggregation) -> Presence? {
        let isSince = aggregation == .sinceFirst || aggregation == .sinceLast
        let isExcluded = isSince || aggregation.readsPresent
        let present = item.choice(
            "present", of: Presence.self, default: isExcluded ? .exclude : .include)
        if aggregation.readsPresent, present == .include, let node = item.node("present") {
            sink.error(
                item.file, node,
                "`\(aggregation.rawValue)` holds the present event against the others.",
                fix: "Drop `present`.")
        }
        return present
    }

    private func resultType(_ aggregation: Aggregation, _ value: CEL.`Type`?) -> CEL.`Type` {
        switch aggregation {
        case .count, .distinct: .int
        case .sum, .min, .max, .first, .last: value ?? .dyn
        default: .double
        }
    }

    /// Compiles formulas in the order of dependency: each round compiles those whose features are
    /// all declared. What is left over waits on itself.
    private mutating func readFormulas(
        _ formulas: [(reader: MappingReader, name: String, node: Node)], _ file: PackFile
    ) {
        var waiting = formulas
        while !waiting.isEmpty {
            let undeclared = Set(waiting.map(\.name))
            let ready = waiting.filter { formula in
                !undeclared.contains { formula.node.mentions(feature: $0) }
            }
            guard !ready.isEmpty else {
                for formula in waiting {
                    sink.error(
                        file, formula.node, "`\(formula.name)` waits on itself.",
                        fix:
                            "Break the circle among \(undeclared.sorted().joined(separator: ", "))."
                    )
                    declare(formula.name, type: .dyn)
                }
                return
            }
            for formula in ready { readFormula(formula) }
            waiting.removeAll { formula in ready.contains { $0.name == formula.name } }
        }
    }

    private mutating func readFormula(
        _ formula: (reader: MappingReader, name: String, node: Node)
    ) {
        let environment = RuleLibrary.environment(variables: variables, library: library)
        let compiled = compile(
            formula.node, of: formula.reader.file, key: "formula", in: environment,
            scope: "features")
        let slot = variables.count
        declare(
            formula.name, type: compiled?.type ?? .dyn,
            bounds: compiled?.program.resultBounds ?? .unknown)
        guard let compiled else { return }
        features.append(
            FeatureDefinition(
                name: formula.name,
                description: formula.reader.optionalText("description") ?? "", slot: slot,
                recipe: .formula(compiled.program)))
    }
}

extension Node {
    /// Whether the expression reads the feature of exactly this name.
    fileprivate func mentions(feature: String) -> Bool {
        guard let text = scalar?.string else { return false }
        let name = "features.\(feature)"
        var rest = text[...]
        while let found = rest.firstRange(of: name) {
            let next = rest[found.upperBound...].first
            if next.map({ !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }) ?? true {
                return true
            }
            rest = rest[found.upperBound...]
        }
        return false
    }
}
