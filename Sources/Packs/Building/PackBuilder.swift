import CEL
import Decisions
import Features
import Models
import Rules
import Vocabulary
import Yams

/// Turns the files of a pack into a ``Pack``, one file after another, collecting every fault.
struct PackBuilder {
    let files: [String: PackFile]
    /// Texts of the files with entries of lists, by their path in the pack.
    let listFiles: [String: String]
    /// Texts of the files of models' bundles, by their path in the pack.
    let modelFiles: [String: String]
    /// What paths in the pack are preceded by in diagnostics.
    let folder: String
    let sink: DiagnosticSink
    /// What rules may ask by name.
    var lists = NamedLists.none
    /// Which files the expressions of a file speak of. While one of them cannot be read they are
    /// not compiled, since every fault found would be one more name of the same fault.
    private static let spokenOf = [
        "features.yaml": ["events.yaml"], "rules.yaml": ["events.yaml", "features.yaml"],
        "policy.yaml": ["events.yaml", "rules.yaml"], "detection.yaml": ["events.yaml"],
        "verification.yaml": ["events.yaml", "rules.yaml"],
        "costs.yaml": ["events.yaml", "features.yaml"],
        "experiments.yaml": ["events.yaml"],
    ]
    /// The functions that expressions may call, with the pack's lists.
    var library = RuleLibrary.library
    /// Name and place of every list that was written down, sound or not.
    var listPlaces: [(name: String, key: Node)] = []
    /// Features that something in the pack is to read.
    var featurePlaces: [(name: String, node: Node)] = []
    var usedListFiles: Set<String> = []
    var mentions = Mentions()
    /// What an expression, and all of a rule, may cost at worst; in variables read.
    var budget = PackBuilder.defaultBudget
    static let defaultBudget = 10_000
    /// Name and type of every slot given out so far.
    var variables: [Variable] = []
    /// Fields that are labels, by their slots.
    var labels: [Int: String] = [:]
    var schema = Schema(types: [], entities: [], journeys: [], variables: [])
    var features: [FeatureDefinition] = []
    var models: [ServingModel] = []
    var rules: [RuleDefinition] = []
    /// Ids of all rules that were written down, sound or not.
    var ruleIDs: [String] = []
    var rulePlaces: [String: (file: PackFile, node: Node)] = [:]
    var signals: [String] = []
    /// Compiled expressions by environment and text, so that equal ones are one.
    var programs: [String: Program] = [:]

    init(
        files: [String: PackFile], listFiles: [String: String], modelFiles: [String: String],
        folder: String, sink: DiagnosticSink
    ) {
        self.files = files
        self.listFiles = listFiles
        self.modelFiles = modelFiles
        self.folder = folder
        self.sink = sink
    }

    mutating func build(
        hash: String, walkHash: String, texts: [String: String]
    ) -> Pack? {
        let head = readHead()
        if let head { budget = head.budget }
        readLists()
        readEvents()
        let detection = readDetection()
        let experiments = readExperiments()
        let featureStart = variables.count
        readFeatures()
        let featureSlots = featureStart..<variables.count
        readModels()
        let readable = variables
        let ruleEnvironment = RuleLibrary.environment(variables: variables, library: library)
        readRules(ruleEnvironment)
        let signalSlot = variables.count
        for signal in signals {
            variables.append(
                Variable(name: "signals.\(signal)", type: .double, slot: variables.count))
        }
        let scoreSlot = variables.count
        variables.append(Variable(name: "score", type: .double, slot: scoreSlot))
        let policy = readPolicy(signals: signalSlot..<scoreSlot, scoreSlot: scoreSlot)
        let rollout = readRollout()
        let release = readRelease()
        let verification = readVerification(
            signals: signalSlot..<scoreSlot, scoreSlot: scoreSlot)
        let costs = readCosts(ruleEnvironment)
        let enforcement = readEnforcement()
        var cases = readCases()
        cases?.hands = enforcement?.hands
        let tests = readTests()
        warnOfUnusedLists()
        warnOfUnusedFeatures()
        guard let head, !sink.hasErrors else { return nil }
        return Pack(
            name: head.name, version: head.version, description: head.description,
            owner: head.owner, hash: hash, walkHash: walkHash,
            latenessMilliseconds: head.lateness, budget: budget,
            memoryBytesMax: head.memory, schema: schema, lists: lists, features: features,
            models: ModelSet(models, journeyCount: schema.journeys.count),
            rules: RuleSet(
                rules: rules, signals: signals, signalSlot: signalSlot,
                journeyCount: schema.journeys.count), policy: policy,
            rollout: rollout, policyVersion: release,
            detection: detection, verification: verification, costs: costs,
            experiments: experiments, enforcement: enforcement, cases: cases, tests: tests,
            slotNames: variables.map(\.name), slotTypes: variables.map(\.type),
            readable: readable,
            featureSlots: featureSlots, files: texts)
    }

