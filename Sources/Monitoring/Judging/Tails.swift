import Foundation

/// Tails of distributions, to about 12 digits.
///
/// Sources: NIST Digital Library of Mathematical Functions, 8.7 and 8.9 (gamma), 8.17 (beta);
/// continued fractions by Lentz's method (Lentz 1976, Thompson and Barnett 1986); ln Γ by Lanczos
/// (1964) with Godfrey's coefficients.
package enum Tails {
    private static let stepsMax = 100_000
    private static let small = 1e-300
    private static let precision = 1e-15

    /// ln Γ(x), x > 0.
    package static func logGamma(_ x: Double) -> Double {
        if x < 0.5 { return log(.pi / sin(.pi * x)) - logGamma(1 - x) }
        let weights = [
            676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
            1.5056327351493116e-7,
        ]
        var sum = 0.99999999999980993
        for (place, weight) in weights.enumerated() { sum += weight / (x + Double(place)) }
        let t = x + 6.5
        return 0.5 * log(2 * .pi) + (x - 0.5) * log(t) - t + log(sum)
    }

    /// P(X > x) of a χ² with so many degrees of freedom.
    package static func chiSquare(_ x: Double, freedom: Double) -> Double {
        guard x > 0 else { return 1 }
        return upperGamma(freedom / 2, x / 2)
    }

    /// The x that a χ² exceeds with a probability in (0, 1); by halving.
    package static func chiSquareQuantile(_ tail: Double, freedom: Double) -> Double {
        var (low, high) = (0.0, max(10, 4 * freedom))
        while chiSquare(high, freedom: freedom) > tail { high *= 2 }
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if chiSquare(middle, freedom: freedom) > tail { low = middle } else { high = middle }
        }
        return high
    }

    /// P(X > x) of an F with two degrees of freedom.
    package static func fisherF(_ x: Double, _ first: Double, _ second: Double) -> Double {
        guard x > 0 else { return 1 }
        return beta(second / (second + first * x), second / 2, first / 2)
    }

    /// The x that an F exceeds with a probability in (0, 1); by halving.
    package static func fisherFQuantile(_ tail: Double, _ first: Double, _ second: Double) -> Double
    {
        var (low, high) = (0.0, 10.0)
        while fisherF(high, first, second) > tail, high < 1e9 { high *= 2 }
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if fisherF(middle, first, second) > tail { low = middle } else { high = middle }
        }
        return high
    }

    /// P(X ≤ k) of n draws that come true with p; n and k need not be whole.
    package static func binomialAtMost(_ k: Double, of n: Double, _ p: Double) -> Double {
        if k >= n { return 1 }
        if k < 0 { return 0 }
        return beta(1 - p, n - k, k + 1)
    }

    /// P(X ≥ k).
    package static func binomialAtLeast(_ k: Double, of n: Double, _ p: Double) -> Double {
        if k <= 0 { return 1 }
        if k > n { return 0 }
        return beta(p, k, n - k + 1)
    }

    /// Bounds that hold a share with the given confidence (Clopper and Pearson 1934); counts
    /// need not be whole.
    package static func shareInterval(
        _ k: Double, of n: Double, confidence: Double = 0.95
    ) -> ClosedRange<Double> {
        guard n > 0 else { return 0...1 }
        let tail = (1 - confidence) / 2
        let low = k <= 0 ? 0 : root { binomialAtLeast(k, of: n, $0) - tail }
        let high = k >= n ? 1 : root { tail - binomialAtMost(k, of: n, $0) }
        return min(low, high)...max(low, high)
    }

    /// Where a function that rises over [0, 1] is 0.
    private static func root(_ function: (Double) -> Double) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if function(middle) < 0 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Q(a, x), the upper incomplete gamma function over Γ(a).
    static func upperGamma(_ a: Double, _ x: Double) -> Double {
        let front = exp(a * log(x) - x - logGamma(a))
        if x < a + 1 {
            var (term, sum, n) = (1 / a, 1 / a, a)
            for _ in 0..<stepsMax where abs(term) > abs(sum) * precision {
                n += 1
                term *= x / n
                sum += term
            }
            return max(0, 1 - front * sum)
        }
        var b = x + 1 - a
        var c = 1 / small
        var d = 1 / b
        var value = d
        for step in 1..<stepsMax {
            let factor = -Double(step) * (Double(step) - a)
            b += 2
            d = 1 / nonzero(factor * d + b)
            c = nonzero(b + factor / c)
            value *= d * c
            if abs(d * c - 1) < precision { break }
        }
        return front * value
    }

    /// I_x(a, b), the regularised incomplete beta function.
    package static func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let front = exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
        return x < (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
        var value = d
        for step in 1..<stepsMax {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d)
            c = nonzero(1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d)
            c = nonzero(1 + odd / c)
            value *= d * c
            if abs(d * c - 1) < precision { break }
        }
        return value
    }

    private static func nonzero(_ x: Double) -> Double { abs(x) < small ? small : x }
}

/// Two shares compared.
package enum TwoShares {
    /// The two-sided probability that k₁ of n₁ and k₂ of n₂ differ by chance alone: Fisher's exact
    /// test, twice the smaller tail. O(√n).
    package static func probability(_ k1: Int, of n1: Int, _ k2: Int, of n2: Int) -> Double {
        let hits = k1 + k2
        guard n1 > 0, n2 > 0, hits > 0, hits < n1 + n2 else { return 1 }
        let mean = Double(n1) * Double(hits) / Double(n1 + n2)
        let step = Double(k1) >= mean ? 1 : -1
        var term = exp(
            logChoose(n1, k1) + logChoose(n2, k2) - logChoose(n1 + n2, hits))
        var (sum, k) = (0.0, k1)
        while term > 0, k >= max(0, hits - n2), k <= min(n1, hits) {
            sum += term
            if term < sum * 1e-16 { break }
            // From one table to the next, one hit goes over.
            let (first, second) = (Double(k), Double(hits - k))
            term *=
                step > 0
                ? (Double(n1) - first) * second / ((first + 1) * (Double(n2) - second + 1))
                : first * (Double(n2) - second) / ((Double(n1) - first + 1) * (second + 1))
            k += step
        }
        return min(1, 2 * sum)
    }

    private static func logChoose(_ n: Int, _ k: Int) -> Double {
        Tails.logGamma(Double(n + 1)) - Tails.logGamma(Double(k + 1))
            - Tails.logGamma(Double(n - k + 1))
    }
}

/// Tests of one family, such as all of a day.
package enum Holm {
    /// The probabilities adjusted, so that one below α is false in at most α of all families
    /// (Holm 1979), however they depend on each other. O(n log n).
    package static func adjusted(_ probabilities: [Double]) -> [Double] {
        var adjusted = probabilities
        var worst = 0.0
        let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
        for (rank, place) in order.enumerated() {
            worst = max(worst, min(1, probabilities[place] * Double(order.count - rank)))
            adjusted[place] = worst
        }
        return adjusted
    }
}
