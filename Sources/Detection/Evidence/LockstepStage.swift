package import Rings
import Toolbox

extension Conduct.Plays {
    /// As lockstep reads them: by seat.
    var actions: Actions { Actions(accounts: seats, objects: objects, times: times) }
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
        progress: (Double) throws -> Void
    ) rethrows -> PairSums {
        let days = Days(actions, reach: rule.reach)
        return try sums(
            Array(days.starts.indices), of: days, actions, seatCount: seatCount, rule: rule,
            threads: threads, progress: progress)
    }

    /// The sums of some days, by their places.
    static func sums(
        _ chosen: [Int], of days: Days, _ actions: Actions, seatCount: Int, rule: Lockstep,
        threads: Int, progress: (Double) throws -> Void
    ) rethrows -> PairSums {
        var waiting: [(level: Int, sums: PairSums)] = []
        var done = 0
        for first in stride(from: 0, to: chosen.count, by: max(1, threads)) {
            let group = Array(chosen[first..<min(chosen.count, first + max(1, threads))])
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
            try progress(Double(done) / Double(chosen.count))
        }
        return waiting.reversed().reduce(PairSums(accountCount: seatCount)) {
            $0.adding($1.sums)
        }
    }
}

/// Actions by day, each day with those of the last `reach` before it.
struct Days: Sendable {
    /// Midnights, UTC, ascending.
    private(set) var starts: [Int64] = []
    private var places: [[UInt32]] = []

    /// O(actions + days log days).
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

    /// Actions that a day's sums are made of.
    func count(of day: Int) -> Int { places[day].count }

    func actions(of day: Int, _ all: Actions) -> Actions {
        Actions(
            accounts: places[day].map { all.accounts[Int($0)] },
            objects: places[day].map { all.objects[Int($0)] },
            times: places[day].map { all.times[Int($0)] })
    }
}
