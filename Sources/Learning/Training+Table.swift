import Models
import Toolbox
package import Vocabulary

extension Training {
    /// As ``run(learned:measured:folds:inputs:progress:)`` for rows without times: each fold in
    /// turn is scored by a model of the others, and those scores are measured; the model that is
    /// written is made of all rows.
    ///
    /// - Parameter count: folds, 2 or more.
    /// - Returns: scores in step with the set's rows, by models that did not know them.
    package func run(
        table set: TrainingSet, folds count: Int, inputs: [String],
        progress: (_ doing: String, _ count: Int, _ share: Double) -> Void
    ) throws(Fault) -> Result {
        let places = set.stratifiedPlaces(count, seed: seed)
        let folds = set.stratifiedFolds(count, seed: seed)
        let searched = try searched(
            Folds(folds: folds, metric: metric, seed: seed, threads: threads), progress)
        let model = try LearnerNames.make(learner, searched.parameters).fit(
            set.matrix, set.labels, weights: set.weightsIfAny, seed: seed, threads: threads
        ) { progress("training", 1, $0) }
        let choice = try calibrated(searched.scores)
        let text = try model.fileText()
        let served = try ServedModel(
            name: name, format: model.format, text: text, inputs: inputs,
            calibration: choice.calibration)
        try served.check(
            model.scores(of: set.matrix, threads: threads),
            margins: model.margins(of: set.matrix, threads: threads),
            served.scores(of: set.matrix, threads: threads))
        var (scores, raw) = (set.matrix.zeros, set.matrix.zeros)
        for (fold, found) in searched.scores.enumerated() {
            let others = searched.scores.indices.filter { $0 != fold }.map { searched.scores[$0] }
            let calibration = try CalibrationChoice.fitted(choice.method, on: others)
            let applied = try CalibrationChoice.applied(calibration, to: found)
            for (index, place) in places[fold].enumerated() {
                (scores[place], raw[place]) = (applied[index], found.scores[index])
            }
        }
        return Result(
            manifest: served.manifest, text: text, parameters: searched.parameters,
            trials: searched.trials, chosen: searched.chosen, calibration: choice, served: scores,
            raw: raw, baseline: try baseline(set, folds, places),
            importance: served.importance(of: set.matrix),
            threshold: try threshold(searched.scores, choice), heldOut: searched.scores)
    }

    private func baseline(
        _ set: TrainingSet, _ folds: [Fold], _ places: [[Int]]
    ) throws(Fault) -> [Double]? {
        guard learner != Training.baseline else { return nil }
        let assessed = try Folds(folds: folds, metric: metric, seed: seed, threads: threads)
            .assess(Training.baseline, [:]) { _ in }
        var scores = set.matrix.zeros
        for (fold, found) in assessed.scores.enumerated() {
            for (index, place) in places[fold].enumerated() { scores[place] = found.scores[index] }
        }
        return scores
    }
}

extension Matrix {
    fileprivate var zeros: [Double] { Array(repeating: 0, count: rows) }
}
