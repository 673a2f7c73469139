package import CEL
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

    package init(
        rules: [RuleDefinition], signals: [String], signalSlot: Int, journeyCount: Int
    ) {
        self.rules = rules
        self.signals = signals
        self.signalSlot = signalSlot
        byJourney = (0..<journeyCount).map { journey in
            rules.indices.filter { rules[$0].mode != .off && rules[$0].journeys[journey] }
        }
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
        for index in signals.indices { row[signalSlot + index] = .double(0) }
        for index in byJourney[journey] {
            if rules[index].locals.isEmpty == false {
                for local in rules[index].locals {
                    row[local.slot] = local.program.evaluate(row, scratch)
                }
            }
            let value = rules[index].condition.evaluate(row, scratch)
            if value.kind == .bool {
                if value.asBool { fire(index, row, &findings) }
            } else if let error = value.errorCode {
                findings.undecided.append(
                    Findings.Undecided(
                        rule: index, missing: value.missingSlot, error: error))
            }
        }
    }

    @inline(never)
    private func fire(
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
