import Toolbox

/// What is said of the labels of a model: what they came to, and what was left out and why.
struct OutcomeWords {
    let model: WatchedModel
    let known: KnownLabels
    let outcomes: Outcomes
    /// Until a label is known, in days.
    let delay: Int

    private var positives: Int { outcomes.rows.count { $0.isPositive } }

    /// Where the bad outnumber the good, mostly the bad were labelled, and absence says nothing.
    var isOneSided: Bool { positives * 2 > outcomes.rows.count }

    func sentences(_ report: WatchReport) -> [String] {
        var lines: [String] = []
        let name = model.labelName.map { "`\($0)`" } ?? "any name"
        if model.labelName == nil, !known.taken.isEmpty {
            lines.append("Its facts.json does not name a label, so labels of any name count.")
        }
        let others = known.taken.filter { $0.key != model.labelName }
        if model.labelName != nil, !others.isEmpty {
            lines.append(
                "Not counted: \(others.values.reduce(0, +).grouped) labels of other names "
                    + "(\(others.keys.sorted().prefix(5).joined(separator: ", "))).")
        }
        if known.dropped > 0 {
            lines.append("Not counted: \(known.dropped.grouped) labels beyond what is held.")
        }
        if outcomes.refused > 0 {
            lines.append(
                "Not counted: \(outcomes.refused.grouped) labelled decisions without a score.")
        }
        lines.append(judged(report, name))
        return lines
    }

    private func judged(_ report: WatchReport, _ name: String) -> String {
        let left = "so calibration, precision and recall are left out."
        let rows = outcomes.rows.count.grouped
        if outcomes.rows.isEmpty {
            return "No label of \(name) speaks of these decisions, \(left)"
        }
        if isOneSided {
            return
                "\(positives.grouped) of \(rows) labelled decisions are bad: mostly the bad were "
                + "labelled, and absence says nothing, \(left)"
        }
        guard let figures = report.outcomes else {
            return "\(rows) decisions have a label of \(name), but none of the days that ended "
                + "\(delay) days before the last, \(left)"
        }
        func shown(_ estimate: Estimate?) -> String {
            estimate.map {
                "\(WatchWords.percent($0.value)) (\(WatchWords.percent($0.low)) to "
                    + "\(WatchWords.percent($0.high)))"
            } ?? "not known"
        }
        let score = model.reference.topScore ?? 0.5
        return
            "Labels of \(name), matured over 7 days: \(figures.rows.grouped) rows, "
            + "one an entity, \(figures.positives.grouped) bad; "
            + "from score \(WatchWords.number(score)) on precision "
            + "\(shown(figures.precision)), recall \(shown(figures.recall))."
    }
}
