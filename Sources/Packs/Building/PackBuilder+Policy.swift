import CEL
import Decisions
import Models
import Rules
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `policy.yaml`: for each journey, the steps that turn signals into actions.
    mutating func readPolicy(signals: Range<Int>, scoreSlot: Int) -> Policy {
        var steps: [[Policy.Step]] = schema.journeys.map { _ in [] }
        let empty = Policy(journeys: steps, signals: signals, scoreSlot: scoreSlot)
        guard let file = files["policy.yaml"],
            let reader = root(
                of: file, what: "policy file", keys: ["policy", "rollout", "withhold"]),
            let node = reader.required("policy"),
            let journeys = MappingReader(
                node, of: file, sink, what: "policy", keys: schema.journeys)
        else { return empty }
        for entry in journeys.entries {
            guard let journey = schema.journeys.firstIndex(of: entry.name) else { continue }
            guard let sequence = entry.value.sequence else {
                sink.error(
                    file, entry.value, "A journey's policy is a list of steps.",
                    fix: "Begin each step with a dash.")
                continue
            }
            let environment = policyEnvironment(journey, signals: signals, scoreSlot: scoreSlot)
            let missing = missingSlots(at: types(at: schema.journeys.indices.map { $0 == journey }))
            for step in sequence {
                if let made = readStep(step, file, environment, missing) {
                    steps[journey].append(made)
                }
            }
        }
        for journey in schema.journeys where journeys.node(journey) == nil {
            sink.error(
                file, node, "The policy says nothing of the journey `\(journey)`.",
                fix: "Add `\(journey):` with its steps, or an empty list `[]` to allow all.")
        }
        return Policy(
            journeys: steps, signals: signals, scoreSlot: scoreSlot,
            withholding: readWithholding())
    }

    /// What a journey's steps may read: the event, models, signals and the score, both of these as
    /// strong as the journey's live rules can make them.
    private func policyEnvironment(
        _ journey: Int, signals: Range<Int>, scoreSlot: Int
    ) -> Environment {
        let maxima = signalMaxima(at: journey)
        func bounded(_ slot: Int, to maximum: Double) -> Variable {
            Variable(
                name: variables[slot].name, type: .double, slot: slot,
                bounds: ValueBounds(numbers: 0...maximum))
        }
        // Strengths are multiplied as the policy does it, so that the bound is its own greatest.
        let clear = maxima.reduce(1.0) { $0 * (1 - $1) }
        return RuleLibrary.environment(
            variables: schema.variables + models.map { variables[$0.slot] }
                + zip(signals, maxima).map { bounded($0, to: $1) }
                + [bounded(scoreSlot, to: 1 - clear)], library: library)
    }

    private mutating func readStep(
        _ node: Node, _ file: PackFile, _ environment: Environment, _ missing: Set<Int>
    ) -> Policy.Step? {
        guard
            let reader = MappingReader(
                node, of: file, sink, what: "step", keys: ["action", "when", "description"])
        else { return nil }
        let action = reader.choice("action", of: Action.self)
        let condition = reader.required("when").flatMap {
            compile(
                $0, of: file, key: "when", in: environment, scope: "policy", expecting: .bool,
                missing: missing)
        }
        guard let action, let condition, let text = reader.node("when")?.scalar?.string else {
            return nil
        }
        return Policy.Step(action: action, condition: condition.program, text: text)
    }
}
