import Glibc

/// What became of the cases of a pilot, by arm.
package enum PilotOutcome: String, Sendable, Hashable, CaseIterable, Codable {
    /// Hours from opening to closing.
    case closeHours = "close_hours"
    case inTime = "in_time"
    /// Of cases closed, whose measure was taken back on appeal.
    case overturned
    /// Of pairs of blind reviews, those that agreed.
    case agreed
    /// Minutes of work, as cost.
    case workMinutes = "work_minutes"
    case confirmed

    package var title: String {
        switch self {
        case .closeHours: "Hours to close"
        case .inTime: "Closed in time"
        case .overturned: "Overturned on appeal"
        case .agreed: "Second review agreed"
        case .workMinutes: "Minutes of work"
        case .confirmed: "Confirmed"
        }
    }

    package var isShare: Bool {
        switch self {
        case .closeHours, .workMinutes: false
        default: true
        }
    }
}

/// The difference of two arms, with bounds that hold however often one looks.
///
/// Asymptotic confidence sequences of two means (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
/// Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics
/// 2024, Theorem 2.2), each at half of 5 %: a mean of n lies at all times within
/// σ √(2 (nρ² + 1) / (n² ρ²) · log(√(nρ² + 1) / α)). ρ is chosen to be sharpest at ``sharpest``
/// cases. They hold as numbers grow: nothing is said below ``least``.
package struct PilotDifference: Sendable, Hashable {
    package var outcome: PilotOutcome
    package var on: FigureSum
    package var off: FigureSum
    /// On less off; nil where one arm is empty.
    package var difference: Double?
    /// Nil below ``least`` cases in one arm.
    package var bounds: ClosedRange<Double>?

    /// Cases of an arm from which on bounds are told.
    package static let least = 30
    static let sharpest = 300.0
    static let alpha = 0.05

    package init(_ outcome: PilotOutcome, on: FigureSum, off: FigureSum) {
        (self.outcome, self.on, self.off) = (outcome, on, off)
        guard let onMean = on.mean, let offMean = off.mean else {
            (difference, bounds) = (nil, nil)
            return
        }
        let difference = onMean - offMean
        self.difference = difference
        guard min(on.count, off.count) >= PilotDifference.least,
            let one = PilotDifference.reach(on, isShare: outcome.isShare),
            let other = PilotDifference.reach(off, isShare: outcome.isShare)
        else {
            bounds = nil
            return
        }
        bounds = (difference - one - other)...(difference + one + other)
    }

    /// Whether the arms differ, whenever one looked.
    package var isTold: Bool { bounds.map { !$0.contains(0) } ?? false }

    /// Of one arm's mean.
    static func reach(_ sum: FigureSum, isShare: Bool) -> Double? {
        guard var variance = sum.variance else { return nil }
        if isShare {
            // A share seen as 0 or 1 is not sure: half a case is added to both sides.
            let share = (sum.total + 0.5) / (Double(sum.count) + 1)
            variance = max(variance, share * (1 - share))
        }
        let alpha = PilotDifference.alpha / 2
        let count = Double(sum.count)
        // Sharpest at n: ρ² = (−2 log α + log(−2 log α + 1)) / n, of the same paper.
        let part = -2 * log(alpha)
        let rho = (part + log(part + 1)) / PilotDifference.sharpest
        let scaled = count * rho + 1
        let inner = 2 * scaled / (count * count * rho) * log(scaled.squareRoot() / alpha)
        return (variance * inner).squareRoot()
    }
}
