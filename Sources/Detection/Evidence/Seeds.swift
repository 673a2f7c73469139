import Foundation
package import Rings

/// Seats that one detector found together: where a ring may begin.
package struct Seed: Sendable {
    package var family: Family
    /// Ascending.
    package var seats: [UInt32]
    /// The payee of a smear, or the value of a crowd, by its number.
    package var what: UInt32 = Names.none

    package init(family: Family, seats: [UInt32], what: UInt32 = Names.none) {
        (self.family, self.seats, self.what) = (family, seats, what)
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

/// Lockstep of all plays, a day at a time.
package enum LockstepStage {
    /// A part: a day, in milliseconds.
    package static let part: Int64 = 86_400_000

    /// The midnight, UTC, before a time or at it.
    static func start(of time: Int64) -> Int64 {
        (time >= 0 ? time / part : -((-time - 1) / part) - 1) * part
    }

    /// The sums of all days. O(plays · (log plays + hotLimit)), on `threads` at once.
    package static func sums(
        _ actions: Actions, seatCount: Int, rule: Lockstep, threads: Int,
        progress: @Sendable (Double) -> Void
    ) -> PairSums {
        let days = Days(actions, reach: rule.reach)
        var waiting: [(level: Int, sums: PairSums)] = []
        var done = 0
        for first in stride(from: 0, to: days.starts.count, by: max(1, threads)) {
            let group = Array(first..<min(days.starts.count, first + max(1, threads)))
            let made = concurrently(group) { day in
                rule.sums(
                    of: days.actions(of: day, actions), from: days.starts[day],
                    accountCount: seatCount)
            }
            // Like sizes are added, so that each pair is copied log(days) times.
            for sums in made {
                waiting.append((0, sums))
                while waiting.count > 1,
                    waiting[waiting.count - 1].level == waiting[waiting.count - 2].level
                {
                    let last = waiting.removeLast()
                    let before = waiting.removeLast()
                    waiting.append((last.level + 1, before.sums.adding(last.sums)))
                }
            }
            done += group.count
            progress(Double(done) / Double(days.starts.count))
        }
        return waiting.reversed().reduce(PairSums(accountCount: seatCount)) {
            $0.adding($1.sums)
        }
    }
}

/// Actions by day, each day with those of the last `reach` before it.
private struct Days {
    var starts: [Int64] = []
    private var places: [[UInt32]] = []

    init(_ actions: Actions, reach: Int64) {
        var dayPlaces: [Int64: Int] = [:]
        func add(_ place: Int, to start: Int64) {
            let day = dayPlaces[start] ?? starts.count
            if day == starts.count {
                dayPlaces[start] = day
                starts.append(start)
                places.append([])
            }
            places[day].append(UInt32(place))
        }
        for place in 0..<actions.count {
            let own = LockstepStage.start(of: actions.times[place])
            let next = LockstepStage.start(of: actions.times[place] + reach)
            add(place, to: own)
            if next != own { add(place, to: next) }
        }
        let order = starts.indices.sorted { starts[$0] < starts[$1] }
        starts = order.map { starts[$0] }
        places = order.map { places[$0] }
    }

    func actions(of day: Int, _ all: Actions) -> Actions {
        Actions(
            accounts: places[day].map { all.accounts[Int($0)] },
            objects: places[day].map { all.objects[Int($0)] },
            times: places[day].map { all.times[Int($0)] })
    }
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
