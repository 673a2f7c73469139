package import Toolbox

/// What things cost, in any one unit.
package struct Costs: Sendable, Hashable {
    /// Of a marked row that is not taken.
    package var loss: Double
    /// Of a row that is taken and not marked, to who did nothing wrong.
    package var friction: Double
    /// Of looking at a row that is taken.
    package var review: Double

    package init(loss: Double, friction: Double, review: Double) {
        (self.loss, self.friction, self.review) = (loss, friction, review)
    }

    /// False negatives · loss + false positives · friction + taken · review, when rows from a
    /// threshold on are taken; `count` thresholds take from the highest on.
    package func total(_ ranking: Ranking, thresholds count: Int) -> Double {
        let (hits, wrong) =
            count == 0 ? (0, 0) : (ranking.marked[count - 1], ranking.others[count - 1])
        return (ranking.markedTotal - hits) * loss + wrong * friction + (hits + wrong) * review
    }

    /// The threshold with the least cost, and that cost. Of several the highest, which disturbs the
    /// fewest; infinity where it is best to take nobody. O(thresholds).
    package func best(_ ranking: Ranking) -> (threshold: Double, cost: Double) {
        var best = (threshold: Double.infinity, cost: total(ranking, thresholds: 0))
        for index in ranking.thresholds.indices {
            let cost = total(ranking, thresholds: index + 1)
            if cost < best.cost { best = (ranking.thresholds[index], cost) }
        }
        return best
    }

    func perRow(_ ranking: Ranking, from threshold: Double) -> Double {
        total(ranking, thresholds: ranking.countOfThresholds(from: threshold))
            / (ranking.markedTotal + ranking.othersTotal)
    }
}
