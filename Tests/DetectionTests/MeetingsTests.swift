import Detection
import Glibc
import Rings
import Testing
import Toolbox

@Suite struct MeetingsTests {
    /// Every two plays of every two seats compared.
    private func naive(_ seats: [UInt32], _ plays: Conduct.Plays, _ rule: Lockstep) -> Double {
        func slice(_ play: Int) -> Int64 { plays.times[play] / rule.slice }
        let own = (0..<plays.count).filter { seats.contains(plays.seats[$0]) }
        var counts: [[Int64]: Int] = [:]
        for play in own {
            let key = [Int64(plays.objects[play]), slice(play), Int64(plays.seats[play])]
            counts[key, default: 0] += 1
        }
        var met: Set<[Int64]> = []
        for one in own {
            for other in own
            where plays.seats[one] < plays.seats[other]
                && plays.objects[one] == plays.objects[other] && slice(one) == slice(other)
                && abs(plays.times[one] - plays.times[other]) <= rule.reach
            {
                met.insert(
                    [
                        Int64(plays.objects[one]), slice(one), Int64(plays.seats[one]),
                        Int64(plays.seats[other]),
                    ])
            }
        }
        let share = Double(rule.reach) / Double(rule.slice)
        var expected = 0.0
        for (one, a) in counts {
            for (other, b) in counts where one[0] == other[0] && one[1] == other[1] {
                guard one[2] < other[2] else { continue }
                expected += 1 - pow((1 - share) * (1 - share), Double(a * b))
            }
        }
        return expected > 0 ? Double(met.count) / expected : 0
    }

    @Test("Ratios are those of comparing every two plays", arguments: UInt64(1)...40)
    func twin(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var story = Story()
        for _ in 0..<random.within(1...200) {
            story.play(
                "u\(random.below(9))", "d", "t\(random.below(3))",
                at: Int64(random.below(10 * 3_600_000)))
        }
        let plays = story.conduct.plays
        let seats = (0..<UInt32(story.conduct.seatCount))
        let groups = [Array(seats), seats.filter { $0 % 2 == 0 }, []]
        let found = Meetings(Lockstep()).ratios(of: groups, plays)
        for (group, ratio) in zip(groups, found) {
            let expected = naive(group, plays, Lockstep())
            #expect(abs(ratio - expected) <= 1e-9 * max(1, expected), "seed \(seed)")
        }
    }

    @Test("Those in step meet thirty times as often as the hour explains, others about once")
    func ends() {
        var random = SplitMix64(seed: 1)
        var story = Story()
        for day in 0..<40 {
            for seat in 0..<10 {
                let noon = Int64(day) * Story.day + 12 * Story.hour
                story.play("bot\(seat)", "d", "list", at: noon + Int64(random.below(50_000)))
                story.play("man\(seat)", "d", "hit", at: noon + Int64(random.below(3_600_000)))
            }
        }
        let bots = (0..<10).map { UInt32($0 * 2) }
        let found = Meetings(Lockstep()).ratios(
            of: [bots, bots.map { $0 + 1 }], story.conduct.plays)
        #expect(found[0] > 29 && found[1] > 0.8 && found[1] < 1.2)
        #expect(Meetings(Lockstep()).ratios(of: [], story.conduct.plays).isEmpty)
    }
}
