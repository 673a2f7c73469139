import Foundation
import Toolbox

/// A model's card: what a person must know of it, in Markdown, from the facts alone.
package struct Card: Sendable {
    private let facts: Facts

    package init(_ facts: Facts) { self.facts = facts }

    package var text: String {
        ([title, figures, data, split, learner, calibration, segments, inputs, limits])
            .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var title: String {
        var lines = ["# \(facts.name)", "", "Made \(facts.madeAt) by Assay \(facts.engine)"]
        lines[2] += facts.library.map { " with \($0)." } ?? "."
        if let baseline = facts.baseline { lines += ["", "**\(baseline.verdict)**"] }
        return lines.joined(separator: "\n")
    }

    private var figures: String {
        let base = facts.baseline
        var rows = [["figure", "served", "95 % interval"]]
        if !facts.raw.isEmpty { rows[0].append("before calibration") }
        if let base { rows[0] += [base.name, "difference (95 %)"] }
        for figure in facts.metrics {
            var row = [figure.name, Card.shown(figure.value), Card.interval(figure)]
            if !facts.raw.isEmpty { row.append(Card.shown(facts.raw.named(figure.name)?.value)) }
            if let base {
                let difference = base.differences.named(figure.name)
                row.append(Card.shown(base.metrics.named(figure.name)?.value))
                row.append(
                    difference.map { "\(Card.signed($0.value)) (\(Card.interval($0)))" } ?? "")
            }
            rows.append(row)
        }
        return "## Figures\n\nOn \(facts.test.rows.grouped) rows, \(facts.test.positives.grouped) "
            + "positive (\(Card.percent(facts.test.positives, facts.test.rows))), that the model "
            + "did not know.\n\n" + Card.table(rows)
    }

    private var data: String {
        let data = facts.data
        var lines = ["## Data", ""]
        for source in data.sources {
            let size = source.bytes.map { ", \($0.grouped) bytes" } ?? ""
            lines.append(
                "- `\(source.path)`\(size), "
                    + (source.sha256.map { "SHA-256 `\($0)`" } ?? "not a file, so no hash"))
        }
        lines.append(
            "- \(data.rowsRead.grouped) rows read, \(data.deadLetters.grouped) dead letters")
        if let first = data.first, let last = data.last {
            lines.append("- from \(first) to \(last)")
        }
        lines.append("- label: \(data.label)")
        if let journey = data.journey { lines.append("- journey: `\(journey)`") }
        if let entity = data.entity { lines.append("- entity: `\(entity)`") }
        if let pack = facts.pack {
            lines.append("- pack: \(pack.name) \(pack.version), hash `\(pack.hash)`")
        }
        return lines.joined(separator: "\n")
    }

    private var split: String {
        var lines = ["## Split", ""]
        if let split = facts.split {
            lines.append("- trained on \(split.train), measured on \(split.test)")
            lines.append(
                "- labels take \(split.delay) to be known, so the model could be made "
                    + split.trainedAt)
            if let from = split.knownBadFrom {
                lines.append(
                    "- left out of the test: \(facts.test.knownBadRows.grouped) rows of "
                        + "\(facts.test.knownBadEntities.grouped) entities known to be bad by the "
                        + "row's day, from what happened since \(from)")
            }
            lines.append("- rows without a label: \(split.unlabeled)")
        }
        let rows = [
            [
                "", "rows", "positive", "unlabeled", "taken as negative", "labelled too late",
                "weighted",
            ],
            Card.row("train", facts.train), Card.row("test", facts.test),
        ]
        return lines.joined(separator: "\n") + (facts.split == nil ? "" : "\n\n") + Card.table(rows)
    }

    private var learner: String {
        let learner = facts.learner
        var lines = [
            "## Learner", "",
            "`\(learner.name)`, seed \(learner.seed): "
                + learner.parameters.sorted { $0.key < $1.key }
                .map { "`\($0.key)` \(Card.plain($0.value))" }.joined(separator: ", ") + ".",
        ]
        if let weight = learner.parameters["positive_weight"], weight != 1 {
            lines += ["", "Positive rows count \(Card.plain(weight)) times in training."]
        }
        guard let validation = facts.validation,
            let chosen = validation.trials[at: validation.chosen]
        else { return lines.joined(separator: "\n") }
        lines += [
            "",
            "\(counted(validation.trials.count, "trial")) by mean \(validation.metric) over "
                + counted(validation.folds.count, "fold")
                + " (\(validation.folds.joined(separator: ", ")))"
                + "; chosen: \(Card.shown(chosen.mean))"
                + (chosen.deviation.map { " ± \(Card.shown($0))" } ?? "") + ".",
        ]
        lines += validation.skipped.map { "- \($0)" }
        return lines.joined(separator: "\n")
    }

    private var calibration: String {
        let found = facts.calibration
        var text = "## Calibration\n\n`\(found.method)`: \(found.why)."
        if found.rows > 0 {
            text +=
                " Fitted on \(found.rows.grouped) held-out rows, "
                + "\(found.positives.grouped) positive."
        }
        if !found.considered.isEmpty {
            text +=
                "\n\n"
                + Card.table(
                    [["method", "log loss", "Brier score", "calibration error"]]
                        + found.considered.map {
                            [
                                $0.method, Card.shown($0.logLoss), Card.shown($0.brier),
                                Card.shown($0.calibrationError),
                            ]
                        })
        }
        guard !facts.curve.isEmpty else { return text }
        return text + "\n\nServed scores against what happened:\n\n"
            + Card.table(
                [["rows", "mean score", "share positive"]]
                    + facts.curve.map {
                        [$0.rows.grouped, Card.shown($0.meanScore), Card.shown($0.share)]
                    })
    }

    private var segments: String {
        guard !facts.segments.isEmpty else { return "" }
        let names = facts.segments[0].metrics.map(\.name)
        return "## Segments\n\n"
            + Card.table(
                [["segment", "rows", "positive"] + names]
                    + facts.segments.map { segment in
                        [
                            "\(segment.name) = \(segment.value)"
                                + (segment.isSmall ? " (small)" : ""),
                            segment.rows.grouped, segment.positives.grouped,
                        ]
                            + segment.metrics.map {
                                "\(Card.shown($0.value)) (\(Card.interval($0)))"
                            }
                    })
    }

    private var inputs: String {
        let ordered = facts.inputs.enumerated().sorted {
            ($1.element.importance ?? 0, $0.offset) < ($0.element.importance ?? 0, $1.offset)
        }
        var text =
            "## Inputs\n\n"
            + Card.table(
                [["input", "mean SHAP", "missing"]]
                    + ordered.map {
                        [
                            "`\($0.element.name)`", Card.shown($0.element.importance),
                            $0.element.missing == 0 ? "" : Card.shown($0.element.missing),
                        ]
                    })
        if !facts.inputsLeftOut.isEmpty {
            text +=
                "\n\nLeft out unasked:\n\n"
                + facts.inputsLeftOut.map { "- `\($0.name)`: \($0.why)" }.joined(separator: "\n")
        }
        return text
    }

    private var limits: String {
        "## Limits\n\n" + facts.limits.map { "- \($0)" }.joined(separator: "\n")
    }
}

extension Card {
    static func shown(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return String(format: abs(value) < 0.001 && value != 0 ? "%.2e" : "%.4f", value)
    }

    static func signed(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return String(format: "%+.4f", value)
    }

    static func interval(_ figure: Facts.Figure) -> String {
        guard figure.low != nil, figure.high != nil else { return "–" }
        return "\(shown(figure.low))…\(shown(figure.high))"
    }

    static func percent(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "–" : String(format: "%.3g %%", Double(part) / Double(whole) * 100)
    }

    static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    static func row(_ name: String, _ set: Facts.Set) -> [String] {
        [
            name, set.rows.grouped, set.positives.grouped, set.unlabeled.grouped,
            set.takenAsNegative.grouped, set.labelledTooLate.grouped, set.weighted.grouped,
        ]
    }

    /// A table of Markdown; bars inside cells are escaped.
    static func table(_ rows: [[String]]) -> String {
        var lines = rows.map { row in
            "| "
                + row.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ")
                + " |"
        }
        lines.insert("|" + String(repeating: "---|", count: rows[0].count), at: 1)
        return lines.joined(separator: "\n")
    }
}

extension [Facts.Figure] {
    package func named(_ name: String) -> Facts.Figure? { first { $0.name == name } }
}

extension [Facts.Trial] {
    fileprivate subscript(at place: Int) -> Facts.Trial? {
        indices.contains(place) ? self[place] : nil
    }
}

private func counted(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
}
