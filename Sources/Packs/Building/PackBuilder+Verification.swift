import CEL
import Rules
import Vocabulary
import Yams

// What people are asked to prove, as `verification.yaml` says it.

extension PackBuilder {
    /// Vendors, and requirements, that a pack may have.
    private static let entriesMax = 32
    /// The most that one request to a vendor may take, milliseconds: others wait for it.
    private static let vendorTimeoutMax: Int64 = 30_000

    /// Reads `verification.yaml`; nil without it, or while events.yaml cannot be read.
    mutating func readVerification(signals: Range<Int>, scoreSlot: Int) -> VerificationDefinition? {
        guard let file = files["verification.yaml"],
            let reader = root(
                of: file, what: "verification file",
                keys: ["event", "vendors", "requirements", "journeys"]),
            files["events.yaml"]?.root != nil
        else { return nil }
        let event = readStepEvent(reader)
        let vendors = readVendors(reader)
        let requirements = readRequirements(reader, vendors: vendors)
        let journeys = readAsking(
            reader, requirements: requirements, signals: signals, scoreSlot: scoreSlot)
        guard let event else { return nil }
        return VerificationDefinition(
            event: event, vendors: vendors, requirements: requirements, journeys: journeys)
    }

    /// The event type that steps are written back as: names the account, and has the fields.
    private func readStepEvent(_ reader: MappingReader) -> Int? {
        guard let name = reader.text("event"), let node = reader.node("event"),
            let type = reader.index(
                of: name, node, among: schema.types.map(\.name), key: "event type")
        else { return nil }
        let fields = schema.types[type].fields
        let account = schema.entities.firstIndex(of: "account")
        if account == nil || !fields.contains(where: { $0.entity == account }) {
            sink.error(
                reader.file, node, "`\(name)` does not name the account.",
                fix: "Give it a field with `entity: account`.")
        }
        for wanted in VerificationDefinition.eventFields {
            let held = fields.first { $0.name == wanted }
            if let held, held.type != .string || held.isLabel {
                sink.error(
                    reader.file, node, "`\(wanted)` of `\(name)` is no plain string.",
                    fix: "Declare `\(wanted): { type: string, max: 64 }`.")
            } else if held == nil, ["requirement", "state"].contains(wanted) {
                sink.error(
                    reader.file, node, "`\(name)` has no field `\(wanted)`.",
                    fix: "Declare `\(wanted): { type: string, max: 64 }`.")
            }
        }
        for field in fields
        where field.isRequired && field.entity != account
            && !["requirement", "state"].contains(field.name)
        {
            sink.error(
                reader.file, node,
                "`\(field.name)` of `\(name)` is required, and not every step "
                    + "knows it.", fix: "Drop `required` from it.")
        }
        return type
    }

    private func readVendors(_ reader: MappingReader) -> [VerificationDefinition.Vendor] {
        var vendors: [VerificationDefinition.Vendor] = []
        for node in bounded(reader, "vendors") {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "vendor",
                    keys: ["name", "adapter", "url", "timeout", "tries", "silence"]),
                let name = item.text("name"), let place = item.node("name"),
                checkName(
                    name, place, of: item.file, taken: Set(vendors.map(\.name)), what: "vendor",
                    mayHaveDots: false),
                let adapter = item.choice(
                    "adapter", of: VerificationDefinition.Vendor.Adapter.self, default: .standard)
            else { continue }
            vendors.append(
                VerificationDefinition.Vendor(
                    name: name, adapter: adapter, url: readURL(item),
                    timeout: readTimeout(item),
                    tries: item.int("tries", in: 1...20, default: 5),
                    silence: positive(item, "silence") ?? 600_000))
        }
        return vendors
    }

    private func readTimeout(_ item: MappingReader) -> Int64 {
        guard let timeout = positive(item, "timeout"), let node = item.node("timeout") else {
            return 5000
        }
        if timeout > PackBuilder.vendorTimeoutMax {
            sink.error(
                item.file, node, "`timeout` is at most 30s.",
                fix: "Shorten it; how long the vendor may take to call back is `silence`.")
        }
        return timeout
    }

    private func readURL(_ item: MappingReader) -> String? {
        guard let url = item.optionalText("url"), let node = item.node("url") else { return nil }
        guard url.hasPrefix("https://"), url.utf8.count > 8 else {
            sink.error(
                item.file, node, "`\(url)` is no address of a vendor.",
                fix: "Write one that begins with https://; where a vendor on this machine is, "
                    + "stands in the file of --vendors.")
            return nil
        }
        return url
    }

    private func readRequirements(
        _ reader: MappingReader, vendors: [VerificationDefinition.Vendor]
    ) -> [VerificationDefinition.Requirement] {
        var requirements: [VerificationDefinition.Requirement] = []
        for node in bounded(reader, "requirements") {
            guard
                let item = MappingReader(
                    node, of: reader.file, sink, what: "requirement",
                    keys: [
                        "name", "friction", "vendors", "open", "holds", "attempts", "cooldown",
                    ]),
                let name = item.text("name"), let place = item.node("name"),
                checkName(
                    name, place, of: item.file, taken: Set(requirements.map(\.name)),
                    what: "requirement", mayHaveDots: false)
            else { continue }
            let (live, shadow) = readStages(item, vendors: vendors)
            requirements.append(
                VerificationDefinition.Requirement(
                    name: name, friction: item.int("friction", in: 0...1000, default: 1),
                    live: live, shadow: shadow, open: positive(item, "open") ?? 86_400_000,
                    holds: positive(item, "holds"),
                    attempts: item.int("attempts", in: 1...100, default: 3),
                    cooldown: item.span("cooldown") ?? 0))
        }
        return requirements
    }

    private enum VendorStage: String, CaseIterable { case live, shadow }

    /// The vendors of a requirement by stage, each once.
    private func readStages(
        _ requirement: MappingReader, vendors: [VerificationDefinition.Vendor]
    ) -> (live: [Int], shadow: [Int]) {
        var (live, shadow): ([Int], [Int]) = ([], [])
        for node in bounded(requirement, "vendors") {
            guard
                let item = MappingReader(
                    node, of: requirement.file, sink, what: "vendor of a requirement",
                    keys: ["name", "stage"]),
                let name = item.text("name"), let place = item.node("name"),
                let vendor = item.index(
                    of: name, place, among: vendors.map(\.name), key: "vendor"),
                let stage = item.choice("stage", of: VendorStage.self, default: .live)
            else { continue }
            guard !live.contains(vendor), !shadow.contains(vendor) else {
                sink.error(
                    item.file, place, "`\(name)` stands twice here.", fix: "Keep one of them.")
                continue
            }
            if stage == .live { live.append(vendor) } else { shadow.append(vendor) }
        }
        if live.isEmpty, let node = requirement.node("vendors"), !sink.hasErrors {
            sink.error(
                requirement.file, node, "No vendor of this requirement is live.",
                fix: "Give one `stage: live`.")
        }
        return (live, shadow)
    }

    /// A span above nothing.
    private func positive(_ item: MappingReader, _ key: String) -> Int64? {
        guard let span = item.span(key), let node = item.node(key) else { return nil }
        guard span > 0 else {
            sink.error(
                item.file, node, "`\(key)` is longer than nothing.", fix: "Write such as 10m.")
            return nil
        }
        return span
    }

    private func bounded(_ reader: MappingReader, _ key: String) -> ArraySlice<Node> {
        let items = reader.items(key)
        if items.count > PackBuilder.entriesMax {
            sink.error(
                reader.file, items[PackBuilder.entriesMax],
                "`\(key)` has at most \(PackBuilder.entriesMax) entries.", fix: "Drop some.")
        }
        return items.prefix(PackBuilder.entriesMax)
    }
}

