/// What is done to an entity, weakest first; the rungs of a ladder.
package enum EnforcementMeasure: String, Sendable, Hashable, CaseIterable, Comparable, Codable {
    /// Nothing but that it counts as a strike; receivers are not told.
    case strike
    /// It is told what it did, and nothing is withheld.
    case warn
    /// It proves something before it goes on.
    case challenge
    /// It may do less.
    case limit
    /// What it does earns nothing and counts in no chart and no recommendation.
    case exclude
    /// It is not paid until this ends.
    case holdPayout = "hold_payout"
    /// It loses what the policy names.
    case restrict
    /// It is closed, and comes back.
    case suspend
    /// It is closed.
    case ban

    package static func < (left: EnforcementMeasure, right: EnforcementMeasure) -> Bool {
        left.rank < right.rank
    }

    /// 0 for `strike`, growing with strength.
    package var rank: Int { EnforcementMeasure.allCases.firstIndex(of: self)! }

    /// As people read it, such as `hold payout`.
    package var words: String { PlainWords.of(rawValue) }

    /// Those a ladder or a person may name.
    package static var nameable: [EnforcementMeasure] { allCases.filter { $0 != .strike } }
}
