package import CEL
import Toolbox
import Vocabulary

/// The rules of a pack, ready to be asked about one row after another.
package struct RuleSet: Sendable {
    package let rules: [RuleDefinition]
    /// Names of signals; index in step with ``RuleDefinition/signal``.
    package let signals: [String]
    /// Slot of the first signal's strength; the others follow.
    package let signalSlot: Int
    /// Rules evaluated at each journey.
    private let byJourney: [[Int]]
    private let steps: Flat<Step>
    private let locals: Flat<Local>
    private let order: [Flat<Int>]
    /// Parts that the rules have in common, computed once a row.
    private let shared: SharedParts

    /// What evaluating a rule reads, in memory that counts no references.
    private struct Step {
        var condition: Unmanaged<Program>
        var locals: Range<Int>
    }

    private struct Local {
        var slot: Int
        var program: Unmanaged<Program>
    }

    package init(
        rules: [RuleDefinition], signals: [String], signalSlot: Int, journeyCount: Int
    ) {
        self.rules = rules
        self.signals = signals
        self.signalSlot = signalSlot
        byJourney = (0..<journeyCount).map { journey in
            rules.indices.filter { rules[$0].mode != .off && rules[$0].journeys[journey] }
        }
        order = byJourney.map { Flat($0) }
        let shared = RuleSet.sharedParts(of: rules.filter { $0.mode != .off })
        self.shared = shared
        let flat = rules.flatMap(\.locals)
        let values = flat.map { $0.program.sharing(shared) }
        locals = Flat(
            zip(flat, values).map { Local(slot: $0.slot, program: .passUnretained($1)) },
            keeping: values)
        let conditions = rules.map { $0.condition.sharing(shared) }
        var start = 0
        steps = Flat(
            zip(rules, conditions).map { rule, condition in
                defer { start += rule.locals.count }
                return Step(
                    condition: .passUnretained(condition),
                    locals: start..<start + rule.locals.count)
            }, keeping: conditions)
    }

    private static func sharedParts(of rules: [RuleDefinition]) -> SharedParts {
        let locals = rules.flatMap(\.locals)
        return SharedParts(
            of: rules.flatMap { $0.locals.map(\.program) + [$0.condition] },
            names: Dictionary(uniqueKeysWithValues: locals.map { ($0.slot, $0.program) }))
    }

    /// Rules that are evaluated at a journey.
    package func indices(atJourney journey: Int) -> [Int] { byJourney[journey] }

    /// Evaluates every rule of `journey` on `row`, and writes each signal's strength to its slot:
    /// the greatest weight among the live rules that fired with it, else 0.
    package func evaluate(
        row: UnsafeMutablePointer<Value>, journey: Int, scratch: Scratch,
        into findings: inout Findings
    ) {
        findings.removeAll()
        scratch.beginRow(sharing: shared.count)
        for index in 0..<signals.count { row[signalSlot + index] = .double(0) }
        let indices = order[journey].base
        for place in 0..<order[journey].count {
            let index = indices[place]
            let step = steps.base[index]
            for local in step.locals {
                let value = locals.base[local].program
                    ._withUnsafeGuaranteedRef { $0.evaluateSharing(row, scratch) }
                row[locals.base[local].slot] = scratch.keep(value)
            }
            let value = step.condition._withUnsafeGuaranteedRef {
                $0.evaluateSharing(row, scratch)
            }
            if value.kind == .bool {
                if value.asBool { fire(index, row, &findings) }
            } else if let error = value.errorCode {
                findings.undecided.append(
                    Findings.Undecided(
                        rule: index, missing: value.missingSlot, error: error))
            }
        }
    }

    /// Notes that a rule fired on `row`: among the findings, and in its signal's strength if it is
    /// live. For those who remember that it did, as well as for the evaluation itself.
    @inline(never)
    package func fire(
        _ index: Int, _ row: UnsafeMutablePointer<Value>, _ findings: inout Findings
    ) {
        guard rules[index].mode == .live else {
            findings.shadow.append(index)
            return
        }
        findings.fired.append(index)
        let slot = signalSlot + rules[index].signal
        row[slot] = .double(max(row[slot].asDouble, rules[index].weight))
    }
}
