package import Vocabulary

/// Which figures are taken of scores, and how.
package struct Figures: Sendable {
    package var metrics: [Metric]
    /// Of the bootstrap.
    package var resamples: Int
    package var seed: UInt64
    package var threads: Int

    /// Resamples of a segment, where many figures are taken and none is compared.
    private static let segmentResamples = 200
    /// Positive rows below which a segment says little.
    package static let smallPositives = 30
    /// Values of a segmentation that are told apart, those with the most rows.
    package static let segmentValuesMax = 12

    package init(metrics: [Metric], resamples: Int, seed: UInt64, threads: Int) {
        (self.metrics, self.resamples) = (metrics, resamples)
        (self.seed, self.threads) = (seed, threads)
    }

    /// - Parameters:
    ///   - hasDays: whether rows are of days and entities, so that card precision can be counted.
    ///   - top: k of precision at k.
    package static func usual(
        hasDays: Bool, top: Int, costs: (Costs, threshold: Double)?
    ) -> [Metric] {
        var metrics: [Metric] = [
            .averagePrecision, .areaUnderCurve, .recall(falsePositiveRate: 0.001),
            .recall(falsePositiveRate: 0.01),
            hasDays ? .cardPrecision(at: top) : .precision(at: top),
            .brier, .logLoss, .calibrationError(bins: CalibrationChoice.bins),
        ]
        if let costs { metrics.append(.cost(costs.0, threshold: costs.threshold)) }
        return metrics
    }

    package func figures(of rows: ScoredRows) -> [Facts.Figure] {
        let found = rows.intervals(
            of: metrics, resamples: resamples, seed: seed, threads: threads)
        return zip(metrics, found).map {
            Facts.Figure(name: $0.name, value: $1.value, low: $1.low, high: $1.high)
        }
    }

    /// One model's figures less another's on the same rows, with intervals of the differences: both
    /// are measured on the same resamples.
    package func differences(_ rows: ScoredRows, less other: ScoredRows) -> [Facts.Figure] {
        let (mine, theirs) = (Measurer(rows, metrics), Measurer(other, metrics))
        let (value, base) = (mine.values(multiplicity: nil), theirs.values(multiplicity: nil))
        let first = mine.drawn(resamples: resamples, seed: seed, threads: threads)
        let second = theirs.drawn(resamples: resamples, seed: seed, threads: threads)
        return metrics.indices.map { index in
            let drawn = zip(first, second).compactMap { a, b -> Double? in
                guard let a = a[index], let b = b[index] else { return nil }
                return a - b
            }
            let least = value[index].flatMap { a in base[index].map { a - $0 } }
            let interval = Interval(value: least, drawn: drawn)
            return Facts.Figure(
                name: metrics[index].name, value: interval.value, low: interval.low,
                high: interval.high)
        }
    }

    /// Figures of each value of each segmentation, the most rows first.
    package func segments(
        of set: TrainingSet, scores: [Double], names: [SegmentNames]
    ) throws(Fault) -> [Facts.Segment] {
        var found: [Facts.Segment] = []
        for (place, name) in names.enumerated() {
            var rows: [Int32: [Int]] = [:]
            for (row, code) in set.segments[place].enumerated() {
                rows[code, default: []].append(row)
            }
            let ordered = rows.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            var shown = ordered.prefix(Figures.segmentValuesMax).map {
                (name.values[Int($0.key)], $0.value)
            }
            let rest = ordered.dropFirst(Figures.segmentValuesMax).flatMap(\.value)
            if !rest.isEmpty { shown.append((SegmentNames.others, rest.sorted())) }
            for (value, places) in shown {
                found.append(
                    try segment(name.name, value, set.rows(places), places.map { scores[$0] }))
            }
        }
        return found
    }

    private func segment(
        _ name: String, _ value: String, _ set: TrainingSet, _ scores: [Double]
    ) throws(Fault) -> Facts.Segment {
        var taken = self
        taken.resamples = Figures.segmentResamples
        taken.metrics = [
            .averagePrecision, .areaUnderCurve, .recall(falsePositiveRate: 0.01),
            .calibrationError(bins: CalibrationChoice.bins),
        ]
        return Facts.Segment(
            name: name, value: value, rows: set.count, positives: set.positives,
            metrics: taken.figures(of: try set.scored(scores)),
            isSmall: set.positives < Figures.smallPositives
                || set.count - set.positives < Figures.smallPositives)
    }
}
