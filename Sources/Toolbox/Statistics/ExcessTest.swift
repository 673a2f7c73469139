import Foundation

/// Whether a share is above a bound, with evidence that holds whenever one looks: an e-value.
///
/// The evidence is the mean of likelihood ratios of larger shares against the bound. For any true
/// share up to the bound it is a nonnegative supermartingale that begins at 1, so the chance that
/// it ever reaches 1/α is at most α, however often one looks (Ville 1939; Robbins 1970; Ramdas,
/// Grünwald, Vovk and Shafer 2023). It depends on two counts alone, so it goes on after a restart.
///
/// ```swift
/// ExcessTest(bound: 0.02).isExceeded(hits: 12, of: 60, alpha: 0.001) // true
/// ```
package struct ExcessTest: Sendable {
    /// The share that is still fine, in (0, 1).
    package let bound: Double
    /// Of each larger share: the logarithms of what a hit and a miss multiply the evidence by.
    private let steps: [(hit: Double, miss: Double)]

    /// Odds of the larger shares, as multiples of those of the bound.
    private static let multiples: [Double] = [1.5, 2, 3, 5, 9, 17, 33, 65, 129]

    package init(bound: Double) {
        precondition(bound > 0 && bound < 1, "A bound is a share in (0, 1)")
        self.bound = bound
        steps = ExcessTest.multiples.map { multiple in
            let odds = bound / (1 - bound) * multiple
            let share = odds / (1 + odds)
            return (log(share / bound), log((1 - share) / (1 - bound)))
        }
    }

    /// The logarithm of the evidence. O(1).
    package func logEvidence(hits: Int, of count: Int) -> Double {
        precondition(hits >= 0 && hits <= count)
        let logs = steps.map { Double(hits) * $0.hit + Double(count - hits) * $0.miss }
        let top = logs.max() ?? 0
        return top + log(logs.reduce(0) { $0 + exp($1 - top) } / Double(logs.count))
    }

    /// Whether the evidence has reached 1/α.
    package func isExceeded(hits: Int, of count: Int, alpha: Double) -> Bool {
        logEvidence(hits: hits, of: count) >= -log(alpha)
    }
}
