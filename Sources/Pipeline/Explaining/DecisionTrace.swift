package import CEL
import Decisions
import Packs
import Rules
package import Vocabulary

/// How a kept decision came about: every rule of its journey with the value of every part, what
/// kept those from firing that did not, and every step of the policy.
package struct DecisionTrace: Sendable {
    /// What became of a rule.
    package enum Verdict: Sendable, Equatable {
        case fired
        case didNotFire
        /// A value was missing, or the condition failed otherwise; in words.
        case undecided(String)
    }

    /// One rule on the decision's row.
    package struct Rule: Sendable {
        package var id: String
        package var description: String
        package var mode: RuleMode
        package var signal: String
        /// Strength of the signal when it fires, 0...1.
        package var weight: Double
        package var verdict: Verdict
        /// The rule's names for expressions, in order, with their values.
        package var locals: [(name: String, trace: Trace)]
        package var condition: Trace
        /// Nil when it fired.
        package var whyNot: WhyNot?
    }

    /// One step of the journey's policy.
    package struct Step: Sendable {
        package var action: Action
        package var isTaken: Bool
        package var condition: Trace
    }

    package var kept: StoredDecision
    /// In the order of the pack; rules that are off are left out.
    package var rules: [Rule]
    package var steps: [Step]
    /// Events walked to get there; 0 when the record told all.
    package var eventsWalked: Int

    /// Rebuilds the row of a kept decision and evaluates every part of every rule on it.
    ///
    /// - Parameters:
    ///   - fromLog: walks the log even where the record tells all.
    ///   - walksMax: events of the log that are walked at most where it does not.
    /// - Throws: ``Fault`` `notFound` when the store has no such decision or no longer its pack,
    ///   `limited` when more events would have to be walked.
    package static func run(
        id: String, store: any Store, fromLog: Bool = false, walksMax: Int64 = .max
    ) throws -> DecisionTrace {
        let rebuilt =
            fromLog
            ? try RebuiltDecision.walking(to: id, store: store)
            : try RebuiltDecision.remembering(id, store: store, walksMax: walksMax)
        let pack = rebuilt.evaluator.pack
        let row = UnsafePointer(rebuilt.batch.row(rebuilt.index))
        let scratch = rebuilt.lane.scratch
        let journey = pack.schema.types[Int(rebuilt.batch.types[rebuilt.index])].journey
        return DecisionTrace(
            kept: rebuilt.kept,
            rules: pack.rules.indices(atJourney: journey).map {
                trace(pack.rules.rules[$0], pack, row, scratch)
            },
            steps: pack.policy.journeys[journey].map { step in
                let trace = step.condition.trace(row, scratch)
                return Step(
                    action: step.action, isTaken: trace.outcome == .value("true"),
                    condition: trace)
            }, eventsWalked: rebuilt.eventsWalked)
    }

    private static func trace(
        _ rule: RuleDefinition, _ pack: Pack, _ row: UnsafePointer<Value>, _ scratch: Scratch
    ) -> Rule {
        let condition = rule.condition.trace(row, scratch)
        return Rule(
            id: rule.id, description: rule.description, mode: rule.mode,
            signal: pack.rules.signals[rule.signal], weight: rule.weight,
            verdict: verdict(condition),
            locals: rule.locals.map { ($0.name, $0.program.trace(row, scratch)) },
            condition: condition,
            whyNot: rule.condition.whyNot(
                row, scratch,
                names: Dictionary(
                    uniqueKeysWithValues: rule.locals.map { ($0.slot, $0.program) })))
    }

    private static func verdict(_ condition: Trace) -> Verdict {
        switch condition.outcome {
        case .value(let text): text == "true" ? .fired : .didNotFire
        case .error(let text): .undecided(text)
        case .skipped: .didNotFire
        }
    }
}
