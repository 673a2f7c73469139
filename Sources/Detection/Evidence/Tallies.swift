package import Rings

/// Sums of plays by seat, and by seat and object.
package struct Tallies: Sendable {
    package struct Seat: Sendable {
        package var plays = 0
        package var earning = 0
        /// Earning plays while no verdict of ours restricted the account, and those of them that
        /// the rules exclude.
        package var asked = 0
        package var excluded = 0
        package var first = Int64.max
        package var last = Int64.min
    }

    package var seats: [Seat]
    /// Earning plays of each seat and object.
    package var earning: PlayCounts
    /// Plays of an account on all of its seats.
    package var playsOfAccount: [Int]
    /// When an account signed up, milliseconds; nil where the log does not say.
    package var signedUp: [Int64?]
    /// Seats of each account.
    package var seatsOfAccount: [[UInt32]]

    /// O(plays log plays).
    package init(_ conduct: Conduct) {
        seats = [Seat](repeating: Seat(), count: conduct.seatCount)
        let plays = conduct.plays
        var keys: [UInt64] = []
        keys.reserveCapacity(plays.count)
        for place in 0..<plays.count {
            let seat = Int(plays.seats[place])
            let earns = plays.marks[place].contains(.earns)
            seats[seat].plays += 1
            seats[seat].first = min(seats[seat].first, plays.times[place])
            seats[seat].last = max(seats[seat].last, plays.times[place])
            guard earns else { continue }
            seats[seat].earning += 1
            if !plays.marks[place].contains(.told) { seats[seat].asked += 1 }
            if plays.marks[place].contains(.excluded) { seats[seat].excluded += 1 }
            keys.append(UInt64(plays.seats[place]) << 32 | UInt64(plays.objects[place]))
        }
        keys.sort()
        earning = PlayCounts(
            accounts: [], tracks: [], plays: [], payeeOfTrack: conduct.payeeOfObject)
        for key in keys {
            let (seat, object) = (UInt32(key >> 32), UInt32(truncatingIfNeeded: key))
            if earning.tracks.last == object, earning.accounts.last == seat {
                earning.plays[earning.plays.count - 1] += 1
            } else {
                earning.accounts.append(seat)
                earning.tracks.append(object)
                earning.plays.append(1)
            }
        }
        playsOfAccount = [Int](repeating: 0, count: conduct.accounts.count)
        seatsOfAccount = [[UInt32]](repeating: [], count: conduct.accounts.count)
        for (seat, account) in conduct.accountOfSeat.enumerated() {
            playsOfAccount[Int(account)] += seats[seat].plays
            seatsOfAccount[Int(account)].append(UInt32(seat))
        }
        signedUp = [Int64?](repeating: nil, count: conduct.accounts.count)
        for (place, account) in conduct.signUps.accounts.enumerated() {
            signedUp[Int(account)] = conduct.signUps.times[place]
        }
    }

    /// The seat of an account with the most plays, the earlier of equals.
    package func mainSeat(ofAccount account: UInt32) -> UInt32? {
        seatsOfAccount[Int(account)].max {
            (seats[Int($0)].plays, $1) < (seats[Int($1)].plays, $0)
        }
    }
}
