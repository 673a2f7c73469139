import Rings

/// Seats that act as one, with the seeds they came from.
package struct RingCandidate: Sendable {
    /// Ascending.
    package var seats: [UInt32]
    package var seeds: [Seed]
}

/// Makes rings of seeds: two that share enough seats are one.
///
/// Seeds join when they share at least `overlap` of the smaller one's seats, so that a single seat
/// in two groups is no bridge between them. O(Σ seats of seeds · seeds a seat is in).
package enum RingFormation {
    /// Seeds that one seat may be in, the largest first; beyond it, they join through others.
    static let seedsOfSeat = 16

    package static func candidates(
        _ findings: Findings, seatCount: Int, settings: DetectionSettings
    ) -> [RingCandidate] {
        let seeds = findings.seeds.sorted {
            ($1.seats.count, $0.seats.first ?? 0) < ($0.seats.count, $1.seats.first ?? 0)
        }
        var joined = Components(count: seeds.count)
        for (first, second, shared) in overlaps(seeds, seatCount) {
            let smaller = min(seeds[first].seats.count, seeds[second].seats.count)
            if Double(shared) >= settings.overlap * Double(smaller) { joined.join(first, second) }
        }
        return joined.groups(ofAtLeast: 1).map { members in
            let group = members.map { seeds[Int($0)] }
            // What only the accounts did joins others, and lends seats only where there are none.
            let others = group.filter(\.isOwn)
            let seats = Set((others.isEmpty ? group : others).flatMap(\.seats)).sorted()
            return RingCandidate(seats: seats, seeds: group)
        }
    }

    /// Pairs of seeds with the number of seats they share.
    private static func overlaps(
        _ seeds: [Seed], _ seatCount: Int
    ) -> [(first: Int, second: Int, shared: Int)] {
        var seedsOfSeat = [[Int32]](repeating: [], count: seatCount)
        for (seed, held) in seeds.enumerated() {
            for seat in held.seats where seedsOfSeat[Int(seat)].count < Self.seedsOfSeat {
                seedsOfSeat[Int(seat)].append(Int32(seed))
            }
        }
        var shared: [UInt64: Int] = [:]
        for seeds in seedsOfSeat {
            for (place, second) in seeds.enumerated() {
                for first in seeds[..<place] {
                    shared[UInt64(first) << 32 | UInt64(second), default: 0] += 1
                }
            }
        }
        return shared.keys.sorted().map {
            (Int($0 >> 32), Int($0 & 0xffff_ffff), shared[$0]!)
        }
    }
}
