import Glibc

/// Plays of accounts, as counts by (account, track); a track has one payee. Any order; different.
package struct PlayCounts: Sendable {
    package var accounts: [UInt32]
    package var tracks: [UInt32]
    package var plays: [UInt32]
    package var payeeOfTrack: [UInt32]

    package init(
        accounts: [UInt32], tracks: [UInt32], plays: [UInt32], payeeOfTrack: [UInt32]
    ) {
        precondition(
            accounts.count == tracks.count && tracks.count == plays.count,
            "a count has an account, a track and plays")
        self.accounts = accounts
        self.tracks = tracks
        self.plays = plays
        self.payeeOfTrack = payeeOfTrack
    }
}

/// One account and one payee.
package struct PayeeShare: Sendable, Equatable {
    package var account: UInt32
    package var payee: UInt32
    /// The account's plays, and those of them that pay the payee.
    package var plays: Int
    package var paid: Int
    /// The payee's different tracks that the account played.
    package var tracks: Int
    /// The payee's share of all others' plays, 0…1.
    package var usual: Double
    /// −log10 of the probability by chance, with the payee's own clumping allowed for.
    package var surprise: Double

    /// Plays a track: a smear has few.
    package var playsPerTrack: Double { Double(paid) / Double(max(1, tracks)) }
}

/// A payee and the accounts whose plays go to it beyond chance.
package struct PayeeFinding: Sendable, Equatable {
    package var payee: UInt32
    /// Plays that pay it: all, and those of `accounts`.
    package var plays: Int
    package var concentrated: Int
    /// By account, ascending.
    package var accounts: [PayeeShare]
    /// How much plays of one payee clump within accounts anyway: 0 not at all, 1 wholly.
    package var clumping: Double
    /// −log10 of the probability of so many such accounts by chance.
    package var surprise: Double
}

/// Whose plays all go to one pocket: many tracks of a long catalogue with few plays each, so that
/// no
/// track stands out, and together a payee does.
///
/// For account a with n plays, k of which pay payee p, chance is a binomial with p's share among
/// all
/// others' plays. People have tastes, so plays of one payee clump within accounts; n and k are
/// divided by 1 + (n − 1) ρ, where ρ is the clumping (intra-class correlation, by moments): the
/// payee's own, but at most the upper quartile of all payees', so that a smear does not excuse
/// itself; and at least that of the payee without the `trimmed` share of accounts that are the most
/// concentrated, so that a payee whom everybody plays much or little is judged by its own. Even so
/// a few honest fans pass. So the accounts that do are counted, and a payee is named
/// when their number is beyond chance too, by a binomial over all accounts, with log10 of the
/// number
/// of payees besides (Bonferroni).
///
/// O(counts · log counts).
package struct PayeeConcentration: Sendable {
    /// The fewest plays of an account that is judged.
    package var leastPlays = 50
    /// The least share of its plays, 0…1.
    package var leastShare = 0.3
    /// The fewest different tracks of the payee: below it is a loop, or love of a song.
    package var leastTracks = 20
    /// The most plays a track: above it is a loop, or love of a song.
    package var playsPerTrack = 10.0
    /// The least −log10 of an account's probability by chance, to be counted against a payee.
    package var surprise = 3.0
    /// The same to be listed once the payee is named.
    package var memberSurprise = 1.5
    /// The least −log10 of the probability of so many such accounts by chance, besides log10 of the
    /// number of payees.
    package var together = 6.0
    /// The share of accounts left out where a payee's clumping without a smear is measured.
    package var trimmed = 0.1
    /// The fewest accounts of a finding.
    package var leastAccounts = 5

    package init() {}

    /// Payees with enough accounts beyond chance, those with most such accounts first.
    package func findings(
        _ counts: PlayCounts, accountCount: Int, payeeCount: Int
    ) -> [PayeeFinding] {
        let tally = Tally(counts, accountCount, payeeCount)
        let ranges = tally.ranges()
        let own = ranges.map { tally.clumping($0, leastPlays, trimmed: 0) }
        let usual = own.isEmpty ? 0 : own.sorted()[3 * (own.count - 1) / 4]
        let judgedAccounts = Double(tally.playsOfAccount.count { $0 >= leastPlays })
        var findings: [PayeeFinding] = []
        for (range, clumping) in zip(ranges, own) {
            let clumping = max(
                min(clumping, usual), tally.clumping(range, leastPlays, trimmed: trimmed))
            let accounts = tally.shares[range].map { judged($0, clumping) }.filter {
                $0.plays >= leastPlays && $0.tracks >= leastTracks
                    && $0.playsPerTrack <= playsPerTrack && $0.surprise >= memberSurprise
                    && Double($0.paid) >= leastShare * Double($0.plays)
            }
            let counted = accounts.count { $0.surprise >= surprise }
            let rare = Chance.binomial(
                atLeast: Double(counted), trials: judgedAccounts,
                probability: pow(10, -surprise))
            guard counted >= leastAccounts, rare >= together + Chance.digits(ranges.count)
            else { continue }
            let payee = tally.shares[range.lowerBound].payee
            findings.append(
                PayeeFinding(
                    payee: payee, plays: tally.playsOfPayee[Int(payee)],
                    concentrated: accounts.reduce(0) { $0 + $1.paid }, accounts: accounts,
                    clumping: clumping, surprise: rare))
        }
        return findings.sorted {
            ($1.accounts.count, $0.payee) < ($0.accounts.count, $1.payee)
        }
    }

    private func judged(_ share: PayeeShare, _ clumping: Double) -> PayeeShare {
        var share = share
        let effect = 1 + Double(share.plays - 1) * clumping
        share.surprise = Chance.binomial(
            atLeast: Double(share.paid) / effect, trials: Double(share.plays) / effect,
            probability: share.usual)
        return share
    }
}

