import CEL
import Rules
import Toolbox
import Vocabulary
import Yams

// Experiments on policies and funnels of journeys, as `experiments.yaml` says them.

extension PackBuilder {
    /// Experiments, and funnels, that a pack may declare.
    private static let experimentsMax = 64
    /// Arms, guards and steps that one may have.
    private static let partsMax = 16
    /// The longest an entity is watched, milliseconds.
    private static let watchedMax: Int64 = 366 * 86_400_000

    /// Reads `experiments.yaml`; nil without it, or while events.yaml cannot be read.
    mutating func readExperiments() -> ExperimentsDefinition? {
        guard let file = files["experiments.yaml"],
            let reader = root(
                of: file, what: "file of experiments", keys: ["experiments", "funnels"]),
            files["events.yaml"]?.root != nil
        else { return nil }
        var made = ExperimentsDefinition(experiments: [], funnels: [])
        var names: Set<String> = []
        for node in bounded(reader, "experiments", to: Self.experimentsMax) {
            guard let experiment = readExperiment(node, file, taken: names) else { continue }
            names.insert(experiment.name)
            made.experiments.append(experiment)
        }
        names = []
        for node in bounded(reader, "funnels", to: Self.experimentsMax) {
            guard let funnel = readFunnel(node, file, taken: names) else { continue }
            names.insert(funnel.name)
            made.funnels.append(funnel)
        }
        return made
    }

    private mutating func readExperiment(
        _ node: Node, _ file: PackFile, taken: Set<String>
    ) -> ExperimentDefinition? {
        guard
            let reader = MappingReader(
                node, of: file, sink, what: "experiment",
                keys: [
                    "name", "description", "unit", "salt", "starts", "enters", "arms", "alpha",
                    "primary", "guards",
                ])
        else { return nil }
        let name = readName(reader, taken: taken, what: "experiment")
        let unit = readUnit(reader)
        let starts = readTime(reader, "starts")
        let enters = reader.node("enters").flatMap { readChoice($0, file, unit, what: "entry") }
        let arms = readArms(reader)
        let alpha = number(reader, "alpha", in: 0.0001...0.2, default: 0.05)
        let primary = reader.required("primary").flatMap { readMetric($0, file, unit) }
        var guards: [ExperimentDefinition.Metric] = []
        for node in bounded(reader, "guards", to: Self.partsMax) {
            guard let metric = readMetric(node, file, unit) else { continue }
            if metric.name == primary?.name || guards.contains(where: { $0.name == metric.name }) {
                sink.error(
                    file, node, "There already is a metric `\(metric.name)`.",
                    fix: "Give it another name.")
            }
            guards.append(metric)
        }
        guard let name, let unit, let alpha, let primary, !arms.isEmpty else { return nil }
        return ExperimentDefinition(
            name: name, description: reader.optionalText("description") ?? "", unit: unit,
            salt: reader.optionalText("salt") ?? "experiment/\(name)", startsAt: starts,
            enters: enters, arms: arms, alpha: alpha, primary: primary, guards: guards)
    }

    private func readArms(_ reader: MappingReader) -> [ExperimentDefinition.Arm] {
        var arms: [ExperimentDefinition.Arm] = []
        let items = reader.items("arms")
        for node in items.prefix(Self.partsMax) {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "arm", keys: ["name", "share", "version"])
            else { continue }
            let name = item.text("name")
            let share = number(item, "share", in: 0.001...0.999)
            let version =
                item.node("version") == nil
                ? nil : item.int("version", in: 1...1_000_000_000, default: 1)
            guard let name, let share else { continue }
            if arms.contains(where: { $0.name == name }) {
                sink.error(
                    reader.file, node, "There already is an arm `\(name)`.",
                    fix: "Give it another name.")
            }
            arms.append(ExperimentDefinition.Arm(name: name, share: share, version: version))
        }
        guard let node = reader.node("arms") else { return [] }
        if items.count < 2 || items.count > Self.partsMax {
            sink.error(
                reader.file, node,
                "An experiment has 2 to \(Self.partsMax) arms, control first.",
                fix: "Write control and treatment, each with its share.")
        } else if arms.reduce(0, { $0 + $1.share }) > 1 + 1e-9 {
            sink.error(
                reader.file, node, "The arms' shares are more than 1 together.",
                fix: "Lower them; who is in no arm is in no experiment.")
        }
        return arms
    }

    private mutating func readMetric(
        _ node: Node, _ file: PackFile, _ unit: Int?
    ) -> ExperimentDefinition.Metric? {
        let keys = [
            "name", "on", "where", "value", "at_most", "from", "to", "baseline", "effect",
            "better", "of",
        ]
        guard let item = MappingReader(node, of: file, sink, what: "metric", keys: keys)
        else { return nil }
        let choice = readChoice(item, unit)
        let value = choice.flatMap { readValue(item, at: $0.type) }
        let atMost =
            item.node("value") == nil
            ? 1 : item.required("at_most").flatMap { _ in number(item, "at_most", in: 1e-6...1e12) }
        let from = item.span("from") ?? 0
        let to = item.required("to").flatMap { _ in item.span("to") }
        let most = atMost ?? 1
        let baseline = number(item, "baseline", in: 0...most)
        let effect = number(item, "effect", in: most * 1e-6...most)
        if let to, let place = item.node("to"), to <= from || to > Self.watchedMax {
            sink.error(
                file, place, "`to` is after `from`, and 366 days at most.",
                fix: "Write from: 7d and to: 14d, say.")
        }
        let better = item.choice("better", of: Better.self, default: .higher)
        let of = item.choice("of", of: Watched.self, default: .all)
        guard let name = item.text("name"), let choice, let to, let baseline, let effect,
            let atMost
        else { return nil }
        return ExperimentDefinition.Metric(
            name: name, event: choice, value: value, atMost: atMost, from: from, to: to,
            baseline: baseline, effect: effect, isHigherBetter: better == .higher,
            isOfGood: of == .good)
    }

    private enum Better: String, CaseIterable { case higher, lower }
    private enum Watched: String, CaseIterable { case all, good }

    private mutating func readFunnel(
        _ node: Node, _ file: PackFile, taken: Set<String>
    ) -> FunnelDefinition? {
        guard
            let reader = MappingReader(
                node, of: file, sink, what: "funnel",
                keys: ["name", "unit", "within", "steps", "segment"])
        else { return nil }
        let name = readName(reader, taken: taken, what: "funnel")
        let unit = readUnit(reader)
        let within = reader.required("within").flatMap { _ in reader.span("within") }
        var steps: [FunnelDefinition.Step] = []
        let items = reader.items("steps")
        for node in items.prefix(Self.partsMax) {
            guard
                let item = MappingReader(
                    node, of: file, sink, what: "step", keys: ["name", "on", "where"]),
                let choice = readChoice(item, unit)
            else { continue }
            let name = item.optionalText("name") ?? schema.types[choice.type].name
            steps.append(FunnelDefinition.Step(name: name, event: choice))
        }
        if let node = reader.node("steps"), items.count < 2 || items.count > Self.partsMax {
            sink.error(
                file, node, "A funnel has 2 to \(Self.partsMax) steps.",
                fix: "Name the events that people go through, in order.")
        }
        var segment: Int?
        if let text = reader.optionalText("segment"), let node = reader.node("segment"),
            let first = steps.first
        {
            let fields = schema.types[first.event.type].fields
            segment = reader.index(of: text, node, among: fields.map(\.name), key: "field")
                .map { fields[$0].slot }
        }
        guard let name, let unit, let within, steps.count == items.count else { return nil }
        return FunnelDefinition(
            name: name, unit: unit, within: within, steps: steps, segment: segment)
    }
}

