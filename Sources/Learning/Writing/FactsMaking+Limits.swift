import Vocabulary

extension FactsMaking {
    /// Points of the reliability curve.
    private static let curvePoints = 10
    /// Positive rows below which all figures are coarse.
    private static let fewPositives = 100
    /// Average precision above which a leak is likelier than a good model.
    private static let tooGood = 0.99

    /// Served scores against what happened, in bins of equal width; empty ones are left out.
    static func curve(_ scores: [Double], _ labels: [Bool]) -> [Facts.CurvePoint] {
        var rows = Array(repeating: 0, count: curvePoints)
        var (sums, marked) = (rows.map { _ in 0.0 }, rows)
        for (score, label) in zip(scores, labels) where (0...1).contains(score) {
            let bin = min(curvePoints - 1, Int(score * Double(curvePoints)))
            rows[bin] += 1
            sums[bin] += score
            marked[bin] += label ? 1 : 0
        }
        return rows.indices.filter { rows[$0] > 0 }.map {
            Facts.CurvePoint(
                rows: rows[$0], meanScore: sums[$0] / Double(rows[$0]),
                share: Double(marked[$0]) / Double(rows[$0]))
        }
    }

    /// Accuracy and F1 where a row counts as marked above one half.
    static func atHalf(_ scores: [Double], _ labels: [Bool]) -> [Facts.Figure] {
        let hits = zip(scores, labels).count { $0 > 0.5 && $1 }
        let taken = scores.count { $0 > 0.5 }
        let marked = labels.count { $0 }
        let right = zip(scores, labels).count { ($0 > 0.5) == $1 }
        let f1 = taken + marked > 0 ? 2 * Double(hits) / Double(taken + marked) : nil
        return [
            Facts.Figure(
                name: "accuracy", value: Double(right) / Double(max(1, labels.count)), low: nil,
                high: nil),
            Facts.Figure(name: "f1", value: f1, low: nil, high: nil),
        ]
    }

    /// What to keep in mind, from the facts alone.
    func limits(_ facts: Facts) -> [String] {
        var limits: [String] = []
        if LearnerNames.unsupervised.contains(facts.learner.name) {
            limits.append(
                "It looks at no labels: a high score is odd, not bad. For triage, never for acting."
            )
        }
        if facts.test.positives < FactsMaking.fewPositives {
            limits.append(
                "Only \(facts.test.positives) positive rows were measured: figures are coarse, as "
                    + "their intervals show.")
        }
        if let value = facts.metrics.named("ap")?.value, value > FactsMaking.tooGood {
            limits.append(
                "Figures this good are rare: look whether an input knows the answer, or "
                    + "whether the labels were made by a rule that the inputs see.")
        }
        let small = facts.segments.filter(\.isSmall)
        if !small.isEmpty {
            limits.append(
                "Too few rows of one kind to say much of: "
                    + small.map { "\($0.name) = \($0.value)" }.joined(separator: ", ") + ".")
        }
        if let split = facts.split {
            limits.append(
                "It was measured on \(split.test) alone. Fraud changes: watch it, and train again "
                    + "when its figures fall.")
        } else {
            limits.append(
                "Rows have no time here, so nothing says how well it holds on later rows.")
        }
        if facts.validation.map({ $0.trials.count > 1 }) == true, isTable {
            limits.append(
                "Parameters were chosen on the folds that are reported: figures flatter a little."
            )
        }
        if facts.train.takenAsNegative > 0 {
            limits.append(
                "\(facts.train.takenAsNegative) training rows that nobody labelled count as "
                    + "negative; what is hidden among them is learned as good.")
        } else if facts.train.unlabeled > 0 {
            limits.append(
                "\(facts.train.unlabeled) training rows that nobody labelled were left out; if who "
                    + "is labelled depends on earlier scores, figures hold for such rows only.")
        }
        limits.append(
            "The label is \(facts.data.label): the model knows what that says, no more.")
        return limits
    }
}
