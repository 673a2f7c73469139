import Models
import Toolbox
package import Vocabulary

extension Training {
    /// Parts that training rows are dealt into, to be scored by a model of the others.
    private static let crossParts: UInt64 = 3

    /// Served scores of rows, each by a model of the same parameters that did not know the row's
    /// entity: what scores look like on rows that are new. Nil where a part has rows of one kind
    /// alone. Cost of three trainings.
    ///
    /// - Parameters:
    ///   - set: what the model was made of.
    ///   - rows: to be scored, such as all of the span that `set` has the labelled rows of.
    package func crossFitted(
        _ set: TrainingSet, _ result: Result, scoring rows: TrainingSet,
        progress: (Double) -> Void
    ) throws(Fault) -> [Double]? {
        let parts = Training.crossParts
        let (learnedPart, part) = (crossPart(of: set), crossPart(of: rows))
        let calibrator = try CalibrationChoice.calibrator(result.calibration.calibration)
        var scores = [Double](repeating: 0, count: rows.count)
        for number in 0..<parts {
            let known = set.rows(learnedPart.indices.filter { learnedPart[$0] != number })
            let places = part.indices.filter { part[$0] == number }
            let isSupervised = !LearnerNames.unsupervised.contains(learner)
            guard !isSupervised || (known.positives > 0 && known.positives < known.count),
                known.count > 1
            else { return nil }
            let model = try LearnerNames.make(learner, result.parameters).fit(
                known.matrix, known.labels, weights: known.weightsIfAny, seed: seed,
                threads: threads
            ) { progress((Double(number) + $0) / Double(parts)) }
            let unknown = rows.matrix.rows(places)
            let raw = model.scores(of: unknown, threads: threads)
            let margins = model.margins(of: unknown, threads: threads)
            for (index, place) in places.enumerated() {
                scores[place] = calibrator.probability(raw[index], margin: margins[index])
            }
        }
        return scores
    }

    /// By row: the part of its entity, or of its time where it names none, so that a row has the
    /// same part in every set.
    private func crossPart(of set: TrainingSet) -> [UInt64] {
        set.entities.enumerated().map { row, entity in
            let key = entity == 0 ? UInt64(bitPattern: set.times[row]) : entity
            return SplitMix64.mixed(seed ^ key) % Training.crossParts
        }
    }
}
