import Toolbox
package import Vocabulary

/// Rows with their scores and what they truly were: all that a metric reads.
package struct ScoredRows: Sendable {
    /// Finite, higher for who is more likely marked.
    package let scores: [Double]
    package let labels: [Bool]
    /// How much a row counts, 0 or more; nil counts each once. Card precision does not read it.
    package let weights: [Double]?
    /// Whose row it is, numbered from 0 in the order of the numbers given.
    package let entities: [Int]?
    /// On which day it was.
    package let days: [Int]?

    /// - Throws: ``Fault`` `invalid` where there is no row, a score is not finite or a weight
    ///   below 0, telling which.
    package init(
        scores: [Double], labels: [Bool], weights: [Double]? = nil, entities: [Int]? = nil,
        days: [Int]? = nil
    ) throws(Fault) {
        let counts = [labels.count, weights?.count, entities?.count, days?.count]
        precondition(counts.allSatisfy { $0 ?? scores.count == scores.count }, "a row has one each")
        guard !scores.isEmpty else {
            throw Fault(.invalid, "There are no scores.", fix: "Give at least one row.")
        }
        if let row = scores.firstIndex(where: { !$0.isFinite }) {
            throw Fault(
                .invalid, "The score of row \(row) is \(scores[row]).",
                fix: "Leave the row out, or find out why the model could not score it.")
        }
        if let weights, let row = weights.firstIndex(where: { !($0 >= 0 && $0 < .infinity) }) {
            throw Fault(
                .invalid, "The weight of row \(row) is \(weights[row]).",
                fix: "A weight is a number, 0 or more.")
        }
        (self.scores, self.labels, self.weights) = (scores, labels, weights)
        (self.entities, self.days) = (entities.map(ScoredRows.renumbered), days)
    }

    /// The same order without gaps, so that tables by entity are as long as there are entities.
    private static func renumbered(_ entities: [Int]) -> [Int] {
        var numbers: [Int: Int] = [:]
        for entity in Set(entities).sorted() { numbers[entity] = numbers.count }
        return entities.map { numbers[$0]! }
    }

    /// Whether scores can be read as chances; Brier score, log loss and calibration need it.
    package var areChances: Bool { scores.allSatisfy { (0...1).contains($0) } }

    /// A metric on these rows; nil where it is not defined: without both kinds of labels, for
    /// chances without scores within 0…1, for card precision without entities and days.
    /// O(n log n).
    package func value(of metric: Metric) -> Double? {
        Measurer(self, [metric]).values(multiplicity: nil)[0]
    }

    /// Metrics with the interval that 95 % of resamples fall into (percentile bootstrap, Efron
    /// 1979): rows are drawn with replacement, as many as there are; where there are entities,
    /// entities are, each with all its rows, since rows of one are not independent.
    ///
    /// - Parameters:
    ///   - resamples: 0 gives values without intervals.
    ///   - seed: of the draws; each resample has a stream of its own.
    ///
    /// O(n log n + resamples · n · metrics), nothing is sorted again.
    package func intervals(
        of metrics: [Metric], resamples: Int, seed: UInt64, threads: Int
    ) -> [Interval] {
        let measurer = Measurer(self, metrics)
        let values = measurer.values(multiplicity: nil)
        let drawn = measurer.drawn(resamples: resamples, seed: seed, threads: threads)
        return metrics.indices.map { index in
            Interval(value: values[index], drawn: drawn.compactMap { $0[index] })
        }
    }
}

/// A metric, and between what 95 % of resamples put it.
package struct Interval: Sendable, Hashable {
    package var value: Double?
    package var low: Double?
    package var high: Double?
    /// Resamples in which the metric was defined.
    package var resamples: Int

    /// The 2.5th and 97.5th percentile of what was drawn, between neighbours by a line (as numpy
    /// does by default).
    package init(value: Double?, drawn: [Double]) {
        let sorted = drawn.sorted()
        func percentile(_ share: Double) -> Double? {
            guard let last = sorted.indices.last else { return nil }
            let place = share * Double(last)
            let below = Int(place)
            let above = min(below + 1, last)
            return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
        }
        self.value = value
        (low, high, resamples) = (percentile(0.025), percentile(0.975), sorted.count)
    }
}
