import CEL
import Rules
import Vocabulary
import Yams

// What is done to whom for what decisions say, as `enforcement.yaml` has it.

extension PackBuilder {
    private static let policiesMax = 64
    private static let rungsMax = 16
    private static let capsMax = 32
    /// What a notice may say of its enforcement.
    private static let placeholders = [
        "entity", "measure", "from", "until", "facts", "ground", "automated", "appeal_until",
        "strikes", "enforcement",
    ]

    /// Reads `enforcement.yaml`; nil without it.
    func readEnforcement() -> EnforcementDefinition? {
        guard let file = files["enforcement.yaml"],
            let reader = root(
                of: file, what: "enforcement file",
                keys: ["ring", "words", "policies", "hands", "reach"]),
            ["events.yaml", "rules.yaml"].allSatisfy({ files[$0]?.root != nil })
        else { return nil }
        var policies: [EnforcementPolicy] = []
        for node in bounded(reader, "policies", PackBuilder.policiesMax) {
            guard let policy = readEnforcementPolicy(node, file) else { continue }
            if policies.contains(where: { $0.name == policy.name }) {
                sink.error(
                    file, node, "There are two policies `\(policy.name)`.",
                    fix: "Give one of them another name.")
            }
            policies.append(policy)
        }
        var hands = readHands(reader)
        let locales = Set((policies.map(\.notices) + [hands?.notices ?? [:]]).flatMap(\.keys))
        let words = readNoticeWords(reader, of: locales)
        for index in policies.indices { policies[index].words = words }
        hands?.words = words
        return EnforcementDefinition(
            policies: policies, reach: readReach(reader), ringFeature: readRing(reader),
            hands: hands)
    }

    /// How people's own measures are told; nil where nothing is said of it.
    private func readHands(_ reader: MappingReader) -> HandNotices? {
        guard let node = reader.node("hands"),
            let item = MappingReader(
                node, of: reader.file, sink, what: "description of measures by hand",
                keys: ["ground", "notices", "appeal", "label"])
        else { return nil }
        let ground = item.text("ground")
        let notices = readNotices(item, mayAppeal: true)
        guard let ground else { return nil }
        return HandNotices(
            ground: ground, notices: notices, appeal: item.span("appeal"),
            label: item.optionalText("label") ?? "fraud")
    }

    /// By locale, how notices call measures and an open end; nil where nothing is said.
    private func readNoticeWords(
        _ reader: MappingReader, of known: Set<String>
    ) -> [String: [String: String]]? {
        guard let node = reader.node("words"),
            let locales = MappingReader(
                node, of: reader.file, sink, what: "set of words", keys: nil)
        else { return nil }
        var words: [String: [String: String]] = [:]
        for locale in locales.entries {
            _ = locales.index(
                of: locale.name, locale.key, among: known.sorted(), key: "locale of a notice")
            guard
                let said = MappingReader(
                    locale.value, of: reader.file, sink, what: "set of words of a locale",
                    keys: NoticeWords.all)
            else { continue }
            for name in NoticeWords.all {
                words[locale.name, default: [:]][name] = said.optionalText(name)
            }
        }
        return words.isEmpty ? nil : words
    }

    private func bounded(_ reader: MappingReader, _ key: String, _ most: Int) -> [Node] {
        let items = reader.items(key)
        if items.count > most, let node = reader.node(key) {
            sink.error(
                reader.file, node, "`\(key)` has \(items.count) items; \(most) are the most.",
                fix: "Put some together.")
        }
        return items
    }

    private func readRing(_ reader: MappingReader) -> String? {
        guard let name = reader.optionalText("ring"), let node = reader.node("ring") else {
            return nil
        }
        let known = variables.filter { $0.name.hasPrefix("features.") && $0.type == .string }
            .map(\.name)
        _ = reader.index(of: name, node, among: known, key: "feature of a text")
        return name
    }

    private func readEnforcementPolicy(_ node: Node, _ file: PackFile) -> EnforcementPolicy? {
        guard
            let item = MappingReader(
                node, of: file, sink, what: "policy",
                keys: [
                    "name", "description", "entity", "when", "cooldown", "strikes", "ladder",
                    "ground", "notices", "appeal", "label",
                ])
        else { return nil }
        let name = item.text("name")
        if let name, let node = item.node("name") {
            _ = checkName(
                name, node, of: file, taken: [], what: "policy", mayHaveDots: false)
        }
        let description = item.text("description")
        let entity = item.text("entity")
        if let entity, let node = item.node("entity") {
            _ = item.index(of: entity, node, among: schema.entities, key: "entity")
        }
        let condition = readViolation(item)
        let strikes = readStrikes(item)
        let ladder = readLadder(item)
        let ground = item.text("ground")
        let appeal = item.span("appeal")
        let notices = readNotices(item, mayAppeal: appeal != nil)
        guard let name, let description, let entity, let condition, let ground else { return nil }
        return EnforcementPolicy(
            name: name, description: description, entity: entity, condition: condition,
            cooldown: item.span("cooldown") ?? 0, weight: strikes.weight, expires: strikes.expires,
            ladder: ladder, ground: ground, notices: notices, appeal: appeal,
            label: item.optionalText("label") ?? "fraud")
    }

