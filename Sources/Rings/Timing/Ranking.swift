/// How well scores put those with a mark before those without: what labels say of a model.
///
/// Scores that are equal are told apart by no threshold, so they share one.
package struct Ranking: Sendable, Equatable {
    /// The chance that one with a mark scores higher than one without, ties counting half; 0…1.
    package let areaUnderCurve: Double
    /// Σ over the thresholds, highest first: the recall gained there times the precision; 0…1.
    package let averagePrecision: Double
    /// At each threshold, highest first.
    package let points: [Point]

    /// What taking everyone from a threshold on comes to.
    package struct Point: Sendable, Equatable {
        package var threshold: Double
        /// Share of the marked that are taken, 0…1.
        package var recall: Double
        /// Share of the taken that are marked, 0…1.
        package var precision: Double
    }

    /// - Parameters:
    ///   - scores: finite, higher for who is more likely marked.
    ///   - marks: at least one true and one false.
    ///
    /// O(n log n).
    package init(scores: [Double], marks: [Bool]) {
        let total = marks.count { $0 }
        precondition(scores.count == marks.count, "a score has a mark")
        precondition(total > 0 && total < marks.count, "a ranking needs both kinds")
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var points: [Point] = []
        var (hits, pairs, precisions, index) = (0, 0.0, 0.0, 0)
        while index < order.count {
            let (begin, before) = (index, hits)
            let threshold = scores[order[index]]
            while index < order.count, scores[order[index]] == threshold {
                if marks[order[index]] { hits += 1 }
                index += 1
            }
            let gained = Double(hits - before)
            let others = Double(index - begin) - gained
            pairs += others * (Double(before) + gained / 2)
            let precision = Double(hits) / Double(index)
            precisions += gained * precision
            points.append(
                Point(
                    threshold: threshold, recall: Double(hits) / Double(total),
                    precision: precision))
        }
        areaUnderCurve = pairs / (Double(total) * Double(marks.count - total))
        averagePrecision = precisions / Double(total)
        self.points = points
    }

    /// The best precision at a threshold with at least this recall, 0…1.
    package func precision(atRecall recall: Double) -> Double {
        points.filter { $0.recall >= recall }.map(\.precision).max() ?? 0
    }

    /// The best recall at a threshold with at least this precision; 0 where there is none.
    package func recall(atPrecision precision: Double) -> Double {
        points.filter { $0.precision >= precision }.map(\.recall).max() ?? 0
    }
}
