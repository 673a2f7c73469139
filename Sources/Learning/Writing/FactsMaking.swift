import Models
package import Vocabulary

/// What the facts are made of, besides the training's result.
package struct FactsMaking: Sendable {
    package var training: Training
    package var madeAt: Int64
    package var engine: String
    package var library: String?
    package var data: Facts.Data
    package var pack: Facts.Pack?
    package var split: Facts.Split?
    package var learned: (set: TrainingSet, counts: SetCounts)
    package var measured: (set: TrainingSet, counts: SetCounts)
    package var segments: [SegmentNames] = []
    package var leftOut: [(name: String, why: String)] = []
    package var folds: [String] = []
    package var skippedFolds: [String] = []
    /// What the sets' maker has to say, a sentence each.
    package var remarks: [String] = []
    package var isTable: Bool
    package var seconds: Double = 0

    package init(
        training: Training, madeAt: Int64, engine: String, data: Facts.Data,
        learned: (set: TrainingSet, counts: SetCounts),
        measured: (set: TrainingSet, counts: SetCounts), isTable: Bool
    ) {
        (self.training, self.madeAt, self.engine, self.data) = (training, madeAt, engine, data)
        (self.learned, self.measured, self.isTable) = (learned, measured, isTable)
    }

    /// Takes all figures. Cost of `resamples` passes over the measured rows for each of the four
    /// tables of figures.
    package func facts(of result: Training.Result) throws(Fault) -> Facts {
        let measure = Figures(
            metrics: metrics(result), resamples: training.resamples, seed: training.seed,
            threads: training.threads)
        let served = try measured.set.scored(result.served)
        let learner = training.learner
        var facts = Facts(
            name: training.name, madeAt: TimeSpan.instant(madeAt), engine: engine,
            library: library, data: data, pack: pack, split: split,
            train: set(learned), test: set(measured), inputs: inputs(result),
            inputsLeftOut: leftOut.map { Facts.LeftOut(name: $0.name, why: $0.why) },
            learner: Facts.Learner(
                name: learner, parameters: result.parameters, seed: training.seed,
                threads: training.threads),
            validation: validation(result), calibration: calibration(result),
            metrics: measure.figures(of: served),
            raw: result.calibration.method == .none
                ? [] : try raw(measure, result), baseline: nil,
            segments: try measure.segments(
                of: measured.set, scores: result.served, names: segments),
            curve: FactsMaking.curve(result.served, measured.set.labels), limits: [],
            seconds: seconds)
        if isTable { facts.metrics += FactsMaking.atHalf(result.served, measured.set.labels) }
        facts.baseline = try baseline(result, measure, served)
        facts.limits = remarks + limits(facts)
        return facts
    }

    private func metrics(_ result: Training.Result) -> [Metric] {
        let costs = training.costs.flatMap { costs in
            result.threshold.map { (costs, threshold: $0) }
        }
        let hasDays = !isTable && measured.set.entities.contains { $0 != 0 }
        return Figures.usual(hasDays: hasDays, top: training.top, costs: costs)
    }

    private func raw(
        _ measure: Figures, _ result: Training.Result
    ) throws(Fault) -> [Facts.Figure] {
        var measure = measure
        measure.metrics.removeAll { if case .cost = $0 { true } else { false } }
        return measure.figures(of: try measured.set.scored(result.raw))
    }

    private func baseline(
        _ result: Training.Result, _ measure: Figures, _ served: ScoredRows
    ) throws(Fault) -> Facts.Baseline? {
        guard let scores = result.baseline else { return nil }
        let rows = try measured.set.scored(scores)
        var ranks = measure
        // The baseline is not calibrated, so only its ranks are compared.
        ranks.metrics = measure.metrics.filter(\.isOfRanks)
        let differences = ranks.differences(served, less: rows)
        let verdict = FactsMaking.verdict(differences[0], of: training.learner)
        return Facts.Baseline(
            name: Training.baseline, metrics: ranks.figures(of: rows), differences: differences,
            verdict: verdict.text, isBeaten: verdict.isBeaten)
    }

    package static func verdict(
        _ difference: Facts.Figure, of learner: String
    ) -> (text: String, isBeaten: Bool) {
        let name = Training.baseline
        guard let value = difference.value, let low = difference.low, let high = difference.high
        else { return ("The baseline \(name) could not be compared with.", false) }
        let shown =
            "\(Card.signed(value)) of \(difference.name) (95 % interval \(Card.signed(low)) to "
            + "\(Card.signed(high)))"
        if low > 0 { return ("\(learner) beats the baseline \(name) by \(shown).", true) }
        if value > 0 {
            return (
                "\(learner) is ahead of the baseline \(name) by \(shown), but the interval holds "
                    + "0: it is not shown to be better. Prefer the simpler model.", false
            )
        }
        return (
            "\(learner) DOES NOT BEAT the baseline \(name): \(shown). Ship the baseline.", false
        )
    }

    private func set(_ part: (set: TrainingSet, counts: SetCounts)) -> Facts.Set {
        let counts = part.counts
        return Facts.Set(
            rows: counts.rows, positives: counts.positives, unlabeled: counts.unlabeled,
            takenAsNegative: counts.takenAsNegative, labelledTooLate: counts.tooLate,
            knownBadRows: counts.knownBadRows, knownBadEntities: counts.knownBadEntities,
            weighted: part.set.weights.count { $0 != 1 })
    }

    private func inputs(_ result: Training.Result) -> [Facts.Input] {
        let matrix = learned.set.matrix
        return result.manifest.inputs.enumerated().map { column, name in
            let missing = (0..<matrix.rows).count { matrix[$0, column].isNaN }
            return Facts.Input(
                name: name, importance: result.importance?[column],
                missing: Double(missing) / Double(max(1, matrix.rows)))
        }
    }

    private func validation(_ result: Training.Result) -> Facts.Validation? {
        guard !result.trials.isEmpty else { return nil }
        return Facts.Validation(
            folds: folds, metric: training.metric.name,
            trials: result.trials.map {
                Facts.Trial(
                    parameters: $0.parameters, mean: $0.mean, deviation: $0.deviation,
                    values: $0.values)
            }, chosen: result.chosen, seed: training.search?.seed ?? training.seed,
            skipped: skippedFolds)
    }

    private func calibration(_ result: Training.Result) -> Facts.Calibration {
        let choice = result.calibration
        return Facts.Calibration(
            method: choice.method.rawValue, why: why(choice), rows: choice.rows,
            positives: choice.positives,
            considered: choice.considered.map {
                Facts.Considered(
                    method: $0.method.rawValue, logLoss: $0.logLoss, brier: $0.brier,
                    calibrationError: $0.error)
            })
    }

    private func why(_ choice: CalibrationChoice) -> String {
        if LearnerNames.unsupervised.contains(training.learner) {
            return "its scores are no chances; they sort what to look at"
        }
        if training.calibration != nil { return "asked for" }
        if choice.rows == 0 { return "nothing earlier was held out to fit one on" }
        if choice.considered.isEmpty {
            return "there is one fold to fit it on, so none was compared"
        }
        return "the least log loss on folds that it was not fitted on"
    }
}

extension Metric {
    /// Whether it looks at the order of scores alone.
    var isOfRanks: Bool {
        switch self {
        case .brier, .logLoss, .calibrationError, .cost: false
        default: true
        }
    }
}
