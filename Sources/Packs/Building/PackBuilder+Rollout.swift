import CEL
import Decisions
import Rules
import Vocabulary
import Yams

/// What `policy.yaml` says beside its steps, and which version of the registry it is.
extension PackBuilder {
    private static let rolloutKeys = [
        "unit", "approve_above", "newly_max", "spare_max", "latency_max", "slow_max", "alpha",
    ]
    private static let trialKeys = [
        "name", "kind", "unit", "share", "actions", "on", "unless", "description",
    ]

    /// `rollout:` of the policy.
    func readRollout() -> RolloutSettings {
        var settings = RolloutSettings()
        if !schema.entities.contains(settings.unit), let first = schema.entities.first {
            settings.unit = first
        }
        guard let file = files["policy.yaml"], let root = file.root?.mapping,
            let node = root.first(where: { $0.key.scalar?.string == "rollout" })?.value,
            let reader = MappingReader(
                node, of: file, sink, what: "rollout", keys: PackBuilder.rolloutKeys)
        else { return settings }
        if let unit = reader.node("unit"), let name = reader.text(unit, "unit"),
            reader.index(of: name, unit, among: schema.entities, key: "unit") != nil
        {
            settings.unit = name
        }
        settings.approveAbove = share("approve_above", reader, settings.approveAbove, in: 0...1)
        let inside = 1e-6...0.5
        settings.newlyMax = share("newly_max", reader, settings.newlyMax, in: inside)
        settings.spareMax = share("spare_max", reader, settings.spareMax, in: inside)
        settings.slowMax = share("slow_max", reader, settings.slowMax, in: inside)
        settings.alpha = share("alpha", reader, settings.alpha, in: 1e-12...0.1)
        if let span = reader.span("latency_max") {
            settings.latencyMicrosecondsMax = Int(clamping: span) * 1000
        }
        return settings
    }

    private func share(
        _ key: String, _ reader: MappingReader, _ value: Double, in range: ClosedRange<Double>
    ) -> Double {
        guard let node = reader.node(key) else { return value }
        if let number = node.scalar.flatMap({ Double($0.string) }), range.contains(number) {
            return number
        }
        sink.error(
            reader.file, node,
            "`\(key)` is a share from \(range.lowerBound) to \(range.upperBound).",
            fix: "Write a number such as 0.01 for one in a hundred.")
        return value
    }

    /// `withhold:` of the policy: the trials that keep a share from it.
    mutating func readWithholding() -> Withholding {
        guard let file = files["policy.yaml"], let root = file.root?.mapping,
            let node = root.first(where: { $0.key.scalar?.string == "withhold" })?.value
        else { return .none }
        guard let sequence = node.sequence else {
            sink.error(
                file, node, "`withhold` is a list of trials.", fix: "Begin each with a dash.")
            return .none
        }
        var trials: [TrialDefinition] = []
        for item in sequence {
            guard
                let reader = MappingReader(
                    item, of: file, sink, what: "trial", keys: PackBuilder.trialKeys),
                let trial = readTrial(reader, taken: Set(trials.map(\.name)))
            else { continue }
            trials.append(trial)
        }
        return Withholding(trials)
    }

    private mutating func readTrial(
        _ reader: MappingReader, taken: Set<String>
    ) -> TrialDefinition? {
        guard let name = reader.text("name"), let node = reader.node("name"),
            checkName(
                name, node, of: reader.file, taken: taken, what: "trial", mayHaveDots: false),
            let kind = reader.choice("kind", of: TrialDefinition.Kind.self),
            reader.required("share") != nil
        else { return nil }
        let share = share(
            "share", reader, 0.01, in: Double.leastNormalMagnitude...TrialDefinition.shareMax)
        guard let unit = readUnit(reader, kind) else { return nil }
        let journeys = readTrialJourneys(reader)
        return TrialDefinition(
            name: name, kind: kind, unit: unit.name, share: share, actions: readActions(reader),
            journeys: journeys,
            unitSlots: schema.types.indices.map { type in
                unit.index.flatMap { schema.field(naming: $0, at: type)?.slot }
            }, unless: readUnless(reader, journeys))
    }

    /// The kind of entity that is drawn; an exploration may draw events.
    private func readUnit(
        _ reader: MappingReader, _ kind: TrialDefinition.Kind
    ) -> (name: String?, index: Int?)? {
        guard let node = reader.node("unit") else {
            if kind == .exploration { return (nil, nil) }
            sink.error(
                reader.file, reader.node, "A holdout says whom it draws.",
                fix: "Add `unit:` with a kind of entity, such as account.")
            return nil
        }
        guard let name = reader.text(node, "unit") else { return nil }
        if kind == .exploration, name == "event" { return (nil, nil) }
        return reader.index(of: name, node, among: schema.entities, key: "unit").map { (name, $0) }
    }

    /// All that stand in somebody's way, unless it names some.
    private func readActions(_ reader: MappingReader) -> Set<Action> {
        let named = reader.texts("actions")
        if named.isEmpty { return Set(Action.allCases.filter { $0 > .review }) }
        let names = Action.allCases.map(\.rawValue)
        return Set(
            named.compactMap { text, node in
                if text == Action.allow.rawValue {
                    sink.error(
                        reader.file, node, "Nothing can be withheld from what is allowed.",
                        fix: "Name an action that stands in the way.")
                    return nil
                }
                return reader.index(of: text, node, among: names, key: "actions")
                    .map { Action.allCases[$0] }
            })
    }

    /// All, unless it names some.
    private func readTrialJourneys(_ reader: MappingReader) -> [Bool] {
        let named = reader.texts("on")
        let chosen = named.compactMap { text, node in
            reader.index(of: text, node, among: schema.journeys, key: "on")
        }
        return schema.journeys.indices.map { named.isEmpty || chosen.contains($0) }
    }

    /// It reads the event alone, such as an amount.
    private mutating func readUnless(
        _ reader: MappingReader, _ journeys: [Bool]
    ) -> Program? {
        guard let node = reader.node("unless") else { return nil }
        let environment = RuleLibrary.environment(
            variables: schema.variables, library: library)
        return compile(
            node, of: reader.file, key: "unless", in: environment, scope: "trial",
            expecting: .bool, missing: missingSlots(at: types(at: journeys)))?.program
    }

    /// The version that `release.yaml` says this is; the registry writes it.
    func readRelease() -> Int? {
        guard let file = files["release.yaml"],
            let reader = root(of: file, what: "release", keys: ["policy"])
        else { return nil }
        return reader.int("policy", in: 1...1_000_000_000, default: 1)
    }
}
