import CEL
import Rules
import Toolbox
import Vocabulary
import Yams

extension PackBuilder {
    private static let keys = [
        "id", "description", "owner", "severity", "mode", "on", "let", "when", "signal", "reason",
    ]

    /// Reads `rules.yaml`.
    ///
    /// - Parameter environment: event and features; a rule adds its own locals.
    mutating func readRules(_ environment: Environment) {
        guard let file = files["rules.yaml"],
            let reader = root(of: file, what: "rules file", keys: ["rules"])
        else { return }
        let shared = variables
        for node in reader.items("rules") {
            guard
                let item = MappingReader(
                    node, of: file, sink, what: "rule", keys: PackBuilder.keys)
            else { continue }
            if let id = item.text("id"), let idNode = item.node("id") {
                if checkName(
                    id, idNode, of: file, taken: Set(ruleIDs), what: "rule", mayHaveDots: false)
                {
                    ruleIDs.append(id)
                    rulePlaces[id] = (file, idNode)
                }
                readRule(item, id: id, shared: shared, environment)
            }
        }
    }

    private mutating func readRule(
        _ item: MappingReader, id: String, shared: [Variable], _ environment: Environment
    ) {
        let description = item.text("description")
        let owner = item.text("owner")
        let severity = item.choice("severity", of: Severity.self)
        let mode = item.choice("mode", of: RuleMode.self)
        let journeys = readJourneys(item)
        let firstProgram = programs.count
        let missing = journeys.map { missingSlots(at: types(at: $0)) } ?? []
        let (locals, visible) = readLocals(item, shared: shared, missing)
        let scope = locals.isEmpty ? "features" : "rule \(id) \(firstProgram)"
        let scoped =
            locals.isEmpty
            ? environment
            : RuleLibrary.environment(variables: visible, library: library)
        let condition = item.required("when").flatMap {
            compile(
                $0, of: item.file, key: "when", in: scoped, scope: scope, expecting: .bool,
                missing: missing)
        }
        let signal = readSignal(item)
        let reason = readReason(item, scoped, scope: scope)
        guard let description, let owner, let severity, let mode, let journeys, let condition,
            let signal, let reason
        else { return }
        let localSlots = Set(locals.map(\.slot))
        let programs = locals.map(\.program) + [condition.program] + reason.programs
        let reads = Set(programs.flatMap(\.references)).subtracting(localSlots).sorted()
        let rule = RuleDefinition(
            id: id, description: description, owner: owner, severity: severity, mode: mode,
            journeys: journeys, locals: locals, condition: condition.program,
            signal: signal.index, weight: signal.weight, reason: reason, reads: reads)
        checkTotal(item, rule)
        warnOfJourneys(item, rule)
        rules.append(rule)
    }

    /// Reports a rule whose parts are each within the pack's budget, and together are not.
    private func checkTotal(
        _ item: MappingReader, _ rule: RuleDefinition
    ) {
        let parts = rule.locals.map(\.program.cost) + [rule.condition.cost]
        guard parts.allSatisfy({ $0 <= budget }), rule.cost > budget, let node = item.node("when")
        else { return }
        let dearest = rule.locals.max { $0.program.cost < $1.program.cost }
        var blame = ", the condition alone up to \(rule.condition.cost)"
        if let dearest, dearest.program.cost > rule.condition.cost {
            blame = ", the local `\(dearest.name)` alone up to \(dearest.program.cost)"
        }
        sink.error(
            item.file, node,
            "The rule `\(rule.id)` costs up to \(rule.cost), more than the pack's budget of "
                + "\(budget)\(blame).",
            fix: "Ask less, or raise `budget` in pack.yaml.")
    }

    /// Warns of journeys at which the rule can never fire, since none of their events has all that
    /// it asks for, though events of other journeys have.
    private func warnOfJourneys(_ item: MappingReader, _ rule: RuleDefinition) {
        func canFire(_ missing: Set<Int>) -> Bool {
            Analysis.outcomes(of: rule.condition, missing: missing).contains(.canBeTrue)
        }
        guard !sink.hasErrors, let node = item.node("on"),
            canFire(missingSlots(at: types(at: rule.journeys)))
        else { return }
        let dead = schema.journeys.indices.filter { journey in
            rule.journeys[journey]
                && !schema.types.indices.contains {
                    schema.types[$0].journey == journey && canFire(missingSlots(at: [$0]))
                }
        }
        guard !dead.isEmpty else { return }
        let names = dead.map { "`\(schema.journeys[$0])`" }.joined(separator: ", ")
        sink.warning(
            item.file, node,
            "The rule can never fire at \(names): no event there has all that it asks for.",
            fix: "Drop the journey, or ask with has(…) whether a value is there.")
    }

    func readJourneys(_ item: MappingReader) -> [Bool]? {
        guard item.required("on") != nil else { return nil }
        var held = schema.journeys.map { _ in false }
        for (text, node) in item.texts("on") {
            if let index = item.index(of: text, node, among: schema.journeys, key: "journey") {
                held[index] = true
            }
        }
        return held
    }

