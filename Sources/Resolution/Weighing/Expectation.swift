import Glibc

/// The shares of levels among the same and among others, learnt without being told which are which
/// (Dempster, Laird and Rubin, JRSS 1977; for linkage Winkler, ASA 1988).
///
/// Levels are taken as independent given whether two are the same; a missing one says nothing.
package struct Expectation: Sendable {
    /// Rounds at most, and the change of a share below which it ends.
    package static let roundsMax = 500
    package static let changeMin = 1e-6
    /// Pairs that each level is thought to have been seen beside those counted, so that none is
    /// impossible.
    private static let prior = 0.05

    /// The share of the same.
    package var share: Double
    /// By comparison and level.
    package var m: [[Double]]
    package var u: [[Double]]
    /// Among the pairs learnt from.
    package private(set) var matches = 0.0
    package private(set) var rounds = 0

    /// - Parameters:
    ///   - heldOut: comparisons that have no say, as all pairs were chosen to agree there.
    ///   - keepsU: whether `u` stays as it is given.
    package init(
        _ patterns: PatternCounts, u: [[Double]], m: [[Double]], share: Double,
        heldOut: Set<Int> = [], keepsU: Bool, roundsMax: Int = Expectation.roundsMax
    ) {
        (self.u, self.m, self.share) = (u, m, share)
        let (levels, counts) = patterns.spread()
        let used = u.indices.filter { !heldOut.contains($0) }
        let total = counts.reduce(0, +)
        guard total > 0 else { return }
        while rounds < roundsMax {
            rounds += 1
            let change = step(levels, counts, used, total, keepsU)
            if change < Expectation.changeMin { break }
        }
    }

    /// One round; the largest change of a share of levels. O(patterns · comparisons).
    private mutating func step(
        _ levels: [UInt8], _ counts: [Double], _ used: [Int], _ total: Double, _ keepsU: Bool
    ) -> Double {
        let width = u.count
        let weights = zip(m, u).map { m, u in zip(m, u).map { log($0 / $1) } + [0] }
        var matched = m.map { [Double](repeating: Expectation.prior, count: $0.count + 1) }
        var others = matched
        let prior = log(share / (1 - share))
        matches = 0
        for pattern in counts.indices {
            var weight = prior
            for place in used { weight += weights[place][Int(levels[pattern * width + place])] }
            let same = counts[pattern] / (1 + exp(-weight))
            matches += same
            for place in used {
                let level = Int(levels[pattern * width + place])
                matched[place][level] += same
                others[place][level] += counts[pattern] - same
            }
        }
        var change = 0.0
        for place in used {
            let next = Expectation.shares(matched[place])
            change = max(change, zip(next, m[place]).map { abs($0 - $1) }.max() ?? 0)
            m[place] = next
            if !keepsU { u[place] = Expectation.shares(others[place]) }
        }
        let next = min(max(matches / total, 1e-12), 1 - 1e-12)
        change = max(change, abs(next - share))
        share = next
        return change
    }

    /// Of the levels without the last, the missing.
    private static func shares(_ counts: [Double]) -> [Double] {
        let levels = counts.dropLast()
        let total = levels.reduce(0, +)
        return levels.map { $0 / total }
    }
}
