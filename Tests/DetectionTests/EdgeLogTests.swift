import Detection
import Rings
import Testing
import Toolbox
import Vocabulary

/// Logs that have little, or too much, of something.
@Suite struct EdgeLogTests {
    private func check(_ story: Story) {
        for threads in [1, 3] {
            let detected = story.detected(threads: threads)
            var names = RingNames()
            #expect(detected.documents(&names).isEmpty)
            #expect(detected.judgement.accounts.count == story.conduct.accounts.count)
            #expect(detected.judgement.isArtificial.count == story.conduct.plays.count)
            #expect(detected.accounts(.none).count == story.conduct.accounts.count)
        }
    }

    @Test("Nothing at all") func empty() { check(Story()) }

    @Test("One account, with one play and with many")
    func one() {
        var story = Story()
        story.play("u", "d", "t", by: "a", paying: "p", at: 5)
        check(story)
        for time in 0..<2_000 { story.play("u", "d", "t", at: Story.start + Int64(time) * 61_000) }
        check(story)
    }

    @Test("Accounts that never play")
    func noPlays() {
        var story = Story()
        for account in 0..<50 {
            story.signUp("u\(account)", nil, at: Story.start + Int64(account) * Story.day)
            story.follow("u\(account)", "a\(account % 7)", at: Story.start)
        }
        check(story)
    }

    @Test("Plays that earn nothing")
    func nothingEarns() {
        var random = SplitMix64(seed: 1)
        var story = Story()
        for play in 0..<3_000 {
            story.play(
                "u\(random.below(60))", "d\(random.below(60))", "t\(random.below(400))",
                at: Story.start + Int64(play) * 700_000, marks: [])
        }
        _ = story.detected(threads: 2)
    }

    @Test("No devices, no payees, no makers and no sign-ups: what they do is left to judge by")
    func bare() throws {
        var random = SplitMix64(seed: 3)
        var story = Story()
        for person in 0..<200 {
            for _ in 0..<60 {
                story.play(
                    "u\(person)", nil, "t\(random.below(2_000))",
                    at: Story.start + Int64(random.below(30 * 86_400_000)))
            }
        }
        check(story)
        for day in 0..<20 {
            for bot in 0..<8 {
                for track in 0..<6 {
                    story.play(
                        "bot\(bot)", nil, "list\(track)",
                        at: Story.start + Int64(day) * Story.day + Int64(track) * 90_000
                            + Int64(random.below(9_000)))
                }
            }
        }
        let detected = story.detected()
        #expect(detected.payees.isEmpty && detected.makers.isEmpty)
        // They act in step, to the minute; that their times are a machine's restricts nobody.
        #expect(detected.accounts(.restrict).isEmpty)
        #expect(detected.accounts(.review) == Set(Story.bots(8)))
        var names = RingNames()
        let document = try #require(detected.documents(&names).first)
        #expect(document.accounts == 8 && document.recipients.isEmpty)
    }

    @Test("Times before 1970 are times")
    func early() {
        var random = SplitMix64(seed: 4)
        var story = Story()
        for play in 0..<500 {
            story.play(
                "u\(random.below(20))", "d", "t\(random.below(50))",
                at: -Int64(play) * 7_000_000)
        }
        _ = story.detected()
    }
}

/// What must end within a time, whatever the log; run by itself.
@Suite struct DetectionLimitTests {
    @Test("Everybody plays one thing in the same second: bounded, and it says what it left out")
    func hotObject() {
        var story = Story()
        for account in 0..<20_000 {
            story.play(
                "u\(account)", "d\(account)", "hit", by: "star", paying: "major",
                at: Story.start + Int64(account % 1_000))
        }
        let clock = ContinuousClock()
        var detected: Detected?
        let time = clock.measure { detected = story.detected(threads: 2) }
        #expect(time < .seconds(5), "\(time)")
        let words = detected?.findings.leftOut.joined() ?? ""
        #expect(words.contains("19744 plays") && words.contains("not paired"), "\(words)")
        #expect(detected?.judgement.rings.isEmpty == true)
    }

    @Test("A crowd that is one ring of everybody ends")
    func giantRing() {
        var random = SplitMix64(seed: 6)
        var story = Story()
        // 3,000 accounts in step by twos and threes, so that all hang together.
        for account in 0..<3_000 {
            for number in 0..<24 {
                let list = account + number / 12
                story.play(
                    "u\(account)", "d\(account / 8)", "t\(list)-\(number % 12)",
                    by: "a\(list % 9)", paying: "p\(list % 5)",
                    at: Story.start + Int64(list % 20) * Story.day
                        + Int64(number % 12) * 2 * Story.hour + Int64(random.below(30_000)))
            }
        }
        let clock = ContinuousClock()
        var names = RingNames()
        let time = clock.measure {
            let detected = story.detected(threads: 2)
            #expect(detected.judgement.rings.contains { $0.members.count == 3_000 })
            _ = detected.documents(&names)
        }
        #expect(time < .seconds(10), "\(time)")
    }

    @Test("Seeds that overlap in one long chain become one ring, soon")
    func chain() {
        var findings = Findings()
        findings.seeds = (0..<UInt32(5_000)).map {
            Seed(family: .lockstep, seats: Array($0 * 4..<$0 * 4 + 8))
        }
        let clock = ContinuousClock()
        var found: [RingCandidate] = []
        let time = clock.measure {
            found = RingFormation.candidates(
                findings, seatCount: 20_004, settings: DetectionSettings())
        }
        #expect(found.count == 1 && found[0].seats.count == 20_004)
        #expect(time < .seconds(2), "\(time)")
    }
}