// What points of the journey ask for.

extension PackBuilder {
    private mutating func readAsking(
        _ reader: MappingReader, requirements: [VerificationDefinition.Requirement],
        signals: Range<Int>, scoreSlot: Int
    ) -> [VerificationDefinition.Journey] {
        guard let node = reader.required("journeys"),
            let entries = MappingReader(
                node, of: reader.file, sink, what: "mapping of journeys", keys: schema.journeys)
        else { return [] }
        let names = requirements.map(\.name)
        let environment = stepUpEnvironment(signals: signals, scoreSlot: scoreSlot)
        var journeys: [VerificationDefinition.Journey] = []
        for entry in entries.entries where schema.journeys.contains(entry.name) {
            guard
                let item = MappingReader(
                    entry.value, of: reader.file, sink, what: "journey",
                    keys: ["base", "step_up"])
            else { continue }
            let base = item.node("base") == nil ? [] : read(item, "base", names)
            var stepUps: [VerificationDefinition.StepUp] = []
            for node in item.node("step_up") == nil ? [] : bounded(item, "step_up") {
                if let made = readStepUp(node, item.file, names, environment) {
                    stepUps.append(made)
                }
            }
            journeys.append(
                VerificationDefinition.Journey(name: entry.name, base: base, stepUps: stepUps))
        }
        return journeys
    }

    private func read(_ item: MappingReader, _ key: String, _ names: [String]) -> [Int] {
        item.texts(key).compactMap { name, node in
            item.index(of: name, node, among: names, key: "requirement")
        }
    }

    /// What a step-up may read of a decision's record: the strengths of its signals, its score,
    /// and whether it names a challenge.
    private func stepUpEnvironment(signals: Range<Int>, scoreSlot: Int) -> Environment {
        let strengths = signals.map {
            Variable(
                name: variables[$0].name, type: .double, slot: $0,
                bounds: ValueBounds(numbers: 0...1))
        }
        return RuleLibrary.environment(
            variables: strengths + [
                Variable(
                    name: "score", type: .double, slot: scoreSlot,
                    bounds: ValueBounds(numbers: 0...1)),
                Variable(name: "challenged", type: .bool, slot: scoreSlot + 1),
            ], library: library)
    }

    private mutating func readStepUp(
        _ node: Node, _ file: PackFile, _ names: [String], _ environment: Environment
    ) -> VerificationDefinition.StepUp? {
        guard
            let item = MappingReader(
                node, of: file, sink, what: "step-up", keys: ["ask", "when"]),
            item.required("ask") != nil
        else { return nil }
        let ask = read(item, "ask", names)
        guard let place = item.required("when"),
            let condition = compile(
                place, of: file, key: "when", in: environment, scope: "verification",
                expecting: .bool),
            let text = place.scalar?.string
        else { return nil }
        return VerificationDefinition.StepUp(
            ask: ask, condition: condition.program, text: text)
    }
}
