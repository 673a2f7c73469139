import Glibc

/// Whether arms got the shares of entities that they were meant to get.
///
/// If not, entities are lost or assigned otherwise than was said, and no figure of the experiment
/// can be believed. The evidence is a mixture over all shares, so one may look at any time
/// (Lindon and Malek, Anytime-valid inference for multinomial count data, 2020).
package struct SampleRatio: Sendable {
    /// The chance of a false alarm over all time.
    package static let alpha = 0.001
    /// How near to the declared shares the mixture lies, as a number of entities.
    private static let concentration = 1000.0

    package let counts: [Int]
    /// Of the arms among themselves; their sum is 1.
    package let shares: [Double]
    /// How many times likelier the counts are under other shares than under the declared ones.
    package let logEvidence: Double

    /// - Parameters:
    ///   - counts: entities, by arm.
    ///   - shares: what was declared, by arm.
    package init(counts: [Int], shares: [Double]) {
        self.counts = counts
        let sum = shares.reduce(0, +)
        self.shares = shares.map { $0 / sum }
        let all = Double(counts.reduce(0, +))
        var logEvidence = lgamma(Self.concentration) - lgamma(Self.concentration + all)
        for (count, share) in zip(counts, self.shares) {
            let prior = Self.concentration * share
            logEvidence += lgamma(prior + Double(count)) - lgamma(prior)
            logEvidence -= Double(count) * Glibc.log(share)
        }
        self.logEvidence = logEvidence
    }

    package var isOff: Bool { logEvidence >= -Glibc.log(Self.alpha) }
}
