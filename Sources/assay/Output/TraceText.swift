import CEL
import Pipeline
import Toolbox
import Vocabulary

/// How a decision came about, as trees for people and as JSON for programs.
struct TraceText {
    private let trace: DecisionTrace
    private let rules: [DecisionTrace.Rule]
    private let steps: [DecisionTrace.Step]

    /// - Parameter rule: the only rule to show, without the policy; nil for all of the journey.
    init(_ trace: DecisionTrace, rule: String?) {
        self.trace = trace
        rules = trace.rules.filter { rule == nil || $0.id == rule }
        steps = rule == nil ? trace.steps : []
    }

    // MARK: Text

    var text: String {
        let taken = steps.map { step in
            "\n\(step.action.rawValue)  \(step.isTaken ? "taken" : "not taken")\n"
                + tree(step.condition, "  ", "  ")
        }
        let policy = taken.isEmpty ? [] : ["policy" + taken.joined()]
        let source =
            trace.eventsWalked == 0 ? [] : ["rebuilt from \(trace.eventsWalked.grouped) events"]
        return (rules.map(text(of:)) + policy + source).joined(separator: "\n\n")
    }

    private func text(of rule: DecisionTrace.Rule) -> String {
        var lines = [
            "\(rule.id)  \(words(rule))",
            "  \(rule.description)",
        ]
        if let whyNot = rule.whyNot { lines.append(kept(by: whyNot)) }
        for local in rule.locals {
            lines.append(tree(local.trace, "  let \(local.name): ", "  "))
        }
        lines.append(tree(rule.condition, "  ", "  "))
        return lines.joined(separator: "\n")
    }

    private func words(_ rule: DecisionTrace.Rule) -> String {
        let mode = rule.mode == .live ? "" : " (\(rule.mode.rawValue))"
        switch rule.verdict {
        case .fired: return "fired\(mode): signal \(rule.signal), weight \(rule.weight)"
        case .didNotFire: return "did not fire\(mode)"
        case .undecided(let why): return "could not be decided\(mode): \(why)"
        }
    }

    private func kept(by whyNot: WhyNot) -> String {
        if whyNot.items.isEmpty { return "  No value of what it compares would make it fire." }
        let count = whyNot.items.count
        let heading =
            count == 1 ? "one comparison kept it from firing:" : "\(count) comparisons kept it:"
        let least = whyNot.isLeast ? "" : " (there may be fewer)"
        return "  \(heading)\(least)\n"
            + whyNot.items.map { "    ✗ \($0.words)" }.joined(separator: "\n")
    }

    /// A part with what it came to, and below it the parts it was computed from.
    private func tree(_ trace: Trace, _ first: String, _ rest: String) -> String {
        let text = trace.text.split { $0.isWhitespace }.joined(separator: " ")
        var lines = ["\(first)\(text) \(result(trace.outcome))"]
        for (index, child) in trace.children.enumerated() {
            let isLast = index == trace.children.count - 1
            lines.append(
                tree(child, rest + (isLast ? "└ " : "├ "), rest + (isLast ? "  " : "│ ")))
        }
        return lines.joined(separator: "\n")
    }

    private func result(_ outcome: Trace.Outcome) -> String {
        switch outcome {
        case .value(let text): "= \(text)"
        case .error(let text): "– \(text)"
        case .skipped: "· not needed"
        }
    }

    // MARK: JSON

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"decision\":")
        writer.appendQuoted(trace.kept.id)
        writer.append(",\"rules\":[")
        for (index, rule) in rules.enumerated() {
            if index > 0 { writer.append(",") }
            write(rule, to: &writer)
        }
        writer.append("],\"policy\":[")
        for (index, step) in steps.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append("{\"action\":")
            writer.appendQuoted(step.action.rawValue)
            writer.append(",\"taken\":\(step.isTaken),\"condition\":")
            write(step.condition, to: &writer)
            writer.append("}")
        }
        writer.append("]}")
        return writer.text
    }

    private func write(_ rule: DecisionTrace.Rule, to writer: inout ByteWriter) {
        writer.append("{\"rule\":")
        writer.appendQuoted(rule.id)
        writer.append(",\"mode\":")
        writer.appendQuoted(rule.mode.rawValue)
        writer.append(",\"verdict\":")
        switch rule.verdict {
        case .fired: writer.append("\"fired\"")
        case .didNotFire: writer.append("\"did_not_fire\"")
        case .undecided(let why):
            writer.append("\"undecided\",\"why\":")
            writer.appendQuoted(why)
        }
        writer.append(",\"locals\":{")
        for (index, local) in rule.locals.enumerated() {
            if index > 0 { writer.append(",") }
            writer.appendQuoted(local.name)
            writer.append(":")
            write(local.trace, to: &writer)
        }
        writer.append("},\"condition\":")
        write(rule.condition, to: &writer)
        if let whyNot = rule.whyNot { write(whyNot, to: &writer) }
        writer.append("}")
    }

    private func write(_ whyNot: WhyNot, to writer: inout ByteWriter) {
        writer.append(",\"whyNot\":{\"isLeast\":\(whyNot.isLeast),\"items\":[")
        for (index, item) in whyNot.items.enumerated() {
            if index > 0 { writer.append(",") }
            writer.append("{\"text\":")
            writer.appendQuoted(item.text)
            writer.append(",\"observed\":")
            writer.appendQuoted(item.observed)
            writer.append(",\"needed\":")
            writer.appendQuoted(item.needed)
            if let gap = item.gap {
                writer.append(",\"gap\":")
                writer.append(gap)
            }
            writer.append(",\"words\":")
            writer.appendQuoted(item.words)
            writer.append("}")
        }
        writer.append("]}")
    }

    private func write(_ trace: Trace, to writer: inout ByteWriter) {
        writer.append("{\"text\":")
        writer.appendQuoted(trace.text)
        switch trace.outcome {
        case .value(let text):
            writer.append(",\"value\":")
            writer.appendQuoted(text)
        case .error(let text):
            writer.append(",\"error\":")
            writer.appendQuoted(text)
        case .skipped: writer.append(",\"skipped\":true")
        }
        if !trace.children.isEmpty {
            writer.append(",\"parts\":[")
            for (index, child) in trace.children.enumerated() {
                if index > 0 { writer.append(",") }
                write(child, to: &writer)
            }
            writer.append("]")
        }
        writer.append("}")
    }
}
