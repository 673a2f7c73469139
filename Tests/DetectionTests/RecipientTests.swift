import Detection
import Testing
import Toolbox
import Vocabulary

@Suite struct RecipientTests {
    /// A town and two farms on the lists of two fronts, hidden among hits.
    private func detected(_ seed: UInt64) -> Detected {
        var random = SplitMix64(seed: seed)
        var story = Story()
        story.people(500, &random, plays: 100)
        story.farm(Story.bots(12, "one"), perDevice: 3, &random, front: "front")
        story.farm(Story.bots(9, "two"), perDevice: 3, &random, front: "other")
        return story.detected()
    }

    @Test(
        "On a playlist of bots the unknown with its payee profits, and the famous was used",
        arguments: UInt64(1)...3)
    func roles(seed: UInt64) throws {
        let detected = detected(seed)
        #expect(detected.judgement.rings.count == 2, "seed \(seed)")
        #expect(detected.payees(.beneficiary) == ["pocket-front", "pocket-other"], "seed \(seed)")
        #expect(detected.makers(.beneficiary) == ["front", "other"], "seed \(seed)")
        #expect(detected.makers(.victim) == ["star0", "star1", "star2"], "seed \(seed)")
        #expect(detected.payees(.victim) == ["major"], "seed \(seed)")
        let names = detected.conduct.payees.all
        let pocket = try #require(
            detected.payees.values.first { names[Int($0.number)] == "pocket-front" })
        #expect(pocket.dependence == 1 && pocket.rings.count == 1 && pocket.score > 0.5)
    }

    @Test("A ring's document names them, with figures that add up")
    func document() throws {
        let detected = detected(4)
        var names = RingNames()
        let document = try #require(detected.documents(&names).first)
        let pocket = try #require(document.recipients.first { $0.name.hasPrefix("pocket") })
        #expect(pocket.role == "beneficiary" && pocket.plays == pocket.everywhere)
        let paid = document.recipients.filter { $0.kind == "payee" }.reduce(0) { $0 + $1.plays }
        #expect(paid == document.earningPlays && document.plays == document.earningPlays)
        #expect(document.days.reduce(0) { $0 + $1.plays } == document.plays)
        #expect(document.days.allSatisfy { $0.accounts == document.accounts })
    }

    @Test("Plays that nobody is paid for make nobody profit")
    func nobodyPaid() {
        var random = SplitMix64(seed: 2)
        var story = Story()
        story.people(200, &random)
        for day in 0..<20 {
            for bot in 0..<12 {
                for track in 0..<6 {
                    story.play(
                        "bot\(bot)", "machine\(bot / 3)", "nobody-\(track)",
                        at: Story.start + Int64(day) * Story.day
                            + Int64(track) * 90_000 + Int64(random.below(9_000)))
                }
            }
        }
        let detected = story.detected()
        #expect(detected.accounts(.restrict).count == 12)
        #expect(detected.payees(.beneficiary).isEmpty && detected.makers(.beneficiary).isEmpty)
    }
}
