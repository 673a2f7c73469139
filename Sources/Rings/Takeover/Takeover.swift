import Glibc

/// What the seats of accounts did: a seat is one account on one device.
package struct SeatLives: Sendable {
    /// The account of each seat.
    package var accountOfSeat: [UInt32]
    /// Plays by seat and maker, such as an artist; different pairs, any order.
    package var makerSeats: [UInt32]
    package var makers: [UInt32]
    package var makerPlays: [UInt32]
    /// Different (seat, place), such as addresses; any order.
    package var placeSeats: [UInt32]
    package var places: [UInt32]
    /// The first play of each seat, milliseconds.
    package var first: [Int64]

    package init(
        accountOfSeat: [UInt32], makerSeats: [UInt32], makers: [UInt32], makerPlays: [UInt32],
        placeSeats: [UInt32], places: [UInt32], first: [Int64]
    ) {
        precondition(
            makerSeats.count == makers.count && makers.count == makerPlays.count
                && placeSeats.count == places.count && first.count == accountOfSeat.count,
            "columns have the same length")
        (self.accountOfSeat, self.first) = (accountOfSeat, first)
        (self.makerSeats, self.makers, self.makerPlays) = (makerSeats, makers, makerPlays)
        (self.placeSeats, self.places) = (placeSeats, places)
    }
}

/// A seat that is not of the person whose account it is in.
package struct TakeoverFinding: Sendable, Equatable {
    package var seat: UInt32
    package var account: UInt32
    /// The seat's plays, and its different makers and places.
    package var plays: Int
    package var makers: Int
    package var places: Int
    /// Plays of the account's other seats.
    package var otherPlays: Int
    /// Share of the seat's plays that is of makers the other seats played too, 0…1.
    package var taste: Double
    /// Share of its places that the other seats were at too, 0…1.
    package var place: Double
    /// The first play on the others, milliseconds.
    package var othersFirst: Int64
    /// −log10 of the probability that one person's seat has so little in common with the others.
    package var surprise: Double
}

/// Who sits in somebody else's account: a seat that shares neither taste nor place with the rest.
///
/// A person who gets a new phone takes their taste and their addresses along; an intruder brings
/// others. In a log the typical seat has a share t of its plays, and p of its places, in common
/// with the account's other seats (medians over the seats that are judged, and for p those that
/// have places). If the seats of one person were drawn so, a seat whose m makers and q places are
/// all foreign but for a few would come with probability
/// binomial(≤ shared | m, t) · binomial(≤ shared | q, p). Of two seats foreign to each other the
/// intruder's is the newcomer.
///
/// Compare the profile-change detectors of Egele et al. (COMPA, NDSS 2013), who model message
/// habits in the same way. O(rows log rows); a seat is compared with all of its account's others,
/// of which the first ``seatLimit`` are looked at.
package struct Takeover: Sendable {
    /// The fewest plays of a seat that is judged, and of the others together.
    package var leastPlays = 20
    /// The most share of taste and of places that a foreign seat has in common.
    package var common = 0.1
    /// The least −log10 of the probability for one person.
    package var surprise = 4.0
    /// How long the account's first play on another seat lies before the seat's, at least, in
    /// milliseconds; 3 days. A device that was there from the start is a habit, not an intruder.
    package var newcomer: Int64 = 259_200_000
    /// Seats of an account that are compared; the rest are left out.
    package var seatLimit = 64
    /// Typical shares where fewer than ``typicalSeats`` seats tell.
    package var typical = 0.5
    package var typicalSeats = 50

    package init() {}

    /// By seat, ascending.
    package func findings(_ lives: SeatLives) -> [TakeoverFinding] {
        let profiles = profiles(lives)
        let known = profiles.filter { $0.plays >= leastPlays && $0.otherPlays >= leastPlays }
        let taste = usual(known.map(\.taste))
        let place = usual(known.filter { $0.places > 0 }.map(\.place))
        var suspects = known.filter {
            $0.taste <= common && $0.place <= common
                && lives.first[Int($0.seat)] >= $0.othersFirst + newcomer
        }
        for index in suspects.indices {
            let seat = suspects[index]
            let shared = (
                (seat.taste * Double(seat.makers)).rounded(),
                (seat.place * Double(seat.places)).rounded()
            )
            suspects[index].surprise =
                Chance.binomial(
                    atLeast: Double(seat.makers) - shared.0, trials: Double(seat.makers),
                    probability: 1 - taste)
                + Chance.binomial(
                    atLeast: Double(seat.places) - shared.1, trials: Double(seat.places),
                    probability: 1 - place)
        }
        return suspects.filter { $0.surprise >= surprise }
    }

    /// The median of the shares, kept off 0 and 1.
    private func usual(_ shares: [Double]) -> Double {
        guard shares.count >= max(1, typicalSeats) else { return typical }
        return min(0.95, max(0.05, shares.sorted()[shares.count / 2]))
    }

    /// What each seat of accounts with several has in common with the others.
    private func profiles(_ lives: SeatLives) -> [TakeoverFinding] {
        var seatsOfAccount: [UInt32: [UInt32]] = [:]
        for (seat, account) in lives.accountOfSeat.enumerated() {
            if seatsOfAccount[account, default: []].count < seatLimit {
                seatsOfAccount[account, default: []].append(UInt32(seat))
            }
        }
        let makers = Rows(lives.makerSeats, count: lives.accountOfSeat.count)
        let places = Rows(lives.placeSeats, count: lives.accountOfSeat.count)
        var found: [TakeoverFinding] = []
        for (account, seats) in seatsOfAccount where seats.count > 1 {
            var makerOwners: [UInt32: Int] = [:]
            var placeOwners: [UInt32: Int] = [:]
            var plays = 0
            for seat in seats {
                for row in makers.of(seat) {
                    makerOwners[lives.makers[row], default: 0] += 1
                    plays += Int(lives.makerPlays[row])
                }
                for row in places.of(seat) { placeOwners[lives.places[row], default: 0] += 1 }
            }
            for seat in seats {
                let (rows, stays) = (makers.of(seat), places.of(seat))
                let own = rows.reduce(0) { $0 + Int(lives.makerPlays[$1]) }
                let shared = rows.filter { makerOwners[lives.makers[$0]]! > 1 }
                    .reduce(0) { $0 + Int(lives.makerPlays[$1]) }
                let met = stays.count { placeOwners[lives.places[$0]]! > 1 }
                found.append(
                    TakeoverFinding(
                        seat: seat, account: account, plays: own, makers: rows.count,
                        places: stays.count, otherPlays: plays - own,
                        taste: Double(shared) / Double(max(1, own)),
                        place: Double(met) / Double(max(1, stays.count)),
                        othersFirst: seats.filter { $0 != seat }.map { lives.first[Int($0)] }.min()
                            ?? 0, surprise: 0))
            }
        }
        return found.sorted { $0.seat < $1.seat }
    }
}

/// Places of rows by seat, by counting.
private struct Rows {
    private var starts: [Int]
    private var places: [Int]

    init(_ seats: [UInt32], count: Int) {
        starts = [Int](repeating: 0, count: count + 1)
        for seat in seats { starts[Int(seat) + 1] += 1 }
        for seat in 0..<count { starts[seat + 1] += starts[seat] }
        var next = starts
        places = [Int](repeating: 0, count: seats.count)
        for (row, seat) in seats.enumerated() {
            places[next[Int(seat)]] = row
            next[Int(seat)] += 1
        }
    }

    func of(_ seat: UInt32) -> ArraySlice<Int> { places[starts[Int(seat)]..<starts[Int(seat) + 1]] }
}
