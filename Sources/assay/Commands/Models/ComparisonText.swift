import Learning
import Toolbox
import Vocabulary

/// Two versions on the same traffic, for people.
struct ComparisonText {
    let comparison: ModelComparison

    init(_ comparison: ModelComparison) { self.comparison = comparison }

    var text: String {
        let (first, second) = (comparison.first, comparison.second)
        var lines = [
            "\(first.name): version \(first.version) (\(first.stage.rawValue)) and version "
                + "\(second.version) (\(second.stage.rawValue))",
            "\(comparison.scoredByBoth.grouped) events were scored by both, "
                + "\(comparison.onlyFirstScored.grouped) by \(first.version) alone, "
                + "\(comparison.onlySecondScored.grouped) by \(second.version) alone; "
                + "\(comparison.decisionsRead.grouped) decisions read",
        ]
        guard comparison.scoredByBoth > 0 else {
            lines.append("There is nothing to compare yet: let both score the same events.")
            return lines.joined(separator: "\n")
        }
        if let times = comparison.times {
            lines.append(
                "from \(CivilTime(milliseconds: times.lowerBound).rfc3339) to "
                    + CivilTime(milliseconds: times.upperBound).rfc3339)
        }
        lines.append(
            "scores go together: correlation \(shown(comparison.correlation)), of ranks "
                + "\(shown(comparison.rankCorrelation))\n")
        var actions = TextTable([
            "acted on from", "agree", "both", "only \(first.version)", "only \(second.version)",
            "neither",
        ])
        for action in comparison.actions {
            actions.add([
                "\(action.threshold)", shown(action.agreement), action.both.grouped,
                action.onlyFirst.grouped, action.onlySecond.grouped, action.neither.grouped,
            ])
        }
        lines.append(actions.text)
        lines.append(
            "\n\(comparison.labelled.grouped) of them have a label, "
                + "\(comparison.positives.grouped) positive")
        guard comparison.labelled > 0 else { return lines.joined(separator: "\n") }
        var figures = TextTable([
            "figure", "\(first.version)", "\(second.version)", "difference in 95 %",
        ])
        for figure in comparison.figures {
            let reach = figure.low.flatMap { low in
                figure.high.map { "\(shown(low)) to \(shown($0))" }
            }
            figures.add([
                figure.name, shown(figure.first), shown(figure.second), reach ?? "—",
            ])
        }
        lines.append(figures.text)
        return lines.joined(separator: "\n")
    }

    private func shown(_ value: Double?) -> String {
        value.map { $0.isFinite ? BundleFigures.shown($0) : "—" } ?? "—"
    }
}
