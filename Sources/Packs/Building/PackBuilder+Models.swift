import CEL
import Models
import Toolbox
import Vocabulary
import Yams

// What a pack says of its models: `models.yaml` declares them, `models/stages.yaml` says which
// versions serve, and folders hold the versions.

extension PackBuilder {
    private static let modelKeys = ["name", "description", "owner", "on", "split_by", "reasons"]
    /// Models that a pack may declare.
    private static let modelsMax = 64
    /// Reasons that a score may have.
    private static let reasonsMax = 64

    /// Reads `models.yaml` and all versions that serve; gives each model a slot.
    mutating func readModels() {
        let stages = readStages()
        guard let file = files["models.yaml"] else {
            if let first = stages.first {
                sink.error(
                    first.file, first.node, "The pack declares no model.",
                    fix: "Add models.yaml with a model `\(first.release.name)`.")
            }
            return
        }
        guard
            let reader = root(of: file, what: "file of models", keys: ["models"]),
            files["events.yaml"]?.root != nil
        else { return }
        let items = reader.items("models")
        if items.count > PackBuilder.modelsMax {
            sink.error(
                file, reader.node, "There are \(items.count) models.",
                fix: "A pack has at most \(PackBuilder.modelsMax).")
            return
        }
        for node in items {
            guard
                let item = MappingReader(
                    node, of: file, sink, what: "model", keys: PackBuilder.modelKeys)
            else { continue }
            readModel(item, stages)
        }
        for stage in stages where !models.contains(where: { $0.name == stage.release.name }) {
            sink.error(
                stage.file, stage.node, "There is no model `\(stage.release.name)`.",
                fix: "Declare it in models.yaml.")
        }
    }

    private mutating func readModel(_ item: MappingReader, _ stages: [Stage]) {
        guard let name = item.text("name"), let nameNode = item.node("name"),
            checkName(
                name, nameNode, of: item.file, taken: Set(models.map(\.name)), what: "model",
                mayHaveDots: false)
        else { return }
        let description = item.text("description")
        let owner = item.text("owner")
        let journeys = readJourneys(item)
        let split = readSplit(item)
        let reasons = readReasons(item)
        guard let description, let owner, let journeys else { return }
        let types = types(at: journeys)
        let versions = stages.filter { $0.release.name == name }
            .compactMap { readVersion($0, types: types) }
        mentions.add(slots: versions.flatMap(\.slots))
        checkStages(stages.filter { $0.release.name == name }, split: split)
        let slot = variables.count
        variables.append(
            Variable(
                name: "models.\(name)", type: .double, slot: slot,
                bounds: ValueBounds(numbers: 0...1)))
        models.append(
            ServingModel(
                name: name, description: description, owner: owner, journeys: journeys,
                slot: slot,
                splitSlots: schema.types.indices.map { type in
                    split.flatMap { schema.field(naming: $0, at: type)?.slot }
                }, reasons: reasons, versions: versions))
    }

    private func readSplit(_ item: MappingReader) -> Int? {
        guard let name = item.optionalText("split_by"), let node = item.node("split_by") else {
            return nil
        }
        return item.index(of: name, node, among: schema.entities, key: "entity")
    }

    private func readReasons(_ item: MappingReader) -> ServingModel.Reasons {
        var reasons = ServingModel.Reasons()
        guard let node = item.node("reasons"),
            let reader = MappingReader(
                node, of: item.file, sink, what: "choice of reasons", keys: ["from", "most"])
        else { return reasons }
        reasons.most = reader.int("most", in: 0...PackBuilder.reasonsMax, default: reasons.most)
        if let from = reader.node("from") {
            if let value = from.scalar.flatMap({ Double($0.string) }), (0...1).contains(value) {
                reasons.from = value
            } else {
                sink.error(
                    item.file, from, "`from` is the least score that comes with reasons.",
                    fix: "Write a number from 0 to 1.")
            }
        }
        return reasons
    }

    // MARK: Versions

    struct Stage {
        var release: ModelRelease
        var file: PackFile
        var node: Node
    }

    private func readStages() -> [Stage] {
        guard let file = files[ModelFiles.stages],
            let reader = root(of: file, what: "file of stages", keys: ["stages"])
        else { return [] }
        return reader.items("stages").compactMap { node in
            guard
                let item = MappingReader(
                    node, of: file, sink, what: "stage",
                    keys: ["model", "version", "stage", "share"]),
                let name = item.text("model"), item.required("version") != nil,
                let stage = item.choice("stage", of: ModelStage.self)
            else { return nil }
            let version = item.int("version", in: 1...1_000_000, default: 1)
            guard let share = readShare(item, stage), stage != .retired else { return nil }
            return Stage(
                release: ModelRelease(name: name, version: version, stage: stage, share: share),
                file: file, node: node)
        }
    }