// What experiments and funnels have in common.

extension PackBuilder {
    private func readName(_ reader: MappingReader, taken: Set<String>, what: String) -> String? {
        guard let name = reader.text("name"), let node = reader.node("name"),
            checkName(name, node, of: reader.file, taken: taken, what: what, mayHaveDots: false)
        else { return nil }
        return name
    }

    private func readUnit(_ reader: MappingReader) -> Int? {
        guard let name = reader.text("unit"), let node = reader.node("unit") else { return nil }
        return reader.index(of: name, node, among: schema.entities, key: "entity")
    }

    private func readTime(_ reader: MappingReader, _ key: String) -> Int64? {
        guard let text = reader.optionalText(key), let node = reader.node(key) else { return nil }
        if let time = CivilTime(rfc3339: text) { return time.milliseconds }
        sink.error(
            reader.file, node, "`\(key)` is an RFC 3339 time.",
            fix: "Write 2026-01-01T00:00:00Z, say.")
        return nil
    }

    private func bounded(_ reader: MappingReader, _ key: String, to most: Int) -> [Node] {
        guard reader.node(key) != nil else { return [] }
        let items = reader.items(key)
        if items.count > most {
            sink.error(
                reader.file, items[most], "`\(key)` has at most \(most) entries.",
                fix: "Keep those that are still looked at.")
        }
        return Array(items.prefix(most))
    }

    private mutating func readChoice(
        _ node: Node, _ file: PackFile, _ unit: Int?, what: String
    ) -> EventChoice? {
        MappingReader(node, of: file, sink, what: what, keys: ["on", "where"]).flatMap {
            readChoice($0, unit)
        }
    }

    /// The event type `on` names, which must name the unit, and the condition `where`.
    private mutating func readChoice(_ item: MappingReader, _ unit: Int?) -> EventChoice? {
        guard let name = item.text("on"), let node = item.node("on"),
            let type = item.index(
                of: name, node, among: schema.types.map(\.name), key: "event type")
        else { return nil }
        if let unit, schema.field(naming: unit, at: type) == nil {
            sink.error(
                item.file, node, "`\(name)` does not name the \(schema.entities[unit]).",
                fix: "Give it a field with `entity: \(schema.entities[unit])`.")
            return nil
        }
        guard let condition = item.node("where") else { return EventChoice(type: type) }
        let compiled = compile(
            condition, of: item.file, key: "where", in: eventEnvironment, scope: "event",
            expecting: .bool, missing: missingSlots(at: [type]))
        return compiled.map { EventChoice(type: type, condition: $0.program) }
    }

    private mutating func readValue(_ item: MappingReader, at type: Int) -> Program? {
        guard let node = item.node("value") else { return nil }
        let compiled = compile(
            node, of: item.file, key: "value", in: eventEnvironment, scope: "event",
            missing: missingSlots(at: [type]))
        guard let compiled else { return nil }
        guard compiled.type == .int || compiled.type == .double else {
            sink.error(
                item.file, node, "`value` is a number, not \(compiled.type).",
                fix: "Drop it to count whether there was such an event.")
            return nil
        }
        return compiled.program
    }

    private var eventEnvironment: Environment {
        RuleLibrary.environment(variables: schema.variables, library: library)
    }

    private func number(
        _ reader: MappingReader, _ key: String, in range: ClosedRange<Double>,
        default value: Double? = nil
    ) -> Double? {
        guard let node = value == nil ? reader.required(key) : reader.node(key) else {
            return value
        }
        if let number = node.scalar.flatMap({ Double($0.string) }), range.contains(number) {
            return number
        }
        sink.error(
            reader.file, node,
            "`\(key)` is a number from \(range.lowerBound) to \(range.upperBound).",
            fix: "Write a number in that range.")
        return nil
    }
}
