package import Decisions
package import Rules
import Vocabulary

/// Counts of what was decided: by action, by rule, and of what could not be decided.
package struct DecisionCounts: Sendable {
    package private(set) var decisions = 0
    /// By ``Action/rank``.
    package private(set) var byAction: [Int]
    /// By rule index: how often it fired, live or in shadow.
    package private(set) var hits: [Int]
    /// By rule index: how often it could not be decided.
    package private(set) var undecided: [Int]
    /// Missing slot → how often a rule stopped at it.
    package private(set) var missing: [Int: Int] = [:]

    package init(ruleCount: Int) {
        byAction = Array(repeating: 0, count: Action.allCases.count)
        hits = Array(repeating: 0, count: ruleCount)
        undecided = Array(repeating: 0, count: ruleCount)
    }

    /// Takes in what another counted.
    package mutating func add(_ other: DecisionCounts) {
        decisions += other.decisions
        for rank in byAction.indices { byAction[rank] += other.byAction[rank] }
        for rule in hits.indices {
            hits[rule] += other.hits[rule]
            undecided[rule] += other.undecided[rule]
        }
        missing.merge(other.missing, uniquingKeysWith: +)
    }

    /// Takes in one decision.
    package mutating func add(_ outcome: Outcome, _ findings: Findings) {
        decisions += 1
        byAction[outcome.action.rank] += 1
        for rule in findings.fired { hits[rule] += 1 }
        for rule in findings.shadow { hits[rule] += 1 }
        for item in findings.undecided {
            undecided[item.rule] += 1
            if let slot = item.missing { missing[slot, default: 0] += 1 }
        }
    }
}
