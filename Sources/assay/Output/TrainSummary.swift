import Foundation
import Learning
import Toolbox

/// The end of `assay train`, for people.
struct TrainSummary {
    let facts: Facts
    let folder: String
    /// Names of what was written.
    let files: [String]

    var text: String {
        var parts = [head, figures]
        if let calibration { parts.append(calibration) }
        if let baseline = facts.baseline { parts.append(baseline.verdict) }
        if !facts.segments.isEmpty { parts.append(segments) }
        parts.append(
            "written to \(folder) in \(facts.seconds) s: \(files.joined(separator: ", "))"
        )
        return parts.joined(separator: "\n\n")
    }

    private var head: String {
        var lines = ["\(facts.name): \(facts.learner.name) of \(facts.inputs.count) inputs"]
        lines.append("train  \(facts.split?.train ?? "all rows")  \(words(facts.train))")
        lines.append("test   \(facts.split?.test ?? "each fold in turn")  \(words(facts.test))")
        if facts.test.knownBadRows > 0 {
            lines.append(
                "       \(facts.test.knownBadRows.grouped) rows of "
                    + "\(facts.test.knownBadEntities.grouped) entities known to be bad left out")
        }
        if let validation = facts.validation {
            let chosen = validation.trials[validation.chosen]
            lines.append(
                "folds  \(validation.folds.count), \(validation.metric) "
                    + "\(shown(chosen.mean)); best of \(validation.trials.count) tried")
            lines += validation.skipped.map { "       \($0)" }
        }
        for input in facts.inputsLeftOut { lines.append("       not \(input.name): \(input.why)") }
        return lines.joined(separator: "\n")
    }

    private func words(_ set: Facts.Set) -> String {
        var parts = ["\(set.rows.grouped) rows, \(set.positives.grouped) positive"]
        if set.unlabeled > 0 {
            parts.append("\(set.unlabeled.grouped) unlabeled")
        }
        if set.labelledTooLate > 0 {
            parts.append("\(set.labelledTooLate.grouped) labelled too late")
        }
        if set.takenAsNegative > 0 {
            parts.append("\(set.takenAsNegative.grouped) of them taken as negative")
        }
        return parts.joined(separator: ", ")
    }

    private var figures: String {
        let base = facts.baseline
        var table = TextTable(
            ["figure", "served", "95 % interval"] + (facts.raw.isEmpty ? [] : ["uncalibrated"])
                + (base.map { [$0.name, "difference"] } ?? []))
        for figure in facts.metrics {
            var row = [figure.name, shown(figure.value), interval(figure)]
            if !facts.raw.isEmpty { row.append(shown(facts.raw.named(figure.name)?.value)) }
            if let base {
                row.append(shown(base.metrics.named(figure.name)?.value))
                row.append(base.differences.named(figure.name).map(interval) ?? "")
            }
            table.add(row)
        }
        return table.text
    }

    private var calibration: String? {
        "calibration: \(facts.calibration.method), \(facts.calibration.why)"
    }

    private var segments: String {
        var table = TextTable(["segment", "rows", "positive", "ap", "95 % interval", ""])
        for segment in facts.segments {
            let figure = segment.metrics.named("ap")
            table.add([
                "\(segment.name) = \(segment.value)", segment.rows.grouped,
                segment.positives.grouped, shown(figure?.value), figure.map(interval) ?? "",
                segment.isSmall ? "small" : "",
            ])
        }
        return table.text
    }

    private func shown(_ value: Double?) -> String {
        value.map { String(format: "%.4f", $0) } ?? ""
    }

    private func interval(_ figure: Facts.Figure) -> String {
        guard let low = figure.low, let high = figure.high else { return "" }
        return String(format: "%.4f…%.4f", low, high)
    }
}

/// Tells what a training is doing: a bar on a terminal, lines when piped.
struct TrainingLines {
    private var doing = ""
    private var progress: Toolbox.Progress?

    mutating func update(_ doing: String, _ count: Int, _ share: Double) {
        if doing != self.doing {
            progress?.finish()
            self.doing = doing
            progress = Toolbox.Progress(doing)
        }
        progress?.update(count: count, share: share)
    }

    mutating func end() { progress?.finish() }
}
