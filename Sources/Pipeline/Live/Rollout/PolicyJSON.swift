import Toolbox
package import Vocabulary

/// Versions of the policy and steps as JSON, the same in commands and over HTTP.
package enum PolicyJSON {
    package static func text(_ version: PolicyVersion, _ tally: PolicyTally) -> String {
        var writer = ByteWriter()
        writer.append("{\"version\":\(version.release.version),\"stage\":")
        writer.appendQuoted(version.release.stage.rawValue)
        writer.append(",\"share\":\(version.release.share),\"title\":")
        writer.appendQuoted(version.title)
        writer.append(",\"registered_at\":\(version.at),\"by\":")
        writer.appendQuoted(version.by)
        writer.append(",\"step\":\(version.step),\"tally\":\(text(tally))}")
        return writer.text
    }

    package static func text(_ tally: PolicyTally) -> String {
        var writer = ByteWriter()
        writer.append("{\"events\":\(tally.events),\"acted\":\(tally.acted)")
        writer.append(",\"live_acted\":\(tally.liveActed),\"newly\":\(tally.newly)")
        writer.append(",\"spared\":\(tally.spared),\"differing\":\(tally.differing)")
        writer.append(",\"slow\":\(tally.slow),\"actions\":{")
        let actions = Action.allCases.filter { tally.actions[$0.rank] > 0 }
        writer.append(
            actions.map { "\"\($0.rawValue)\":\(tally.actions[$0.rank])" }.joined(separator: ","))
        writer.append("},\"rules\":{")
        for (place, rule) in tally.rules.sorted(by: { $0.key < $1.key }).enumerated() {
            if place > 0 { writer.append(",") }
            writer.appendQuoted(rule.key)
            writer.append(":\(rule.value)")
        }
        writer.append("}}")
        return writer.text
    }

    package static func text(_ proposal: PolicyProposal) -> String {
        var writer = ByteWriter()
        writer.append("{\"id\":\(proposal.id),\"state\":")
        writer.appendQuoted(proposal.state.rawValue)
        write(proposal.step, to: &writer)
        writer.append(",\"reach\":\(proposal.reach.map { "\($0)" } ?? "null")")
        if let by = proposal.decidedBy, let at = proposal.decidedAt {
            writer.append(",\"decided_by\":")
            writer.appendQuoted(by)
            writer.append(",\"decided_at\":\(at)")
        }
        writer.append("}")
        return writer.text
    }

    package static func text(_ change: PolicyChange) -> String {
        var writer = ByteWriter()
        writer.append("{\"sequence\":\(change.sequence)")
        write(change.step, to: &writer)
        writer.append(",\"from\":")
        if let from = change.from {
            writer.appendQuoted(from.rawValue)
        } else {
            writer.append("null")
        }
        writer.append(",\"rollback\":\(change.isRollback)")
        writer.append(",\"automatic\":\(change.step.isAutomatic)")
        if let second = change.approvedBy {
            writer.append(",\"approved_by\":")
            writer.appendQuoted(second)
        }
        writer.append("}")
        return writer.text
    }

    private static func write(_ step: PolicyStep, to writer: inout ByteWriter) {
        writer.append(",\"version\":\(step.version),\"stage\":")
        writer.appendQuoted(step.stage.rawValue)
        writer.append(",\"share\":\(step.share),\"at\":\(step.at),\"by\":")
        writer.appendQuoted(step.by)
        writer.append(",\"why\":")
        writer.appendQuoted(step.why)
    }
}
