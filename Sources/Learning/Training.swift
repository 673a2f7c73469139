package import Models
import Toolbox
package import Vocabulary

/// What is to be made of sets that were cut: a learner, its parameters, and how it is judged.
package struct Training: Sendable {
    package var name: String
    package var learner: String
    /// Those given; all others are as the learner declares them.
    package var parameters: [String: Double]
    package var seed: UInt64
    package var threads: Int
    /// Nil tries the given parameters alone.
    package var search: SearchPlan?
    /// What trials are compared by.
    package var metric: Metric
    /// Nil lets the declared rule choose.
    package var calibration: CalibrationChoice.Method?
    /// Of the bootstrap.
    package var resamples: Int
    /// k of precision at k.
    package var top: Int
    package var costs: Costs?

    /// What the baseline is: the model that must be beaten.
    package static let baseline = LogisticLearner.name

    package init(name: String, learner: String, parameters: [String: Double] = [:]) {
        (self.name, self.learner, self.parameters) = (name, learner, parameters)
        (seed, threads, search, metric) = (1, 1, nil, .averagePrecision)
        (calibration, resamples, top, costs) = (nil, 1000, 100, nil)
    }

    /// What a training hands to those who write it down.
    package struct Result: Sendable {
        package var manifest: ModelManifest
        /// The model's file.
        package var text: String
        package var parameters: [String: Double]
        package var trials: [Trial]
        package var chosen: Int
        package var calibration: CalibrationChoice
        /// Served scores of the measured rows, behind calibration.
        package var served: [Double]
        /// The same before it.
        package var raw: [Double]
        /// The baseline's, in step; nil where the model is the baseline.
        package var baseline: [Double]?
        /// By input, mean |SHAP| on measured rows; nil where the model cannot say.
        package var importance: [Double]?
        /// Threshold with the least cost on the folds; nil without costs or folds.
        package var threshold: Double?
        /// Scores of the training rows by models that did not know them; nil where there are none.
        package var heldOut: [FoldScores]
    }

    /// Searches, trains, calibrates, and scores what is measured with the model as it is served.
    ///
    /// - Parameters:
    ///   - learned: what the model is made of.
    ///   - measured: what it is measured on.
    ///   - folds: earlier sets, for the search and the calibration; may be none.
    ///   - progress: told what is being done, how many steps of it are over, and which share, 0…1.
    /// - Throws: ``Fault`` `invalid` for sets nothing can be learned from; `bug` when the written
    ///   model scores otherwise than the one in memory.
    package func run(
        learned: TrainingSet, measured: TrainingSet, folds: [Fold], inputs: [String],
        progress: (_ doing: String, _ count: Int, _ share: Double) -> Void
    ) throws(Fault) -> Result {
        let searched = try searched(
            Folds(
                folds: folds, metric: metric, seed: seed, threads: threads), progress)
        let model = try LearnerNames.make(learner, searched.parameters).fit(
            learned.matrix, learned.labels, weights: learned.weightsIfAny, seed: seed,
            threads: threads
        ) { progress("training", 1, $0) }
        let choice = try calibrated(searched.scores)
        let text = try model.fileText()
        let served = try ServedModel(
            name: name, format: model.format, text: text, inputs: inputs,
            calibration: choice.calibration)
        let scores = served.scores(of: measured.matrix, threads: threads)
        let raw = model.scores(of: measured.matrix, threads: threads)
        try served.check(raw, margins: model.margins(of: measured.matrix, threads: threads), scores)
        return Result(
            manifest: served.manifest, text: text, parameters: searched.parameters,
            trials: searched.trials, chosen: searched.chosen, calibration: choice, served: scores,
            raw: raw, baseline: try baseline(learned, measured),
            importance: served.importance(of: measured.matrix),
            threshold: try threshold(searched.scores, choice), heldOut: searched.scores)
    }

    typealias Searched = (
        parameters: [String: Double], trials: [Trial], chosen: Int, scores: [FoldScores]
    )

    func searched(
        _ folds: Folds, _ progress: (String, Int, Double) -> Void
    ) throws(Fault) -> Searched {
        let declared = try LearnerNames.type(learner).parameters
        let base = try LearnerNames.resolved(learner, parameters)
        guard !folds.folds.isEmpty else {
            guard search == nil else {
                throw Fault(
                    .invalid, "There is no earlier span to search on.",
                    fix: "Begin --train later, or leave --search out.")
            }
            return (base, [], 0, [])
        }
        let candidates = search?.candidates(base, declared: declared) ?? [base]
        var (trials, chosen, best): ([Trial], Int, [FoldScores]) = ([], 0, [])
        for (place, candidate) in candidates.enumerated() {
            let count = Double(candidates.count)
            let (trial, scores) = try folds.assess(learner, candidate) {
                progress(
                    search == nil ? "validating" : "trials", place, (Double(place) + $0) / count)
            }
            trials.append(trial)
            if place == 0 || (trial.mean ?? -.infinity) > (trials[chosen].mean ?? -.infinity) {
                (chosen, best) = (place, scores)
            }
        }
        return (candidates[chosen], trials, chosen, best)
    }

    /// Scores of a learner without supervision are no chances and stay as they are.
    func calibrated(_ scores: [FoldScores]) throws(Fault) -> CalibrationChoice {
        guard !LearnerNames.unsupervised.contains(learner) else { return .nothing }
        return try CalibrationChoice(of: scores, asked: calibration)
    }

    private func baseline(
        _ learned: TrainingSet, _ measured: TrainingSet
    ) throws(Fault) -> [Double]? {
        guard learner != Training.baseline else { return nil }
        let model = try LearnerNames.make(Training.baseline, [:]).fit(
            learned.matrix, learned.labels, weights: learned.weightsIfAny, seed: seed,
            threads: threads
        ) { _ in }
        return model.scores(of: measured.matrix, threads: threads)
    }

    /// Where acting costs least on the folds, behind calibration.
    func threshold(
        _ folds: [FoldScores], _ choice: CalibrationChoice
    ) throws(Fault) -> Double? {
        guard let costs, !folds.isEmpty else { return nil }
        var scores: [Double] = []
        for fold in folds { scores += try CalibrationChoice.applied(choice.calibration, to: fold) }
        let ranking = Ranking(
            scores: scores, marks: folds.flatMap(\.labels), weights: folds.flatMap(\.weights))
        return costs.best(ranking).threshold
    }
}
