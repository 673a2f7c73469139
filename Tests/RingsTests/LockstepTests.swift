import Rings
import Testing
import Toolbox

/// The matches of every pair, by comparing every two actions.
private func naiveMatches(_ actions: Actions, _ rule: Lockstep) -> [UInt64: Int] {
    var found: [UInt64: Set<[Int64]>] = [:]
    for one in 0..<actions.count {
        for other in 0..<actions.count where actions.objects[one] == actions.objects[other] {
            let (first, second) = (actions.accounts[one], actions.accounts[other])
            guard first < second, abs(actions.times[one] - actions.times[other]) <= rule.reach
            else { continue }
            let slice = max(actions.times[one], actions.times[other]) / rule.slice
            found[UInt64(second) << 32 | UInt64(first), default: []].insert(
                [Int64(actions.objects[one]), slice])
        }
    }
    return found.mapValues(\.count)
}

@Suite struct LockstepTests {
    private var rule: Lockstep {
        var rule = Lockstep()
        (rule.reach, rule.slice) = (10, 50)
        return rule
    }

    @Test("Matches are those of comparing every two actions", arguments: UInt64(1)...40)
    func matches(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let actions = Worlds.actions(
            &random, accounts: 6, objects: 4, count: random.below(150), span: 500)
        let sums = rule.sums(of: actions, from: 0, accountCount: 6)
        let found = Dictionary(uniqueKeysWithValues: sums.pairs.map { ($0.key, Int($0.matches)) })
        #expect(found == naiveMatches(actions, rule), "seed \(seed)")
        for account in 0..<6 {
            #expect(
                sums.accounts[account].actions
                    == actions.accounts.count { $0 == account }, "seed \(seed)")
            var reached = 0
            for one in 0..<actions.count where actions.accounts[one] == account {
                for other in 0..<actions.count where other != one {
                    if actions.objects[one] == actions.objects[other],
                        abs(actions.times[one] - actions.times[other]) <= rule.reach
                    {
                        reached += 1
                    }
                }
            }
            #expect(Int(sums.accounts[account].reached) == reached, "seed \(seed)")
        }
    }

    @Test(
        "Parts added are the whole, whatever the order of the actions",
        arguments: UInt64(1)...40)
    func parts(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let actions = Worlds.actions(
            &random, accounts: 6, objects: 4, count: random.below(200), span: 500)
        let whole = rule.sums(of: actions, from: 0, accountCount: 6)
        var added = PairSums(accountCount: 6)
        for start in stride(from: Int64(0), to: 500, by: 100) {
            let places = (0..<actions.count).filter {
                actions.times[$0] >= start - rule.reach && actions.times[$0] < start + 100
            }.shuffled(using: &random)
            let part = Actions(
                accounts: places.map { actions.accounts[$0] },
                objects: places.map { actions.objects[$0] },
                times: places.map { actions.times[$0] })
            added = added.adding(rule.sums(of: part, from: start, accountCount: 6))
        }
        #expect(added == whole, "seed \(seed)")
    }

    /// 300 people with habits, a farm of 12 in step, and a hit that all play at its release.
    private func world(_ seed: UInt64, jitter: Int) -> Actions {
        var random = SplitMix64(seed: seed)
        var actions = Actions()
        func add(_ account: Int, _ object: Int, _ time: Int) {
            actions.accounts.append(UInt32(account))
            actions.objects.append(UInt32(object))
            actions.times.append(Int64(time))
        }
        for person in 0..<300 {
            for _ in 0..<60 { add(person, random.below(500), random.below(7 * 86_400_000)) }
            add(person, 500, 3 * 86_400_000 + random.below(120_000))
            add(person, 501, 3 * 86_400_000 + 300_000 + random.below(120_000))
        }
        for _ in 0..<60 {
            let (object, time) = (random.below(500), random.below(7 * 86_400_000 - 60_000))
            for bot in 300..<312 where random.chance(0.8) {
                add(bot, object, time + random.below(jitter))
            }
        }
        for bot in 300..<312 {
            for _ in 0..<60 { add(bot, random.below(500), random.below(7 * 86_400_000)) }
        }
        return actions
    }

    @Test(
        "A farm in step is found, and those who met at a release are not",
        arguments: UInt64(1)...5)
    func farm(seed: UInt64) throws {
        let actions = world(seed, jitter: 40_000)
        let sums = Lockstep().sums(of: actions, from: 0, accountCount: 312)
        let (pairs, groups) = sums.lockstep()
        #expect(groups == [(300..<312).map { UInt32($0) }], "seed \(seed)")
        let pair = try #require(pairs.first)
        #expect(Double(pair.matches) >= 10 * pair.expected, "seed \(seed)")
    }

    @Test("A hot object costs a bounded number of pairs, and says what it left out")
    func hot() {
        var rule = Lockstep()
        rule.hotLimit = 50
        let actions = Actions(
            accounts: (0..<5_000).map { UInt32($0) },
            objects: [UInt32](repeating: 0, count: 5_000),
            times: (0..<5_000).map { Int64($0) })
        let sums = rule.sums(of: actions, from: 0, accountCount: 5_000)
        #expect(sums.pairs.count == 50 * 49 / 2)
        #expect(sums.unpairedActions == 4_950)
        #expect(sums.lockstep().groups.isEmpty)
        rule.pairLimit = 10
        let cut = rule.sums(of: actions, from: 0, accountCount: 5_000)
        #expect(cut.pairs.count == 10 && cut.refusedMatches == 50 * 49 / 2 - 10)
    }

    @Test("Nothing, and one account, end well")
    func bounds() {
        let none = Lockstep().sums(of: Actions(), from: 0, accountCount: 0)
        #expect(none.pairs.isEmpty && none.lockstep().groups.isEmpty)
        let one = Lockstep().sums(
            of: Actions(accounts: [0, 0], objects: [1, 1], times: [5, 6]), from: 0, accountCount: 1)
        #expect(one.pairs.isEmpty && one.accounts[0].actions == 2)
    }
}
