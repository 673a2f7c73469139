import Glibc

/// A share with its 95 % interval.
package struct EstimatedShare: Sendable, Hashable {
    package var value: Double
    package var low: Double
    package var high: Double
    /// How many labels speak of it.
    package var labels: Int
}

/// What a labelled sample with known propensities says of all it was drawn from.
///
/// Shares are Hájek's: sums weighed by 1 / propensity, over the sum of weights (for a whole
/// stratified sample this is Horvitz–Thompson's, since the weights then sum to the population). The
/// variance is that of the ratio, linearised, by strata of equal propensity with the correction
/// for finite populations (Särndal, Swensson, Wretman, Model Assisted Survey Sampling, 5.6). The
/// interval is a normal one of the log-odds, and Wilson's with the effective number of labels
/// where the share is 0 or 1.
package struct SampleEstimate: Sendable {
    package struct Case: Sendable {
        package var isPositive: Bool
        /// Whether its score is at the threshold or above.
        package var isActedOn: Bool
        /// In (0, 1].
        package var propensity: Double

        package init(isPositive: Bool, isActedOn: Bool, propensity: Double) {
            (self.isPositive, self.isActedOn) = (isPositive, isActedOn)
            self.propensity = propensity
        }
    }

    /// 97.5 % of the normal distribution.
    private static let normalQuantile = 1.959963984540054

    package let labels: Int
    package let positives: Int
    /// About how many the sample stands for: the sum of 1 / propensity.
    package let population: Double
    /// The share of positives; nil without labels.
    package let prevalence: EstimatedShare?
    /// Of those acted on, the share of positives; nil where none was acted on.
    package let precision: EstimatedShare?
    /// Of the positives, the share acted on; nil where none is positive.
    package let recall: EstimatedShare?

    /// O(n log n) in cases.
    package init(_ cases: [Case]) {
        labels = cases.count
        positives = cases.count { $0.isPositive }
        population = cases.reduce(0) { $0 + 1 / $1.propensity }
        let strata = SampleEstimate.strata(of: cases)
        prevalence = SampleEstimate.share(strata, among: { _ in true }) { $0.isPositive }
        precision = SampleEstimate.share(strata, among: \.isActedOn) { $0.isPositive }
        recall = SampleEstimate.share(strata, among: \.isPositive) { $0.isActedOn }
    }

    /// Cases of one propensity; one that stands alone joins its neighbour, since nothing varies in
    /// it.
    private static func strata(of cases: [Case]) -> [[Case]] {
        let sorted = cases.sorted { $0.propensity < $1.propensity }
        var strata: [[Case]] = []
        for item in sorted {
            if let last = strata.last?.last, last.propensity == item.propensity {
                strata[strata.count - 1].append(item)
            } else {
                strata.append([item])
            }
        }
        var joined: [[Case]] = []
        for stratum in strata {
            if let last = joined.last, last.count == 1 || stratum.count == 1 {
                joined[joined.count - 1] += stratum
            } else {
                joined.append(stratum)
            }
        }
        return joined
    }

    private static func share(
        _ strata: [[Case]], among: (Case) -> Bool, _ hit: (Case) -> Bool
    ) -> EstimatedShare? {
        var (hits, all, squares, count) = (0.0, 0.0, 0.0, 0)
        for item in strata.joined() where among(item) {
            let weight = 1 / item.propensity
            all += weight
            squares += weight * weight
            count += 1
            if hit(item) { hits += weight }
        }
        guard all > 0 else { return nil }
        let value = hits / all
        var variance = 0.0
        for stratum in strata where stratum.count > 1 {
            // Each a share of the ratio's error; outside of `among` it adds none.
            let errors = stratum.map { item in
                among(item) ? ((hit(item) ? 1 : 0) - value) / (all * item.propensity) : 0
            }
            let number = Double(stratum.count)
            let mean = errors.reduce(0, +) / number
            let spread = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)
            let fraction = stratum.reduce(0) { $0 + $1.propensity } / number
            variance += number * max(0, 1 - fraction) * spread
        }
        let (low, high) = interval(value, variance, effective: all * all / squares)
        return EstimatedShare(value: value, low: low, high: high, labels: count)
    }

    private static func interval(
        _ value: Double, _ variance: Double, effective: Double
    ) -> (low: Double, high: Double) {
        let quantile = normalQuantile
        if value > 1e-12, value < 1 - 1e-12 {
            let middle = Glibc.log(value / (1 - value))
            let half = quantile * variance.squareRoot() / (value * (1 - value))
            return (1 / (1 + Glibc.exp(half - middle)), 1 / (1 + Glibc.exp(-half - middle)))
        }
        let reach = quantile * quantile / effective
        let far = reach / (1 + reach)
        return value < 0.5 ? (0, far) : (1 - far, 1)
    }
}
