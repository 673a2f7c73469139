import Detection
import Glibc
import Rings
import TestKit
import Testing
import Toolbox

@Suite struct LockstepStageTests {
    private static let midnights: [Int64] = (-2...2).map { $0 * LockstepStage.part }

    /// Plays of a week around 1970, many of them near a midnight.
    private func actions(_ random: inout SplitMix64) -> Actions {
        var actions = Actions()
        for _ in 0..<random.below(400) {
            actions.accounts.append(UInt32(random.below(9)))
            actions.objects.append(UInt32(random.below(4)))
            let isNear = random.below(3) > 0
            let time =
                isNear
                ? random.pick(Self.midnights) + Int64(random.below(300_000)) - 150_000
                : Int64(random.below(5 * 86_400_000)) - 2 * LockstepStage.part
            actions.times.append(time)
        }
        return actions
    }

    /// Every two actions compared, over all days at once; weights as the docstring has them.
    private func naive(_ actions: Actions, _ rule: Lockstep) -> [UInt64: [Int64]] {
        func slice(_ place: Int) -> Int64 {
            Int64((Double(actions.times[place]) / Double(rule.slice)).rounded(.down))
        }
        func weight(_ place: Int) -> Int64 {
            let count = (0..<actions.count).count {
                actions.objects[$0] == actions.objects[place] && slice($0) == slice(place)
            }
            return Int64(1_048_576 * max(0, 1 - log(Double(count)) / log(rule.population)))
        }
        var found: [UInt64: [[Int64]: Int64]] = [:]
        for one in 0..<actions.count {
            for other in 0..<actions.count where actions.objects[one] == actions.objects[other] {
                let (first, second) = (actions.accounts[one], actions.accounts[other])
                guard first < second, abs(actions.times[one] - actions.times[other]) <= rule.reach
                else { continue }
                let later = actions.times[one] > actions.times[other] ? one : other
                let key = UInt64(second) << 32 | UInt64(first)
                found[key, default: [:]][[Int64(actions.objects[one]), slice(later)]] =
                    weight(later)
            }
        }
        return found.mapValues { [Int64($0.count), $0.values.reduce(0, +)] }
    }

    @Test(
        "Days added are everything at once, on any number of threads", arguments: UInt64(1)...30)
    func days(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let actions = actions(&random)
        let rule = Lockstep()
        let whole = rule.sums(
            of: actions, from: -10 * LockstepStage.part, accountCount: 9)
        for threads in 1...3 {
            let sums = LockstepStage.sums(
                actions, seatCount: 9, rule: rule, threads: threads, progress: { _ in })
            #expect(sums == whole, "seed \(seed), \(threads) threads")
        }
        let found = Dictionary(
            uniqueKeysWithValues: whole.pairs.map { ($0.key, [Int64($0.matches), $0.weight]) })
        #expect(found == naive(actions, rule), "seed \(seed)")
    }

    @Test("Two plays either side of midnight match, once")
    func midnight() {
        let midnight = 20_000 * LockstepStage.part
        let actions = Actions(
            accounts: [0, 1, 2], objects: [0, 0, 0],
            times: [midnight - 60_000, midnight, midnight + 1])
        let sums = LockstepStage.sums(
            actions, seatCount: 3, rule: Lockstep(), threads: 2, progress: { _ in })
        #expect(sums.pairs.map(\.key) == [1 << 32, 2 << 32 | 1])
        #expect(sums.pairs.map(\.matches) == [1, 1])
        #expect(sums.totalActions == 3)
    }

    @Test("Nothing has no sums, and progress ends at 1")
    func progress() {
        let none = LockstepStage.sums(
            Actions(), seatCount: 0, rule: Lockstep(), threads: 4, progress: { _ in })
        #expect(none.pairs.isEmpty && none.accounts.isEmpty)
        nonisolated(unsafe) var shares: [Double] = []
        let days = (0..<5).map { Int64($0) * LockstepStage.part }
        _ = LockstepStage.sums(
            Actions(accounts: [0, 0, 0, 0, 0], objects: [0, 0, 0, 0, 0], times: days),
            seatCount: 1, rule: Lockstep(), threads: 2, progress: { shares.append($0) })
        #expect(shares == [0.4, 0.8, 1])
    }
}
