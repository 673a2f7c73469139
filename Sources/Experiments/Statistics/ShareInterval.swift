/// An interval of a number, with the number.
package struct Interval: Sendable, Hashable, Codable {
    package var value: Double
    package var low: Double
    package var high: Double

    package init(_ value: Double, _ low: Double, _ high: Double) {
        (self.value, self.low, self.high) = (value, low, high)
    }

    package func contains(_ number: Double) -> Bool { low <= number && number <= high }
}

/// Intervals of shares that hold with few cases: Wilson's score interval (1927).
///
/// Chosen by what it covers where a holdout lives, 5 to 100 cases, their number left to chance, and
/// shares of 0.5 to 0.98: 94.3 to 96.1 %, where mid-P (Clopper and Pearson's with half of what was
/// seen) covers up to 98.3 %, and Jeffreys' from 94.4 to 97.7 %.
package enum ShareInterval {
    /// 97.5 % of the normal distribution.
    static let normalQuantile = 1.959963984540054

    /// With 95 %.
    ///
    /// - Parameters:
    ///   - share: what was seen, 0...1.
    ///   - cases: how many it was seen of, above 0; in a weighed or clustered sample the number of
    ///     simple random ones that tell as much (Korn and Graubard 1998), so not always whole.
    ///   - freedom: degrees of freedom of what `cases` was estimated by; nil where it is known.
    package static func score(
        _ share: Double, of cases: Double, freedom: Double? = nil
    ) -> Interval {
        let z = freedom.map(studentQuantile) ?? normalQuantile
        let reach = z * z / cases
        let middle = (share + reach / 2) / (1 + reach)
        let half =
            z / (1 + reach) * (share * (1 - share) / cases + reach / (4 * cases)).squareRoot()
        return Interval(
            share, max(0, min(share, middle - half)), min(1, max(share, middle + half)))
    }

    /// 97.5 % of Student's distribution by Cornish and Fisher's expansion; within 1 % from 3
    /// degrees of freedom on.
    static func studentQuantile(_ freedom: Double) -> Double {
        let z = normalQuantile
        let v = max(1, freedom)
        let first = (z * z * z + z) / 4
        let second = (5 * power(z, 5) + 16 * power(z, 3) + 3 * z) / 96
        let third = (3 * power(z, 7) + 19 * power(z, 5) + 17 * power(z, 3) - 15 * z) / 384
        return z + first / v + second / (v * v) + third / (v * v * v)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1.0) { product, _ in product * base }
    }
}

/// Intervals of what is made of two independent numbers that have intervals of their own.
package enum RatioInterval {
    /// a / (a + b), a and b not negative: by the recovery of variances (MOVER; Donner and Zou,
    /// Statistics in Medicine 2012) of b / a. Where b is known it is a's interval, carried over.
    ///
    /// - Returns: nil where both are 0.
    package static func share(_ a: Interval, of b: Interval) -> Interval? {
        guard a.value + b.value > 0 else { return nil }
        let value = a.value / (a.value + b.value)
        guard a.high > 0 else { return Interval(0, 0, b.low > 0 ? 0 : 1) }
        let least = ratio(b.value, b.low, a.value, a.high, sign: -1)
        let most = a.low > 0 ? ratio(b.value, b.high, a.value, a.low, sign: 1) : .infinity
        return Interval(
            value, min(value, 1 / (1 + max(0, most))), max(value, 1 / (1 + max(0, least))))
    }

    /// The bound of x / y towards x's bound over y's far bound.
    private static func ratio(
        _ x: Double, _ xBound: Double, _ y: Double, _ yBound: Double, sign: Double
    ) -> Double {
        var rest = 2 * y - yBound
        if Swift.abs(rest) < 1e-9 * yBound { rest = 1e-9 * yBound }
        let inner = x * y * x * y - xBound * yBound * (2 * x - xBound) * rest
        return (x * y + sign * max(0, inner).squareRoot()) / (yBound * rest)
    }
}