    /// What the compiler makes of an expression; nil while a file it speaks of cannot be read.
    func compilation(
        _ text: String, of file: PackFile, in environment: Environment,
        expecting: CEL.`Type`? = nil
    ) -> Compilation? {
        let name = files.first { $0.value.path == file.path }?.key ?? ""
        let spokenOf = PackBuilder.spokenOf[name] ?? []
        guard spokenOf.allSatisfy({ files[$0]?.root != nil }) else { return nil }
        return Compiler.compile(text, in: environment, expecting: expecting)
    }

    private struct Head {
        var name: String
        var version: String
        var description: String
        var owner: String
        var lateness: Int64
        var budget: Int
        var memory: Int?
    }

    private func readHead() -> Head? {
        guard let file = files["pack.yaml"],
            let reader = root(
                of: file, what: "pack",
                keys: ["name", "version", "description", "owner", "lateness", "budget", "memory"])
        else { return nil }
        let lateness = reader.span("lateness") ?? 3_600_000
        let budget = reader.int(
            "budget", in: 1...1_000_000_000, default: PackBuilder.defaultBudget)
        let memory = readMemory(reader)
        guard let name = reader.text("name"), let version = reader.text("version"),
            let description = reader.text("description"), let owner = reader.text("owner")
        else { return nil }
        return Head(
            name: name, version: version, description: description, owner: owner,
            lateness: lateness, budget: budget, memory: memory)
    }

    /// The mapping a file consists of.
    func root(of file: PackFile, what: String, keys: [String]) -> MappingReader? {
        guard let node = file.root else {
            if file.text.allSatisfy(\.isWhitespace) {
                sink.add(
                    Diagnostic(
                        at: file.location(nil), "The file is empty.",
                        fix: "Its keys are \(keys.joined(separator: ", "))."))
            }
            return nil
        }
        return MappingReader(node, of: file, sink, what: what, keys: keys)
    }

    /// Compiles the expression that a scalar holds, reporting what is wrong at its place, what can
    /// come to one outcome only, and what costs more than the pack allows.
    ///
    /// - Parameters:
    ///   - missing: slots that are empty wherever it is evaluated.
    ///   - mayReadLabels: whether it is evaluated only once labels are known.
    mutating func compile(
        _ node: Node, of file: PackFile, key: String, in environment: Environment,
        scope: String, expecting: CEL.`Type`? = nil, missing: Set<Int> = [],
        mayReadLabels: Bool = false
    ) -> (program: Program, type: CEL.`Type`)? {
        guard let scalar = node.scalar, !scalar.string.isEmpty else {
            let tag = node.tag.description
            if tag.hasPrefix("!"), !tag.hasPrefix("!!") {
                sink.error(
                    file, node, "YAML takes what begins with `!` for a tag.",
                    fix: "Put the expression in quotes.")
                return nil
            }
            sink.error(
                file, node, "`\(key)` is an expression in CEL.", fix: "Write a condition or value.")
            return nil
        }
        guard
            let compilation = compilation(
                scalar.string, of: file, in: environment, expecting: expecting)
        else { return nil }
        sink.add(compilation.diagnostics, in: scalar, of: file)
        guard let program = compilation.program else { return nil }
        // After a fault, what values can be is not known well enough to warn of conditions.
        if !sink.hasErrors {
            sink.add(Analysis.findings(of: program, missing: missing), in: scalar, of: file)
        }
        checkBudget(compilation, in: scalar, of: file)
        if !mayReadLabels { checkLabels(program, in: scalar, of: file) }
        mentions.add(program)
        let held = programs["\(scope)\n\(scalar.string)"] ?? program
        programs["\(scope)\n\(scalar.string)"] = held
        return (held, compilation.type)
    }

    /// Reports an expression above the budget.
    ///
    /// - Parameter offset: where the expression begins in the scalar's text, UTF-8.
    func checkBudget(
        _ compilation: Compilation, in scalar: Node.Scalar, of file: PackFile, offset: Int = 0
    ) {
        guard compilation.cost > budget, let part = compilation.costliest else { return }
        sink.add(
            Diagnostic(
                at: file.location(inside: scalar, offset: offset + part.range.lower),
                length: part.range.upper - part.range.lower,
                "This costs up to \(PackBuilder.inWords(compilation.cost)), more than the pack's "
                    + "budget of \(budget): \(part.why).",
                fix: "Declare a smaller `max` for the field, ask less, or raise `budget`."))
    }

    /// A cost in words; what is beyond counting is said so.
    static func inWords(_ cost: Int) -> String { cost == .max ? "no end" : "\(cost)" }

    /// Reports a name that is taken, or not made of small letters, digits, `_` and inner dots.
    func checkName(
        _ name: String, _ node: Node, of file: PackFile, taken: Set<String>, what: String,
        mayHaveDots: Bool
    ) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let isGood = parts.allSatisfy { part in
            part.first?.isLetter == true
                && part.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        }
        if !isGood || (!mayHaveDots && parts.count > 1) {
            sink.error(
                file, node, "`\(name)` is no name for a \(what).",
                fix: "Use small letters, digits and _\(mayHaveDots ? ", with dots between" : "").")
            return false
        }
        if taken.contains(name) {
            sink.error(
                file, node, "There already is a \(what) `\(name)`.", fix: "Give it another name.")
            return false
        }
        return true
    }
}
