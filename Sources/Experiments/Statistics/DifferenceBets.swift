import Glibc

/// Bets on the difference of two arms' means, by which one may look at every entity and stop when
/// one likes.
///
/// An entity with the outcome y in [0, 1] counts z = (y − m) / π in treatment, and
/// −(y − m) / (1 − π) in control, where π is the chance of treatment and m any number fixed before.
/// Whatever m is, the mean of z is the difference d of the arms' means, so the wealth Π (1 + λ (z −
/// d)) of a player who bets λ on it is not expected to grow, and passes 1 / α with a chance of α at
/// most, at any time (Ville 1939; Waudby-Smith and Ramdas, Estimating means of bounded random
/// variables by betting, 2023). The wealth is spread over bets around λ = effect / variance, the
/// best one if the declared effect is true. Nothing is asymptotic; a good m only makes it quick.
package struct DifferenceBets: Sendable {
    /// Of treatment among the two arms, π.
    package let share: Double
    /// m, from 0 to 1.
    package let middle: Double
    /// Positive, ascending.
    let bets: [Double]
    let logWeights: [Double]

    /// Bets at most: powers of two around the best one.
    private static let powers = -4...7

    /// - Parameters:
    ///   - share: of treatment among the two arms, in (0, 1).
    ///   - baseline: the mean that is expected of control, 0...1.
    ///   - effect: the least difference worth finding, in (0, 1].
    package init(share: Double, baseline: Double, effect: Double) {
        self.share = share
        middle = min(1, max(0, baseline))
        // A baseline of 0 or 1 would be sure of something.
        let spread = min(0.5, max(0.001, baseline))
        let variance = spread * (1 - spread) * (1 / share + 1 / (1 - share))
        let least = max(middle / share, (1 - middle) / (1 - share))
        let most = max(least, max((1 - middle) / share, middle / (1 - share)))
        // No wealth can be lost whole, wherever d lies in [−1, 1].
        let ceiling = 0.9 / (1 + most)
        let best = min(effect / variance, ceiling)
        var bets: [Double] = []
        var weights: [Double] = []
        for power in DifferenceBets.powers {
            let bet = best * Glibc.exp2(Double(power))
            guard bet <= ceiling else { break }
            bets.append(bet)
            weights.append(1 / Double((1 + Swift.abs(power)) * (1 + Swift.abs(power))))
        }
        let sum = weights.reduce(0, +)
        self.bets = bets
        logWeights = weights.map { Glibc.log($0 / sum) }
    }

    /// Every λ, ascending, and its part of the wealth at the start; the parts are 1 together.
    package var stakes: [Double] { bets }
    package var weights: [Double] { logWeights.map { Glibc.exp($0) } }

    /// What an entity counts.
    package func gain(_ outcome: Double, isTreated: Bool) -> Double {
        isTreated ? (outcome - middle) / share : -(outcome - middle) / (1 - share)
    }

    /// The logarithm of the wealth, once for a difference above `difference`, once for one below.
    ///
    /// - Parameter gains: different gains with how many entities had them. O(bets · gains).
    func logWealth(_ gains: [(gain: Double, count: Int)], at difference: Double, sign: Double)
        -> Double
    {
        var parts = logWeights
        for (place, bet) in bets.enumerated() {
            for (gain, count) in gains {
                parts[place] += Double(count) * log1p(sign * bet * (gain - difference))
            }
        }
        return DifferenceBets.logSum(parts)
    }

    /// All differences whose wealth has not passed 1 / alpha: each side gets half of it.
    ///
    /// The wealth of a bet upwards falls as the difference rises: the bounds are found by halving.
    package func interval(
        _ gains: [(gain: Double, count: Int)], alpha: Double
    ) -> (low: Double, high: Double) {
        let threshold = Glibc.log(2 / alpha)
        func bound(_ sign: Double) -> Double {
            var (near, far) = (0.0, 2.0)
            // From the far end inwards: −1 + near for the low bound, 1 − near for the high one.
            for _ in 0..<40 {
                let middle = (near + far) / 2
                let difference = sign > 0 ? middle - 1 : 1 - middle
                if logWealth(gains, at: difference, sign: sign) >= threshold {
                    near = middle
                } else {
                    far = middle
                }
            }
            return near
        }
        return (bound(1) - 1, 1 - bound(-1))
    }

    static func logSum(_ parts: [Double]) -> Double {
        let top = parts.max() ?? -.infinity
        guard top.isFinite else { return top }
        return top + Glibc.log(parts.reduce(0) { $0 + Glibc.exp($1 - top) })
    }
}

/// The wealth of both sides on one difference, kept up entity by entity.
package struct RunningBets: Sendable {
    private let bets: DifferenceBets
    private let difference: Double
    private var upward: [Double]
    private var downward: [Double]
    private var topUpward: Double
    private var topDownward: Double
    /// Gains met, with what each adds to every bet, upwards and then downwards: shares have four.
    private var known: [Double] = []
    private var steps: [Double] = []

    /// Gains kept at most.
    private static let knownMax = 40

    package init(_ bets: DifferenceBets, at difference: Double) {
        (self.bets, self.difference) = (bets, difference)
        (upward, downward) = (bets.logWeights, bets.logWeights)
        topUpward = bets.logWeights.max() ?? 0
        topDownward = topUpward
    }

    /// Takes what one entity counted. O(bets).
    package mutating func take(_ gain: Double) {
        let count = bets.bets.count
        let place = (known.firstIndex(of: gain) ?? keep(gain)) * 2 * count
        (topUpward, topDownward) = (-.infinity, -.infinity)
        for bet in 0..<count {
            upward[bet] += steps[place + bet]
            downward[bet] += steps[place + count + bet]
            topUpward = max(topUpward, upward[bet])
            topDownward = max(topDownward, downward[bet])
        }
    }

    private mutating func keep(_ gain: Double) -> Int {
        if known.count == RunningBets.knownMax {
            known.removeAll()
            steps.removeAll()
        }
        known.append(gain)
        for sign in [1.0, -1.0] {
            steps += bets.bets.map { log1p(sign * $0 * (gain - difference)) }
        }
        return known.count - 1
    }

    /// Whether the wealth on a difference above has reached 1 / alpha.
    package func saysAbove(alpha: Double) -> Bool { reaches(upward, topUpward, alpha) }

    /// Whether the wealth on a difference below has reached 1 / alpha.
    package func saysBelow(alpha: Double) -> Bool { reaches(downward, topDownward, alpha) }

    private func reaches(_ parts: [Double], _ top: Double, _ alpha: Double) -> Bool {
        let threshold = -Glibc.log(alpha)
        // A sum is at most so many times its greatest part.
        guard top + Glibc.log(Double(parts.count)) >= threshold else { return false }
        return DifferenceBets.logSum(parts) >= threshold
    }
}
