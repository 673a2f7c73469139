/// One group of accounts and one payee.
package struct GroupPayee: Sendable, Equatable {
    package var payee: UInt32
    /// The group's plays, and those of them that pay the payee.
    package var plays: Int
    package var paid: Int
    /// All plays that pay the payee.
    package var everywhere: Int
    /// The payee's share of the plays of everybody else, 0…1.
    package var usual: Double
    /// The share of members for whom the payee's share is above the usual one, 0…1. A beneficiary
    /// is
    /// paid by nearly all; a member's own taste by one.
    package var breadth: Double
    /// −log10 of the probability by chance, by members: as many draws as there are members.
    package var surprise: Double

    /// How many times the usual share the group pays. A beneficiary's is large; what is played as
    /// camouflage is played by everybody, so its is near 1.
    package var lift: Double { Double(paid) / Double(max(1, plays)) / usual }
    /// The payee's part of what the group pays, 0…1: of those it pays, the one it works for has
    /// most.
    package var share: Double { Double(paid) / Double(max(1, plays)) }
    /// The group's part of what the payee is paid, 0…1. Near 1 for a beneficiary; for a small
    /// victim
    /// too, so it tells nothing alone.
    package var dependence: Double { Double(paid) / Double(max(1, everywhere)) }
    /// Plays the payee has of the group beyond the usual share.
    package var excess: Double { Double(paid) - Double(plays) * usual }
}

/// Who profits from each group: payees (or artists, numbered in their place) by the plays they
/// have of it beyond their usual share.
///
/// Members of a group do the same, so a group is worth its members' number of draws, not its
/// plays'. O(counts · log counts).
package enum GroupPayees {
    /// The most payees named for a group, unless asked for others.
    package static let limit = 16

    /// - Parameters:
    ///   - groupOfAccount: the place of an account's group, below `groupCount`; −1 for none.
    ///   - payeeCount: payees are below it.
    ///   - limit: the most payees named for a group.
    /// - Returns: for each group its payees with an excess, the greatest first.
    package static func profits(
        _ counts: PlayCounts, groupOfAccount: [Int32], groupCount: Int, payeeCount: Int,
        limit: Int = limit
    ) -> [[GroupPayee]] {
        var everywhere = [Int](repeating: 0, count: payeeCount)
        var total = 0
        var inGroup = [Int](repeating: 0, count: groupCount)
        var ofAccount: [UInt32: Int] = [:]
        var paid: [UInt64: Int] = [:]
        var paidByMember: [UInt64: Int] = [:]
        for place in counts.accounts.indices {
            let (account, plays) = (counts.accounts[place], Int(counts.plays[place]))
            let payee = counts.payeeOfTrack[Int(counts.tracks[place])]
            everywhere[Int(payee)] += plays
            total += plays
            let group = groupOfAccount[Int(account)]
            if group < 0 { continue }
            inGroup[Int(group)] += plays
            ofAccount[account, default: 0] += plays
            paid[UInt64(group) << 32 | UInt64(payee), default: 0] += plays
            paidByMember[UInt64(account) << 32 | UInt64(payee), default: 0] += plays
        }
        var members = [Int](repeating: 0, count: groupCount)
        for group in groupOfAccount where group >= 0 { members[Int(group)] += 1 }
        var found = [[UInt32: GroupPayee]](repeating: [:], count: groupCount)
        for (key, sum) in paid {
            let (group, payee) = (Int(key >> 32), UInt32(key & 0xffff_ffff))
            let others = Double(max(1, total - inGroup[group]))
            let usual = min(1, Double(max(1, everywhere[Int(payee)] - sum)) / others)
            found[group][payee] = GroupPayee(
                payee: payee, plays: inGroup[group], paid: sum,
                everywhere: everywhere[Int(payee)], usual: usual, breadth: 0,
                surprise: Chance.binomial(
                    atLeast: Double(sum) / Double(inGroup[group]) * Double(members[group]),
                    trials: Double(members[group]), probability: usual))
        }
        for (key, sum) in paidByMember {
            let (account, payee) = (UInt32(key >> 32), UInt32(key & 0xffff_ffff))
            let group = Int(groupOfAccount[Int(account)])
            let share = Double(sum) / Double(max(1, ofAccount[account] ?? 1))
            if let usual = found[group][payee]?.usual, share > usual {
                found[group][payee]?.breadth += 1 / Double(members[group])
            }
        }
        return found.map { payees in
            let sorted = payees.values.filter { $0.excess > 0 }.sorted {
                $0.excess == $1.excess ? $0.payee < $1.payee : $0.excess > $1.excess
            }
            return Array(sorted.prefix(limit))
        }
    }
}
