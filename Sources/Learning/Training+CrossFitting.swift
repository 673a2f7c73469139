import Models
import Toolbox
package import Vocabulary

extension Training {
    /// Parts that training rows are dealt into, to be scored by a model of the others.
    private static let crossParts: UInt64 = 3

    /// Served scores of the rows a model was made of, each by a model of the same parameters that
    /// did not know the row's entity: what scores look like on rows that are new. Nil where a part
    /// has rows of one kind alone. Cost of three trainings.
    package func crossFitted(
        _ set: TrainingSet, _ result: Result, progress: (Double) -> Void
    ) throws(Fault) -> [Double]? {
        let parts = Training.crossParts
        let part = set.entities.enumerated().map { row, entity in
            SplitMix64.mixed(seed ^ (entity == 0 ? UInt64(row) : entity)) % parts
        }
        let calibrator = try CalibrationChoice.calibrator(result.calibration.calibration)
        var scores = [Double](repeating: 0, count: set.count)
        for number in 0..<parts {
            let known = set.rows(part.indices.filter { part[$0] != number })
            let places = part.indices.filter { part[$0] == number }
            let isSupervised = !LearnerNames.unsupervised.contains(learner)
            guard !isSupervised || (known.positives > 0 && known.positives < known.count),
                known.count > 1
            else { return nil }
            let model = try LearnerNames.make(learner, result.parameters).fit(
                known.matrix, known.labels, weights: known.weightsIfAny, seed: seed,
                threads: threads
            ) { progress((Double(number) + $0) / Double(parts)) }
            let unknown = set.matrix.rows(places)
            let raw = model.scores(of: unknown, threads: threads)
            let margins = model.margins(of: unknown, threads: threads)
            for (index, place) in places.enumerated() {
                scores[place] = calibrator.probability(raw[index], margin: margins[index])
            }
        }
        return scores
    }
}
