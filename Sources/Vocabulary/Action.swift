/// A kind of measure we can take, weakest first.
///
/// Precedence is the order of the cases: of several actions a decision names, the strongest is
/// *the* action, and the rest stay listed beside it.
package enum Action: String, Sendable, CaseIterable, Comparable {
    /// Nothing stands in the way.
    case allow
    /// A person looks at it; nothing is withheld meanwhile.
    case review
    /// The account may do less of it for a while.
    case limit
    /// The person is asked to prove something.
    case challenge
    /// The play earns no royalties and counts in no chart.
    case exclude
    /// It waits until somebody or something decides.
    case hold
    /// The account loses what the policy names until it is lifted.
    case restrict
    /// It does not happen.
    case block

    package static func < (left: Action, right: Action) -> Bool { left.rank < right.rank }

    /// 0 for `allow`, growing with strength.
    package var rank: Int { Action.allCases.firstIndex(of: self)! }
}
