import Foundation
package import Rings

/// Seats that one detector found together: where a ring may begin.
package struct Seed: Sendable {
    package var family: Family
    /// Ascending.
    package var seats: [UInt32]
    /// Whether the seats themselves were seen to do it; else they stand for their accounts.
    package var isOwn: Bool
    /// The payee of a smear, or the value of a crowd, by its number.
    package var what: UInt32 = Names.none

    package init(
        family: Family, seats: [UInt32], what: UInt32 = Names.none, isOwn: Bool? = nil
    ) {
        (self.family, self.seats, self.what) = (family, seats, what)
        self.isOwn = isOwn ?? (family != .arrival)
    }
}

/// What the detectors found in a log, before anything is made of it.
package struct Findings: Sendable {
    package var seeds: [Seed] = []
    package var pairs: [LockstepPair] = []
    package var payees: [PayeeFinding] = []
    /// By seat: the chance that a machine acts, nil where too little was done.
    package var timing: [Double?] = []
    package var takeovers: [TakeoverFinding] = []
    /// What was left out by the detectors' bounds, in words; empty for most logs.
    package var leftOut: [String] = []

    package init() {}
}