    private func readViolation(_ item: MappingReader) -> EnforcementPolicy.Condition? {
        guard let node = item.required("when"),
            let when = MappingReader(
                node, of: item.file, sink, what: "condition",
                keys: ["actions", "journeys", "signals", "rules"])
        else { return nil }
        func names(_ key: String, among known: [String]) -> [String] {
            when.texts(key).map { text, node in
                _ = when.index(of: text, node, among: known, key: String(key.dropLast()))
                return text
            }
        }
        let actions = Action.allCases.filter { $0 != .allow }.map(\.rawValue)
        _ = when.required("actions")
        return EnforcementPolicy.Condition(
            actions: names("actions", among: actions),
            journeys: names("journeys", among: schema.journeys),
            signals: names("signals", among: signals), rules: names("rules", among: ruleIDs))
    }

    private func readStrikes(_ item: MappingReader) -> (weight: Double, expires: Int64) {
        guard let node = item.required("strikes"),
            let strikes = MappingReader(
                node, of: item.file, sink, what: "description of strikes",
                keys: ["weight", "expires"])
        else { return (1, 1) }
        _ = strikes.required("expires")
        return (
            weight(strikes, "weight", default: 1), max(1, strikes.span("expires") ?? 1)
        )
    }

    /// A number above 0, at most a thousand.
    private func weight(
        _ item: MappingReader, _ key: String, default value: Double
    ) -> Double {
        guard let node = item.node(key) else { return value }
        if let number = node.scalar.flatMap({ Double($0.string) }), number > 0, number <= 1000 {
            return number
        }
        sink.error(
            item.file, node, "`\(key)` is a number above 0 and at most 1000.",
            fix: "Write 1 for an ordinary violation.")
        return value
    }

    private func readLadder(_ item: MappingReader) -> [EnforcementPolicy.Rung] {
        var ladder: [EnforcementPolicy.Rung] = []
        for node in bounded(item, "ladder", PackBuilder.rungsMax) {
            guard
                let rung = MappingReader(
                    node, of: item.file, sink, what: "rung", keys: ["strikes", "measure", "for"])
            else { continue }
            _ = rung.required("strikes")
            let strikes = weight(rung, "strikes", default: 1)
            guard let measure = rung.choice("measure", of: EnforcementMeasure.self) else {
                continue
            }
            if measure == .strike, let node = rung.node("measure") {
                sink.error(
                    item.file, node, "Below the first rung a violation is a strike anyway.",
                    fix: "Begin the ladder with a measure, or drop this rung.")
            }
            if let last = ladder.last, strikes <= last.strikes || measure < last.measure {
                sink.error(
                    item.file, node, "A rung is above the one before it.",
                    fix: "Give it more strikes, and no weaker measure.")
            }
            ladder.append(
                EnforcementPolicy.Rung(
                    strikes: strikes, measure: measure, lasts: rung.span("for")))
        }
        return ladder
    }

    /// A statement of reasons says what happened, on what ground, and what can be done about it.
    private func readNotices(_ item: MappingReader, mayAppeal: Bool) -> [String: String] {
        guard let node = item.required("notices"),
            let texts = MappingReader(node, of: item.file, sink, what: "set of notices", keys: nil)
        else { return [:] }
        let needed = ["facts", "ground"] + (mayAppeal ? ["appeal_until"] : [])
        var notices: [String: String] = [:]
        for entry in texts.entries {
            guard let text = texts.text(entry.value, entry.name) else { continue }
            notices[entry.name] = text
            for name in Self.placeholders(in: text) {
                _ = item.index(
                    of: name, entry.value, among: PackBuilder.placeholders, key: "placeholder")
            }
            for name in needed where !text.contains("{\(name)}") {
                sink.error(
                    item.file, entry.value, "The notice does not say `{\(name)}`.",
                    fix: "A statement of reasons says \(needed.joined(separator: ", ")).")
            }
        }
        if texts.entries.isEmpty {
            sink.error(
                item.file, node, "There is no notice.", fix: "Write one for each locale, as `en`.")
        }
        return notices
    }

    /// Names in braces.
    private static func placeholders(in text: String) -> [String] {
        text.split(separator: "{").dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }
    }

    private func readReach(_ reader: MappingReader) -> [ReachCap] {
        guard reader.node("reach") != nil else { return [] }
        return bounded(reader, "reach", PackBuilder.capsMax).compactMap { node in
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "cap", keys: ["by", "per", "entities"])
            else { return nil }
            _ = item.required("per")
            _ = item.required("entities")
            let span = item.span("per")
            let entities = item.int("entities", in: 0...1_000_000, default: 1)
            guard let scope = item.choice("by", of: ReachCap.Scope.self), let span else {
                return nil
            }
            return ReachCap(scope: scope, span: max(1, span), entities: entities)
        }
    }
}
