/// How well scores put those with a mark before those without: what labels say of scores.
///
/// Scores that are equal are told apart by no threshold, so they share one, as in scikit-learn's
/// `roc_auc_score` and `average_precision_score`. A row of weight w counts as w rows.
package struct Ranking: Sendable, Equatable {
    /// Different scores, highest first. Taking everyone from one on gives…
    package let thresholds: [Double]
    /// …this weight of marked ones, by threshold;
    package fileprivate(set) var marked: [Double]
    /// …and this weight of others.
    package fileprivate(set) var others: [Double]

    /// - Parameters:
    ///   - scores: finite, higher for who is more likely marked.
    ///   - marks: one a score.
    ///   - weights: 0 or more, one a score; nil counts each once.
    ///
    /// O(n log n).
    package init(scores: [Double], marks: [Bool], weights: [Double]? = nil) {
        self = RankingOrder(scores: scores, marks: marks).ranking(weights: weights)
    }

    fileprivate init(thresholds: [Double]) {
        self.thresholds = thresholds
        marked = [Double](repeating: 0, count: thresholds.count)
        others = marked
    }

    package var markedTotal: Double { marked.last ?? 0 }
    package var othersTotal: Double { others.last ?? 0 }
    /// Whether there are both, without which most figures are not defined.
    package var hasBothKinds: Bool { markedTotal > 0 && othersTotal > 0 }

    /// The chance that one with a mark scores higher than one without, ties counting half; 0…1,
    /// NaN without both kinds. O(thresholds).
    package var areaUnderCurve: Double {
        var (pairs, marksBefore, othersBefore) = (0.0, 0.0, 0.0)
        for index in marked.indices {
            pairs += (others[index] - othersBefore) * (marked[index] + marksBefore) / 2
            (marksBefore, othersBefore) = (marked[index], others[index])
        }
        return pairs / (markedTotal * othersTotal)
    }

    /// Σ over the thresholds, highest first: the recall gained there times the precision; 0…1,
    /// NaN without a mark. O(thresholds).
    package var averagePrecision: Double {
        var (sum, before) = (0.0, 0.0)
        for index in marked.indices where marked[index] > before {
            sum += (marked[index] - before) * marked[index] / (marked[index] + others[index])
            before = marked[index]
        }
        return sum / markedTotal
    }

    /// Share of the marked that are taken from a threshold on, 0…1.
    package func recall(_ index: Int) -> Double { marked[index] / markedTotal }

    /// Share of the taken that are marked, 0…1; NaN where what is taken weighs nothing.
    package func precision(_ index: Int) -> Double {
        marked[index] / (marked[index] + others[index])
    }

    /// The best precision at a threshold with at least this recall, 0…1. O(thresholds).
    package func precision(atRecall recall: Double) -> Double {
        var best = 0.0
        for index in marked.indices where self.recall(index) >= recall {
            best = max(best, precision(index))
        }
        return best
    }

    /// The best recall at a threshold with at least this precision; 0 where there is none.
    /// O(thresholds).
    package func recall(atPrecision precision: Double) -> Double {
        var best = 0.0
        for index in marked.indices where self.precision(index) >= precision {
            best = max(best, recall(index))
        }
        return best
    }

    /// The greatest recall at a threshold that takes at most this share of the others; 0 where
    /// even the highest takes more, since what ties is taken together or not at all.
    /// O(log thresholds).
    package func recall(atFalsePositiveRate rate: Double) -> Double {
        let total = othersTotal
        let count = firstIndex { self.others[$0] / total > rate }
        return count == 0 ? 0 : recall(count - 1)
    }

    /// Share of marked among the first `count` rows, or among all where there are fewer. Of those
    /// that tie for the last places each counts for its share of them: the mean over all orders.
    /// O(log thresholds).
    package func precision(amongFirst count: Double) -> Double {
        let taken = min(count, markedTotal + othersTotal)
        let index = firstIndex { self.marked[$0] + self.others[$0] >= taken }
        let found = index < marked.count ? index : marked.count - 1
        let (marksBefore, othersBefore) =
            found == 0 ? (0, 0) : (marked[found - 1], others[found - 1])
        let marks = marked[found] - marksBefore
        let rows = marks + others[found] - othersBefore
        let share = rows > 0 ? (taken - marksBefore - othersBefore) / rows : 0
        return (marksBefore + marks * share) / taken
    }

    /// How many thresholds are at or above a score. O(log thresholds).
    package func countOfThresholds(from score: Double) -> Int {
        firstIndex { self.thresholds[$0] < score }
    }

    /// The first threshold for which something that never turns false again is true.
    private func firstIndex(_ isTrue: (Int) -> Bool) -> Int {
        var (low, high) = (0, marked.count)
        while low < high {
            let middle = (low + high) / 2
            if isTrue(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Rows in the order of their scores, sorted once, so that they can be ranked under many weights.
package struct RankingOrder: Sendable {
    /// Row numbers, the highest score first; of equal scores the first row.
    package let rows: [Int]
    /// By place in that order.
    package let marks: [Bool]
    private let thresholds: [Double]
    /// By threshold: the place behind its last row.
    private let ends: [Int]

    /// - Parameters:
    ///   - scores: finite, at least one.
    ///   - marks: one a score.
    ///
    /// O(n log n).
    package init(scores: [Double], marks: [Bool]) {
        precondition(scores.count == marks.count, "a score has a mark")
        precondition(!scores.isEmpty, "a ranking needs a row")
        let rows = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        var (thresholds, ends): ([Double], [Int]) = ([], [])
        for (place, row) in rows.enumerated() {
            if thresholds.last == scores[row] {
                ends[ends.count - 1] = place + 1
            } else {
                thresholds.append(scores[row])
                ends.append(place + 1)
            }
        }
        (self.rows, self.thresholds, self.ends) = (rows, thresholds, ends)
        self.marks = rows.map { marks[$0] }
    }

    /// A ranking that takes nobody yet, to be filled by ``rank(_:into:)``.
    package var unranked: Ranking { Ranking(thresholds: thresholds) }

    /// - Parameter weights: by row, 0 or more; nil counts each once. O(n).
    package func ranking(weights: [Double]? = nil) -> Ranking {
        var ranking = Ranking(thresholds: thresholds)
        let inOrder = rows.map { weights?[$0] ?? 1 }
        inOrder.withUnsafeBufferPointer { rank($0.baseAddress!, into: &ranking) }
        return ranking
    }

    /// Ranks anew without allocating.
    ///
    /// - Parameters:
    ///   - weights: by place in ``rows``.
    ///   - ranking: one that this order made. O(n).
    package func rank(_ weights: UnsafePointer<Double>, into ranking: inout Ranking) {
        var (marked, others, place) = (0.0, 0.0, 0)
        marks.withUnsafeBufferPointer { marks in
            for index in ends.indices {
                while place < ends[index] {
                    let weight = weights[place]
                    marked += marks[place] ? weight : 0
                    others += marks[place] ? 0 : weight
                    place += 1
                }
                ranking.marked[index] = marked
                ranking.others[index] = others
            }
        }
    }
}
