package import Models

extension ModelManifest.Calibration {
    /// Isotonic regression: of all chances that do not fall as scores rise, those with the least
    /// square error, by pooling adjacent violators (Ayer et al., 1955), as scikit-learn's
    /// `IsotonicRegression` has them. Equal scores are one point; between points there are lines;
    /// points that a line through their neighbours makes idle are left out.
    ///
    /// - Parameters:
    ///   - scores: finite, at least one.
    ///   - labels: one a score.
    ///   - weights: 0 or more, not all 0; nil counts each once.
    ///
    /// O(n log n).
    package static func isotonic(
        fittedTo scores: [Double], _ labels: [Bool], weights: [Double]? = nil
    ) -> ModelManifest.Calibration {
        precondition(scores.count == labels.count, "a score has a label")
        let points = IsotonicPoint.points(scores, labels, weights)
        precondition(!points.isEmpty, "nothing to fit")
        let pooled = IsotonicPoint.pooled(points)
        var (kept, chances): ([Double], [Double]) = ([], [])
        for place in points.indices {
            let isIdle =
                place > 0 && place + 1 < points.count && pooled[place - 1] == pooled[place]
                && pooled[place + 1] == pooled[place]
            if isIdle { continue }
            kept.append(points[place].score)
            chances.append(min(1, max(0, pooled[place])))
        }
        return .isotonic(scores: kept, probabilities: chances)
    }
}

/// All rows of one score.
private struct IsotonicPoint {
    var score: Double
    var weight: Double
    var marked: Double

    /// Ascending; rows without weight are left out.
    static func points(
        _ scores: [Double], _ labels: [Bool], _ weights: [Double]?
    ) -> [IsotonicPoint] {
        var points: [IsotonicPoint] = []
        for row in scores.indices.sorted(by: { (scores[$0], $0) < (scores[$1], $1) }) {
            let weight = weights?[row] ?? 1
            guard weight > 0 else { continue }
            if points.last?.score != scores[row] {
                points.append(IsotonicPoint(score: scores[row], weight: 0, marked: 0))
            }
            points[points.count - 1].weight += weight
            points[points.count - 1].marked += labels[row] ? weight : 0
        }
        return points
    }

    /// The chance at each point: the share of marked in its block. Blocks are joined for as long as
    /// one has at least the share of the next.
    static func pooled(_ points: [IsotonicPoint]) -> [Double] {
        var blocks: [(marked: Double, weight: Double, points: Int)] = []
        for point in points {
            blocks.append((point.marked, point.weight, 1))
            while blocks.count > 1 {
                let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
                guard before.marked / before.weight >= last.marked / last.weight else { break }
                blocks.removeLast()
                blocks[blocks.count - 1].marked += last.marked
                blocks[blocks.count - 1].weight += last.weight
                blocks[blocks.count - 1].points += last.points
            }
        }
        return blocks.flatMap { [Double](repeating: $0.marked / $0.weight, count: $0.points) }
    }
}
