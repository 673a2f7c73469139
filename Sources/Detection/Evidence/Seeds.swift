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

/// Makes something of each item on threads of their own; results in the order of the items.
func concurrently<Item: Sendable, Answer: Sendable>(
    _ items: [Item], _ make: @Sendable (Item) -> Answer
) -> [Answer] {
    if items.count == 1 { return [make(items[0])] }
    nonisolated(unsafe) let answers = UnsafeMutablePointer<Answer?>.allocate(capacity: items.count)
    answers.initialize(repeating: nil, count: items.count)
    DispatchQueue.concurrentPerform(iterations: items.count) { answers[$0] = make(items[$0]) }
    defer {
        answers.deinitialize(count: items.count)
        answers.deallocate()
    }
    return (0..<items.count).map { answers[$0]! }
}
