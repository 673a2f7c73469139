import Detection
import Rings
import Testing
import Toolbox

@Suite struct TalliesTests {
    private func story(_ random: inout SplitMix64) -> Story {
        var story = Story()
        for _ in 0..<random.below(300) {
            let account = "u\(random.below(8))"
            let device = random.below(4) == 0 ? nil : "d\(random.below(3))"
            story.play(
                account, device, "t\(random.below(12))", paying: "p\(random.below(3))",
                at: Int64(random.below(1_000)), marks: PlayMarks(rawValue: UInt8(random.below(4))))
        }
        story.signUp("u1", nil, at: 5)
        return story
    }

    @Test("Sums are those of counting again for every seat", arguments: UInt64(1)...30)
    func naive(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let conduct = story(&random).conduct
        let tallies = Tallies(conduct)
        let plays = conduct.plays
        var counts: [[UInt32]: UInt32] = [:]
        for seat in 0..<UInt32(conduct.seatCount) {
            let own = (0..<plays.count).filter { plays.seats[$0] == seat }
            let earning = own.filter { plays.marks[$0].contains(.earns) }
            let tally = tallies.seats[Int(seat)]
            #expect(tally.plays == own.count && tally.earning == earning.count, "seed \(seed)")
            #expect(
                tally.excluded == earning.count { plays.marks[$0].contains(.excluded) },
                "seed \(seed)")
            #expect(tally.first == own.map { plays.times[$0] }.min() ?? .max, "seed \(seed)")
            #expect(tally.last == own.map { plays.times[$0] }.max() ?? .min, "seed \(seed)")
            for play in earning { counts[[seat, plays.objects[play]], default: 0] += 1 }
        }
        let earning = tallies.earning
        let rows = zip(earning.accounts, earning.tracks).map { [$0, $1] }
        #expect(rows == counts.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }, "seed \(seed)")
        #expect(earning.plays == rows.map { counts[$0]! }, "seed \(seed)")
        #expect(earning.payeeOfTrack == conduct.payeeOfObject)
    }

    @Test("Accounts know their seats, the one they mostly use and when they signed up")
    func accounts() {
        var story = Story()
        story.signUp("u1", "d1", at: 77)
        for time in 0..<3 { story.play("u1", "d2", "t", at: Int64(time)) }
        for time in 0..<3 { story.play("u1", "d3", "t", at: Int64(time), marks: []) }
        story.play("u2", "d1", "t", at: 9)
        let tallies = Tallies(story.conduct)
        #expect(tallies.seatsOfAccount == [[0, 1, 2], [3]])
        #expect(tallies.playsOfAccount == [6, 1] && tallies.signedUp == [77, nil])
        #expect(tallies.mainSeat(ofAccount: 0) == 1, "of equals the earlier")
        #expect(tallies.mainSeat(ofAccount: 1) == 3)
    }

    @Test("Nothing has no sums")
    func empty() {
        let tallies = Tallies(Conduct())
        #expect(tallies.seats.isEmpty && tallies.earning.accounts.isEmpty)
    }
}
