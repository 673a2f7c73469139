import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// Versions of the policy, for people and for programs.
enum PolicyText {
    static func percent(_ share: Double) -> String {
        "\((share * 100_000).rounded() / 1000) %"
    }

    static func percent(_ count: Int, of all: Int) -> String {
        all == 0 ? "" : percent(Double(count) / Double(all))
    }

    static func reach(_ reach: Double?) -> String {
        guard let reach else {
            return "nobody knows yet how many events this treats otherwise; shadow would tell."
        }
        return "it will treat up to \(percent(reach)) of events otherwise."
    }

    static func line(_ proposal: PolicyProposal) -> String {
        let step = proposal.step
        let share = step.stage == .canary ? " for \(percent(step.share))" : ""
        return "proposal \(proposal.id), \(proposal.state.rawValue): version \(step.version) to "
            + "\(step.stage.rawValue)\(share), by \(step.by)\(step.why.isEmpty ? "" : ": ")"
            + "\(step.why); \(reach(proposal.reach))"
    }

    static func line(_ change: PolicyChange) -> String {
        let step = change.step
        let share = step.stage == .canary ? " for \(percent(step.share))" : ""
        let from = change.from.map { "\($0.rawValue) → " } ?? ""
        let second = change.approvedBy.map { ", approved by \($0)" } ?? ""
        let kind = change.isRollback ? " (rollback)" : step.isAutomatic ? " (by itself)" : ""
        return "\(CivilTime(milliseconds: step.at).rfc3339) version \(step.version): \(from)"
            + "\(step.stage.rawValue)\(share)\(kind), by \(step.by)\(second)"
            + (step.why.isEmpty ? "" : ": \(step.why)")
    }

    static func text(_ tally: PolicyTally, indent: String) -> String {
        var lines = [
            "\(tally.events) events beside the policy in force: acts on \(tally.acted) "
                + "(\(percent(tally.acted, of: tally.events))), that one on \(tally.liveActed); "
                + "newly \(tally.newly), no longer \(tally.spared), other action "
                + "\(tally.differing), slow \(tally.slow)"
        ]
        let rules = tally.rules.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (rule, count) in rules {
            lines.append("  \(rule): \(count) (\(percent(count, of: tally.events)))")
        }
        return lines.map { indent + $0 }.joined(separator: "\n")
    }

    static func json(
        _ versions: [PolicyVersion], _ open: [PolicyProposal], _ registry: SQLiteStore
    ) throws -> String {
        let items = try versions.map { version in
            PolicyJSON.text(version, try registry.policyTally(step: version.step))
        }
        return "{\"versions\":[\(items.joined(separator: ","))],\"proposals\":["
            + open.map { PolicyJSON.text($0) }.joined(separator: ",") + "]}"
    }
}