/// Sums by account and payee.
private struct Tally {
    /// By payee, then account.
    var shares: [PayeeShare] = []
    var playsOfAccount: [Int]
    var playsOfPayee: [Int]

    init(_ counts: PlayCounts, _ accountCount: Int, _ payeeCount: Int) {
        playsOfAccount = [Int](repeating: 0, count: accountCount)
        playsOfPayee = [Int](repeating: 0, count: payeeCount)
        var total = 0
        for place in counts.accounts.indices {
            let plays = Int(counts.plays[place])
            playsOfAccount[Int(counts.accounts[place])] += plays
            playsOfPayee[Int(counts.payeeOfTrack[Int(counts.tracks[place])])] += plays
            total += plays
        }
        let order = counts.accounts.indices.sorted {
            let (one, other) = (
                counts.payeeOfTrack[Int(counts.tracks[$0])],
                counts.payeeOfTrack[Int(counts.tracks[$1])]
            )
            return (one, counts.accounts[$0], $0) < (other, counts.accounts[$1], $1)
        }
        for place in order {
            let payee = counts.payeeOfTrack[Int(counts.tracks[place])]
            let account = counts.accounts[place]
            if shares.last.map({ $0.payee != payee || $0.account != account }) ?? true {
                shares.append(
                    PayeeShare(
                        account: account, payee: payee, plays: playsOfAccount[Int(account)],
                        paid: 0, tracks: 0, usual: 0, surprise: 0))
            }
            shares[shares.count - 1].paid += Int(counts.plays[place])
            shares[shares.count - 1].tracks += 1
        }
        for index in shares.indices {
            let share = shares[index]
            let others = max(1, total - share.plays)
            // One play is lent to a payee nobody else plays, so that a share is never 0.
            let usual = Double(max(1, playsOfPayee[Int(share.payee)] - share.paid)) / Double(others)
            shares[index].usual = min(1 - 1e-9, usual)
        }
    }

    /// The shares of each payee.
    func ranges() -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var first = 0
        while first < shares.count {
            var end = first + 1
            while end < shares.count, shares[end].payee == shares[first].payee { end += 1 }
            ranges.append(first..<end)
            first = end
        }
        return ranges
    }

    /// Intra-class correlation of a payee's plays within accounts, by moments: of n plays each,
    /// Σ (k − n q)² = Σ n q (1 − q) (1 + (n − 1) ρ), over all accounts judged less the most
    /// concentrated. 0…1.
    func clumping(_ range: Range<Int>, _ leastPlays: Int, trimmed: Double) -> Double {
        var (plays, squares, accounts) = (0.0, 0.0, 0)
        for count in playsOfAccount where count >= leastPlays {
            plays += Double(count)
            squares += Double(count) * Double(count)
            accounts += 1
        }
        let listeners = shares[range].filter { $0.plays >= leastPlays }
            .sorted {
                let (one, other) = ($0.paid * $1.plays, $1.paid * $0.plays)
                return one == other ? $0.account < $1.account : one > other
            }
        let leftOut = min(listeners.count, Int(Double(accounts) * trimmed))
        for share in listeners[..<leftOut] {
            plays -= Double(share.plays)
            squares -= Double(share.plays) * Double(share.plays)
        }
        let rest = listeners[leftOut...]
        let usual = rest.reduce(0.0) { $0 + Double($1.paid) } / max(1, plays)
        // As if nobody had played it; then those who did are put right.
        var found = squares * usual * usual
        for share in rest {
            let expected = Double(share.plays) * usual
            found += (Double(share.paid) - expected) * (Double(share.paid) - expected)
            found -= expected * expected
        }
        let alone = plays * usual * (1 - usual)
        let together = (squares - plays) * usual * (1 - usual)
        return together > 0 ? min(1, max(0, (found - alone) / together)) : 0
    }
}
