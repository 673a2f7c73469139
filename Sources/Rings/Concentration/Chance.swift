import Glibc

/// How unlikely counts are by chance, as −log10 of a probability.
package enum Chance {
    /// Bound on −log10 P(X ≥ count) for a Poisson X, by Chernoff (1952): never says rarer than it
    /// is. 0 where the count is not above the mean; 300 at most.
    package static func poisson(atLeast count: Double, mean: Double) -> Double {
        guard count > mean, count > 0 else { return 0 }
        guard mean > 0 else { return limit }
        return min(limit, (mean - count + count * log(count / mean)) / log(10.0))
    }

    /// Bound on −log10 P(X ≥ count) for a binomial X, by Chernoff: trials × the relative entropy
    /// of the shares (Hoeffding 1963). 0 where the count is not above the mean; 300 at most.
    package static func binomial(
        atLeast count: Double, trials: Double, probability: Double
    ) -> Double {
        guard trials > 0, count > trials * probability else { return 0 }
        guard probability > 0 else { return limit }
        let share = min(1, count / trials)
        var entropy = share * log(share / probability)
        if share < 1 { entropy += (1 - share) * log((1 - share) / (1 - probability)) }
        return min(limit, trials * entropy / log(10.0))
    }

    /// What is said of anything rarer than 10⁻³⁰⁰.
    package static let limit = 300.0
}

extension Chance {
    /// Log10 of a number of tests: what a surprise must be greater by, so that the chance of any
    /// false alarm in all of them stays the same (Bonferroni).
    package static func digits(_ tests: Int) -> Double { log10(Double(max(1, tests))) }
}
