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
    package struct Case: Sendable, Hashable {
        package var isPositive: Bool
        /// Whether its score is at the threshold or above.
        package var isActedOn: Bool
        /// In (0, 1].
        package var propensity: Double
        /// What it was chosen together with, such as its entity; nil for what was chosen alone.
        package var cluster: Int?

        package init(
            isPositive: Bool, isActedOn: Bool, propensity: Double, cluster: Int? = nil
        ) {
            (self.isPositive, self.isActedOn) = (isPositive, isActedOn)
            (self.propensity, self.cluster) = (propensity, cluster)
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

    /// A share of a sample by inverse propensity, with what its interval is made of.
    package struct Ratio: Sendable {
        /// Hájek's: the sum of weights of hits over that of all.
        package var value: Double
        /// The sum of weights of hits: Horvitz and Thompson's total.
        package var hits: Double
        /// Of the share.
        package var variance: Double
        /// What the variance would be had every case been chosen alone.
        package var varianceAlone: Double
        /// (Σ w)² / Σ w²: how many cases of equal weight tell as much.
        package var effective: Double
        package var labels: Int
        /// Different clusters among the labels.
        package var clusters: Int
        /// The mean share that was drawn, for the correction of finite populations.
        package var fraction: Double
    }

    /// The share of hits among some cases; nil where there are none. O(n log n).
    package static func ratio(
        _ cases: [Case], among: (Case) -> Bool = { _ in true }, _ hit: (Case) -> Bool
    ) -> Ratio? {
        ratio(strata: strata(of: cases), among: among, hit)
    }

    private static func share(
        _ strata: [[Case]], among: (Case) -> Bool, _ hit: (Case) -> Bool
    ) -> EstimatedShare? {
        guard let ratio = ratio(strata: strata, among: among, hit) else { return nil }
        let (low, high) = interval(ratio.value, ratio.variance, effective: ratio.effective)
        return EstimatedShare(value: ratio.value, low: low, high: high, labels: ratio.labels)
    }

    private static func ratio(
        strata: [[Case]], among: (Case) -> Bool, _ hit: (Case) -> Bool
    ) -> Ratio? {
        var (hits, all, squares, count, drawn) = (0.0, 0.0, 0.0, 0, 0.0)
        var clusters: Set<Int> = []
        var alone = 0
        for item in strata.joined() where among(item) {
            let weight = 1 / item.propensity
            all += weight
            squares += weight * weight
            count += 1
            drawn += item.propensity
            if hit(item) { hits += weight }
            if let cluster = item.cluster { clusters.insert(cluster) } else { alone += 1 }
        }
        guard all > 0 else { return nil }
        let value = hits / all
        var (variance, varianceAlone) = (0.0, 0.0)
        for stratum in strata where stratum.count > 1 {
            // Each a share of the ratio's error; outside of `among` it adds none.
            let errors = stratum.map { item in
                among(item) ? ((hit(item) ? 1 : 0) - value) / (all * item.propensity) : 0
            }
            let fraction = stratum.reduce(0) { $0 + $1.propensity } / Double(stratum.count)
            let rest = max(0, 1 - fraction)
            let own = spread(errors)
            varianceAlone += rest * own
            variance +=
                rest
                * (clusters.isEmpty ? own : spread(sums(errors, weight: all, of: stratum, among)))
        }
        return Ratio(
            value: value, hits: hits, variance: variance, varianceAlone: varianceAlone,
            effective: all * all / squares, labels: count, clusters: clusters.count + alone,
            fraction: drawn / Double(count))
    }

    /// The variance of a sum of as many terms as these.
    private static func spread(_ errors: [Double]) -> Double {
        guard errors.count > 1 else { return 0 }
        let number = Double(errors.count)
        let mean = errors.reduce(0, +) / number
        return number * errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)
    }

    /// Errors summed by cluster, in the order of first meeting; each as far off as the share moves
    /// when the cluster is left out (the jackknife), since large clusters pull the share to
    /// themselves.
    ///
    /// - Parameter weight: of all cases that count.
    private static func sums(
        _ errors: [Double], weight: Double, of stratum: [Case], _ among: (Case) -> Bool
    ) -> [Double] {
        var places: [Int: Int] = [:]
        var sums: [(error: Double, weight: Double)] = []
        for (error, item) in zip(errors, stratum) {
            let own = among(item) ? 1 / item.propensity : 0
            if let cluster = item.cluster, let place = places[cluster] {
                sums[place].error += error
                sums[place].weight += own
            } else {
                if let cluster = item.cluster { places[cluster] = sums.count }
                sums.append((error, own))
            }
        }
        return sums.map { sum in
            let others = 1 - sum.weight / weight
            return others > 0 ? sum.error / others : sum.error
        }
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