    private func readShare(_ item: MappingReader, _ stage: ModelStage) -> Double? {
        guard stage == .canary else {
            guard let node = item.node("share") else { return 1 }
            sink.error(item.file, node, "Only a canary has a share.", fix: "Drop `share`.")
            return nil
        }
        guard let node = item.required("share") else { return nil }
        if let share = node.scalar.flatMap({ Double($0.string) }), share > 0, share <= 1 {
            return share
        }
        sink.error(
            item.file, node, "`share` is the part of entities that a canary scores for.",
            fix: "Write a number above 0 and up to 1, such as 0.1.")
        return nil
    }

    /// Reports what versions of one name cannot be together.
    private func checkStages(_ stages: [Stage], split: Int?) {
        for (place, stage) in stages.enumerated() {
            let before = stages[..<place]
            if before.contains(where: { $0.release.version == stage.release.version }) {
                sink.error(
                    stage.file, stage.node, "Version \(stage.release.version) stands here twice.",
                    fix: "Keep one of the lines.")
            } else if stage.release.stage != .shadow,
                before.contains(where: { $0.release.stage == stage.release.stage })
            {
                sink.error(
                    stage.file, stage.node,
                    "Another version of `\(stage.release.name)` is \(stage.release.stage.rawValue)"
                        + " already.", fix: "Put one of them into shadow.")
            }
            if stage.release.stage == .canary, split == nil {
                sink.error(
                    stage.file, stage.node,
                    "Nothing says whom the canary of `\(stage.release.name)` goes by.",
                    fix: "Add `split_by:` with a kind of entity to the model in models.yaml.")
            }
        }
    }

    private func readVersion(_ stage: Stage, types: [Int]) -> ServingVersion? {
        let folder = ModelFiles.folder(of: stage.release.name, version: stage.release.version)
        let texts = Dictionary(
            uniqueKeysWithValues: modelFiles.filter { $0.key.hasPrefix(folder + "/") }
                .map { (String($0.key.dropFirst(folder.count + 1)), $0.value) })
        guard !texts.isEmpty else {
            sink.error(
                stage.file, stage.node, "There is no \(self.folder)\(folder)/manifest.json.",
                fix: "Put the bundle that `assay train` made there.")
            return nil
        }
        do {
            let model = try ModelBundle.read(texts: texts, path: self.folder + folder).model()
            guard let slots = inputSlots(of: model, stage, types: types) else { return nil }
            return ServingVersion(release: stage.release, model: model, slots: slots)
        } catch {
            sink.error(stage.file, stage.node, error.message, fix: error.fix)
            return nil
        }
    }

    /// Where the model's inputs stand in a row; nil, with reports, where one stands nowhere.
    private func inputSlots(of model: Model, _ stage: Stage, types: [Int]) -> [Int]? {
        let slots = Dictionary(
            variables.map { ($0.name, $0.slot) }, uniquingKeysWith: { first, _ in first })
        let missing = missingSlots(at: types)
        var isSound = true
        var held: [Int] = []
        for input in model.manifest.inputs {
            let fault: String?
            let slot = slots[input]
            if let slot, labels[slot] != nil {
                fault = "`\(input)` is a label: it is known only after the event"
            } else if let slot, ![.int, .uint, .double, .bool].contains(variables[slot].type) {
                fault = "`\(input)` is no number"
            } else if let slot, missing.contains(slot) {
                fault = "no event that the model scores has `\(input)`"
            } else {
                fault = slot == nil ? "the pack has no `\(input)`" : nil
            }
            if let slot { held.append(slot) }
            guard let fault else { continue }
            isSound = false
            let nearest =
                slot == nil
                ? EditDistance.suggestion(for: input, among: slots.keys.sorted()) : nil
            sink.error(
                stage.file, stage.node,
                "Version \(stage.release.version) of `\(stage.release.name)` cannot be fed: "
                    + fault + ".",
                fix: nearest.map { "Did it mean `\($0)`?" }
                    ?? "Train it on what its journey has when it is decided.")
        }
        return isSound ? held : nil
    }
}
