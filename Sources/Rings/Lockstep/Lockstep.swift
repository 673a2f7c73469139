import Glibc
import Toolbox

/// Who acts on the same things at the same times, again and again: SynchroTrap (Cao et al., CCS
/// 2014).
///
/// Two actions of different accounts on one object **match** when their times differ by at most
/// `reach`. A match falls in the slice of its later action, and a pair gets at most one match an
/// object and slice, so repeats prove nothing. The similarity of two accounts is
/// Σ weight of their matches / Σ weight of what either did, pooled over objects.
///
/// **Hot objects.** A match weighs 1 − log n / log `population`, n being the actions on the object
/// in
/// the slice: in the rush of a release day it weighs little, and nothing from `population` on.
/// Where n is above `hotLimit`, only as many
/// actions are paired, of those accounts whose hash is least: always the same accounts, so that
/// their pairs still add up. Each action is so compared with at most `hotLimit` others, and the
/// actions left out are counted in ``PairSums/unpairedActions``.
///
/// **Chance.** If an account's n actions fell on objects and times as all M actions do, n·m / M of
/// them would match an action that has m others in reach. Both ways, halved, this is
/// ``LockstepPair/expected``.
///
/// Work is done a part (such as a day) at a time, and parts are added:
/// ``sums(of:from:accountCount:)``
/// and ``PairSums/adding(_:)``. O(actions · (log actions + hotLimit)) at worst.
package struct Lockstep: Sendable {
    /// How far apart matching actions may be, in milliseconds; 60 s.
    package var reach: Int64 = 60_000
    /// The width of a slice, in milliseconds, at least twice `reach`; 1 h. A part must begin at a
    /// multiple of it.
    package var slice: Int64 = 3_600_000
    /// The most actions of one object and slice that are paired.
    package var hotLimit = 256
    /// Actions on one object in one slice at which a match weighs nothing. Of the order of the
    /// number
    /// of accounts that act in a slice; fixed, so that parts can be added.
    package var population = 100_000.0
    /// The most pairs a part may hold, 32 bytes each; those that come later are counted and left
    /// out.
    package var pairLimit = 33_554_432

    package init() {}

    /// The sums of one part.
    ///
    /// - Parameters:
    ///   - actions: of the part, and those of the last `reach` before it, which match but count for
    ///     nothing else.
    ///   - start: of the part, in milliseconds.
    ///   - accountCount: accounts are below it.
    package func sums(of actions: Actions, from start: Int64, accountCount: Int) -> PairSums {
        precondition(slice >= 2 * reach && reach >= 0, "a slice is at least twice the reach")
        var matching = Matching(self, actions, start, accountCount)
        let places = matching.places
        var first = 0
        while first < places.count {
            let object = actions.objects[Int(places[first])]
            var end = first + 1
            while end < places.count, actions.objects[Int(places[end])] == object { end += 1 }
            matching.match(first..<end)
            first = end
        }
        return matching.finished()
    }
}

/// The working memory of one part. Actions are in order of object, then time.
private struct Matching {
    let rule: Lockstep
    let actions: Actions
    let start: Int64
    let places: [UInt32]
    var sums: PairSums
    var table: PairTable
    /// The last (object, slice) an account was counted in.
    private var seen: [UInt32]
    private var sliceNumber: UInt32 = 0
    /// The weight of the slice an action is in, and whether it is paired.
    private var isPaired: [Bool]

    init(_ rule: Lockstep, _ actions: Actions, _ start: Int64, _ accountCount: Int) {
        self.rule = rule
        self.actions = actions
        self.start = start
        places = actions.sortedPlaces()
        sums = PairSums(accountCount: accountCount)
        table = PairTable(limit: rule.pairLimit)
        seen = [UInt32](repeating: 0, count: accountCount)
        isPaired = [Bool](repeating: true, count: actions.count)
    }

    private func time(_ index: Int) -> Int64 { actions.times[Int(places[index])] }
    private func account(_ index: Int) -> Int { Int(actions.accounts[Int(places[index])]) }
    private func sliceOf(_ time: Int64) -> Int64 {
        time >= 0 ? time / rule.slice : -((-time - 1) / rule.slice) - 1
    }

    /// All matches of one object.
    mutating func match(_ range: Range<Int>) {
        countReached(range)
        var first = range.lowerBound
        while first < range.upperBound {
            let slice = sliceOf(time(first))
            var end = first + 1
            while end < range.upperBound, sliceOf(time(end)) == slice { end += 1 }
            choosePaired(first..<end)
            if time(first) >= start || time(end - 1) >= start {
                matchSlice(first..<end, objectFirst: range.lowerBound)
            }
            first = end
        }
    }

    /// Adds to each account how many others' or own actions its actions have in reach, by two
    /// hands; a couple of actions counts in the part of the later.
    private mutating func countReached(_ range: Range<Int>) {
        var oldest = range.lowerBound
        for index in range where time(index) >= start {
            while time(oldest) < time(index) - rule.reach { oldest += 1 }
            sums.accounts[account(index)].reached += Int64(index - oldest)
        }
        var newest = range.lowerBound
        var firstOfPart = range.lowerBound
        while firstOfPart < range.upperBound, time(firstOfPart) < start { firstOfPart += 1 }
        for index in range {
            while newest < range.upperBound, time(newest) <= time(index) + rule.reach {
                newest += 1
            }
            let from = max(index + 1, firstOfPart)
            sums.accounts[account(index)].reached += Int64(max(0, newest - from))
        }
    }

    /// Leaves only the actions of the accounts with the least hashes where there are too many.
    private mutating func choosePaired(_ range: Range<Int>) {
        guard range.count > rule.hotLimit else { return }
        let order = range.map { (SplitMix64.mixed(UInt64(account($0))), $0) }
            .sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }
        for entry in order[rule.hotLimit...] {
            isPaired[Int(places[entry.1])] = false
            if time(entry.1) >= start { sums.unpairedActions += 1 }
        }
    }

    private mutating func matchSlice(_ range: Range<Int>, objectFirst: Int) {
        sliceNumber += 1
        let share = log(Double(range.count)) / log(rule.population)
        let weight = Int64(Self.scale * max(0, 1 - share))
        for index in range where time(index) >= start {
            let later = account(index)
            sums.accounts[later].actions += 1
            if seen[later] != sliceNumber {
                seen[later] = sliceNumber
                sums.accounts[later].weight += weight
            }
            guard isPaired[Int(places[index])] else { continue }
            var other = index - 1
            var compared = 0
            while other >= objectFirst, time(other) >= time(index) - rule.reach {
                if isPaired[Int(places[other])], account(other) != later {
                    table.add(later, account(other), weight, sliceNumber)
                    compared += 1
                    // Beyond the slice's own there are at most as many of the slice before.
                    if compared >= 2 * rule.hotLimit { break }
                }
                other -= 1
            }
        }
    }

    private static let scale = 1_048_576.0

    mutating func finished() -> PairSums {
        sums.totalActions = sums.accounts.reduce(0) { $0 + $1.actions }
        sums.pairs = table.sorted()
        sums.refusedMatches = table.refused
        return sums
    }
}
