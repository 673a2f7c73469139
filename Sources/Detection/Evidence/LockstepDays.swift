package import Rings

/// Sums of lockstep from run to run: those of days that are over are kept, added up.
///
/// A day's sums hang on nothing but its plays, and plays only come to be more: as long as a day has
/// as many as when it was summed, its sums are the same. A late play to a day that was over makes
/// all sums anew.
package struct LockstepDays: Sendable {
    private var closed = PairSums(accountCount: 0)
    /// Plays that the sums of days in `closed` are made of, by the day's start.
    private var counts: [Int64: Int] = [:]
    /// Days summed by the last call.
    package private(set) var summed = 0

    package init() {}

    /// The same as ``LockstepStage/sums(_:seatCount:rule:threads:progress:)``, bit for bit.
    ///
    /// O(plays + pairs) and what summing the days that are not kept costs.
    ///
    /// - Parameters:
    ///   - actions: those of the last call, and more; seats keep their numbers.
    ///   - settled: milliseconds since 1970; days that end by then are kept.
    package mutating func sums(
        _ actions: Actions, seatCount: Int, rule: Lockstep, threads: Int, settled: Int64,
        progress: (Double) throws -> Void
    ) rethrows -> PairSums {
        let days = Days(actions, reach: rule.reach)
        let known = days.starts.indices.filter { counts[days.starts[$0]] != nil }
        let isSame =
            known.count == counts.count
            && known.allSatisfy { counts[days.starts[$0]] == days.count(of: $0) }
        if !isSame { self = LockstepDays() }
        let fresh = days.starts.indices.filter { counts[days.starts[$0]] == nil }
        let over = fresh.filter { days.starts[$0] + LockstepStage.part <= settled }
        let open = fresh.filter { days.starts[$0] + LockstepStage.part > settled }
        func sums(_ chosen: [Int]) throws -> PairSums {
            try LockstepStage.sums(
                chosen, of: days, actions, seatCount: seatCount, rule: rule, threads: threads,
                progress: progress)
        }
        summed = fresh.count
        if !over.isEmpty {
            closed = closed.adding(try sums(over))
            for day in over { counts[days.starts[day]] = days.count(of: day) }
        }
        return closed.adding(try sums(open))
    }
}
