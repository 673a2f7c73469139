import Foundation
import Monitoring
import TestKit
import Testing
import Toolbox

/// Reference values are scipy's (`stats.chi2.sf`, `stats.f.sf`, `special.betainc`,
/// `stats.fisher_exact`), and naive sums.
@Suite struct TailsTests {
    private func isClose(_ value: Double, _ expected: Double, _ share: Double = 1e-9) -> Bool {
        abs(value - expected) <= share * max(abs(expected), 1e-300)
    }

    @Test func chiSquareIsScipys() {
        #expect(isClose(Tails.chiSquare(16.918977604620448, freedom: 9), 0.05))
        #expect(isClose(Tails.chiSquare(3.841458820694124, freedom: 1), 0.05))
        #expect(isClose(Tails.chiSquare(100, freedom: 9), 1.5735176303753876e-17))
        for (tail, first, second) in [(0.05, 3.0, 10.0), (1e-5, 9, 27), (0.5, 1, 4)] {
            let x = Tails.fisherFQuantile(tail, first, second)
            #expect(isClose(Tails.fisherF(x, first, second) / tail, 1, 1e-6))
        }
        #expect(isClose(Tails.chiSquareQuantile(0.01, freedom: 4), 13.276704135987622))
    }

    @Test func fisherFIsThatOfSquaredStudent() {
        // F with one and n degrees of freedom is the square of Student's t.
        #expect(isClose(Tails.fisherF(4.964602743730711, 1, 10), 0.05))
        #expect(isClose(Tails.fisherF(2.0, 2, 4), 0.25))
    }

    @Test func binomialTailsAreSums() {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let n = random.within(1...60)
            let k = random.within(0...n)
            let p = random.unit()
            var sum = 0.0
            for hits in 0...k {
                sum += exp(
                    Tails.logGamma(Double(n + 1)) - Tails.logGamma(Double(hits + 1))
                        - Tails.logGamma(Double(n - hits + 1)) + Double(hits) * log(p)
                        + Double(n - hits) * log1p(-p))
            }
            let tail = Tails.binomialAtMost(Double(k), of: Double(n), p)
            #expect(abs(tail - sum) < 1e-9, "seed \(seed): \(k) of \(n), p \(p)")
            let bounds = Tails.shareInterval(Double(k), of: Double(n))
            let share = Double(k) / Double(n)
            #expect(bounds.contains(share), "seed \(seed)")
        }
        // Clopper and Pearson's own example: 3 of 10.
        let bounds = Tails.shareInterval(3, of: 10)
        #expect(isClose(bounds.lowerBound, 0.06673951117773447, 1e-6))
        #expect(isClose(bounds.upperBound, 0.6524528500599972, 1e-6))
    }

    /// All tables of the margins, added up.
    @Test func twoSharesAreFishersSums() {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let (n, m) = (random.within(1...30), random.within(1...30))
            let (k, l) = (random.within(0...n), random.within(0...m))
            func choose(_ n: Int, _ k: Int) -> Double {
                (0..<k).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) }
            }
            let hits = k + l
            let all = choose(n + m, hits)
            var (low, high) = (0.0, 0.0)
            for first in max(0, hits - m)...min(n, hits) {
                let weight = choose(n, first) * choose(m, hits - first) / all
                if first <= k { low += weight }
                if first >= k { high += weight }
            }
            let isAbove = Double(k) >= Double(n) * Double(hits) / Double(n + m)
            let expected = min(1, 2 * (isAbove ? high : low))
            let found = TwoShares.probability(k, of: n, l, of: m)
            #expect(abs(found - expected) < 1e-9, "seed \(seed): \(k)/\(n) and \(l)/\(m)")
        }
        #expect(TwoShares.probability(0, of: 9500, 700, of: 95_000) < 1e-20)
    }

    @Test func holmIsAsPublished() {
        let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
        #expect(zip(adjusted, [0.03, 0.06, 0.06, 0.02]).allSatisfy { abs($0 - $1) < 1e-12 })
    }
}
