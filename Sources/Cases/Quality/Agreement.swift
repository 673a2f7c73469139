/// How far two people who judged the same things agree beyond chance: Cohen's κ.
///
/// κ = 1 − Σ v·o / Σ v·e, where o are shares of pairs, e the shares that two people would have who
/// judge as often as these do but know nothing, and v is how far two answers lie apart (Cohen,
/// Educational and Psychological Measurement 1960; with weights Psychological Bulletin 1968). Its
/// standard error is that of Fleiss, Cohen and Everitt (Psychological Bulletin 1969).
///
/// ```swift
/// Agreement(counts: [[20, 5], [10, 15]]).kappa // 0.4
/// ```
package struct Agreement: Sendable, Hashable {
    /// How far apart answers lie.
    package enum Distance: Sendable, Hashable {
        /// Any two different ones as far as any others.
        case same
        /// By their places, for answers that have an order.
        case steps
        case squaredSteps
    }

    /// Pairs by the first's answer and the second's.
    package let counts: [[Int]]
    package let pairs: Int
    /// The share of pairs with the same answer; 0 without pairs.
    package let observed: Double
    /// Nil without pairs, and where both always give one and the same answer: then chance alone
    /// would agree as well.
    package let kappa: Double?
    /// Nil where ``kappa`` is, or where a single pair cannot tell.
    package let standardError: Double?

    /// O(answers²).
    ///
    /// - Parameter counts: a square table; ``pairs`` is its sum.
    package init(counts: [[Int]], distance: Distance = .same) {
        let size = counts.count
        precondition(counts.allSatisfy { $0.count == size }, "A table of pairs is square")
        self.counts = counts
        pairs = counts.reduce(0) { $0 + $1.reduce(0, +) }
        guard pairs > 0 else {
            (observed, kappa, standardError) = (0, nil, nil)
            return
        }
        let all = Double(pairs)
        let shares = counts.map { $0.map { Double($0) / all } }
        let first = shares.map { $0.reduce(0, +) }
        let second = (0..<size).map { column in shares.reduce(0) { $0 + $1[column] } }
        observed = (0..<size).reduce(0) { $0 + shares[$1][$1] }
        func weight(_ row: Int, _ column: Int) -> Double {
            Agreement.weight(row, column, of: size, distance)
        }
        var (agreed, chance) = (0.0, 0.0)
        for row in 0..<size {
            for column in 0..<size {
                agreed += weight(row, column) * shares[row][column]
                chance += weight(row, column) * first[row] * second[column]
            }
        }
        guard chance < 1 - 1e-12 else {
            (kappa, standardError) = (nil, nil)
            return
        }
        let kappa = (agreed - chance) / (1 - chance)
        self.kappa = kappa
        guard pairs > 1 else {
            standardError = nil
            return
        }
        // Of each answer: its mean weight against what the other person answers.
        let ofFirst = (0..<size).map { row in
            (0..<size).reduce(0) { $0 + second[$1] * weight(row, $1) }
        }
        let ofSecond = (0..<size).map { column in
            (0..<size).reduce(0) { $0 + first[$1] * weight($1, column) }
        }
        var sum = 0.0
        for row in 0..<size {
            for column in 0..<size {
                let part =
                    weight(row, column) - (ofFirst[row] + ofSecond[column]) * (1 - kappa)
                sum += shares[row][column] * part * part
            }
        }
        let rest = kappa - chance * (1 - kappa)
        let variance = (sum - rest * rest) / (all * (1 - chance) * (1 - chance))
        standardError = max(0, variance).squareRoot()
    }

    /// How much of an agreement two answers are, 1 for the same and 0 for the furthest.
    private static func weight(
        _ row: Int, _ column: Int, of size: Int, _ distance: Distance
    ) -> Double {
        if row == column { return 1 }
        let apart = Double(abs(row - column)) / Double(max(1, size - 1))
        return switch distance {
        case .same: 0
        case .steps: 1 - apart
        case .squaredSteps: 1 - apart * apart
        }
    }

    /// With 95 %, within −1...1; nil where the standard error is.
    package var interval: ClosedRange<Double>? {
        guard let kappa, let standardError else { return nil }
        let reach = ShareBounds.normalQuantile * standardError
        return max(-1, kappa - reach)...min(1, max(-1, kappa + reach))
    }
}

/// Bounds of a share that hold with few cases: Wilson's score interval (1927), 95 %.
package enum ShareBounds {
    /// 97.5 % of the normal distribution.
    package static let normalQuantile = 1.959963984540054

    /// - Returns: 0...1 for none of none.
    package static func of(_ hits: Int, _ count: Int) -> ClosedRange<Double> {
        precondition(hits >= 0 && hits <= count, "Hits are some of the cases")
        guard count > 0 else { return 0...1 }
        let (z, all) = (normalQuantile, Double(count))
        let (share, reach) = (Double(hits) / all, z * z / all)
        let middle = (share + reach / 2) / (1 + reach)
        let half =
            z / (1 + reach) * (share * (1 - share) / all + reach / (4 * all)).squareRoot()
        // What was seen lies within, whatever is lost in rounding.
        return max(0, min(share, middle - half))...min(1, max(share, middle + half))
    }
}
