import CEL
import Decisions
import Rules
import Vocabulary
import Yams

extension PackBuilder {
    /// Reads `policy.yaml`: for each journey, the steps that turn signals into actions.
    mutating func readPolicy(signals: Range<Int>, scoreSlot: Int) -> Policy {
        var steps: [[Policy.Step]] = schema.journeys.map { _ in [] }
        let empty = Policy(journeys: steps, scoreSlot: scoreSlot)
        guard let file = files["policy.yaml"],
            let reader = root(of: file, what: "policy file", keys: ["policy"]),
            let node = reader.required("policy"),
            let journeys = MappingReader(
                node, of: file, sink, what: "policy", keys: schema.journeys)
        else { return empty }
        let readable =
            schema.variables + signals.map { variables[$0] } + [variables[scoreSlot]]
        let environment = Environment(variables: readable, libraries: [RuleLibrary.library])
        for entry in journeys.entries {
            guard let journey = schema.journeys.firstIndex(of: entry.name) else { continue }
            guard let sequence = entry.value.sequence else {
                sink.error(
                    file, entry.value, "A journey's policy is a list of steps.",
                    fix: "Begin each step with a dash.")
                continue
            }
            for step in sequence {
                if let made = readStep(step, file, environment) {
                    steps[journey].append(made)
                }
            }
        }
        for journey in schema.journeys where journeys.node(journey) == nil {
            sink.error(
                file, node, "The policy says nothing of the journey `\(journey)`.",
                fix: "Add `\(journey):` with its steps, or an empty list `[]` to allow all.")
        }
        return Policy(journeys: steps, scoreSlot: scoreSlot)
    }

    private mutating func readStep(
        _ node: Node, _ file: PackFile, _ environment: Environment
    ) -> Policy.Step? {
        guard
            let reader = MappingReader(
                node, of: file, sink, what: "step", keys: ["action", "when", "description"])
        else { return nil }
        let action = reader.choice("action", of: Action.self)
        let condition = reader.required("when").flatMap {
            compile($0, of: file, key: "when", in: environment, scope: "policy", expecting: .bool)
        }
        guard let action, let condition, let text = reader.node("when")?.scalar?.string else {
            return nil
        }
        return Policy.Step(action: action, condition: condition.program, text: text)
    }
}
