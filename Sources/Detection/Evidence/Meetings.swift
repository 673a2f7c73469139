import Glibc
package import Rings

/// How many times as often seats meet as they would if, within the hour, they played at any time.
///
/// Seats of one list play the same objects in the same hours whoever they are. Two that played an
/// object a and b times in one slice meet (within lockstep's `reach`) by chance with probability
/// 1 − (1 − p)^(a·b), where p = 2·r − r² and r is reach over slice. The pairs that met, over the
/// pairs that chance has: near 1 for sleepers, and up to 30 for accounts in step.
package struct Meetings: Sendable {
    let reach: Int64
    let slice: Int64
    /// Seats of an object and slice that are compared, those with the least numbers.
    static let seatLimit = 64

    package init(_ rule: Lockstep) { (reach, slice) = (rule.reach, rule.slice) }

    private struct Entry {
        var object: UInt32
        var seat: UInt32
        var slice: Int64
        var time: Int64
    }

    /// The ratio of each group; 0 where no two of its seats played one object in one slice.
    ///
    /// O(plays + plays of the groups · (log + ``seatLimit``)).
    package func ratios(of groups: [[UInt32]], _ plays: Conduct.Plays) -> [Double] {
        if groups.isEmpty { return [] }
        var groupsOfSeat: [UInt32: [Int]] = [:]
        for (group, seats) in groups.enumerated() {
            for seat in seats { groupsOfSeat[seat, default: []].append(group) }
        }
        var entries = [[Entry]](repeating: [], count: groups.count)
        for play in 0..<plays.count {
            guard let held = groupsOfSeat[plays.seats[play]] else { continue }
            let time = plays.times[play]
            let entry = Entry(
                object: plays.objects[play], seat: plays.seats[play],
                slice: time >= 0 ? time / slice : -((-time - 1) / slice) - 1, time: time)
            for group in held { entries[group].append(entry) }
        }
        return entries.map(ratio)
    }

    private func ratio(_ entries: [Entry]) -> Double {
        let sorted = entries.sorted {
            ($0.object, $0.slice, $0.seat, $0.time) < ($1.object, $1.slice, $1.seat, $1.time)
        }
        var (met, expected) = (0.0, 0.0)
        var first = 0
        while first < sorted.count {
            var end = first
            var seats: [Range<Int>] = []
            while end < sorted.count, sorted[end].object == sorted[first].object,
                sorted[end].slice == sorted[first].slice
            {
                let from = end
                while end < sorted.count, sorted[end].object == sorted[first].object,
                    sorted[end].slice == sorted[first].slice, sorted[end].seat == sorted[from].seat
                { end += 1 }
                if seats.count < Self.seatLimit { seats.append(from..<end) }
            }
            for (place, one) in seats.enumerated() {
                for other in seats[..<place] {
                    expected += chance(one.count * other.count)
                    if isMet(sorted[one], sorted[other]) { met += 1 }
                }
            }
            first = end
        }
        return expected > 0 ? met / expected : 0
    }

    private func chance(_ tries: Int) -> Double {
        let share = Double(reach) / Double(slice)
        return 1 - pow(1 - (2 * share - share * share), Double(tries))
    }

    /// Whether two times are within reach, by two hands over ascending times.
    private func isMet(_ one: ArraySlice<Entry>, _ other: ArraySlice<Entry>) -> Bool {
        var (left, right) = (one.startIndex, other.startIndex)
        while left < one.endIndex, right < other.endIndex {
            let gap = one[left].time - other[right].time
            if abs(gap) <= reach { return true }
            if gap < 0 { left += 1 } else { right += 1 }
        }
        return false
    }
}
