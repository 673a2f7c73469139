import Glibc

/// What ``Lockstep`` knows of one part, such as a day; parts of a window are added.
///
/// All sums are whole numbers, so any order of adding gives the same bytes.
package struct PairSums: Sendable, Equatable {
    /// One account's sums: 24 bytes.
    package struct Account: Sendable, Equatable, BitwiseCopyable {
        package var actions: Int64 = 0
        /// Σ over its actions of the actions on the same object within reach.
        package var reached: Int64 = 0
        /// Σ weight of the different (object, slice) it acted in, in 2⁻²⁰.
        package var weight: Int64 = 0
    }

    /// One pair's sums: 24 bytes.
    package struct Pair: Sendable, Equatable, BitwiseCopyable {
        /// The greater account, then the less.
        package var key: UInt64
        package var weight: Int64
        package var matches: UInt32
    }

    package var accounts: [Account]
    /// Ascending by key.
    package var pairs: [Pair] = []
    package var totalActions: Int64 = 0
    /// Actions that were not paired, as their object was hot.
    package var unpairedActions: Int64 = 0
    /// Matches that found no room in the table of pairs.
    package var refusedMatches: Int64 = 0

    package init(accountCount: Int) {
        accounts = [Account](repeating: Account(), count: accountCount)
    }

    /// Both together. O(accounts + pairs).
    package func adding(_ other: PairSums) -> PairSums {
        var sum = PairSums(accountCount: max(accounts.count, other.accounts.count))
        for part in [self, other] {
            for (index, account) in part.accounts.enumerated() {
                sum.accounts[index].actions += account.actions
                sum.accounts[index].reached += account.reached
                sum.accounts[index].weight += account.weight
            }
        }
        sum.totalActions = totalActions + other.totalActions
        sum.unpairedActions = unpairedActions + other.unpairedActions
        sum.refusedMatches = refusedMatches + other.refusedMatches
        sum.pairs = Self.merged(pairs, other.pairs)
        return sum
    }

    private static func merged(_ first: [Pair], _ second: [Pair]) -> [Pair] {
        var result: [Pair] = []
        result.reserveCapacity(first.count + second.count)
        var (left, right) = (0, 0)
        while left < first.count || right < second.count {
            if right == second.count || (left < first.count && first[left].key < second[right].key)
            {
                result.append(first[left])
                left += 1
            } else if left == first.count || second[right].key < first[left].key {
                result.append(second[right])
                right += 1
            } else {
                var pair = first[left]
                pair.weight += second[right].weight
                pair.matches += second[right].matches
                result.append(pair)
                left += 1
                right += 1
            }
        }
        return result
    }
}

/// Two accounts and how far they act as one.
package struct LockstepPair: Sendable, Equatable {
    /// The less, and the greater.
    package var first: UInt32
    package var second: UInt32
    package var matches: Int
    /// Matches that chance would bring.
    package var expected: Double
    /// Weight of the matches over the weight of what either did, 0…1.
    package var similarity: Double
    /// −log10 of the probability of so many matches by chance (Poisson, Chernoff's bound).
    package var surprise: Double
}

/// When two accounts count as acting in lockstep, and how many make a ring.
package struct LockstepThreshold: Sendable {
    /// The least similarity, 0…1.
    package var similarity = 0.05
    /// The least matches.
    package var matches = 10
    /// The least −log10 of the probability by chance, besides log10 of the number of pairs.
    package var surprise = 6.0
    /// The fewest accounts of a ring.
    package var members = 3

    package init() {}
}

extension PairSums {
    /// The pairs above the threshold, ascending, and the sets of accounts they connect.
    ///
    /// Sets are connected components, which is single linkage cut at the threshold. O(pairs).
    ///
    /// - Parameter counts: whether a pair may tell anything; two devices of one person may not.
    package func lockstep(
        _ threshold: LockstepThreshold = LockstepThreshold(),
        where counts: (_ first: UInt32, _ second: UInt32) -> Bool = { _, _ in true }
    ) -> (pairs: [LockstepPair], groups: [[UInt32]]) {
        var components = Components(count: accounts.count)
        var strong: [LockstepPair] = []
        let correction = log10(Double(max(1, pairs.count)))
        for sums in pairs where Int(sums.matches) >= threshold.matches {
            let pair = pair(sums)
            guard pair.similarity >= threshold.similarity,
                pair.surprise >= threshold.surprise + correction, counts(pair.first, pair.second)
            else { continue }
            strong.append(pair)
            components.join(Int(pair.first), Int(pair.second))
        }
        return (strong, components.groups(ofAtLeast: threshold.members))
    }

    /// The evidence of one pair.
    package func pair(_ sums: Pair) -> LockstepPair {
        let (second, first) = (Int(sums.key >> 32), Int(sums.key & 0xffff_ffff))
        let (one, other) = (accounts[first], accounts[second])
        let whole = one.weight + other.weight - sums.weight
        let share = whole <= 0 ? 1 : min(1, Double(sums.weight) / Double(whole))
        let expected =
            (Double(one.actions) * Double(other.reached) + Double(other.actions)
                * Double(one.reached)) / (2 * Double(max(1, totalActions)))
        return LockstepPair(
            first: UInt32(first), second: UInt32(second), matches: Int(sums.matches),
            expected: expected, similarity: share,
            surprise: Chance.poisson(atLeast: Double(sums.matches), mean: expected))
    }
}