    /// The rule's locals, each of which sees those before it, and all that its condition may read.
    private mutating func readLocals(
        _ item: MappingReader, shared: [Variable], _ missing: Set<Int>
    ) -> ([RuleDefinition.Local], [Variable]) {
        var visible = shared
        var locals: [RuleDefinition.Local] = []
        guard let node = item.node("let"),
            let reader = MappingReader(
                node, of: item.file, sink, what: "list of locals", keys: nil)
        else { return (locals, visible) }
        for entry in reader.entries {
            let taken = Set(locals.map(\.name))
            guard
                checkName(
                    entry.name, entry.key, of: item.file, taken: taken, what: "local",
                    mayHaveDots: false)
            else { continue }
            let compiled = compile(
                entry.value, of: item.file, key: entry.name,
                in: RuleLibrary.environment(variables: visible, library: library),
                scope: "local \(variables.count)", missing: missing)
            let variable = Variable(
                name: entry.name, type: compiled?.type ?? .dyn, slot: variables.count,
                bounds: compiled?.program.resultBounds ?? .unknown)
            variables.append(variable)
            visible.append(variable)
            if let compiled {
                locals.append(
                    RuleDefinition.Local(
                        name: entry.name, slot: variable.slot, program: compiled.program))
            }
        }
        return (locals, visible)
    }

    private mutating func readSignal(_ item: MappingReader) -> (index: Int, weight: Double)? {
        guard let node = item.required("signal"),
            let reader = MappingReader(
                node, of: item.file, sink, what: "signal", keys: ["name", "weight"])
        else { return nil }
        let weight = reader.required("weight").flatMap { node -> Double? in
            if let number = node.scalar.flatMap({ Double($0.string) }), number > 0, number <= 1 {
                return number
            }
            sink.error(
                item.file, node, "A weight is above 0 and at most 1.",
                fix: "Write how sure the signal alone makes you, such as 0.7.")
            return nil
        }
        guard let name = reader.text("name"), let nameNode = reader.node("name"),
            checkName(
                name, nameNode, of: item.file, taken: [], what: "signal", mayHaveDots: false),
            let weight
        else { return nil }
        if let held = signals.firstIndex(of: name) { return (held, weight) }
        signals.append(name)
        return (signals.count - 1, weight)
    }

    private mutating func readReason(
        _ item: MappingReader, _ environment: Environment, scope: String
    ) -> ReasonTemplate? {
        guard let node = item.required("reason"), let scalar = node.scalar, !scalar.string.isEmpty
        else {
            _ = item.text("reason")
            return nil
        }
        var segments: [ReasonTemplate.Segment] = []
        var rest = scalar.string[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { segments.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else {
                sink.error(
                    item.file, node, "A `{` in the reason is not closed.", fix: "Add a `}`.")
                return nil
            }
            let inside = rest[rest.index(after: open)..<close]
            guard
                let segment = readPlace(inside, of: scalar, item, environment, scope: scope)
            else { return nil }
            segments.append(segment)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { segments.append(.text(String(rest))) }
        return ReasonTemplate(segments: segments)
    }

    private mutating func readPlace(
        _ inside: Substring, of scalar: Node.Scalar, _ item: MappingReader,
        _ environment: Environment, scope: String
    ) -> ReasonTemplate.Segment? {
        let offset = scalar.string.utf8.distance(
            from: scalar.string.startIndex, to: inside.startIndex)
        var text = inside
        var format = ReasonTemplate.Format.plain
        if let bar = inside.lastIndex(of: "|"),
            let held = ReasonTemplate.Format(
                rawValue: String(inside[inside.index(after: bar)...]))
        {
            format = held
            text = inside[..<bar]
        } else if let bar = inside.lastIndex(of: "|"), bar > inside.startIndex,
            inside[inside.index(before: bar)] != "|"
        {
            let word = String(inside[inside.index(after: bar)...])
            let formats = ReasonTemplate.Format.allCases.map(\.rawValue)
            let nearest = EditDistance.suggestion(for: word, among: formats)
            sink.add(
                Diagnostic(
                    at: item.file.location(inside: scalar, offset: offset), length: inside.count,
                    "There is no way `\(word)` to show a value.",
                    fix: nearest.map { "Did you mean `\($0)`?" }
                        ?? "Choose from \(formats.joined(separator: ", "))."))
            return nil
        }
        guard let compilation = compilation(String(text), of: item.file, in: environment) else {
            return nil
        }
        sink.add(compilation.diagnostics, in: scalar, of: item.file, offset: offset)
        guard let program = compilation.program else { return nil }
        checkBudget(compilation, in: scalar, of: item.file, offset: offset)
        checkLabels(program, in: scalar, of: item.file, offset: offset)
        mentions.add(program)
        return .value(program, format)
    }
}
