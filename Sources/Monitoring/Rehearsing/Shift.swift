import Toolbox

/// Something that goes wrong from one day on, for a rehearsal.
package enum Shift: Sendable, Hashable {
    /// Values times a factor, such as amounts in another currency.
    case scaled(Double)
    /// Missing in a share of the rows.
    case missing(Double)
    /// 0 in every row, such as when a feed of labels stopped.
    case zero
    /// A share of the rows scores as the highest in a thousand did: a new kind of fraud.
    case highScores(Double)
    /// A share of the rows does not come.
    case lost(Double)

    package var name: String {
        switch self {
        case .scaled(let factor): "scaled_\(factor)"
        case .missing(let share): "missing_\(share)"
        case .zero: "zero"
        case .highScores(let share): "high_scores_\(share)"
        case .lost(let share): "lost_\(share)"
        }
    }

    /// What is rehearsed on each input; those of which a watch must know within a day come first.
    package static let ofInputs: [(shift: Shift, must: Bool)] = [
        (.scaled(1.5), true), (.missing(0.2), true), (.zero, true),
        (.scaled(1.1), false), (.scaled(1.25), false), (.scaled(2), false),
        (.missing(0.01), false), (.missing(0.05), false),
    ]

    /// What is rehearsed on the score, and on the rows as such.
    package static let ofScore: [(shift: Shift, must: Bool)] = [
        (.highScores(0.01), true), (.highScores(0.02), true), (.highScores(0.005), false),
        (.highScores(0.002), false),
    ]
    package static let ofRows: [(shift: Shift, must: Bool)] = [
        (.lost(0.5), true), (.lost(0.3), false),
    ]

    /// A value as it comes; nil where the row does not.
    ///
    /// - Parameter high: what a high score is.
    func applied(to value: Double, high: Double, _ random: inout SplitMix64) -> Double? {
        switch self {
        case .scaled(let factor): value * factor
        case .missing(let share): random.chance(share) ? .nan : value
        case .zero: value.isNaN ? value : 0
        case .highScores(let share): random.chance(share) ? high : value
        case .lost(let share): random.chance(share) ? nil : value
        }
    }
}
