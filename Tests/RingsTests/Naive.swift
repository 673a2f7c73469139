import Glibc

/// log(all / holders).
func naiveLog(_ all: Int, _ holders: Int) -> Double {
    log(Double(all) / Double(holders))
}

/// −log10 P(X ≥ count), X binomial, term by term.
func naiveBinomial(_ count: Int, _ trials: Int, _ probability: Double) -> Double {
    var sum = 0.0
    for value in count...trials {
        let ways =
            lgamma(Double(trials + 1)) - lgamma(Double(value + 1))
            - lgamma(Double(trials - value + 1))
        sum += exp(
            ways + Double(value) * log(probability)
                + Double(trials - value) * log(1 - probability))
    }
    return -log10(sum)
}

/// −log10 P(X ≥ count), X Poisson, term by term.
func naivePoisson(_ count: Int, _ mean: Double) -> Double {
    let sum = (count..<(count + 500)).reduce(0.0) {
        $0 + exp(Double($1) * log(mean) - mean - lgamma(Double($1 + 1)))
    }
    return -log10(sum)
}
