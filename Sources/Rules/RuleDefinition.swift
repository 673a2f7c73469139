package import CEL
package import Vocabulary

/// A named condition with a description that emits a signal, checked and compiled.
package struct RuleDefinition: Sendable {
    /// A name for an expression, computed before the condition.
    package struct Local: Sendable {
        package var name: String
        package var slot: Int
        package var program: Program

        package init(name: String, slot: Int, program: Program) {
            self.name = name
            self.slot = slot
            self.program = program
        }
    }

    package var id: String
    package var description: String
    package var owner: String
    package var severity: Severity
    package var mode: RuleMode
    /// By journey index: whether the rule is evaluated there.
    package var journeys: [Bool]
    package var locals: [Local]
    package var condition: Program
    /// Index into the pack's signals.
    package var signal: Int
    /// Strength of the signal when the rule fires, above 0 and up to 1.
    package var weight: Double
    package var reason: ReasonTemplate
    /// Event and feature slots that the condition, its locals and the reason read, in slot order.
    package var reads: [Int]

    /// What it costs at worst, in variables read.
    package var cost: Int { locals.reduce(condition.cost) { $0 + $1.program.cost } }

    package init(
        id: String, description: String, owner: String, severity: Severity, mode: RuleMode,
        journeys: [Bool], locals: [Local], condition: Program, signal: Int, weight: Double,
        reason: ReasonTemplate, reads: [Int]
    ) {
        self.id = id
        self.description = description
        self.owner = owner
        self.severity = severity
        self.mode = mode
        self.journeys = journeys
        self.locals = locals
        self.condition = condition
        self.signal = signal
        self.weight = weight
        self.reason = reason
        self.reads = reads
    }
}
