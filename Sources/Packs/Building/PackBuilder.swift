import CEL
import Decisions
import Features
import Rules
import Vocabulary
import Yams

/// Turns the files of a pack into a ``Pack``, one file after another, collecting every fault.
struct PackBuilder {
    let files: [String: PackFile]
    let sink: DiagnosticSink
    /// Name and type of every slot given out so far.
    var variables: [Variable] = []
    var schema = Schema(types: [], entities: [], journeys: [], variables: [])
    var features: [FeatureDefinition] = []
    var rules: [RuleDefinition] = []
    /// Ids of all rules that were written down, sound or not.
    var ruleIDs: [String] = []
    var signals: [String] = []
    /// Compiled expressions by environment and text, so that equal ones are one.
    var programs: [String: Program] = [:]

    init(files: [String: PackFile], sink: DiagnosticSink) {
        self.files = files
        self.sink = sink
    }

    mutating func build(hash: String, texts: [String: String]) -> Pack? {
        let head = readHead()
        readEvents()
        let featureStart = variables.count
        readFeatures()
        let featureSlots = featureStart..<variables.count
        let ruleEnvironment = Environment(variables: variables, libraries: [RuleLibrary.library])
        readRules(ruleEnvironment)
        let signalSlot = variables.count
        for signal in signals {
            variables.append(
                Variable(name: "signals.\(signal)", type: .double, slot: variables.count))
        }
        let scoreSlot = variables.count
        variables.append(Variable(name: "score", type: .double, slot: scoreSlot))
        let policy = readPolicy(signals: signalSlot..<scoreSlot, scoreSlot: scoreSlot)
        let tests = readTests()
        guard let head, !sink.hasErrors else { return nil }
        return Pack(
            name: head.name, version: head.version, description: head.description,
            owner: head.owner, hash: hash, latenessMilliseconds: head.lateness, schema: schema,
            features: features,
            rules: RuleSet(
                rules: rules, signals: signals, signalSlot: signalSlot,
                journeyCount: schema.journeys.count), policy: policy, tests: tests,
            slotNames: variables.map(\.name), featureSlots: featureSlots, files: texts)
    }

    private struct Head {
        var name: String
        var version: String
        var description: String
        var owner: String
        var lateness: Int64
    }

    private func readHead() -> Head? {
        guard let file = files["pack.yaml"],
            let reader = root(
                of: file, what: "pack",
                keys: ["name", "version", "description", "owner", "lateness"])
        else { return nil }
        let lateness = reader.span("lateness") ?? 3_600_000
        guard let name = reader.text("name"), let version = reader.text("version"),
            let description = reader.text("description"), let owner = reader.text("owner")
        else { return nil }
        return Head(
            name: name, version: version, description: description, owner: owner,
            lateness: lateness)
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

    /// Compiles the expression that a scalar holds, reporting what is wrong at its place.
    mutating func compile(
        _ node: Node, of file: PackFile, key: String, in environment: Environment,
        scope: String, expecting: CEL.`Type`? = nil
    ) -> (program: Program, type: CEL.`Type`)? {
        guard let scalar = node.scalar, !scalar.string.isEmpty else {
            sink.error(
                file, node, "`\(key)` is an expression in CEL.", fix: "Write a condition or value.")
            return nil
        }
        let compilation = Compiler.compile(
            scalar.string, in: environment, expecting: expecting)
        sink.add(compilation.diagnostics, in: scalar, of: file)
        guard let program = compilation.program else { return nil }
        let held = programs["\(scope)\n\(scalar.string)"] ?? program
        programs["\(scope)\n\(scalar.string)"] = held
        return (held, compilation.type)
    }

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
