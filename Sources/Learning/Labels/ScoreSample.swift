package import Toolbox

/// Chooses what is to be looked at by hand: a simple random sample in each stratum of the score,
/// more from strata that say more, and at least some from every one, also the safest.
///
/// Strata halve from the bottom: the lower half of the scores is the last stratum, and of eight
/// the first is the highest 1/128. How many are drawn from each follows Neyman, n ∝ N √(p (1 − p)),
/// with the stratum's mean score for p (SCIENCE 1.7; Cochran, Sampling Techniques, 5.5).
package struct ScoreSample: Sendable {
    package struct Settings: Sendable {
        /// How many to draw.
        package var count: Int
        package var strata = 8
        /// Of `count`, the share that is spread evenly over the strata.
        package var floorShare = 0.25
        /// A stratum is taken to have at least this share of positives, whatever its scores say.
        package var leastRate = 0.001

        package init(count: Int) { self.count = count }
    }

    package struct Chosen: Sendable, Hashable {
        /// Place among the scores given.
        package var place: Int
        package var stratum: Int
        /// Probability with which it was chosen, in (0, 1].
        package var propensity: Double
    }

    /// In order of place.
    package private(set) var chosen: [Chosen] = []
    /// How many there are in each stratum, the highest scores first, and how many were drawn.
    package private(set) var sizes: [Int] = []
    package private(set) var drawn: [Int] = []

    /// Draws. O(n log n) in scores.
    ///
    /// - Parameter scores: from 0 to 1, of the whole population.
    package init(of scores: [Double], _ settings: Settings, random: inout SplitMix64) {
        let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        let bounds = ScoreSample.bounds(count: order.count, strata: settings.strata)
        sizes = zip(bounds, bounds.dropFirst()).map { $1 - $0 }
        let rates = zip(bounds, bounds.dropFirst()).map { start, end in
            let mean = order[start..<end].reduce(0) { $0 + scores[$1] } / Double(end - start)
            return min(max(mean, settings.leastRate), 1 - settings.leastRate)
        }
        drawn = ScoreSample.allocation(sizes: sizes, rates: rates, settings)
        for stratum in sizes.indices {
            // The first of a shuffle (Fisher-Yates) are a simple random sample.
            var members = Array(order[bounds[stratum]..<bounds[stratum + 1]])
            let propensity = Double(drawn[stratum]) / Double(sizes[stratum])
            for index in 0..<drawn[stratum] {
                members.swapAt(index, index + random.below(members.count - index))
                chosen.append(
                    Chosen(place: members[index], stratum: stratum, propensity: propensity))
            }
        }
        chosen.sort { $0.place < $1.place }
    }

    /// Where strata begin and end among scores from the highest on: each twice as large as the one
    /// before; no stratum is empty.
    private static func bounds(count: Int, strata: Int) -> [Int] {
        var bounds = [0]
        for halving in stride(from: strata - 1, to: 0, by: -1) {
            let bound = count >> halving
            // Two at least, so that a variance can be told.
            if bound >= (bounds.last ?? 0) + 2 { bounds.append(bound) }
        }
        if count > bounds.last ?? 0 { bounds.append(count) }
        return bounds
    }

    /// How many to draw from each stratum: a floor, then by size and spread; what a stratum does
    /// not have goes to the others.
    private static func allocation(
        sizes: [Int], rates: [Double], _ settings: Settings
    ) -> [Int] {
        let all = sizes.reduce(0, +)
        let count = min(max(0, settings.count), all)
        if count == all { return sizes }
        let floor = max(
            2, Int(Double(count) * settings.floorShare) / max(1, sizes.count))
        var drawn = sizes.map { min($0, floor) }
        var left = count - drawn.reduce(0, +)
        let weights = zip(sizes, rates).map { Double($0) * ($1 * (1 - $1)).squareRoot() }
        // At least one stratum is filled, or all is given away, each time around.
        for _ in 0...sizes.count where left > 0 {
            let open = sizes.indices.filter { drawn[$0] < sizes[$0] }
            let sum = open.reduce(0) { $0 + weights[$1] }
            let toGive = left
            for stratum in open {
                let share = Int(Double(toGive) * weights[stratum] / sum)
                let more = min(sizes[stratum] - drawn[stratum], share, left)
                drawn[stratum] += more
                left -= more
            }
        }
        // What rounding kept back.
        for stratum in sizes.indices where left > 0 {
            let more = min(sizes[stratum] - drawn[stratum], left)
            drawn[stratum] += more
            left -= more
        }
        return drawn
    }
}
